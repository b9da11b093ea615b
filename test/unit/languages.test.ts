/** A language is one object: what it says is said, what it does not say is said in English. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import { ENGLISH } from "../../src/i18n/en/language.ts";
import { JAPANESE } from "../../src/i18n/ja/language.ts";
import { languageOf } from "../../src/i18n/language.ts";
import type { LanguageFile } from "../../src/i18n/language-file.ts";
import { LANGUAGES, registerLanguage, textsIn, type Language } from "../../src/i18n/languages.ts";
import { countsIn, figuresIn, formatMessage, withoutPlurals } from "../../src/i18n/message-format.ts";
import { pageWords } from "../../src/i18n/page-words.ts";
import {
  areaName,
  dateText,
  durationText,
  fieldName,
  numberText,
  outcomeSentence,
  phaseName,
  say,
  sentence,
  title,
} from "../../src/i18n/wording.ts";

/** Every text with where it stands: `page.nav.settings`. */
function textsOf(words: unknown, path = ""): [string, string][] {
  if (typeof words === "string") return [[path, words]];
  if (typeof words !== "object" || words === null) return [];
  return Object.entries(words).flatMap(([name, inner]) => textsOf(inner, path === "" ? name : `${path}.${name}`));
}

/** HubSpot fills in these; they are no messages of ours. */
const isHubSpots = ([, text]: readonly [string, string]) => text.includes("{{");

const parts = ({ codes, action, page, areas }: LanguageFile) => textsOf({ codes, action, page, areas });

let forget: () => void = () => undefined;
afterEach(() => {
  forget();
  forget = () => undefined;
});
const speak = (file: LanguageFile): Language => {
  forget = registerLanguage(file);
  return file.tag as Language;
};

const INVENTED: LanguageFile = {
  tag: "pl",
  locale: "pl-PL",
  name: "Invented",
  spaced: true,
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

describe("a language from one object", () => {
  test("says what it has, and the rest in English: no text is missing anywhere", () => {
    speak(INVENTED);
    const spoken = new Map(parts(textsIn("pl")));
    const own = new Map(parts(INVENTED));
    expect(own.size).toBe(8);
    const english = parts(ENGLISH).filter(([path]) => !path.startsWith("page.welcome.points"));
    expect(english.length).toBeGreaterThan(800);
    for (const [path, text] of english) expect([path, spoken.get(path)]).toEqual([path, own.get(path) ?? text]);
    expect(textsIn("pl").page.welcome.points).toEqual(["!one", "!two"]);
  });

  test("is spoken by everything that speaks", () => {
    const language = speak(INVENTED);
    expect(LANGUAGES).toContain(language);
    expect(languageOf("pl-PL")).toBe(language);
    expect(pageWords(language).nav).toMatchObject({ settings: "!settings", channels: "Channels" });
    expect(sentence(finding("DELIVERED", { success: 12_345 }), language)).toBe(`!${numberText(12_345, language)}`);
    expect(title("DELIVERED", language)).toBe("!sent");
    expect(outcomeSentence(finding("APPROVAL_NEEDED"), language)).toMatch(/^Nothing was sent/);
    expect(phaseName("collecting", language)).toBe("!collecting");
    expect(fieldName("audienceId", language)).toBe(fieldName("audienceId", "en"));
    expect([areaName("jp_13", language), areaName("jp_27", language)]).toEqual(["!Tokyo", "Osaka"]);
    expect(dateText(0, language, "UTC")).toBe("1 sty 1970");
    expect(durationText(7200, language)).toBe("2 godziny");
  });

  test.each([
    [1, "1 kontakt"],
    [3, "3 kontakty"],
    [12, "12 kontaktów"],
    [1.5, "1,5 kontaktu"],
  ])("has as many forms of a word as it needs: %d", (size, said) => {
    const language = speak(INVENTED);
    expect(say(textsIn(language).action.words.listSize, { size }, language)).toBe(said);
  });

  test("is gone when it is taken away: English again", () => {
    const before = [...LANGUAGES];
    const language = speak(INVENTED);
    forget();
    forget = () => undefined;
    expect(LANGUAGES).toEqual(before);
    expect(pageWords(language).nav.settings).toBe("Settings");
  });
});

describe("which language a tag means", () => {
  const chinese = (tag: string): LanguageFile => ({ tag, locale: "zh-TW", name: "中文", spaced: false });

  test("script before country: Taiwan and Hong Kong write Chinese in another way than China", () => {
    speak(chinese("zh-Hant"));
    for (const tag of ["zh-TW", "zh-HK", "zh-Hant", "zh_TW", "ZH-tw"]) expect(languageOf(tag)).toBe("zh-Hant");
    for (const tag of ["zh-CN", "zh", "th"]) expect(languageOf(tag)).toBe("en");
  });

  test("what is no tag is English", () => {
    for (const tag of ["", "*", "ja;q=1", "-", "x".repeat(500)]) expect(languageOf(tag)).toBe("en");
    for (const tag of ["ja", "ja-JP", "JA_jp"]) expect(languageOf(tag)).toBe("ja");
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
    // As earlier versions stored it.
    expect(sentence(small("0–19"), "en")).toContain("has 0–19 people");
  });

  test("a count that is no number takes the words for many; a missing figure is a dash", () => {
    const small = finding("AUDIENCE_BELOW_MINIMUM", { audience: "Few", size: "–", needed: 50 });
    expect(sentence(small, "en")).toContain("has – people, LINE needs at least 50");
    expect(formatMessage("{a} and {b, plural, one {# thing} other {# things}}", {}, "en")).toBe("– and – things");
  });

  test("a number that is hidden is said as fewer than so many, and a name that looks like one stays", () => {
    const small = finding("AUDIENCE_BELOW_MINIMUM", { audience: "<20", size: "<20", needed: 50 });
    expect(sentence(small, "en")).toContain("the audience “<20” has fewer than 20 people, LINE needs at least 50");
    expect(sentence(small, "ja")).toContain("オーディエンス「<20」は0～19人で、LINEでは50人以上が必要です");
  });

  test("templates that others fill in have plain figures", () => {
    expect(withoutPlurals("{a} {b, plural, one {# x} other {# y of {c}}}!")).toBe("{a} {b} y of {c}!");
    expect([...countsIn("{a} {b, plural, one {x} other {y}} {c, number}")]).toEqual(["b", "c"]);
  });
});

describe("every text of ours", () => {
  const english = new Map(parts(ENGLISH));
  const messages = (file: LanguageFile) => parts(file).filter((one) => !isHubSpots(one));

  test("is a message that can be read, apostrophes included", () => {
    for (const [path, text] of [...messages(ENGLISH), ...messages(JAPANESE)]) {
      const values = Object.fromEntries(figuresIn(text).map((name) => [name, 7]));
      const said = formatMessage(text, values, "en");
      expect([path, said.length > 0, /[{}]/.test(said)]).toEqual([path, true, false]);
      expect(said.split("'").length).toBe(text.split("'").length);
    }
  });

  test("has the same figures in Japanese", () => {
    expect(parts(ENGLISH).filter(isHubSpots).length).toBeLessThan(5);
    for (const [path, text] of messages(JAPANESE)) {
      expect([path, figuresIn(text).toSorted()]).toEqual([path, figuresIn(english.get(path) ?? "").toSorted()]);
    }
  });
});
