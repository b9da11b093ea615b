/** The console's words in the reader's language. */
import { PAGE_EN, type PageWords } from "./page-en.ts";
import { PAGE_JA } from "./page-ja.ts";
import type { Language } from "./wording.ts";

const PAGE_WORDS: Readonly<Record<Language, PageWords>> = { en: PAGE_EN, ja: PAGE_JA };

export const pageWords = (language: Language): PageWords => PAGE_WORDS[language];
