/** What one language is: a file exports one such object. `docs/languages.md` says how to add one. */
import type { Code } from "../delivery/codes.ts";
import type { ACTION_EN } from "./en/action.ts";
import type { CodeText } from "./en/codes.ts";
import type { PageWords } from "./en/page.ts";

/** The same keys with any text. */
export type ActionWords = PageWords<typeof ACTION_EN>;

export interface CompleteLanguage {
  /** BCP 47: `th`, `zh-Hant`. */
  readonly tag: string;
  /** For numbers and dates: `th-TH`. */
  readonly locale: string;
  /** As its speakers call it. */
  readonly name: string;
  /** Whether a space stands between words. */
  readonly spaced: boolean;
  readonly codes: Readonly<Record<Code, CodeText>>;
  readonly action: ActionWords;
  readonly page: PageWords;
  /** By LINE's area codes. */
  readonly areas: Readonly<Record<string, string>>;
}

/** Whatever of `T` is there, at any depth. */
export type Some<T> = { readonly [K in keyof T]?: T[K] extends string | readonly string[] ? T[K] : Some<T[K]> };

/** What is not translated yet is said in English. */
export interface LanguageFile
  extends
    Pick<CompleteLanguage, "tag" | "locale" | "name" | "spaced">,
    Some<Pick<CompleteLanguage, "codes" | "action" | "page" | "areas">> {}
