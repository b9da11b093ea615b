/** The settings page's words; everything that can be set is set in our console. */
import { WORDS } from "./words.ts";

export type SettingsWords = (typeof WORDS)["en"];

/** By a tag such as `ja`, `ja-JP` or `zh-TW` (which is `zh-Hant`); English where there are no words. */
export function settingsWords(language: string): SettingsWords {
  const wanted = spoken(language);
  return Object.entries(WORDS).find(([tag]) => spoken(tag) === wanted)?.[1] ?? WORDS.en;
}

/** Language and script, as our service tells them apart; null for what is no tag. */
function spoken(tag: string): string | null {
  try {
    const { language, script } = new Intl.Locale(tag.replaceAll("_", "-")).maximize();
    return `${language}-${script ?? ""}`;
  } catch {
    // RangeError: not a language tag.
    return null;
  }
}
