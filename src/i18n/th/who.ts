/** Words about who receives a message in Thai. */
import type { PageWords } from "../en/page.ts";
import type { WHO_EN } from "../en/who.ts";

export const WHO_TH: PageWords<typeof WHO_EN> = {
  who: {
    will: {
      about: "มีผู้รับประมาณ {likely} คน",
      upTo: "มีผู้รับไม่เกิน {high} คน",
      few: "มีผู้รับน้อยกว่า {few} คน",
      unknown: "ยังไม่ทราบจำนวนผู้รับ",
      unbounded: "LINE ยังบอกจำนวนผู้รับไม่ได้",
      contacts: "ผู้รับคือผู้ติดต่อของคุณไม่เกิน {high} จาก {contacts, number} ราย เฉพาะผู้ที่มี LINE user ID และตรงตามเงื่อนไข",
      fewContacts: "ผู้รับคือผู้ติดต่อของคุณน้อยกว่า {few} จาก {contacts, number} ราย เฉพาะผู้ที่มี LINE user ID และตรงตามเงื่อนไข",
      unknownContacts: "ยังไม่ทราบว่าผู้ติดต่อ {contacts, number} รายของคุณจะได้รับกี่ราย เฉพาะผู้ที่มี LINE user ID และตรงตามเงื่อนไข",
    },
    would: {
      about: "หากส่งจริง จะมีผู้รับประมาณ {likely} คน",
      upTo: "หากส่งจริง จะมีผู้รับไม่เกิน {high} คน",
      few: "หากส่งจริง จะมีผู้รับน้อยกว่า {few} คน",
      unknown: "ยังไม่ทราบว่าหากส่งจริงจะมีผู้รับกี่คน",
      unbounded: "LINE ยังบอกไม่ได้ว่าหากส่งจริงจะมีผู้รับกี่คน",
      contacts: "หากส่งจริง ผู้รับคือผู้ติดต่อของคุณไม่เกิน {high} จาก {contacts, number} ราย เฉพาะผู้ที่มี LINE user ID และตรงตามเงื่อนไข",
      fewContacts:
        "หากส่งจริง ผู้รับคือผู้ติดต่อของคุณน้อยกว่า {few} จาก {contacts, number} ราย เฉพาะผู้ที่มี LINE user ID และตรงตามเงื่อนไข",
      unknownContacts:
        "ยังไม่ทราบว่าหากส่งจริง ผู้ติดต่อ {contacts, number} รายของคุณจะได้รับกี่ราย เฉพาะผู้ที่มี LINE user ID และตรงตามเงื่อนไข",
    },
    starts: "ผู้ติดต่อ {contacts, number} รายของคุณเป็นเพียงตัวเริ่มการส่ง",
    started: "ผู้ติดต่อ {contacts, number} รายเป็นตัวเริ่มการส่งนี้ และไม่ใช่ผู้รับ",
  },
};
