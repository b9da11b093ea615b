/** Made from src/i18n by npm run generate. */
export const WORDS = {
  "en": {
    "loading": "Reading the delivery",
    "noAnswer": "The delivery could not be read",
    "noAnswerHint": "Listcast did not answer. Try again in a moment.",
    "noRecordHint": "HubSpot did not give the record's properties.",
    "noAnswerToCommand": "No answer came",
    "noAnswerToCommandHint": "It is not known whether that was carried out. Below is where the delivery stood last.",
    "noDelivery": "This record has no delivery ID, so there is nothing to show.",
    "notSetUp": "This app was uploaded without the addresses of its service (PUBLIC_URL, CARDS_URL).",
    "retry": "Try again",
    "deliveryPage": "Open the delivery page"
  },
  "ja": {
    "loading": "配信を読み込んでいます",
    "noAnswer": "配信を読み込めませんでした",
    "noAnswerHint": "Listcastから応答がありません。しばらくしてから再試行してください。",
    "noRecordHint": "HubSpotからレコードのプロパティを取得できませんでした。",
    "noAnswerToCommand": "応答がありませんでした",
    "noAnswerToCommandHint": "実行されたかどうかわかりません。最後に確認できた配信の状態を下に表示します。",
    "noDelivery": "このレコードには配信IDがないため、表示するものがありません。",
    "notSetUp": "このアプリは、サービスのアドレス（PUBLIC_URL、CARDS_URL）なしでアップロードされました。",
    "retry": "再試行",
    "deliveryPage": "配信ページを開く"
  },
  "zh-Hant": {
    "loading": "正在讀取推播",
    "noAnswer": "無法讀取推播",
    "noAnswerHint": "Listcast沒有回應。請稍後再試一次。",
    "noRecordHint": "HubSpot未提供記錄的屬性。",
    "noAnswerToCommand": "沒有收到回應",
    "noAnswerToCommandHint": "無法確認是否已執行。下方是推播最後的已知狀態。",
    "noDelivery": "此記錄沒有推播ID，因此沒有可顯示的內容。",
    "notSetUp": "此應用程式上傳時未設定服務的網址（PUBLIC_URL、CARDS_URL）。",
    "retry": "再試一次",
    "deliveryPage": "開啟推播頁面"
  },
  "th": {
    "loading": "กำลังโหลดรายการส่ง",
    "noAnswer": "โหลดรายการส่งไม่สำเร็จ",
    "noAnswerHint": "Listcast ไม่ตอบสนอง โปรดลองอีกครั้งในอีกสักครู่",
    "noRecordHint": "HubSpot ไม่ได้ให้ข้อมูลพร็อพเพอร์ตี้ของระเบียนนี้",
    "noAnswerToCommand": "ไม่ได้รับคำตอบ",
    "noAnswerToCommandHint": "ยังไม่ทราบว่าดำเนินการแล้วหรือไม่ ด้านล่างคือสถานะล่าสุดของรายการส่ง",
    "noDelivery": "ระเบียนนี้ไม่มีรหัสรายการส่ง จึงไม่มีข้อมูลให้แสดง",
    "notSetUp": "แอปนี้ถูกอัปโหลดโดยไม่มีที่อยู่ของบริการ (PUBLIC_URL, CARDS_URL)",
    "retry": "ลองอีกครั้ง",
    "deliveryPage": "เปิดหน้ารายการส่ง"
  }
};
