/** Words of the setup guide, and of the page that answers questions, in Traditional Chinese. */
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

  help: {
    title: "說明",
    lead: "簡短回答關於推播與數字的常見問題。",
    contents: "問題",
    questions: {
      minimum: {
        title: "為什麼推播需要{minimum}人以上？",
        text: [
          `為了避免從少數人的推播辨識出個人。使用條件或大多數種類的受眾時，LINE要求至少{minimum}位收件人。${PRODUCT}對每次推播都有相同的要求，包括LINE不要求的情況，例如上傳的用戶ID與聊天標籤。`,
          "至少要有{minimum}位聯絡人註冊、每個傳送的受眾至少{minimum}人，而且套用條件與排除後至少還有{minimum}人。只要得知其中一項不足，就不會傳送。推播頁面會說明是哪一項，以及如何解決。",
          "由LINE受眾與條件決定收件人的推播，管理員可在「{settings}」降低需要註冊的聯絡人數。收件人數的下限不變。",
          "若要傳給少數人，請在「{messages}」儲存訊息，再傳送測試給測試對象。",
        ],
      },
      hidden: {
        title: "為什麼數字顯示為0？",
        text: [
          "LINE統計中不到{shown}人的數字會顯示為0，並標示「{hidden}」，以保護人數少的群體。可推算出這類數字的數字也一樣，例如比率或使用的訊息則數。可能不到{minimum}人收到的推播，則適用於不到{minimum}人的數字。",
          "「–」表示沒有數字：LINE尚未提供，或沒有傳送。註冊的聯絡人數來自HubSpot，一律是準確的數字。",
        ],
      },
      people: {
        title: "為什麼看不到是誰開封或點擊？",
        text: [
          "LINE只提供總數：有多少人收到、開封與點擊，但不會說是誰。因此頁面、下載檔案與HubSpot的聯絡人都無法顯示。",
          "每位註冊的聯絡人會帶著整次推播的結果，繼續執行工作流程。年齡等條件絕不會寫入聯絡人。",
          "若要再次傳送給開封或點擊的人，請以推播頁面「{technical}」中的「{requestId}」，透過LINE的Messaging API建立受眾，並在下次推播選擇這個受眾。同樣需要至少{minimum}人。",
        ],
      },
      tokens: {
        title: "為什麼無法帶入姓名等個人資料？",
        text: [
          "LINE收到的是給所有收件人的同一則訊息，無法為每個人填入姓名。",
          "含有HubSpot個人化權杖的訊息會在傳送前被拒絕，以免收件人看到權杖本身。請撰寫適合所有人的文字。",
        ],
      },
      attributes: {
        title: "沒有LINE受眾，也能使用年齡或地區等條件嗎？",
        text: [
          "可以。不選擇受眾，並至少設定一項條件：性別、年齡、裝置、地區或成為好友的時間。訊息會傳送給帳號中所有符合條件的好友。",
          "您的帳號能觸及至少{reach}人時，LINE才接受條件，而且至少要有{minimum}人符合。性別、年齡與地區由LINE推估，無法推估的人不會收到。",
          "若只有註冊的聯絡人會收到，就不需要受眾，也不需要條件。",
        ],
      },
      suppression: {
        title: "會遵守「不要傳送」的名單嗎？",
        text: [
          `不會自動遵守：${PRODUCT}不讀取HubSpot的訂閱設定，LINE也沒有這些資訊。封鎖您LINE官方帳號的人絕不會收到訊息。`,
          "若要排除某些人，請在工作流程動作的「{suppressionList}」選擇他們的名單，並選擇存放LINE用戶ID的屬性。有LINE用戶ID的成員不會收到。沒有可用ID的成員無法排除；推播頁面會說明有多少個無法使用的值。",
          "您也可以排除受眾，以及最近收到訊息的人。",
        ],
      },
      recipients: {
        title: "為什麼名單中的聯絡人不是收件人？",
        text: [
          "除非另外選擇，名單只用來啟動推播：聯絡人註冊後，LINE會將訊息傳送給受眾中所有符合條件的人。LINE不認識您的聯絡人，因此收件人數可能比註冊人數多很多，也可能少很多。",
          "若只要傳送給名單中的聯絡人，請在「{targetingMode}」選擇註冊的聯絡人，並選擇存放LINE用戶ID的屬性。沒有ID的聯絡人，以及不是帳號好友的人，不會收到。",
          "傳送前，推播頁面會說明大約有多少人會收到。",
        ],
      },
      opens: {
        title: "怎樣才算開封？",
        text: [
          "在iPhone或Android手機的LINE中，訊息的一個對話框完整顯示時，該用戶計為1人。電腦版與Chrome版LINE不計入，在聊天列表中標示為已讀也不計入。",
          "開啟訊息中連結的人，計為1位點擊的人。開封率與點擊率是占收到訊息人數的比例。",
          "第一批數字在傳送後{first}小時讀取。數字會增加{days}天，之後即為最終數字。",
        ],
      },
      cost: {
        title: "推播要花多少費用？",
        text: [
          "不論有幾個對話框，LINE每位收件人計算1則。封鎖帳號的人不計入。訊息從您LINE方案的每月則數中扣除；超出部分的費用也由方案決定。",
          "傳送前，推播頁面會說明大約使用多少則，以及本月還剩多少則；傳送後會說明使用了多少則。若不夠傳送給所有人，就不會傳送，除非您在「{quotaPolicy}」另外選擇。",
          "「{rehearsal}」不使用訊息則數。測試傳送對每位測試對象使用1則。",
        ],
      },
    },
  },
};
