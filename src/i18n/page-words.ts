/** The console's words in the reader's language. */
import { textsIn, type Language } from "./languages.ts";
import type { PageWords } from "./en/page.ts";

export const pageWords = (language: Language): PageWords => textsIn(language).page;
