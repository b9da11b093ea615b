/** The languages we speak. A further one is a file of its own and a name in `FILES`. */
import { ENGLISH } from "./en/language.ts";
import { JAPANESE } from "./ja/language.ts";
import type { CompleteLanguage, LanguageFile } from "./language-file.ts";

const FILES = [ENGLISH, JAPANESE] as const;

export type Language = (typeof FILES)[number]["tag"];

const known = new Map<string, CompleteLanguage>();
const tags: Language[] = [];

/** English first. */
export const LANGUAGES: readonly Language[] = tags;

/** Adds a language; what it does not say is said in English. Answers how to take it away again. */
export function registerLanguage(file: LanguageFile): () => void {
  const tag = file.tag as Language;
  known.set(tag, withEnglish(ENGLISH, file) as CompleteLanguage);
  tags.push(tag);
  return () => {
    known.delete(tag);
    tags.splice(tags.indexOf(tag), 1);
  };
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Texts and lists are taken as a whole, groups key by key. */
function withEnglish(english: unknown, given: unknown): unknown {
  if (!isGroup(english) || !isGroup(given)) return given ?? english;
  const names = new Set([...Object.keys(english), ...Object.keys(given)]);
  return Object.fromEntries([...names].map((name) => [name, withEnglish(english[name], given[name])]));
}

for (const file of FILES) registerLanguage(file);

/** Everything in the language; in English where there is no such language. */
export const textsIn = (language: string): CompleteLanguage => known.get(language) ?? ENGLISH;
