import { describe, expect, test } from "@jest/globals";
import { figuresIn } from "../../src/i18n/message-format.ts";
import { PAGE_EN } from "../../src/i18n/en/page.ts";
import { PAGE_JA } from "../../src/i18n/ja/page.ts";

/** Every text with where it stands: `delivery.states.hidden`. */
function textsOf(words: unknown, path = ""): [string, string][] {
  if (typeof words === "string") return [[path, words]];
  return Object.entries(words as object).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`));
}

const placeholders = (text: string): string[] => figuresIn(text).toSorted();

const english = new Map(textsOf(PAGE_EN));
const japanese = new Map(textsOf(PAGE_JA));

describe("words of the console", () => {
  test("are the same in both languages", () => expect([...japanese.keys()]).toEqual([...english.keys()]));

  test.each([...english])("%s fills in the same figures", (path, text) => {
    expect(placeholders(japanese.get(path) ?? "")).toEqual(placeholders(text));
  });

  // Some are figures and signs alone, the same in every language.
  const hasWords = (text: string) => /\p{L}/u.test(text.replace(/\{[^}]*\}/g, ""));
  const ownWords = [...japanese].filter(
    ([path, text]) => hasWords(text) && !/product|\.eventDetails\.(by|upload)$/.test(path),
  );
  test.each(ownWords)("%s is Japanese", (_path, text) => expect(text).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/));
});
