import { LANGUAGES, type Language } from "./languages.ts";

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
