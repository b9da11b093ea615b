import { ACTION_JA } from "./action.ts";
import { AREAS } from "../areas.ts";
import { JA } from "./codes.ts";
import type { LanguageFile } from "../language-file.ts";
import { PAGE_JA } from "./page.ts";

export const JAPANESE = {
  tag: "ja",
  locale: "ja-JP",
  name: "日本語",
  spaced: false,
  codes: JA,
  action: ACTION_JA,
  page: PAGE_JA,
  areas: Object.fromEntries(AREAS.map(({ code, ja }) => [code, ja])),
} as const satisfies LanguageFile;
