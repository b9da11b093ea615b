/** Labels of the workflow action and small words in Thai. */
import { PRODUCT } from "../../app/product.ts";
import { NOT_SET } from "../../delivery/inputs.ts";
import { ACTION_EN, AGES, DAYS, each } from "../en/action.ts";
import type { ActionWords } from "../language-file.ts";
import { FAULTS_TH, PLACES_TH } from "./faults.ts";

export const ACTION_TH: ActionWords = {
  action: {
    actionName: "ส่งข้อความถึงกลุ่มเป้าหมาย LINE",
    actionDescription:
      "ส่งข้อความ LINE หนึ่งครั้งเมื่อผู้ติดต่อในลิสต์เข้าร่วมแล้ว คุณเลือกผู้รับได้: ทุกคนในกลุ่มเป้าหมาย LINE ที่ตรงตามเงื่อนไข หรือเฉพาะผู้ติดต่อที่เข้าร่วม ผู้ติดต่อทุกรายจะรอผลลัพธ์จริง",
    actionCardContent: "ส่งข้อความ LINE หนึ่งครั้งเมื่อลิสต์ {{deliveryList}} เข้าร่วมแล้ว",
    appDisplayName: PRODUCT,
  },
  inputs: {
    channel: { label: "บัญชี LINE Official Account", description: "บัญชีที่เชื่อมต่อไว้และใช้ส่งข้อความ" },
    deliveryList: {
      label: "ลิสต์ที่ส่ง",
      description:
        "ลิสต์ HubSpot ที่เวิร์กโฟลว์นี้ทำงานด้วย การส่งเริ่มเมื่อผู้ติดต่อทั้งหมดเข้าร่วมหรือไม่มีใครเข้าร่วมเพิ่ม ต้องมีอย่างน้อย 50 ราย เลือกผู้รับข้อความได้ด้านล่าง",
    },
    targetingMode: {
      label: "ผู้รับข้อความ",
      description:
        "จะไม่มีการส่งจนกว่าคุณจะเลือก “ทุกคน”: ผู้ติดต่อของคุณไม่ใช่ผู้รับ “เฉพาะ”: ส่งถึงผู้ติดต่อของคุณเท่านั้น การยกเว้นด้านล่างใช้กับทั้งสองแบบ",
      options: {
        [NOT_SET]: "เลือกผู้รับข้อความ",
        line_conditions: "ทุกคนในกลุ่มเป้าหมาย LINE ที่ตรงตามเงื่อนไข (ผู้ติดต่อที่เข้าร่วมเป็นเพียงตัวเริ่มการส่ง)",
        narrow_to_enrolled: "เฉพาะผู้ติดต่อที่เข้าร่วมและตรงตามเงื่อนไข (ต้องมี LINE user ID)",
      },
    },
    lineUserId: {
      label: "LINE user ID",
      description:
        "พร็อพเพอร์ตี้ของผู้ติดต่อที่เก็บ LINE user ID (“U” ตามด้วยตัวเลขหรือตัวอักษร a–f 32 ตัว) ผู้ติดต่อที่ไม่มี ID จะไม่ได้รับและแสดงไว้ในหน้ารายการส่ง ระบบลบ ID ทันทีที่ LINE ได้รับแล้ว",
    },
    audienceId: {
      label: "กลุ่มเป้าหมาย LINE",
      description: "ผู้รับข้อความ ไม่ต้องระบุหากกำหนดเงื่อนไขด้านล่างอย่างน้อยหนึ่งข้อ หรือส่งเฉพาะผู้ติดต่อที่เข้าร่วม",
    },
    includeAudienceIds: {
      label: "กลุ่มเป้าหมาย LINE เพิ่มเติม",
      description: "ผู้ที่อยู่ในกลุ่มใดกลุ่มหนึ่งเหล่านี้จะได้รับข้อความด้วย LINE รับได้ไม่เกิน 10 กลุ่ม รวมกลุ่มที่ยกเว้นและผู้ติดต่อที่เข้าร่วม",
    },
    gender: {
      label: "เพศ",
      description: "ตามที่ LINE ประมาณ ผู้ที่ LINE ประมาณเพศไม่ได้จะไม่ได้รับ",
      options: { male: "ชาย", female: "หญิง" },
    },
    ageFrom: {
      label: "อายุตั้งแต่",
      description: "รวมอายุนี้ด้วย ตามที่ LINE ประมาณ ผู้ที่ไม่ทราบอายุจะไม่ได้รับ",
      options: each("ไม่กำหนดอายุต่ำสุด", AGES, (age) => `${age} ปีขึ้นไป`),
    },
    ageTo: {
      label: "อายุต่ำกว่า",
      description: "ไม่รวมอายุนี้: “ต่ำกว่า 30 ปี” หมายถึงไม่เกิน 29 ปี",
      options: each("ไม่กำหนดอายุสูงสุด", AGES, (age) => `ต่ำกว่า ${age} ปี`),
    },
    os: {
      label: "อุปกรณ์",
      description: "ระบบปฏิบัติการของโทรศัพท์",
      options: { ios: "iPhone (iOS)", android: "Android" },
    },
    areas: {
      label: "พื้นที่",
      description: "ตามที่ LINE ประมาณ ผู้ที่ LINE ประมาณพื้นที่ไม่ได้จะไม่ได้รับ",
    },
    friendDaysFrom: {
      label: "เป็นเพื่อนมาอย่างน้อย",
      description: "รวมจำนวนวันนี้ด้วย",
      options: each("ไม่กำหนดขั้นต่ำ", DAYS, (days) => `${days} วันขึ้นไป`),
    },
    friendDaysTo: {
      label: "เป็นเพื่อนมาน้อยกว่า",
      description: "ไม่รวมจำนวนวันนี้: “น้อยกว่า 30 วัน” หมายถึงไม่เกิน 29 วัน",
      options: each("ไม่กำหนดสูงสุด", DAYS, (days) => `น้อยกว่า ${days} วัน`),
    },
    excludeAudienceIds: {
      label: "ยกเว้นกลุ่มเป้าหมายเหล่านี้",
      description: "ผู้ที่อยู่ในกลุ่มเป้าหมาย LINE เหล่านี้จะไม่ได้รับข้อความ LINE รับได้ไม่เกิน 10 กลุ่มรวมทั้งหมด",
    },
    suppressionList: {
      label: "ยกเว้นสมาชิกของลิสต์นี้",
      description: "ลิสต์ HubSpot ที่สมาชิกจะไม่ได้รับข้อความไม่ว่าอยู่ในกลุ่มเป้าหมายใด ต้องเลือกพร็อพเพอร์ตี้ที่เก็บ LINE user ID ด้วย",
    },
    suppressionProperty: {
      label: "LINE user ID ของสมาชิกลิสต์ยกเว้น",
      description: "พร็อพเพอร์ตี้ของผู้ติดต่อที่เก็บ LINE user ID สมาชิกที่ไม่มี ID จะยกเว้นไม่ได้",
    },
    excludeReachedDays: {
      label: "ยกเว้นผู้ที่เพิ่งได้รับข้อความ",
      description: "ผู้ที่การส่งอื่นของบัญชีนี้ส่งถึงภายในช่วงเวลาที่เลือกจะไม่ได้รับข้อความ",
      options: {
        [NOT_SET]: "ไม่ยกเว้น",
        "1": "ได้รับใน 24 ชั่วโมงที่ผ่านมา",
        "3": "ได้รับใน 3 วันที่ผ่านมา",
        "7": "ได้รับใน 7 วันที่ผ่านมา",
        "13": "ได้รับใน 13 วันที่ผ่านมา",
      },
    },
    message: {
      label: "ข้อความที่บันทึกไว้",
      description: "ข้อความที่บันทึกในคอนโซล หากไม่เลือก ให้พิมพ์ข้อความด้านล่าง",
    },
    messageText: {
      label: "เนื้อหาข้อความ",
      description: "ไม่เกิน 5,000 ตัวอักษร ทุกคนได้รับเหมือนกัน ใช้ตัวแปรเฉพาะบุคคลเช่นชื่อไม่ได้",
    },
    deliveryName: {
      label: "ชื่อของการส่งนี้",
      description: "แสดงในรายการ ผลลัพธ์ และ HubSpot ค่าเริ่มต้น: ชื่อหรือข้อความช่วงต้นของข้อความ",
    },
    quotaPolicy: {
      label: "หากส่งถึงทุกคนไม่ได้",
      description: "สิ่งที่จะทำเมื่อผู้ที่ตรงตามเงื่อนไขมีมากกว่าจำนวนข้อความของเดือนนี้หรือจำนวนสูงสุดด้านล่าง",
      options: {
        all_or_nothing: "ทั้งหมดหรือไม่ส่งเลย: ส่งเมื่อทุกคนได้รับเท่านั้น",
        up_to_quota: "ส่งเท่าที่จำนวนข้อความของเดือนเหลืออยู่ (สุ่มเลือก)",
        at_most_n: "ส่งถึงผู้รับไม่เกิน N คน (สุ่มเลือก)",
      },
    },
    maxRecipients: {
      label: "จำนวนผู้รับสูงสุด",
      description:
        "ต้องระบุเมื่อเลือก “ส่งถึงผู้รับไม่เกิน N คน” และต้องเป็น 50 ขึ้นไป หากเลือก “ทั้งหมดหรือไม่ส่งเลย” จะไม่ส่งเมื่อมีผู้ตรงตามเงื่อนไขมากกว่านี้",
    },
    collectFor: {
      label: "รวบรวมผู้ติดต่อนานที่สุด",
      description:
        "ข้อความจะส่งก่อนหน้านี้เมื่อผู้ติดต่อทั้งลิสต์เข้าร่วมหรือไม่มีใครเข้าร่วมเพิ่ม ค่าเริ่มต้นคือ 45 นาที เว้นแต่ตั้งค่าไว้เป็นอย่างอื่นในคอนโซล",
      options: {
        [NOT_SET]: "ตามการตั้งค่า (45 นาทีหากไม่ได้เปลี่ยน)",
        "900": "15 นาที",
        "2700": "45 นาที",
        "7200": "2 ชั่วโมง",
        "21600": "6 ชั่วโมง",
        "43200": "12 ชั่วโมง",
        "86400": "1 วัน",
        "172800": "2 วัน",
        "259200": "3 วัน",
        "518400": "6 วัน",
      },
    },
    sendAt: {
      label: "ส่งไม่ก่อน",
      description:
        "เช่น “ครั้งถัดไป 09:00”, “ครั้งถัดไป จันทร์–ศุกร์ 12:00” หรือ “2026-12-01 09:00” ตามโซนเวลาของบัญชี “ครั้งถัดไป” นับจากผู้ติดต่อรายแรกของการรันแต่ละครั้ง จึงเหมาะกับเวิร์กโฟลว์ที่รันซ้ำ วันที่ที่ผ่านไปแล้วใช้ไม่ได้อีก ข้อความรอได้ไม่เกิน 6 วัน เว้นว่างไว้เพื่อส่งทันทีที่รวบรวมเสร็จ",
    },
    quietHours: {
      label: "ช่วงงดรบกวน",
      description: "ไม่มีการส่งข้อความในช่วงนี้ แต่จะส่งเมื่อพ้นช่วง ตามโซนเวลาของบัญชี",
      options: {
        [NOT_SET]: "ตามการตั้งค่า",
        none: "ไม่มีช่วงงดรบกวน",
        "20:00-08:00": "20:00 ถึง 8:00 น.",
        "21:00-08:00": "21:00 ถึง 8:00 น.",
        "21:00-09:00": "21:00 ถึง 9:00 น.",
        "22:00-07:00": "22:00 ถึง 7:00 น.",
        "22:00-08:00": "22:00 ถึง 8:00 น.",
        "23:00-07:00": "23:00 ถึง 7:00 น.",
      },
    },
    resendAfter: {
      label: "ส่งข้อความเดิมอีกครั้งหลังจาก",
      description: "ผู้ติดต่อที่เข้าร่วมหลังการส่งจะได้ผลลัพธ์ของการส่งนั้นโดยไม่มีการส่งซ้ำ จนกว่าจะพ้นเวลานี้ ค่าเริ่มต้นคือ 24 ชั่วโมง",
      options: {
        [NOT_SET]: "24 ชั่วโมง (ค่าเริ่มต้น)",
        none: "ทันที",
        "1h": "1 ชั่วโมง",
        "24h": "24 ชั่วโมง",
        "7d": "7 วัน",
        "30d": "30 วัน",
        forever: "ไม่ส่งอีก",
      },
    },
    silent: {
      label: "ส่งแบบเงียบ",
      description: "ข้อความไปถึงโดยไม่มีการแจ้งเตือน",
      options: { off: "ไม่", on: "ใช่" },
    },
    requireApproval: {
      label: "ขออนุมัติก่อนส่ง",
      description: "ต้องมีผู้อนุมัติข้อความในหน้ารายการส่งภายในประมาณสองวัน โดยเห็นค่าประมาณการประกอบ หากไม่อนุมัติจะไม่มีการส่ง",
      options: { off: "ไม่", on: "ใช่" },
    },
    rehearsal: {
      label: "ซ้อมส่ง",
      description: "ทำทุกขั้นตอนยกเว้นการส่ง และบอกว่าหากส่งจริงจะเป็นอย่างไร ไม่มีค่าใช้จ่าย",
      options: { off: "ไม่", on: "ใช่" },
    },
  },
  outputs: {
    outcome: "ผลลัพธ์",
    outcomeCode: "รหัสผลลัพธ์",
    outcomeMessage: "คำอธิบายผลลัพธ์",
    deliveryId: "รหัสรายการส่ง",
    deliveryUrl: "หน้ารายการส่ง",
    enrolledCount: "ผู้ติดต่อที่เข้าร่วม",
    targetCount: "จำนวนเป้าหมาย",
    successCount: "ส่งถึง",
    failureCount: "ส่งไม่ถึง",
    lineRequestId: "รหัสคำขอของ LINE",
    sentAt: "เวลาที่ส่ง",
    covered: "รวมในการส่งก่อนหน้า",
  },
  covered: { true: "ใช่", false: "ไม่" },
  coveredBy: {
    sent: "รวมในการส่งก่อนหน้า ({time}) จึงไม่มีการส่งข้อความซ้ำ {sentence}",
    unsent: "รวมในการรันก่อนหน้า ({time}) ที่จบโดยไม่มีการส่ง {sentence}",
  },
  none: {
    audienceId: "ไม่มีกลุ่มเป้าหมาย",
    suppressionList: "ไม่มีลิสต์",
    suppressionProperty: "ไม่มีพร็อพเพอร์ตี้",
    message: "ไม่มีข้อความที่บันทึกไว้",
  },
  outcomes: {
    delivered: "ส่งแล้ว",
    failed: "ล้มเหลว",
    cancelled: "ยกเลิก",
    rehearsed: "ซ้อมส่งแล้ว",
    uncertain: "ไม่แน่ชัด",
  },
  phases: {
    collecting: "กำลังรวบรวม",
    sealed: "กำลังตรวจสอบ",
    preparing: "กำลังเตรียมกลุ่มเป้าหมาย",
    sending: "กำลังส่ง",
    measuring: "กำลังวัดผล",
    final: "เสร็จสิ้น",
  },
  audienceStatus: {
    IN_PROGRESS: "กำลังเตรียม",
    READY: "พร้อมใช้",
    FAILED: "สร้างไม่สำเร็จ",
    EXPIRED: "หมดอายุ",
    INACTIVE: "ไม่ใช้งาน",
    ACTIVATING: "กำลังเปิดใช้งาน",
    UNKNOWN: "ไม่ทราบสถานะ",
    other: "อื่น ๆ ({value})",
  },
  audienceTypes: {
    UPLOAD: "user ID ที่อัปโหลด",
    CLICK: "คลิกข้อความ",
    IMP: "เปิดอ่านข้อความ",
    CHAT_TAG: "แท็กแชท",
    FRIEND_PATH: "ช่องทางการเพิ่มเพื่อน",
    RESERVATION: "การจอง",
    APP_EVENT: "เหตุการณ์ในแอป",
    VIDEO_VIEW: "ดูวิดีโอ",
    IMAGE_CLICK: "คลิกรูปภาพ",
    WEBTRAFFIC: "เว็บไซต์ (LINE Tag)",
    TRACKINGTAG_WEBTRAFFIC: "เว็บไซต์ (Tracking Tag)",
    RICHMENU_IMP: "เห็นริชเมนู",
    RICHMENU_CLICK: "แตะริชเมนู",
    POP_AD_IMP: "เห็นโฆษณา LINE Beacon Network",
    UNKNOWN: "ไม่ทราบประเภท",
    other: "อื่น ๆ ({value})",
  },
  audienceRoutes: {
    OA_MANAGER: "LINE Official Account Manager",
    MESSAGING_API: "Messaging API",
    POINT_AD: "LINE Points Ads",
    AD_MANAGER: "LINE Ads",
    BUSINESS_MANAGER: "Business Manager",
    YAHOO_DISPLAY_ADS: "Yahoo! JAPAN Display Ads",
    other: "อื่น ๆ ({value})",
  },
  audiencePermissions: {
    READ: "ใช้ได้อย่างเดียว",
    READ_WRITE: "ใช้และแก้ไขได้",
    other: "อื่น ๆ ({value})",
  },
  countries: { jp: "ญี่ปุ่น", tw: "ไต้หวัน", th: "ไทย", id: "อินโดนีเซีย" },
  faults: FAULTS_TH,
  places: PLACES_TH,
  hints: {
    list: "ลิสต์นี้มีสมาชิกเพียง {size, number} ราย โปรดใช้ลิสต์ที่ใหญ่กว่านี้",
    collect: `ด้วยอัตรานี้ หากรวบรวม {duration} ก็จะเพียงพอ โปรดตั้ง “${ACTION_EN.inputs.collectFor.label}” (รวบรวมผู้ติดต่อนานที่สุด) เป็นเวลานั้นหรือนานกว่า`,
    none: "ด้วยอัตรานี้ แม้รวบรวม 6 วันก็ยังไม่พอ โปรดใช้ลิสต์ที่มีผู้ติดต่อเข้าร่วมพร้อมกันมากกว่านี้",
  },
  mayBeBelow: {
    overlap: "ไม่สามารถรู้ล่วงหน้าได้ว่าผู้ติดต่อที่เข้าร่วมอยู่ในกลุ่มเป้าหมาย LINE กี่ราย",
    left_out: "ผู้ที่ถูกยกเว้นอาจเป็นเกือบทั้งหมดของผู้ที่จะได้รับ",
    earlier_send: "ต่างจากการส่งใน 14 วันที่ผ่านมาเพียงผู้ที่ถูกยกเว้น ซึ่งมีน้อยกว่า {needed} คน",
  },
  words: {
    empty: "(ว่าง)",
    everyFriend: "เพื่อนทุกคน",
    audience: "กลุ่มเป้าหมาย {names}",
    audiences: "กลุ่มเป้าหมาย {names}",
    quoted: "“{name}”",
    next: "ครั้งถัดไป {when}",
    separator: "; ",
    comma: ", ",
    gender: "เพศ: {values}",
    ages: "อายุ: {range}",
    device: "อุปกรณ์: {values}",
    area: "พื้นที่: {values}",
    areaIn: "{country} – {area}",
    friend: "ระยะเวลาเป็นเพื่อน: {range}",
    narrowed: "เฉพาะผู้ติดต่อที่เข้าร่วม",
    withoutAudiences: "ยกเว้นกลุ่มเป้าหมาย: {values}",
    withoutList: "ยกเว้นสมาชิกของลิสต์ {list}",
    withoutReached: "ยกเว้นผู้ที่ได้รับใน {days, number} วันที่ผ่านมา",
    both: "{from}, {below}",
    audienceSize: "{size, number} คน",
    audienceHidden: "น้อยกว่า 20 คน",
    fewer: "น้อยกว่า {below}",
    belowMinimum: "ต่ำกว่าขั้นต่ำ 50 คนของ LINE",
    expires: "ถึง {date}",
    listSize: "{size, number} ราย",
    gone: "{value} (ลบแล้ว)",
    notConfirmed: "{value} (ตรวจสอบไม่ได้)",
  },
};
