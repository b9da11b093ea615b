/** Words of the preview of messages in Thai. */
import type { PageWords } from "../en/page.ts";
import type { PREVIEW_EN } from "../en/preview.ts";

export const PREVIEW_TH: PageWords<typeof PREVIEW_EN> = {
  preview: {
    title: "ตัวอย่าง",
    empty: "กดดูตัวอย่างโดยไม่บันทึก แล้วคุณจะเห็นข้อความตามที่แสดงใน LINE ที่นี่",
    hint: "ใกล้เคียงกับที่ LINE แสดง แต่ละอุปกรณ์อาจต่างกัน",
    showImages: "แสดงรูปภาพ",
    imagesFrom: "จาก {hosts} เจ้าของเว็บไซต์นั้นจะเห็นว่ามีผู้เปิดดู",
    show: "ดูตัวอย่างโดยไม่บันทึก",
    shown: "นี่คือตัวอย่าง ยังไม่ได้บันทึก",
    faultHint: "จุดที่ไม่ถูกต้องมีกรอบล้อมในตัวอย่าง",
    image: "รูปภาพ",
    video: "วิดีโอ",
    audio: "เสียง",
    imagemap: "รูปภาพที่มีพื้นที่ให้แตะ:",
    sticker: "สติกเกอร์ {packageId} / {stickerId}",
    coupon: "คูปอง",
    notification: "การแจ้งเตือน: {text}",
    carousel: "การ์ดเรียงต่อกัน",
  },
};
