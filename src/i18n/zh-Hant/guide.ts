/** Words of the setup guide in Traditional Chinese. */
import { PRODUCT } from "../../app/product.ts";
import type { GUIDE_EN } from "../en/guide.ts";
import type { PageWords } from "../en/page.ts";

export const GUIDE_ZH: PageWords<typeof GUIDE_EN> = {
  guide: {
    title: "設定指南",
    lead: `從安裝${PRODUCT}到取得第一個結果，逐步說明。第一次執行為預演：會檢查所有內容，但不傳送任何訊息。`,
    contents: "步驟",
    step: "{number}. {title}",
    before: {
      title: "開始之前",
      points: [
        "可使用工作流程的HubSpot帳戶（Professional或Enterprise），以及可安裝應用程式的使用者：超級管理員，或具有應用程式市集存取權的人",
        "在日本、泰國或台灣建立，並已啟用Messaging API的LINE官方帳號",
        "至少50位聯絡人的HubSpot名單，以及至少50位可收到訊息的好友",
      ],
    },
    steps: {
      install: {
        title: "安裝應用程式",
        text: [
          "開啟本服務的首頁，選擇「{signIn}」。HubSpot會請您選擇帳戶，並顯示應用程式可執行的操作。同意後，會回到這裡並完成登入。",
          "安裝應用程式的人會成為管理員。其他人以相同方式登入，並在「{settings}」取得角色。",
        ],
        picture: "首頁與「{signIn}」按鈕",
      },
      connect: {
        title: "連接您的LINE官方帳號",
        text: [
          "開啟「{channels}」，輸入在HubSpot顯示的名稱，以及Messaging API channel的Channel ID與Channel secret。",
          "這兩個值都在LINE Developers Console：依序選擇Provider、channel，再開啟「Basic settings」分頁。Channel secret會立即向LINE確認，並加密儲存，不會再次顯示。",
        ],
        picture: "輸入名稱、Channel ID與Channel secret的表單",
      },
      testers: {
        title: "新增測試對象",
        text: [
          "測試對象會在其他人看到訊息之前，先收到測試傳送。請在「{channels}」開啟「{testers}」，新增每個人的姓名與LINE用戶ID。",
          "LINE用戶ID以U開頭。您自己的ID顯示在LINE Developers Console的channel基本設定中。測試對象必須是此帳號的好友。",
        ],
        picture: "帳號的測試對象清單",
      },
      message: {
        title: "撰寫訊息並測試",
        text: [
          "開啟「{messages}」，撰寫一到五個對話框並儲存。儲存時，LINE會檢查訊息。接著選擇測試對象，進行測試傳送。",
          "所有人收到相同的訊息，無法帶入姓名等個人資料。",
        ],
        picture: "已儲存的訊息在LINE中的樣貌",
      },
      workflow: {
        title: "將動作加入工作流程",
        text: [
          "在HubSpot建立以聯絡人為基礎、會註冊名單成員的工作流程，並加入動作「{action}」。",
          "選擇帳號、名單、傳送對象與已儲存的訊息。第一次執行時，請將「{rehearsal}」設為「Yes」。其他欄位可以維持不變。",
        ],
        picture: "第一次執行需要的欄位。實際的欄位更多，在HubSpot編輯畫面中會顯示於側邊面板",
      },
      rehearsal: {
        title: "預演",
        text: [
          "啟用工作流程，並註冊名單成員。「{deliveries}」會出現一筆新的推播：系統會收集聯絡人直到名單全數註冊，然後向LINE檢查所有內容。",
          "結果會說明原本會傳送什麼，以及傳送給多少人。若有不足之處，也會說明原因與解決方法。",
        ],
        picture: "預演的結果",
      },
      result: {
        title: "傳送並查看結果",
        text: [
          "將「{rehearsal}」設為「No」，再次註冊名單成員。所有聯絡人合為一次LINE推播，每位聯絡人都會帶著實際結果繼續執行工作流程，因此可以依結果設定分支。",
          "觸及、開封與點擊的數字會在數小時後出現，並持續更新14天：可在推播頁面查看；若您的方案包含自訂物件，也可在HubSpot的推播記錄查看。",
        ],
        picture: "傳送兩週後的推播",
      },
    },
    next: {
      title: "接下來",
      points: [
        "由第二個人核准推播：在動作中開啟「{approval}」",
        "在「{settings}」設定勿擾時段與時區",
        "在「{settings}」為同事指派角色",
      ],
    },
    leave: {
      title: "停止使用",
      text: [
        "停用使用此動作的工作流程。接著由管理員在「{settings}」選擇「{disconnect}」；或在HubSpot開啟設定、「整合」、「已連接的應用程式」，並在那裡解除安裝應用程式。尚未請求LINE傳送的推播會取消。",
        "隱私權頁面說明會清除哪些資料，以及何時清除。",
      ],
    },
    link: "設定指南：每個步驟都有圖片說明",
  },
};
