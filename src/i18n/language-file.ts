/** What a language is: its folder exports one such object. `docs/languages.md` says how to add one. */
import type { Code } from "../delivery/codes.ts";
import type { AreaCode } from "./areas.ts";
import type { ACTION_EN } from "./en/action.ts";
import type { CodeText } from "./en/codes.ts";
import type { PageWords } from "./en/page.ts";

/** The same keys with any text. */
export type ActionWords = PageWords<typeof ACTION_EN>;

/**
 * The languages in which HubSpot shows an action's labels.
 * https://developers.hubspot.com/docs/api-reference/legacy/automation/create-custom-workflow-actions#localize-actions
 */
export type HubSpotLocale = "en" | "fr" | "de" | "ja" | "es" | "pt-br" | "nl";

/** How a language is written. */
export interface LanguageTraits {
  /** BCP 47: `th`, `zh-Hant`. */
  readonly tag: string;
  /** Null where HubSpot does not know the language: it then shows the action's labels in English. */
  readonly hubspotLocale: HubSpotLocale | null;
  /** For numbers and dates: `ja-JP`. */
  readonly locale: string;
  /** As its speakers call it. */
  readonly name: string;
  /** Whether a space stands between sentences, and between a number and its unit. */
  readonly spaced: boolean;
  /** Between a name and its value, with the space that follows: `": "`, `"："`. */
  readonly colon: string;
}

export interface LanguageTexts {
  readonly codes: Readonly<Record<Code, CodeText>>;
  readonly action: ActionWords;
  readonly page: PageWords;
  readonly areas: Readonly<Record<AreaCode, string>>;
}

/** A language that says everything: with it, a missing text does not compile. */
export interface CompleteLanguage extends LanguageTraits, LanguageTexts {}

/** Any part of `T`, at any depth. */
export type Some<T> = { readonly [K in keyof T]?: T[K] extends string | readonly string[] ? T[K] : Some<T[K]> };

/** A language that is being translated: what it lacks is shown in English. */
export interface LanguageFile extends LanguageTraits, Some<LanguageTexts> {}
