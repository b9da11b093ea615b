import { ACTION_JA } from "./action.ts";
import { AREAS_JA } from "./areas.ts";
import { JA } from "./codes.ts";
import type { CompleteLanguage } from "../language-file.ts";
import { PAGE_JA } from "./page.ts";

export const JAPANESE = {
  tag: "ja",
  hubspotLocale: "ja",
  locale: "ja-JP",
  name: "日本語",
  spaced: false,
  colon: "：",
  codes: JA,
  action: ACTION_JA,
  page: PAGE_JA,
  areas: AREAS_JA,
} as const satisfies CompleteLanguage;
