import { describe, expect, test } from "@jest/globals";
import { unstorable, unstorableText } from "../../src/delivery/message/storable.ts";

describe("what cannot be stored", () => {
  test.each([
    ["a\u0000b", "null_character"],
    ["a\ud800", "half_character"],
    ["\udc00", "half_character"],
  ])("%j: says why", (text, why) => expect(unstorableText(text)).toBe(why));

  test.each(["", "😀", "\u001f", "null"])("%j is fine", (text) => expect(unstorableText(text)).toBeNull());

  test("is named by its place, the first one", () => {
    const value = { name: "ok", messages: [{ text: "fine" }, { text: "\u0000" }, { text: "\ud800" }] };
    expect(unstorable(value)?.property).toBe("messages[1].text");
    expect(unstorable("\u0000")?.property).toBe("body");
    expect(unstorable({ messages: [{ "\u0000": 1 }] })).toMatchObject({
      property: "messages[0]",
      problem: "name_null_character",
    });
    expect(unstorable({ "\ud800": 1 })).toMatchObject({ property: "body", problem: "name_half_character" });
  });

  test("however deep it is, it is named and not walked into", () => {
    const deep = JSON.parse(`{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`) as unknown;
    expect(unstorable(deep)).toMatchObject({ problem: "too_deep", figures: { most: 100 } });
    const nested = (depth: number) => unstorable(JSON.parse("[".repeat(depth) + "]".repeat(depth)));
    expect([nested(100), nested(101)?.problem]).toEqual([null, "too_deep"]);
  });

  test("a place too long for a page is cut", () => {
    const deep = (name: string) => JSON.parse(`${`{"${name}":`.repeat(100)}[]${"}".repeat(100)}`) as unknown;
    expect(unstorable(deep("abcdefghi"))?.property).toBe(`${"abcdefghi.".repeat(8)}…`);
    expect(unstorable(JSON.parse(`${"[".repeat(100)}{}${"]".repeat(100)}`))?.property).toBe(`${"[0]".repeat(26)}[0…`);
  });

  test("a name that copies lose is named", () => {
    const value: unknown = JSON.parse('{"messages":[{"__proto__":{}}]}');
    expect(unstorable(value)).toMatchObject({ property: "messages[0].__proto__", problem: "not_known" });
  });

  test.each([null, 1, true, undefined, [], {}])("%j is fine", (value) => expect(unstorable(value)).toBeNull());
});
