import { describe, expect, test } from "@jest/globals";
import { excerpt, measure, messagesOf, personalToken, personalTokenIn } from "../../src/delivery/message/message.ts";

describe("personal tokens", () => {
  test.each([
    ["{{contact.firstname}}", "{{contact.firstname}}"],
    ["Dear {{ contact.firstname }}, hello", "{{ contact.firstname }}"],
    ["{{\n personalization_token('contact.x', 'friend') }}", "{{\n personalization_token('contact.x', 'friend') }}"],
    ["{% if contact.city %}Tokyo{% endif %}", "{% if contact.city %}"],
    ["Hello {{ name", "{{ name"],
  ])("%j is found", (text, token) => {
    expect(personalToken(text)).toBe(token);
  });

  test.each(["Hello", "{name} }} 100 %", "a { { b } }", "[[weekend sale]]", ""])("%j has none", (text) => {
    expect(personalToken(text)).toBeNull();
  });

  test("are found anywhere inside a message", () => {
    const flex = { type: "flex", altText: "Sale", contents: { body: { contents: [{ text: "Hi {{ name }}" }] } } };
    expect(personalTokenIn([{ type: "text", text: "Hello" }, flex])).toBe("{{ name }}");
    expect(personalTokenIn([{ type: "text", text: "Hello", quickReply: { items: [] } }])).toBeNull();
  });

  test("braces of neighbouring texts do not make one", () => {
    expect(
      personalTokenIn([
        { type: "text", text: "{" },
        { type: "text", text: "{ a }}" },
      ]),
    ).toBeNull();
  });
});

describe("messages", () => {
  test("a text becomes one text message", () => {
    expect(messagesOf({ kind: "text", text: "Hello" }, null)).toEqual([{ type: "text", text: "Hello" }]);
  });

  test("a saved message is taken as it is; a missing one is null", () => {
    const saved = [{ type: "sticker", packageId: "1", stickerId: "2" }];
    expect(messagesOf({ kind: "saved", messageId: "42" }, saved)).toBe(saved);
    expect(messagesOf({ kind: "saved", messageId: "42" }, null)).toBeNull();
  });

  test("length is counted as LINE does", () => {
    expect(measure("あ🍎")).toBe(3);
  });
});

describe("excerpt", () => {
  test("one line, cut between characters people see", () => {
    expect(excerpt([{ type: "text", text: "Autumn\n\nsale" }])).toBe("Autumn sale");
    expect(excerpt([{ type: "text", text: "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧" }], 2)).toBe("👨‍👩‍👧…");
    expect(excerpt([{ type: "text", text: "a".repeat(80) }])).toBe("a".repeat(80));
    expect(excerpt([{ type: "text", text: "a".repeat(81) }])).toBe(`${"a".repeat(79)}…`);
    expect(excerpt([{ type: "text", text: "a".repeat(5000) }])).toBe(`${"a".repeat(79)}…`);
    expect(excerpt([{ type: "text", text: `a${" \n".repeat(2500)}b` }])).toBe("a…");
  });

  test("falls back to the alternative text, then to the kinds", () => {
    expect(excerpt([{ type: "image" }, { type: "flex", altText: "Coupon" }])).toBe("Coupon");
    expect(excerpt([{ type: "image" }, { type: "sticker" }])).toBe("[image] [sticker]");
  });
});
