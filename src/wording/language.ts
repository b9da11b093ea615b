import { LANGUAGES, type Language } from "./wording.ts";

/** The language of a locale tag such as `ja-JP`; English where we have no words. */
export function languageOf(tag: string): Language {
  const wanted = tag.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === wanted) ?? "en";
}
