/** Words about who receives a message in Traditional Chinese. */
import type { PageWords } from "../en/page.ts";
import type { WHO_EN } from "../en/who.ts";

export const WHO_ZH: PageWords<typeof WHO_EN> = {
  who: {
    will: {
      about: "約{likely}人會收到。",
      upTo: "最多{high}人會收到。",
      few: "不到{few}人會收到。",
      unknown: "目前還不知道有多少人會收到。",
      unbounded: "LINE目前還無法得知有多少人會收到。",
      contacts: "{contacts, number}位聯絡人中，最多{high}位會收到：有LINE用戶ID且符合條件的聯絡人。",
      fewContacts: "{contacts, number}位聯絡人中，不到{few}位會收到：有LINE用戶ID且符合條件的聯絡人。",
      unknownContacts: "{contacts, number}位聯絡人中，目前還不知道有多少位會收到：有LINE用戶ID且符合條件的聯絡人。",
    },
    would: {
      about: "若實際傳送，約{likely}人會收到。",
      upTo: "若實際傳送，最多{high}人會收到。",
      few: "若實際傳送，不到{few}人會收到。",
      unknown: "目前還不知道實際傳送時有多少人會收到。",
      unbounded: "LINE目前還無法得知實際傳送時有多少人會收到。",
      contacts: "若實際傳送，{contacts, number}位聯絡人中最多{high}位會收到：有LINE用戶ID且符合條件的聯絡人。",
      fewContacts: "若實際傳送，{contacts, number}位聯絡人中不到{few}位會收到：有LINE用戶ID且符合條件的聯絡人。",
      unknownContacts:
        "目前還不知道實際傳送時，{contacts, number}位聯絡人中有多少位會收到：有LINE用戶ID且符合條件的聯絡人。",
    },
    starts: "您的{contacts, number}位聯絡人只用來啟動推播。",
    started: "{contacts, number}位聯絡人啟動了這次推播，但不是傳送對象。",
  },
};
