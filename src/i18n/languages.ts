/** The languages of the service, English first. To add one: `docs/languages.md`. */
import { ENGLISH } from "./en/language.ts";
import { JAPANESE } from "./ja/language.ts";
import { THAI } from "./th/language.ts";
import { TRADITIONAL_CHINESE } from "./zh-Hant/language.ts";
import type { CompleteLanguage, LanguageFile } from "./language-file.ts";

const FILES = [ENGLISH, JAPANESE, TRADITIONAL_CHINESE, THAI] as const satisfies readonly LanguageFile[];

export type Language = (typeof FILES)[number]["tag"];

export const LANGUAGES: readonly Language[] = FILES.map(({ tag }) => tag);

/** The language with English for the texts it lacks. */
export const completed = (file: LanguageFile): CompleteLanguage => withEnglish(ENGLISH, file) as CompleteLanguage;

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Texts and lists are taken as a whole, groups key by key. */
function withEnglish(english: unknown, given: unknown): unknown {
  if (!isGroup(english) || !isGroup(given)) return given === undefined ? english : given;
  const names = new Set([...Object.keys(english), ...Object.keys(given)]);
  return Object.fromEntries([...names].map((name) => [name, withEnglish(english[name], given[name])]));
}

const COMPLETED: ReadonlyMap<Language, CompleteLanguage> = new Map(FILES.map((file) => [file.tag, completed(file)]));

/** Everything in the language. */
export const textsIn = (language: Language): CompleteLanguage => COMPLETED.get(language) ?? ENGLISH;

/** The language of a locale tag such as `ja-JP` or `zh-TW` (which is `zh-Hant`); English where we have no words. */
export const languageOf = (tag: string): Language => knownLanguage(tag) ?? "en";

/** The same; null where we have no words. */
export function knownLanguage(tag: string): Language | null {
  const wanted = spoken(tag);
  return LANGUAGES.find((language) => spoken(language) === wanted) ?? null;
}

/** Language and script, which tell Chinese as in Taiwan from Chinese as in China; null for what is no tag. */
function spoken(tag: string): string | null {
  try {
    const { language, script } = new Intl.Locale(tag.replaceAll("_", "-")).maximize();
    return `${language}-${script ?? ""}`;
  } catch {
    // RangeError: not a language tag.
    return null;
  }
}
