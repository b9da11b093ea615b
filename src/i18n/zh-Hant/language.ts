/**
 * Traditional Chinese as in Taiwan. Words of LINE官方帳號 (受眾, 推播, 傳送, 開封, 點擊, 用戶ID) and of HubSpot's interface
 * (工作流程, 動作, 註冊, 聯絡人, 屬性, 記錄; HubSpot has 帳戶, LINE has 帳號). A send as a thing is 推播, to send is 傳送.
 * No space between Chinese and Latin letters or digits, as LINE writes its own name there; punctuation is full-width.
 */
import type { CompleteLanguage } from "../language-file.ts";
import { ACTION_ZH } from "./action.ts";
import { AREAS_ZH } from "./areas.ts";
import { CODES_ZH } from "./codes.ts";
import { PAGE_ZH } from "./page.ts";

export const TRADITIONAL_CHINESE = {
  tag: "zh-Hant",
  hubspotLocale: null,
  locale: "zh-TW-u-hc-h23",
  name: "繁體中文",
  spaced: false,
  colon: "：",
  codes: CODES_ZH,
  action: ACTION_ZH,
  page: PAGE_ZH,
  areas: AREAS_ZH,
} as const satisfies CompleteLanguage;
