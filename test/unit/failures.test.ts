import { describe, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import { attempt, isUnexpectedResponse, type Platform } from "../../src/platforms/shared/failures.ts";
import { UnexpectedResponse } from "../../src/platforms/shared/read-response.ts";

class ErrorResponse extends Error {}

const platform: Platform<ErrorResponse> = {
  unavailable: "LINE_UNAVAILABLE",
  errorOf: (error) => (error instanceof ErrorResponse ? error : null),
};

const thrownAt = (file: string, name = "TypeError") =>
  Object.assign(new Error("x"), {
    name,
    stack: `${name}: x\n    at new Promise (<anonymous>)\n    at f (file:///app/${file}:1:2)`,
  });

describe("a request", () => {
  const outcome = (error: Error) => attempt(platform, 60_000, Promise.reject(error));

  test("brings its value", async () => {
    expect(await attempt(platform, 60_000, Promise.resolve(1))).toEqual({ kind: "ok", value: 1 });
  });

  test("that the platform answers with an error leaves it to the route what that means", async () => {
    const error = new ErrorResponse("HTTP 404");
    expect(await outcome(error)).toEqual({ kind: "error", error });
  });

  test.each([[new TypeError("fetch failed")], [new TypeError("terminated")], [new Error("connect ECONNREFUSED")]])(
    "that does not reach the platform (%s) may be repeated",
    async (error) => expect(await outcome(error)).toEqual({ kind: "later", finding: finding("LINE_UNAVAILABLE") }),
  );

  test("without a response in time may be repeated", async () => {
    const never = new Promise<never>(() => undefined);
    expect(await attempt(platform, 1, never)).toEqual({ kind: "later", finding: finding("LINE_UNAVAILABLE") });
  });

  test("with an unexpected response may be repeated, and names the field", async () => {
    const detail = "answer.phase is not a text";
    expect(await outcome(new UnexpectedResponse("answer.phase", "is not a text"))).toEqual({
      kind: "later",
      finding: finding("LINE_UNAVAILABLE", { detail }),
    });
  });

  test.each(["TypeError", "ReferenceError", "RangeError"])("does not hide our own mistake: %s", async (name) => {
    const error = thrownAt("src/platforms/line/x.ts", name);
    await expect(outcome(error)).rejects.toBe(error);
  });
});

describe("an unexpected response", () => {
  test.each([
    [thrownAt("node_modules/@line/bot-sdk/dist/x.js"), true],
    [thrownAt("src/platforms/line/x.ts"), false],
    [thrownAt("node_modules/@line/bot-sdk/dist/x.js", "Error"), false],
    [new UnexpectedResponse("answer", "is not an object"), true],
    ["text", false],
  ])("is behind %s: %s", (error, expected) => expect(isUnexpectedResponse(error)).toBe(expected));
});
