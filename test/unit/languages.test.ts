/** Every language has every text, in its own script and with the figures of the English one; a new one may lack some. */
import { describe, expect, test } from "@jest/globals";
import { IntlMessageFormat } from "intl-messageformat";
import { PRODUCT } from "../../src/app/product.ts";
import { finding } from "../../src/delivery/codes.ts";
import { ENGLISH } from "../../src/i18n/en/language.ts";
import type { LanguageFile } from "../../src/i18n/language-file.ts";
import { completed, languageOf, LANGUAGES, textsIn } from "../../src/i18n/languages.ts";
import { figuresIn, formatMessage, withoutPlurals } from "../../src/i18n/message-format.ts";
import { say, sentence } from "../../src/i18n/wording.ts";
import { isInScript, isOurs, OTHER_LANGUAGES, partsOf } from "../support/languages.ts";

const english = new Map(partsOf(ENGLISH));

const INVENTED: LanguageFile = {
  tag: "pl",
  hubspotLocale: null,
  locale: "pl-PL",
  name: "Invented",
  spaced: true,
  colon: ": ",
  codes: { DELIVERED: { title: "!sent", sentence: "!{success}" } },
  action: {
    phases: { collecting: "!collecting" },
    words: {
      listSize: "{size, plural, one {# kontakt} few {# kontakty} many {# kontaktów} other {# kontaktu}}",
    },
  },
  page: { nav: { settings: "!settings" }, welcome: { points: ["!one", "!two"] } },
  areas: { jp_13: "!Tokyo" },
};

describe("a language that lacks texts", () => {
  test("has English in their place", () => {
    const shown = new Map(partsOf(completed(INVENTED)));
    const own = new Map(partsOf(INVENTED));
    expect(own.size).toBe(8);
    const expected = [...english].filter(([path]) => !path.startsWith("page.welcome.points"));
    expect(expected.length).toBeGreaterThan(800);
    for (const [path, text] of expected) expect([path, shown.get(path)]).toEqual([path, own.get(path) ?? text]);
    // A list is taken as a whole.
    expect(completed(INVENTED).page.welcome.points).toEqual(["!one", "!two"]);
  });

  test.each([
    [1, "1 kontakt"],
    [3, "3 kontakty"],
    [12, "12 kontaktów"],
    [1.5, "1,5 kontaktu"],
  ])("has as many forms of a word as it needs: %d", (size, said) => {
    const { action, locale } = completed(INVENTED);
    expect(formatMessage(action.words.listSize, { size }, locale)).toBe(said);
  });
});

describe("the languages", () => {
  const all = LANGUAGES.map(textsIn);

  test("begin with English and differ in tag, name and HubSpot locale", () => {
    expect(LANGUAGES[0]).toBe("en");
    const locales = all.flatMap(({ hubspotLocale }) => hubspotLocale ?? []);
    for (const values of [all.map(({ tag }) => tag), all.map(({ name }) => name), locales])
      expect(new Set(values).size).toBe(values.length);
  });

  test.each(LANGUAGES)(
    "%s has a locale of its own language, with the Gregorian calendar and Latin digits",
    (language) => {
      const { locale } = textsIn(language);
      const { calendar, numberingSystem } = new Intl.DateTimeFormat(locale).resolvedOptions();
      expect([languageOf(locale), calendar, numberingSystem]).toEqual([language, "gregory", "latn"]);
    },
  );
});

describe("which language a tag means", () => {
  test.each([
    ["ja", "ja"],
    ["ja-JP", "ja"],
    ["JA_jp", "ja"],
    ["en-GB", "en"],
    ["th", "th"],
    ["th-TH", "th"],
    // Script before country: Taiwan and Hong Kong write Chinese in another way than China.
    ["zh-TW", "zh-Hant"],
    ["zh-HK", "zh-Hant"],
    ["zh_TW", "zh-Hant"],
    ["zh-CN", "en"],
    ["zh", "en"],
    ["jav", "en"],
    ["de", "en"],
  ])("%s is %s", (tag, language) => expect(languageOf(tag)).toBe(language));

  test("what is no tag is English", () => {
    for (const tag of ["", "*", "ja;q=1", "-", "x".repeat(500)]) expect(languageOf(tag)).toBe("en");
  });
});

describe("numbers decide about words", () => {
  test.each([
    [1, "1 contact"],
    [2, "2 contacts"],
    [0, "0 contacts"],
    [12_345, "12,345 contacts"],
  ])("%d in English", (size, said) => {
    expect(say(ENGLISH.action.words.listSize, { size }, "en")).toBe(said);
  });

  test("in a sentence; Japanese has one form", () => {
    const one = finding("DELIVERED", { success: 1 });
    expect(sentence(one, "en")).toBe("LINE delivered the message to 1 person.");
    expect(sentence(one, "ja")).toBe("1人にLINEメッセージを配信しました。");
    const few = finding("ENROLLED_BELOW_MINIMUM", { enrolled: 1, needed: 50, hint: "list:1" });
    expect(sentence(few, "en")).toContain(
      "1 contact was enrolled, at least 50 are needed. The list has only 1 member.",
    );
  });

  test("a size that LINE hides is said in words of its own", () => {
    const small = (size: string | number) => finding("AUDIENCE_BELOW_MINIMUM", { audience: "Few", size, needed: 50 });
    expect(sentence(small("<20"), "en")).toContain("has fewer than 20 people, LINE needs at least 50");
    expect(sentence(small("<20"), "ja")).toContain("「Few」は0～19人で");
    expect(sentence(small(37), "en")).toContain("has 37 people");
    expect(sentence(small(37), "ja")).toContain("「Few」は37人で");
  });

  test("a count that is no number takes the words for many; a missing figure is a dash", () => {
    const small = finding("AUDIENCE_BELOW_MINIMUM", { audience: "Few", size: "–", needed: 50 });
    expect(sentence(small, "en")).toContain("has – people, LINE needs at least 50");
    expect(formatMessage("{a} and {b, plural, one {# thing} other {# things}}", {}, "en")).toBe("– and – things");
  });

  test("a number that decides about no words is written as the language does", () => {
    expect(formatMessage("{a} of {b, plural, one {#} other {#}}", { a: 12345, b: 67890 }, "en")).toBe(
      "12,345 of 67,890",
    );
    expect(formatMessage("{a} von {b, plural, one {#} other {#}}", { a: 12345, b: "<20" }, "de")).toBe(
      "12.345 von <20",
    );
  });

  test("a number that is hidden is said as fewer than so many, and a name that looks like one stays", () => {
    const small = finding("AUDIENCE_BELOW_MINIMUM", { audience: "<20", size: "<20", needed: 50 });
    expect(sentence(small, "en")).toContain("the audience “<20” has fewer than 20 people, LINE needs at least 50");
    expect(sentence(small, "ja")).toContain("オーディエンス「<20」は0～19人で、LINEでは50人以上が必要です");
  });

  test("templates that others fill in have plain figures", () => {
    expect(withoutPlurals("{a} {b, plural, one {# x} other {# y of {c}}}!")).toBe("{a} {b} y of {c}!");
  });
});

describe.each(LANGUAGES)("every text in %s", (language) => {
  const { locale, ...texts } = textsIn(language);
  const parts = partsOf(texts);

  test("is a message that can be read, apostrophes included", () => {
    for (const [path, text] of parts.filter(isOurs)) {
      const values = Object.fromEntries(figuresIn(text).map((name) => [name, 7]));
      const said = formatMessage(text, values, locale);
      expect([path, said.length > 0, /[{}]/.test(said)]).toEqual([path, true, false]);
      expect(said.split("'").length).toBe(text.split("'").length);
    }
  });

  test("has every form of a word that the language has, and no other", () => {
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.toSorted();
    for (const [path, text] of parts.filter(isOurs))
      for (const given of formsIn(new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst()))
        expect([path, given.toSorted()]).toEqual([path, forms]);
  });

  test("has no space at its ends, and none twice", () => {
    for (const [path, text] of parts.filter(isPlain))
      expect([path, text]).toEqual([path, text.trim().replace(/ {2,}/g, " ")]);
  });
});

/** False for figures, signs and names that are the same in every language. */
const hasWords = ([, text]: readonly [string, string]) =>
  /\p{L}/u.test(text.replace(/\{[^}]*\}/g, "").replace(NAMES, ""));

const NAMES = new RegExp(
  [
    PRODUCT,
    "LINE Official Account Manager",
    "LINE Developers Console",
    "LINE Points Ads",
    "LINE Ads",
    "LINE user ID",
    "LINE",
    "Yahoo! JAPAN Display Ads",
    "Business Manager",
    "Messaging API",
    "Flex Message",
    "Channel ID",
    "Channel secret",
    "iPhone|iOS|Android|OS",
    "IDs?",
  ].join("|"),
  "g",
);

type Elements = ReturnType<IntlMessageFormat["getAst"]>;

/** The forms given at each place where a number decides about words. */
const formsIn = (elements: Elements): readonly string[][] =>
  elements.flatMap((element) =>
    "options" in element
      ? [Object.keys(element.options), ...Object.values(element.options).flatMap(({ value }) => formsIn(value))]
      : [],
  );

/** Texts that stand between others may begin or end with a space. */
const isPlain = ([path]: readonly [string, string]) => !/\.(comma|or|and|joint|next|separator)$/.test(path);

describe.each(OTHER_LANGUAGES)("every text in %s", (language) => {
  const parts = partsOf(textsIn(language));

  test("is there, and no other", () => {
    expect(parts.map(([path]) => path).toSorted()).toEqual([...english.keys()].toSorted());
  });

  test("has the figures of the English one", () => {
    expect([...english].filter((one) => !isOurs(one)).length).toBeLessThan(5);
    for (const [path, text] of parts.filter(isOurs))
      expect([path, figuresIn(text).toSorted()]).toEqual([path, figuresIn(english.get(path) ?? "").toSorted()]);
  });

  test("is in the language's script", () => {
    for (const [path, text] of parts.filter(hasWords))
      expect([path, text, isInScript(text, language)]).toEqual([path, text, true]);
  });
});
