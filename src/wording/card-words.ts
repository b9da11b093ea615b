/** Words of the card on the delivery record in HubSpot that the console has no use for. */
import type { Language } from "./wording.ts";

const CARD_WORDS = {
  en: {
    deliveryPage: "Open the delivery page",
    refresh: "Refresh",
    queryInvalid: "HubSpot's request does not say who is asking",
  },
  ja: {
    deliveryPage: "配信ページを開く",
    refresh: "更新",
    queryInvalid: "HubSpotのリクエストに、誰が操作しているかが含まれていません",
  },
} as const satisfies Readonly<Record<Language, object>>;

export const cardWords = (language: Language) => CARD_WORDS[language];
