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
    expect(unstorable({ messages: [{ "\u0000": 1 }] })?.property).toBe("messages[0]");
  });

  test("however deep it is, it is named and not walked into", () => {
    const deep = JSON.parse(`{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`) as unknown;
    expect(unstorable(deep)).toMatchObject({ problem: "too_deep", figures: { most: 100 } });
    expect(unstorable(JSON.parse("[".repeat(90) + "]".repeat(90)))).toBeNull();
  });

  test("a name that copies lose is named", () => {
    const value: unknown = JSON.parse('{"messages":[{"__proto__":{}}]}');
    expect(unstorable(value)).toMatchObject({ property: "messages[0].__proto__", problem: "not_known" });
  });

  test.each([null, 1, true, undefined, [], {}])("%j is fine", (value) => expect(unstorable(value)).toBeNull());
});
