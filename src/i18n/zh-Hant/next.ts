/** Words about the way to the send and who receives it in Traditional Chinese. */
import type { NEXT_EN, WHO_EN } from "../en/next.ts";
import type { PageWords } from "../en/page.ts";

export const NEXT_ZH: PageWords<typeof NEXT_EN> = {
  next: {
    collecting: "收集聯絡人",
    soFar: "已註冊{enrolled, number}位聯絡人，至少需要{minimum}位",
    soFarOf: "{size, number}位聯絡人中已註冊{enrolled, number}位，至少需要{minimum}位",
    closesQuiet: "若到{time}為止沒有其他人註冊，或整份名單已註冊，就會自動結束，最晚到{latest}。",
    closesEarly: "整份名單註冊後就會自動結束，最晚到{latest}。",
    closing: "{person}已停止收集，即將結束。",
    sealed: "已於{time}結束，共{enrolled, number}位聯絡人。",
    sealTooFew:
      "目前只有{enrolled, number}位聯絡人註冊，至少需要{minimum}位。若現在停止，這次推播會以失敗結束，不會傳送任何訊息。",
    sealEnough: "已有{enrolled, number}位聯絡人註冊，至少需要{minimum}位。之後註冊的聯絡人不會加入這次推播。",
    thenSend: "接著會檢查所有內容，再傳送訊息。",
    thenApproval: "接著會檢查所有內容，並須由人員核准推播。",
    thenTime: "接著會檢查所有內容；訊息最早於{time}傳送。",
    thenQuiet: "接著會檢查所有內容；因為勿擾時段，訊息最早於{time}傳送。",
    thenRehearsal: "接著會檢查所有內容。這是預演，不會傳送任何訊息。",
    cancelWhat:
      "不會傳送任何訊息。在HubSpot等待的{held, number}位聯絡人會以「已取消」的結果繼續執行。取消的推播無法恢復。",
    earlier: "先前的推播",
    cancelCovered:
      "不會再傳送訊息。在HubSpot等待的{held, number}位聯絡人，以及之後以這個版本註冊的聯絡人，都會取得先前推播的結果。",
    send: "傳送",
    whenChecked: "檢查完成後立即傳送。",
    whenApproved: "核准後立即傳送。",
    notBefore: "檢查完成後，最早於{time}傳送。",
    rehearsal: "這是預演：檢查所有內容，但不傳送。",
    asked: "正在請求LINE傳送。",
    accepted: "LINE已於{time}接受。",
    approval: "核准",
    notApproved: "沒有人核准。",
    approvalLater: "收集結束且檢查完成後，須由人員核准推播。",
    approveBy: "請在{time}前核准，否則不會傳送。",
    approveWhat: "會再次檢查所有內容，然後請求LINE傳送。",
    approveTime: "會再次檢查所有內容，然後最早於{time}請求LINE傳送。",
    authorUnknown:
      "無法得知這則訊息由誰撰寫：可能是在工作流程動作中輸入的，或在開始記錄之前就已儲存。任何核准者都可以核准。",
    authorReads: "您是最後變更這則訊息的人。在此帳戶中須由其他人核准：{others}。",
    authorAlone: "您是最後變更這則訊息的人，而且沒有其他人具有核准者角色。管理員可在「設定」將角色授予其他人。",
    noOtherApprover:
      "沒有人可以核准：在此帳戶中，核准者不能是最後變更這則訊息的人。管理員可在「設定」將角色授予其他人。",
    authorDenied: "這則訊息須由其他人核准",
  },
};

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
