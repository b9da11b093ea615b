/** Words of the preview of messages in Traditional Chinese. */
import type { PageWords } from "../en/page.ts";
import type { PREVIEW_EN } from "../en/preview.ts";

export const PREVIEW_ZH: PageWords<typeof PREVIEW_EN> = {
  preview: {
    title: "預覽",
    empty: "預覽後，訊息在LINE中的樣貌會顯示在這裡。",
    hint: "在LINE中的大致樣貌，實際顯示因手機而異。",
    showImages: "顯示圖片",
    imagesFrom: "來源：{hosts}。顯示後，該網站的擁有者可得知有人看過。",
    show: "預覽（不儲存）",
    shown: "這是預覽，尚未儲存。",
    faultHint: "有問題的地方在預覽中以外框標示。",
    image: "圖片",
    video: "影片",
    audio: "語音",
    imagemap: "可點選區域的圖片：",
    sticker: "貼圖 {packageId} / {stickerId}",
    coupon: "優惠券",
    notification: "通知：{text}",
    carousel: "並排的卡片",
  },
};
