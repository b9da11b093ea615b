/** English: what every other language falls back to. */
import { ACTION_EN } from "./action.ts";
import { AREAS_EN } from "./areas.ts";
import { EN } from "./codes.ts";
import type { CompleteLanguage } from "../language-file.ts";
import { PAGE_EN } from "./page.ts";

export const ENGLISH = {
  tag: "en",
  hubspotLocale: "en",
  locale: "en-GB",
  name: "English",
  spaced: true,
  colon: ": ",
  codes: EN,
  action: ACTION_EN,
  page: PAGE_EN,
  areas: AREAS_EN,
} as const satisfies CompleteLanguage;
