import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createLog } from "../../src/observability/log.ts";

function logged(fields: object, message?: string): { readonly [name: string]: unknown } {
  const lines: string[] = [];
  createLog("info", { write: (line: string) => void lines.push(line) }).info(fields, message);
  return JSON.parse(lines.join("")) as Record<string, unknown>;
}

const ID = `U${"0123456789abcdef".repeat(2)}`;

test.each([
  ["mika@example.com", "[person]"],
  ["GET /people?email=mika%40example.com&lang=ja", "GET [person]&lang=ja"],
  ["Mika <mika.o'neil+tea@mail.example.co.jp>: no such user", "[person]"],
  ["first\nmika@example.com", "first\n[person]"],
  ["\u001fabcmika@example.com", "\u001f[person]"],
  ["\u0000\u001f\tmika@example.com\\", "\u0000\u001f\t[person]\\"],
  ["日本mika@お茶.example", "日本[person]"],
  ["Key (user_email)=(mika@example.com) already exists", "[person]) already exists"],
  [`The value ${ID} is no friend`, "The value [person] is no friend"],
  [`x${ID.toUpperCase()}`, "x[person]"],
  [`U${ID}f`, "U[person]f"],
])("%j names no one in a line", (written, shown) => {
  const line = logged({ event: "x", figures: { detail: written }, err: new Error(written) }, written);
  for (const text of [line["msg"], (line["figures"] as { detail: string }).detail, (line["err"] as Error).message]) {
    expect(text).toContain(shown);
    expect(text).not.toMatch(/@|U0123/i);
  }
});

test.each([
  "at file:///app/node_modules/@line/bot-sdk/dist/x.js:1:2",
  "@tea",
  "a @ b.c",
  "US$ 5 @home",
  "U0123456789abcdef",
])("%j stays as it is", (written) => {
  expect(logged({ event: "x" }, written)["msg"]).toBe(written);
});

test("a line stays JSON, whatever stands around an address", () => {
  const around = fc.string({ unit: "binary", maxLength: 20 });
  fc.assert(
    fc.property(around, around, (before, after) => {
      const { msg } = logged({ event: "x" }, `${before}mika@example.com${after}`);
      expect(msg).not.toContain("mika@example");
    }),
    { numRuns: 3000 },
  );
});
