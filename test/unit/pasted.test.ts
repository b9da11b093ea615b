import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isCode, messagesInValue, readPasted } from "../../src/delivery/message/pasted.ts";
import { KINDS } from "../support/message-kinds.ts";

const FLEX = JSON.stringify(KINDS["bubble"], null, 2);
const HELLO = { type: "text", text: "Hello" };

describe("code", () => {
  test.each([
    ["a message", '{"type":"text"}'],
    ["a list of messages", '[{"type":"text","text":"Hello"}]'],
    ["a request", '{"to":"U1","messages":[]}'],
    ["any object", ' \n{ "a" : { } } '],
    ["nothing in it", "{}"],
    ["a list of numbers", "[1, 2]"],
    ["behind a byte order mark and other invisible characters", `\uFEFF\u200B${FLEX}\u2060`],
    ["in a code block", `\`\`\`json\n${FLEX}\n\`\`\``],
    ["in a code block without a language", `\`\`\`\n${FLEX}\n\`\`\`\n`],
    ["between backticks", '`{"type":"text","text":"Hello"}`'],
    ["several objects of a list", `${FLEX},\n${FLEX}`],
    ["one object of a list", `${FLEX},`],
    ["typographic quotation marks", "{“type”: “text”, “text”: “Hello”}"],
    ["German ones", "{„type“: „text“}"],
    ["escaped for another program", '{\\"type\\":\\"text\\"}'],
    ["a text within a text", '"{\\"type\\":\\"text\\"}"'],
    ["cut off", FLEX.slice(0, 40)],
    ["cut off after its first name", '{"type":'],
    ["with a comma too many", '{"type":"text","text":"Hello",}'],
    ["with a comment", `[ {"type":"text", // hello\n"text":"Hello"}]`],
    ["JavaScript", "{ type: 'flex', altText: 'Tea' }"],
    ["a list in JavaScript", "[{\n  type: `text` }]"],
    ["the inside of a request", '"messages": [{"type":"text","text":"Hello"}]'],
    ["the inside of a message", '"type": "text",\n"text": "Hello"'],
    [
      "an example of LINE's reference",
      "curl -v -X POST https://api.line.me/v2/bot/message/narrowcast \\\n-H 'Content-Type: application/json' \\\n-d '{",
    ],
  ])("is %s", (_, text) => {
    expect(isCode(text)).toBe(true);
  });

  test("is every object and list, however it is laid out and wrapped", () => {
    const values = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    const wraps = fc.constantFrom(["", ""], ["\uFEFF", "\n"], ["```json\n", "\n```"], [" \u200B", "\u200B "]);
    fc.assert(
      fc.property(values, fc.nat(4), wraps, (value, indent, [before, behind]) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        const text = `${before}${JSON.stringify(value, null, indent)}${behind}`;
        expect(readPasted(text)).toEqual({ kind: "value", value: plain });
      }),
    );
  });

  test("stays code wherever it is cut off behind its first name", () => {
    const from = FLEX.indexOf(":") + 1;
    for (let end = from; end < FLEX.length; end += 1) {
      expect(readPasted(FLEX.slice(0, end))).toMatchObject({ kind: "unreadable" });
    }
  });

  test("is read where it can be; otherwise its place is that in what was pasted", () => {
    expect(readPasted('{"type":"a"},{"type":"b"},')).toEqual({ kind: "value", value: [{ type: "a" }, { type: "b" }] });
    const { kind, ...wrong } = readPasted('```json\n{"type":"text",\n "text" "Hello"}\n```');
    expect([kind, wrong]).toEqual(["unreadable", { why: expect.stringContaining("(line 3 column 9)") }]);
  });
});

describe("words", () => {
  test.each([
    "Hello",
    "",
    " ",
    "2026",
    "-5",
    "true",
    "null",
    '"quoted"',
    '"Tea": 20% off',
    "“Tea”: 20% off",
    "[重要] 営業時間のお知らせ",
    "[Important] We move",
    "[1] First [2] Second",
    "[",
    "[[",
    "{",
    "{{",
    "{{ contact.firstname }}",
    "{name}",
    "{name}様、こんにちは",
    "{ type }",
    "{type: everything you like}",
    "{20% off}",
    "{ “Tea” }",
    "(^_^){ Hello",
    "`code`",
    "```",
    "curl your hair with 20% off",
    "https://api.line.me/",
    'Our JSON: {"type":"text"}',
    "<b>Hello</b>",
    "🍎",
  ])("%s", (text) => {
    expect(readPasted(text)).toEqual({ kind: "words" });
  });

  test("are whatever people write, with brackets, braces, quotation marks and figures anywhere", () => {
    const word = fc.constantFrom(
      "Tea",
      "お知らせ",
      "🍎",
      "20%",
      "2026",
      "営業時間",
      "name",
      "https://tea.example/?a[]=1",
    );
    const quoted = fc.constantFrom('"', "“", "「", "'", "(", "[", "{", "{{", "【", "`").map((open) => {
      const close: Record<string, string> = {
        "“": "”",
        "「": "」",
        "(": ")",
        "[": "]",
        "{": "}",
        "{{": "}}",
        "【": "】",
      };
      return [open, close[open] ?? open] as const;
    });
    const wrapped = fc.tuple(quoted, fc.array(word, { minLength: 1 })).map(([[open, close], words]) => {
      return `${open}${words.join(" ")}${close}`;
    });
    const mark = fc.constantFrom(":", "：", ",", "、", "\n", " ", "!", "→", "★", "[ ]", "{ }", '""');
    const parts = fc.array(fc.oneof(word, wrapped, mark), { minLength: 1 });
    // `[2026]` and `[]` alone are JSON, and `{}` is.
    const ordinary = parts.map((all) => all.join(" ")).filter((text) => /\p{L}|\p{So}/u.test(text));
    fc.assert(
      fc.property(ordinary, (text) => {
        expect(readPasted(text)).toEqual({ kind: "words" });
      }),
      { numRuns: 1000 },
    );
  });

  test("are all texts that begin with a letter", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (rest) => {
        expect(isCode(`お${rest}`)).toBe(false);
      }),
    );
  });
});

describe("the messages in a value", () => {
  const container = { type: "bubble", body: { type: "box", layout: "vertical", contents: [] } };
  const carousel = { type: "carousel", contents: [container] };

  test.each([
    ["a message", HELLO, [HELLO]],
    ["a list", [HELLO, KINDS["sticker"]], [HELLO, KINDS["sticker"]]],
    ["a request", { to: "U1", messages: [HELLO], notificationDisabled: true }, [HELLO]],
    ["a message that has messages", { ...HELLO, messages: [] }, [{ ...HELLO, messages: [] }]],
    ["a Flex container", container, [{ type: "flex", contents: container }]],
    ["containers in a list", [carousel, HELLO], [{ type: "flex", contents: carousel }, HELLO]],
    ["more than LINE takes", Array.from({ length: 7 }, () => HELLO), Array.from({ length: 7 }, () => HELLO)],
    ["a kind that is not known", { type: "hologram" }, [{ type: "hologram" }]],
  ])("%s", (_, value, messages) => {
    expect(messagesInValue(value)).toEqual(messages);
  });

  test.each([
    ["an empty list", []],
    ["an empty request", { messages: [] }],
    ["numbers", [1, 2]],
    ["one that is no message among others", [HELLO, "Hello"]],
    ["a list in a list", [[HELLO]]],
    ["an object without a type", { text: "Hello" }],
    ["a type that is no text", { type: 5 }],
  ])("none in %s", (_, value) => {
    expect(messagesInValue(value)).toBeNull();
  });

  test("every kind of message is found as it is", () => {
    for (const message of Object.values(KINDS)) expect(messagesInValue(message)).toEqual([message]);
  });
});
