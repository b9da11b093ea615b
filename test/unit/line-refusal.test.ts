/** What LINE finds wrong in a message: which one, and where. */
import { describe, expect, test } from "@jest/globals";
import { messageErrors } from "../../simulators/line/messages/message-errors.ts";
import { messagesErrors } from "../../simulators/line/narrowcast/validate-narrowcast.ts";
import { finding } from "../../src/delivery/codes.ts";
import {
  lineFaults,
  pathOf,
  problemIn,
  refusalDetail,
  refusedField,
  renumbered,
} from "../../src/delivery/message/line-refusal.ts";
import { lineError } from "../../src/platforms/line/answers.ts";
import { outcomeSentence, sentence } from "../../src/i18n/wording.ts";
import { KINDS } from "../support/message-kinds.ts";

const refused = (detail: string) => finding("LINE_REFUSED_MESSAGE", { detail });
const TEXT = { type: "text", text: "Tea" };

/** What the simulated LINE answers to these messages, as the product keeps it. */
function heard(...messages: readonly unknown[]): string {
  const { status, body } = messageErrors(messagesErrors({ messages }));
  return lineError(status, new Headers(), JSON.stringify(body)).details;
}

const bubble = (part: object) => ({ type: "flex", altText: "Tea", contents: { type: "bubble", ...part } });
const body = (...contents: readonly object[]) => ({ body: { type: "box", layout: "vertical", contents } });
const column = { text: "Tea", actions: [{ type: "message", label: "More", text: "more" }] };
const carousel = (...columns: readonly object[]) => ({
  type: "template",
  altText: "Tea",
  template: { type: "carousel", columns },
});

describe("the simulated LINE's refusal", () => {
  test.each<[string, readonly unknown[], string, string, string]>([
    [
      "what every kind has",
      [TEXT, { type: "text", text: "" }],
      "messages[1].text: May not be empty",
      "messages[1].text",
      "messages[1].text",
    ],
    [
      "no template",
      [{ type: "template", altText: "Tea" }],
      "messages[0].template: May not be empty",
      "messages[0].template",
      "messages[0].template",
    ],
    [
      "a picture on top",
      [TEXT, TEXT, bubble({ hero: { type: "image", url: "http://a.example/a" } })],
      "messages[2] /hero/url: invalid uri scheme",
      "messages[2]",
      "messages[2].contents.hero.url",
    ],
    [
      "a colour",
      [bubble(body(TEXT, { ...TEXT, color: "#zzzzzz" }))],
      "messages[0] /body/contents/1/color: invalid property",
      "messages[0]",
      "messages[0].contents.body.contents[1].color",
    ],
    [
      "no block",
      [TEXT, bubble({})],
      "messages[1] /: At least one block must be specified",
      "messages[1]",
      "messages[1].contents",
    ],
    [
      "a title",
      [carousel({ ...column, title: "a" }, { ...column, title: "a".repeat(41) })],
      "messages[0] template/columns/1/title: must not be longer than 40 characters",
      "messages[0]",
      "messages[0].template.columns[1].title",
    ],
    [
      "columns",
      [TEXT, carousel(column, { ...column, title: "a" })],
      "messages[1] template/columns: Must all have a title or none",
      "messages[1]",
      "messages[1].template.columns",
    ],
    [
      "a field",
      [bubble({ ...body(), styles: { type: "a" } })],
      "messages[0] /styles/type: unknown field",
      "messages[0]",
      "messages[0].contents.styles.type",
    ],
    [
      "its size",
      [bubble(body({ type: "text", text: "a".repeat(31_000) }))],
      "messages[0]: Too large flex message. The maximum size is 30 KB",
      "messages[0]",
      "messages[0]",
    ],
    [
      "the first of two messages",
      [bubble({}), carousel()],
      "messages[0] /: At least one block must be specified",
      "messages[0]",
      "messages[0].contents",
    ],
  ])("of %s names the message and the place", (_name, messages, detail, field, place) => {
    expect(heard(...messages)).toBe(detail);
    expect(refusedField(refused(detail))).toEqual({ field, place });
  });

  test("of everything it accepts is none", () => {
    for (const message of Object.values(KINDS)) expect(messagesErrors({ messages: [message] })).toEqual([]);
  });
});

describe("LINE's sentence", () => {
  const sentences = [
    ["A message (messages[1]) in the request body is invalid", [], "messages[1]"],
    [
      "A message (messages[1])\u00a0in the request body is invalid",
      [{ property: null, message: "x: y; z" }],
      "messages[1]: x: y; z",
    ],
    [
      "The property, 'messages[3].text', in the request body is invalid (line: -, column: -)",
      [],
      "messages[3].text: The property, 'messages[3].text', in the request body is invalid (line: -, column: -)",
    ],
    [
      "A message (messages[0]) in the request body is invalid",
      [{ property: "messages[0].text", message: "is odd" }],
      "messages[0].text: is odd",
    ],
    ["The property, 'to', in the request body is invalid (line: -, column: -)", [], ""],
    [
      "The request body has 1 error(s)",
      [{ property: "limit.max", message: "must be positive" }],
      "limit.max: must be positive",
    ],
    ["The request body has 1 error(s)", [{ property: null, message: null }], ""],
    ["Not found", [], ""],
  ] as const;
  test.each(sentences)("%s, with %j", (said, details, detail) => expect(refusalDetail(said, details)).toBe(detail));
});

describe("a detail", () => {
  test.each([
    ["messages[4]", [{ bubble: 4, place: "", said: "" }]],
    ["messages[0]: is odd", [{ bubble: 0, place: "", said: "is odd" }]],
    [
      "messages[0] /hero: a; b; message[1].text: c: d",
      [
        { bubble: 0, place: " /hero", said: "a; b" },
        { bubble: 1, place: ".text", said: "c: d" },
      ],
    ],
    ["is odd: quite", [{ bubble: null, place: "", said: "is odd: quite" }]],
  ])("%s is read entry by entry", (detail, faults) => expect(lineFaults(detail)).toEqual(faults));

  test.each([
    ["is odd", "messages", "messages"],
    ["messages[0] template/columns/15/title: a", "messages[0]", "messages[0].template.columns[15].title"],
    ["messages[0] a1/1a: a", "messages[0]", "messages[0].a1.1a"],
    ["messages[0] /hero/url.x: a", "messages[0]", "messages[0].contents.hero.url.x"],
  ])("%s names a field and a place", (detail, field, place) => {
    expect(refusedField(refused(detail))).toEqual({ field, place });
  });

  test("has names on the way to what is wrong", () => {
    expect(pathOf({ bubble: 0, place: '["a"].b[0]', said: "" })).toEqual(["a", "b", "0"]);
  });

  test.each<[string, ReturnType<typeof problemIn>]>([
    ["May not be empty", ["empty"]],
    ["must be specified", ["empty"]],
    ["must be non-empty text", ["empty"]],
    ["must not be longer than 40 characters", ["fewer_characters", { most: 40 }]],
    ["Length must be between 0 and 5000", ["fewer_characters", { most: 5000 }]],
    ["must not be more than 12 items", ["fewer_entries", { most: 12 }]],
    ["Size must be between 1 and 10", ["fewer_entries", { most: 10 }]],
    ["Must be one of the following values: [a, b]", ["not_one_of", { allowed: "a, b" }]],
    ["At least one block must be specified", ["no_block", { allowed: "header, hero, body, footer" }]],
    ["Must be a valid HTTPS URL", ["no_address", { schemes: "https" }]],
    ["Must be a positive value", ["too_small", { least: 1 }]],
    ["unknown field", ["not_known"]],
    ["invalid property", ["not_allowed"]],
    ["invalid uri", ["no_uri"]],
    ["invalid uri scheme", ["no_scheme"]],
    ["is an unknown field", null],
  ])("that says %j", (said, problem) => expect(problemIn({ bubble: 0, place: "", said })).toEqual(problem));
});

describe("in words", () => {
  test.each([
    [
      "messages[2] /hero/url: invalid uri scheme",
      "bubble 3 › hero › address (/hero/url): is not an address of a kind that LINE takes here",
      "吹き出し3 › ヒーロー › アドレス（/hero/url）：ここでは使用できない種類のアドレスです",
    ],
    [
      "messages[0] template/columns/5/title: must not be longer than 40 characters",
      "bubble 1 › column 6 › title (template/columns/5/title): may have at most 40 characters",
      "吹き出し1 › カラム6 › タイトル（template/columns/5/title）：40文字以内にしてください",
    ],
    [
      "messages[0].text: Length must be between 0 and 5000; messages[1] /constructor/0: is odd",
      "bubble 1 › text: may have at most 5,000 characters; bubble 2 › constructor › 0 (/constructor/0): “is odd”",
      "吹き出し2 › constructor › 0（/constructor/0）：「is odd」",
    ],
    ["messages[4]", "What is wrong: bubble 5.", "吹き出し5"],
    ["messages[0].altText: May not be empty", "bubble 1 › notification text: must not be empty", "通知テキスト"],
    ["The request is odd", "What is wrong: The request is odd.", "The request is odd"],
  ])("%s", (detail, english, japanese) => {
    expect(sentence(refused(detail), "en")).toContain(english);
    expect(outcomeSentence(refused(detail), "en")).toContain(english);
    expect(sentence(refused(detail), "ja")).toContain(japanese);
  });
});

describe("in another order", () => {
  test("each entry has its new number, or is about the mark", () => {
    const before = refused("messages[0].text: May not be empty; messages[2] /hero/url: invalid uri; messages[1]");
    const after = renumbered(before, (bubble) => (bubble === 0 ? null : bubble - 1));
    expect(after.figures).toEqual({
      detail: "[Test].text: May not be empty; messages[1] /hero/url: invalid uri; messages[0]",
    });
  });

  test("other findings stay as they are", () => {
    const unsaid = finding("LINE_REFUSED_MESSAGE");
    for (const other of [refused("odd"), unsaid, finding("LINE_REFUSED_REQUEST", { detail: "messages[0]" })])
      expect(renumbered(other, () => 4)).toEqual(other);
  });
});
