/** What our service says on HubSpot's card and, for the card check, on the app's settings page, in Traditional Chinese. */
import type { CARD_EN } from "../en/card.ts";
import type { PageWords } from "../en/page.ts";

export const CARD_ZH: PageWords<typeof CARD_EN> = {
  card: {
    deliveryPage: "開啟推播頁面",
    refresh: "重新整理",
    queryInvalid: "HubSpot的請求未說明由誰發出",
    off: {
      title: "此卡片已關閉",
      off: "此應用程式的營運者已關閉卡片（CARDS=off）。管理後台的推播頁面會顯示相同內容，並可照常使用。營運者請參閱docs/deployment.md的「Switch the card on」。",
      unchecked:
        "此應用程式的營運者尚未確認此卡片的請求無法偽造。確認前，卡片不會顯示任何內容；管理後台的推播頁面會顯示相同內容，並可照常使用。營運者請參閱docs/deployment.md的「Switch the card on」。",
      hole: "本服務發現此卡片的請求可能遭到偽造，為了保護您的帳戶，卡片會保持關閉。管理後台的推播頁面會顯示相同內容，並可照常使用。營運者請執行npm run doctor，並參閱docs/deployment.md的「Switch the card on」。",
    },
    check: {
      codeUnknown: "此代碼無效。每個代碼只能用於一次檢查，有效時間為30分鐘：請向營運者索取新的代碼。",
      notBegun: "檢查是從其他網址開始的。請重新開始。",
      otherApp: "HUBSPOT_APP_ID是{expected}，但HubSpot代表應用程式{actual}發出請求。請修正HUBSPOT_APP_ID後重新開始。",
      verdicts: {
        passed: {
          title: "通過：可以使用卡片",
          detail: "偽造的請求全數遭到攔阻。若為CARDS=auto，卡片從現在起開啟。",
        },
        failed: {
          title: "未通過：卡片保持關閉",
          detail:
            "這次或先前有偽造的請求帶著有效的HubSpot簽章送達：任何帳戶的任何使用者都可能冒用他人身分。請將CARDS保持為auto或off，並回報給HubSpot。先前的紀錄會保留到營運者清除為止（npm run cards -- forget）。",
        },
        unclear: {
          title: "無法判定：請重新檢查",
          detail: "至少有一個偽造的請求既未送達，也未被HubSpot拒絕。檢查通過前，卡片會保持關閉。",
        },
      },
      forgeries: {
        fragment: "以#結尾的網址",
        portalFragment: "帶有其他帳戶ID並加上#的網址",
        identity: "帶有完整偽造身分的網址",
        identityFragment: "同上，再加上#",
        identityEncoded: "同上，再加上編碼過的#",
      },
      seen: {
        appended: "送達，且只帶有HubSpot加上的身分。安全。",
        doubled: "送達，同時帶有HubSpot的身分與偽造的身分。安全：本服務會拒絕。",
        unsigned: "送達，但沒有有效簽章。安全：本服務會拒絕。",
        missing: "帶著有效簽章送達，但沒有HubSpot應加上的身分。不安全。",
        forged: "帶著有效簽章與偽造的身分送達。不安全。",
      },
      notPassedOn: "HubSpot未轉送（{heard}）。安全。",
      nothing: "未送達，HubSpot也未明確拒絕。無法判定。",
    },
  },
};
