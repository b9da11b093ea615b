/** What card and settings page in HubSpot say by themselves, in Traditional Chinese. */
import { PRODUCT } from "../../app/product.ts";
import { ACTION_EN } from "../en/action.ts";
import type { HUBSPOT_EN } from "../en/hubspot.ts";
import type { PageWords } from "../en/page.ts";

export const HUBSPOT_ZH: PageWords<typeof HUBSPOT_EN> = {
  inHubSpot: {
    card: {
      loading: "正在讀取推播",
      noAnswer: "無法讀取推播",
      noAnswerHint: `${PRODUCT}沒有回應。請稍後再試一次。`,
      noRecordHint: "HubSpot未提供記錄的屬性。",
      noAnswerToCommand: "沒有收到回應",
      noAnswerToCommandHint: "無法確認是否已執行。下方是推播最後的已知狀態。",
      noDelivery: "此記錄沒有推播ID，因此沒有可顯示的內容。",
      notSetUp: "此應用程式上傳時未設定服務的網址（PUBLIC_URL、CARDS_URL）。",
      retry: "再試一次",
      deliveryPage: "開啟推播頁面",
    },
    settingsPage: {
      product: PRODUCT,
      what: "對名單執行一次工作流程，就是一次LINE推播。LINE官方帳號、訊息與使用者權限，都在應用程式的管理後台設定。",
      steps: `開始使用：先在「LINE官方帳號」連接LINE官方帳號，再將動作「${ACTION_EN.action.actionName}」加入工作流程。`,
      channels: "LINE官方帳號",
      channelsHint: "連接LINE官方帳號、查看受眾、選擇測試對象",
      messages: "訊息",
      messagesHint: "已儲存的訊息與測試傳送",
      deliveries: "推播",
      deliveriesHint: "傳送了什麼、傳送給多少人、結果如何",
      notSetUp: "此應用程式上傳時未設定服務的網址（PUBLIC_URL、CARDS_URL）。",
      check: "營運者專用：檢查卡片",
      checkWhat:
        "在正式環境中，推播記錄上的卡片須先通過此檢查，確認無人能冒用他人身分送出請求後，才會回應。檢查只需數秒，不會變更HubSpot的任何內容。",
      checkCode: "代碼",
      checkCodeHint: "在伺服器上執行 npm run cards -- code 產生",
      checkRun: "執行檢查",
      checkRunning: "檢查中",
      checkNoAnswer: "未能執行檢查",
      checkNoAnswerHint: "服務沒有回應HubSpot。請確認伺服器與專案設定檔中的CARDS_URL，再重新執行檢查。",
    },
  },
};
