/** What LINE finds wrong in a message: which one, and where. */
import { describe, expect, test } from "@jest/globals";
import { messageErrors } from "../../simulators/line/messages/message-errors.ts";
import { messagesErrors } from "../../simulators/line/narrowcast/validate-narrowcast.ts";
import { finding } from "../../src/delivery/codes.ts";
import { refusalDetail, refusedField, renumbered } from "../../src/delivery/message/line-refusal.ts";
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
      "bubble 1 › text (text): may have at most 5,000 characters; bubble 2 › constructor › 0 (/constructor/0): “is odd”",
      "吹き出し2 › constructor › 0（/constructor/0）：「is odd」",
    ],
    ["messages[4]", "What is wrong: bubble 5.", "吹き出し5"],
    [
      "messages[0].altText: May not be empty",
      "bubble 1 › notification text (altText): must not be empty",
      "通知テキスト",
    ],
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
    for (const other of [refused("odd"), finding("LINE_REFUSED_REQUEST", { detail: "messages[0]" })])
      expect(renumbered(other, () => 4)).toEqual(other);
  });
});
