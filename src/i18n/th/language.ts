import type { CompleteLanguage } from "../language-file.ts";
import { ACTION_TH } from "./action.ts";
import { AREAS_TH } from "./areas.ts";
import { TH } from "./codes.ts";
import { PAGE_TH } from "./page.ts";

export const THAI = {
  tag: "th",
  hubspotLocale: null,
  // Thailand's own calendar counts from 543 BC.
  locale: "th-TH-u-ca-gregory-nu-latn",
  name: "ไทย",
  spaced: true,
  colon: ": ",
  codes: TH,
  action: ACTION_TH,
  page: PAGE_TH,
  areas: AREAS_TH,
} as const satisfies CompleteLanguage;
