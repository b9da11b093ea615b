import { describe, expect, test } from "@jest/globals";
import { hostOnly, readCookie, setCookie } from "../../src/console/request/cookies.ts";
import { isSameOrigin } from "../../src/console/request/same-origin.ts";
import { isUuid } from "../../src/console/web/schemas.ts";

describe("reading a cookie", () => {
  test.each([
    ["session=abc", "abc"],
    ["a=1; session=abc; b=2", "abc"],
    ["a=1;session=abc", "abc"],
    ["session=a=b", "a=b"],
  ])("%j has it", (header, value) => expect(readCookie(header, "session")).toBe(value));

  test.each([
    [undefined],
    [""],
    ["session"],
    ["session="],
    ["xsession=abc"],
    ["session =abc"],
    ["SESSION=abc"],
    ['session="abc"'],
    ["session=a b"],
    ["session=a,b"],
    ["session=a\\b"],
    [`session=${"a".repeat(1025)}`],
    ["a=session=abc"],
  ])("%j has none", (header) => expect(readCookie(header, "session")).toBeNull());

  test("there twice: it is not known which one is ours", () => {
    expect(readCookie("session=planted; session=ours", "session")).toBeNull();
  });
});

describe("writing a cookie", () => {
  const written = (value: string, seconds: number, publicUrl: string): unknown => {
    const headers: unknown[] = [];
    const response = { append: (_name: string, header: unknown) => headers.push(header) } as never;
    setCookie(response, { name: "session", value, seconds, publicUrl });
    return headers[0];
  };

  test("scripts cannot read it and other sites cannot post with it", () => {
    expect(written("abc", 60, "http://console.example")).toBe(
      "session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
    );
  });

  test("over HTTPS it never travels without", () => {
    expect(written("abc", 60, "https://console.example")).toMatch(/^__Host-session=abc; .*; Secure$/);
  });

  test("over HTTPS its name is one that browsers take from this host alone", () => {
    expect([hostOnly("session", true), hostOnly("session", false)]).toEqual(["__Host-session", "session"]);
  });

  test("forgetting it sets its age to nothing", () => {
    expect(written("", 0, "http://console.example")).toContain("session=; Path=/; Max-Age=0");
  });
});

describe("where a change comes from", () => {
  const from = (headers: Record<string, string>, publicUrl = "https://console.example") =>
    isSameOrigin({ get: (name: string) => headers[name.toLowerCase()] } as never, publicUrl);

  test.each([
    [{}, true],
    [{ "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "same-origin", origin: "http://localhost:1" }, true],
    [{ origin: "https://console.example" }, true],
    [{ origin: "https://localhost:3000", host: "localhost:3000" }, true],
    [{ origin: "http://localhost:3000", host: "localhost:3000" }, false],
    [{ origin: "http://console.example", host: "console.example" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "none" }, false],
    [{ "sec-fetch-site": "cross-site", origin: "https://console.example" }, false],
    [{ origin: "https://console.example.evil.example" }, false],
    [{ origin: "http://console.example" }, false],
    [{ origin: "https://evil.example", host: "console.example" }, false],
    [{ origin: "null", host: "console.example" }, false],
    [{ origin: "null" }, false],
  ])("%j: %j", (headers, expected) => expect(from(headers)).toBe(expected));

  test("in the sandbox, by http, under any name that this machine has", () => {
    const headers = { origin: "http://localhost:3000", host: "localhost:3000" };
    expect(from(headers, "http://127.0.0.1:3000")).toBe(true);
    expect(from({ ...headers, origin: "https://localhost:3000" }, "http://127.0.0.1:3000")).toBe(false);
  });
});

test("only canonical ids are asked for", () => {
  expect(isUuid("0d9f6f7e-0000-4000-8000-000000000001")).toBe(true);
  for (const other of ["", "1", "0D9F6F7E-0000-4000-8000-000000000001", "0d9f6f7e00004000800000000000000 1", 7, null]) {
    expect(isUuid(other)).toBe(false);
  }
});
