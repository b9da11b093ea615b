/** Words of notifications in Thai. */
import type { PageWords } from "../en/page.ts";
import type { ALERTS_EN } from "../en/alerts.ts";

export const ALERTS_TH: PageWords<typeof ALERTS_EN> = {
  alerts: {
    title: "การแจ้งเตือน",
    lead: "สิ่งที่คุณได้รับทางอีเมล แต่ละคนเลือกของตนเอง",
    noMail: "บริการนี้ไม่ส่งอีเมล เนื่องจากผู้ดูแลระบบยังไม่ได้ตั้งค่า SMTP_URL",
    address: "อีเมลจะส่งถึง {email}",
    about: "ส่งอีเมลถึงฉันเมื่อ",
    language: "ภาษาของอีเมล",
    ofAccount: "ตามการตั้งค่า ({language})",
    save: "บันทึกการแจ้งเตือน",
    latest: "อีเมลล่าสุด",
    latestHint: "อีเมลที่ส่งถึงบุคคลในบัญชีนี้ เรียงจากใหม่สุด",
    latestNone: "ยังไม่มีการส่งอีเมล",
    to: "ถึง",
    person: "บุคคลที่ออกจากบัญชีแล้ว",
    state: "สถานะ",
    states: { waiting: "รอส่ง", sent: "ส่งแล้ว", failed: "ส่งไม่สำเร็จ", dropped: "ไม่จำเป็นแล้ว" },
    kinds: {
      connection_lost: {
        name: "HubSpot หรือ LINE Official Account ไม่ได้เชื่อมต่ออีกต่อไป",
        subject: "ไม่ได้เชื่อมต่อแล้ว: {name}",
        action: "เชื่อมต่ออีกครั้ง",
      },
      approval_waiting: { name: "มีการส่งที่รอการอนุมัติ", subject: "รอการอนุมัติ: {name}", action: "ตรวจสอบและตัดสินใจ" },
      delivery_failed: { name: "การส่งล้มเหลว หรือไม่ทราบผลแน่ชัด", subject: "ส่งไม่สำเร็จ: {name}", action: "ดูวิธีแก้ไข" },
      runs_refused: {
        name: "HubSpot ใช้เวิร์กโฟลว์ที่แอ็กชันเริ่มส่งไม่ได้",
        subject: "เวิร์กโฟลว์ถูกปฏิเสธ: {name}",
        action: "ดูวิธีแก้ไข",
      },
      delivery_finished: { name: "ส่งสำเร็จแล้ว", subject: "ส่งสำเร็จ: {name}", action: "เปิดผลลัพธ์" },
    },
    hubspot: "บัญชี HubSpot",
    refusedWhere: "เวิร์กโฟลว์: {id}",
    signInFirst: "การอนุมัติและการปฏิเสธต้องลงชื่อเข้าใช้ ทำจากอีเมลนี้อย่างเดียวไม่ได้",
    footer: "{product} ส่งอีเมลนี้ตามการตั้งค่าการแจ้งเตือนของคุณในบัญชี HubSpot {portal}",
    change: "เปลี่ยนสิ่งที่คุณได้รับ",
  },
};
