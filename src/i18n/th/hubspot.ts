/** Words of card and settings page in HubSpot in Thai. */
import { PRODUCT } from "../../app/product.ts";
import { ACTION_EN } from "../en/action.ts";
import type { HUBSPOT_EN } from "../en/hubspot.ts";
import type { PageWords } from "../en/page.ts";

export const HUBSPOT_TH: PageWords<typeof HUBSPOT_EN> = {
  inHubSpot: {
    card: {
      loading: "กำลังโหลดรายการส่ง",
      noAnswer: "โหลดรายการส่งไม่สำเร็จ",
      noAnswerHint: `${PRODUCT} ไม่ตอบสนอง โปรดลองอีกครั้งในอีกสักครู่`,
      noRecordHint: "HubSpot ไม่ได้ให้ข้อมูลพร็อพเพอร์ตี้ของระเบียนนี้",
      noAnswerToCommand: "ไม่ได้รับคำตอบ",
      noAnswerToCommandHint: "ยังไม่ทราบว่าดำเนินการแล้วหรือไม่ ด้านล่างคือสถานะล่าสุดของรายการส่ง",
      noDelivery: "ระเบียนนี้ไม่มีรหัสรายการส่ง จึงไม่มีข้อมูลให้แสดง",
      notSetUp: "แอปนี้ถูกอัปโหลดโดยไม่มีที่อยู่ของบริการ (PUBLIC_URL, CARDS_URL)",
      retry: "ลองอีกครั้ง",
      deliveryPage: "เปิดหน้ารายการส่ง",
    },
    settingsPage: {
      product: PRODUCT,
      what: "การรันเวิร์กโฟลว์กับหนึ่งลิสต์จะกลายเป็น LINE narrowcast หนึ่งครั้ง ตั้งค่าบัญชี LINE Official Account ข้อความ และสิทธิ์ของแต่ละคนได้ในคอนโซลของแอป",
      steps: `เริ่มต้นด้วยการเชื่อมต่อบัญชี LINE Official Account ที่หน้าบัญชี LINE จากนั้นเพิ่มขั้นตอน “${ACTION_EN.action.actionName}” ในเวิร์กโฟลว์`,
      channels: "บัญชี LINE",
      channelsHint: "เชื่อมต่อบัญชี LINE Official Account ดูกลุ่มเป้าหมาย และเลือกผู้ทดสอบ",
      messages: "ข้อความ",
      messagesHint: "ข้อความที่บันทึกไว้และการส่งทดสอบ",
      deliveries: "รายการส่ง",
      deliveriesHint: "ส่งอะไร ถึงกี่คน และได้ผลอย่างไร",
      notSetUp: "แอปนี้ถูกอัปโหลดโดยไม่มีที่อยู่ของบริการ (PUBLIC_URL, CARDS_URL)",
      check: "สำหรับผู้ดูแลระบบ: ตรวจสอบการ์ด",
      checkWhat:
        "การ์ดบนระเบียนรายการส่งจะใช้งานจริงได้ก็ต่อเมื่อการตรวจสอบนี้แสดงว่าไม่มีใครส่งคำขอของการ์ดในชื่อของคนอื่นได้ การตรวจสอบใช้เวลาไม่กี่วินาทีและไม่เปลี่ยนแปลงอะไรใน HubSpot",
      checkCode: "รหัส",
      checkCodeHint: "สร้างบนเซิร์ฟเวอร์ด้วยคำสั่ง: npm run cards -- code",
      checkRun: "เริ่มตรวจสอบ",
      checkRunning: "กำลังตรวจสอบ",
      checkNoAnswer: "ไม่ได้ดำเนินการตรวจสอบ",
      checkNoAnswerHint:
        "บริการไม่ตอบสนองต่อ HubSpot โปรดตรวจสอบ CARDS_URL บนเซิร์ฟเวอร์และในโปรไฟล์ของโปรเจกต์ แล้วตรวจสอบอีกครั้ง",
    },
  },
};
