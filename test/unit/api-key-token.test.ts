import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createToken, hashOf, readToken } from "../../src/store/accounts/api-keys/token.ts";

describe("the secret of an API key", () => {
  test("is found by scanners, names its portal, and is never the same", () => {
    const tokens = Array.from({ length: 200 }, () => createToken(4711));
    for (const token of tokens) expect(token).toMatch(/^listcast_4711_[0-9A-Za-z]{49}$/);
    expect(new Set(tokens).size).toBe(200);
    expect(new Set(tokens.map((token) => token.slice(0, -6))).size).toBe(200);
  });

  test("is read with its portal and a hash that tells nothing of it", () => {
    const token = createToken(999_999_999_999_999);
    const read = readToken(token);
    expect(read?.portalId).toBe(999_999_999_999_999);
    expect(read?.hash).toEqual(hashOf(token));
    expect(read?.hash).toHaveLength(32);
  });

  test("is none any more with one character changed, left out or added, anywhere", () => {
    const token = createToken(12);
    for (let at = 0; at < token.length; at += 1) {
      const [before, after] = [token.slice(0, at), token.slice(at + 1)];
      const other = token[at] === "x" ? "y" : "x";
      for (const changed of [before + other + after, before + after, `${before}${token[at] ?? ""}x${after}`])
        expect([changed, readToken(changed)]).toEqual([changed, null]);
    }
  });

  test.each([
    "",
    "listcast_",
    "Bearer",
    createToken(1).toUpperCase(),
    `${createToken(1)}\n`,
    ` ${createToken(1)}`,
    createToken(1).replace("_1_", "_01_"),
    createToken(0),
    createToken(1).replace("_1_", "_1234567890123456_"),
  ])("%j is no secret", (text) => expect(readToken(text)).toBeNull());

  test("is nothing that someone makes up", () => {
    fc.assert(fc.property(fc.string(), (text) => readToken(text) === null));
    fc.assert(fc.property(fc.stringMatching(/^[0-9A-Za-z]{49}$/), (text) => readToken(`listcast_1_${text}`) === null));
  });
});
