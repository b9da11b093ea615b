import { describe, expect, test } from "@jest/globals";
import Joi from "joi";
import { MESSAGE_FIELDS } from "../../src/console/messages/fields.ts";
import { SETTINGS_FIELDS, TRAIL_FIELDS } from "../../src/console/settings/fields.ts";
import { checkFields } from "../../src/console/web/fields.ts";
import { finding } from "../../src/delivery/codes.ts";
import { FAULTS, invalidMessage, type FaultName } from "../../src/delivery/message/faults.ts";
import { checkMessages } from "../../src/delivery/message/message-check.ts";
import { figuresIn } from "../../src/i18n/message-format.ts";
import { actionTexts, LANGUAGES, pageWords, sentence, type Language } from "../../src/i18n/wording.ts";
import { isInScript, OTHER_LANGUAGES } from "../support/languages.ts";

const names = Object.keys(FAULTS) as FaultName[];
const figures = (text: string) => figuresIn(text).toSorted();

describe("every fault", () => {
  test.each(names)("%s shows its figures, in every language", (name) => {
    for (const language of LANGUAGES) {
      const text = actionTexts(language).faults[name];
      expect([language, figures(text)]).toEqual([language, [...FAULTS[name]].toSorted()]);
      expect([language, isInScript(text, language)]).toEqual([language, true]);
    }
    expect(actionTexts("en").faults[name]).toMatch(/^[a-z]/);
  });
});

const ENGLISH = /\b(must|is|has|be|not|at|least|most)\b/;

describe("a message that cannot be sent", () => {
  test.each([
    [[{ type: "text", text: 5 }], "bubble 1 › text must be a text", "吹き出し1 › テキスト：文字列で指定してください"],
    [
      [{ type: "text", text: "a".repeat(5001) }],
      "bubble 1 › text has 5,001 characters, at most 5,000 are allowed",
      "吹き出し1 › テキスト：5,001文字です（上限は5,000文字）",
    ],
    [[{ type: "location", title: "a", address: "b", latitude: 91, longitude: 0 }], "number from -90 to 90", "数値で"],
  ])("%j: in the reader's words", (messages, english, japanese) => {
    const fault = checkMessages(messages);
    if (fault === null) throw new Error("nothing is wrong");
    expect(sentence(invalidMessage(fault), "en")).toContain(english);
    expect(sentence(invalidMessage(fault), "ja")).toContain(japanese);
    for (const language of OTHER_LANGUAGES) expect(sentence(invalidMessage(fault), language)).not.toMatch(ENGLISH);
  });

  test("that has no words of its own keeps its name", () => {
    const unknown = finding("MESSAGE_INVALID", { property: "messages[0].text", problem: "must be a text" });
    expect(sentence(unknown, "en")).toContain("bubble 1 › text must be a text.");
  });
});

describe("a field that is not as expected", () => {
  const said = (schema: Joi.ObjectSchema, sent: unknown, language: Language) => {
    const checked = checkFields(schema, sent, { language, words: pageWords(language) });
    return checked.kind === "invalid" ? checked.sentence : null;
  };

  test.each([
    ["no number", SETTINGS_FIELDS, { minimumEnrolled: "many" }, "must be a number"],
    ["not whole", SETTINGS_FIELDS, { minimumEnrolled: 1.5 }, "must be a whole number"],
    ["too much", SETTINGS_FIELDS, { minimumEnrolled: 51 }, "must be at most 50"],
    ["too little", SETTINGS_FIELDS, { minimumEnrolled: 0 }, "must be at least 1"],
    [
      "not among the choices",
      SETTINGS_FIELDS,
      { newMemberRole: "boss" },
      "must be one of viewer, editor, approver, sender",
    ],
    ["too long", SETTINGS_FIELDS, { timeZone: "a".repeat(101) }, "has 101 characters, at most 100 are allowed"],
    ["no time", SETTINGS_FIELDS, { quietHours: { from: "9", to: "10:00" } }, "must be a time of day"],
    [
      "twice the same",
      SETTINGS_FIELDS,
      { quietHours: { from: "10:00", to: "10:00" } },
      "must differ from the start time",
    ],
    ["unknown", SETTINGS_FIELDS, { colour: "red" }, "is not known here"],
    ["no object", SETTINGS_FIELDS, { quietHours: "night" }, "must be an object"],
    ["no list", MESSAGE_FIELDS, { name: "a", messages: "text" }, "must be a list"],
    ["too few", MESSAGE_FIELDS, { name: "a", messages: [] }, "needs at least 1 entry"],
    ["no text", MESSAGE_FIELDS, { name: 5, messages: [] }, "must be a text"],
    ["beyond all numbers", TRAIL_FIELDS, { before: "1e400" }, "is not allowed"],
    ["what no database holds", MESSAGE_FIELDS, { name: "a\u0000" }, "must not contain the character U+0000"],
    ["what no rule knows", Joi.object({ when: Joi.date() }), { when: "x" }, "is not allowed"],
  ])("%s", (_name, schema, sent, english) => {
    expect(said(schema as Joi.ObjectSchema, sent, "en")).toContain(english);
    for (const language of OTHER_LANGUAGES) {
      const text = said(schema as Joi.ObjectSchema, sent, language) ?? "";
      expect([language, isInScript(text, language)]).toEqual([language, true]);
      expect(text).not.toMatch(ENGLISH);
    }
  });
});
