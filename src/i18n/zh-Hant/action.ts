/** Labels of the workflow action and small words in Traditional Chinese. */
import { PRODUCT } from "../../app/product.ts";
import { NOT_SET } from "../../delivery/inputs.ts";
import { ACTION_EN, AGES, DAYS, each } from "../en/action.ts";
import type { ActionWords } from "../language-file.ts";
import { FAULTS_ZH, PLACES_ZH } from "./faults.ts";

export const ACTION_ZH: ActionWords = {
  action: {
    actionName: "傳送LINE受眾訊息",
    actionDescription:
      "名單中的聯絡人註冊後，只傳送一次LINE訊息。傳送對象可選擇LINE受眾中符合條件的所有人，或僅限已註冊的聯絡人。每位聯絡人都會等到實際結果後再繼續。",
    actionCardContent: "名單{{deliveryList}}註冊後，傳送一次LINE訊息",
    appDisplayName: PRODUCT,
  },
  inputs: {
    channel: { label: "LINE官方帳號", description: "傳送訊息的已連接帳號。" },
    deliveryList: {
      label: "推播名單",
      description:
        "此工作流程所執行的HubSpot名單。名單中的聯絡人全數註冊，或不再有人註冊時，就會開始推播；至少需要50位。實際的傳送對象請在下方選擇。",
    },
    targetingMode: {
      label: "傳送對象",
      description:
        "選擇前不會傳送任何訊息。「所有人」：您的聯絡人並非傳送對象。「僅限」：只傳送給您的聯絡人。下方的排除設定在兩種情況下都適用。",
      options: {
        [NOT_SET]: "請選擇傳送對象",
        line_conditions: "LINE受眾中符合條件的所有人（已註冊的聯絡人只用來啟動推播）",
        narrow_to_enrolled: "僅限已註冊且符合條件的聯絡人（需要LINE用戶ID）",
      },
    },
    lineUserId: {
      label: "LINE用戶ID",
      description:
        "儲存LINE用戶ID（「U」加上32個數字或字母a–f）的聯絡人屬性。沒有ID的聯絡人不會收到訊息，並會列在推播頁面上。LINE收到ID後，這裡會立即刪除。",
    },
    audienceId: {
      label: "LINE受眾",
      description: "收到訊息的受眾。若下方至少設定了一項條件，或只傳送給已註冊的聯絡人，可以不選。",
    },
    includeAudienceIds: {
      label: "其他LINE受眾",
      description: "屬於其中任一受眾的人也會收到訊息。LINE最多可指定10個受眾，包含排除的受眾與已註冊聯絡人的受眾。",
    },
    gender: {
      label: "性別",
      description: "由LINE推測。無法推測性別的人不會收到訊息。",
      options: { male: "男性", female: "女性" },
    },
    ageFrom: {
      label: "年齡下限",
      description: "包含此年齡。由LINE推測；年齡不明的人不會收到訊息。",
      options: each("不設下限", AGES, (age) => `${age}歲以上`),
    },
    ageTo: {
      label: "年齡上限",
      description: "不包含此年齡：「未滿30歲」是指29歲以下。",
      options: each("不設上限", AGES, (age) => `未滿${age}歲`),
    },
    os: {
      label: "裝置",
      description: "手機的作業系統。",
      options: { ios: "iPhone（iOS）", android: "Android" },
    },
    areas: { label: "地區", description: "由LINE推測。無法推測地區的人不會收到訊息。" },
    friendDaysFrom: {
      label: "成為好友的天數下限",
      description: "包含此天數。",
      options: each("不設下限", DAYS, (days) => `${days}天以上`),
    },
    friendDaysTo: {
      label: "成為好友的天數上限",
      description: "不包含此天數：「未滿30天」是指29天以下。",
      options: each("不設上限", DAYS, (days) => `未滿${days}天`),
    },
    excludeAudienceIds: {
      label: "排除這些受眾",
      description: "屬於這些LINE受眾的人都不會收到訊息。LINE最多可指定10個受眾。",
    },
    suppressionList: {
      label: "排除名單",
      description: "此HubSpot名單的成員無論屬於哪個受眾，都不會收到訊息。需要選擇儲存其LINE用戶ID的屬性。",
    },
    suppressionProperty: {
      label: "排除名單的LINE用戶ID",
      description: "儲存名單成員LINE用戶ID的聯絡人屬性。沒有ID的成員無法排除。",
    },
    excludeReachedDays: {
      label: "排除最近收過推播的人",
      description: "在這段時間內，已經是此帳號其他推播傳送對象的人不會收到訊息。",
      options: {
        [NOT_SET]: "不排除",
        "1": "最近24小時內收過推播",
        "3": "最近3天內收過推播",
        "7": "最近7天內收過推播",
        "13": "最近13天內收過推播",
      },
    },
    message: {
      label: "已儲存的訊息",
      description: "在管理後台儲存的訊息。若不使用，請在下方輸入文字。",
    },
    messageText: {
      label: "訊息文字",
      description: "最多5,000個字元，所有人收到的內容相同。無法使用姓名等個人化代碼。",
    },
    deliveryName: {
      label: "此次推播的名稱",
      description: "顯示於列表、結果與HubSpot。預設：訊息的名稱或開頭文字。",
    },
    quotaPolicy: {
      label: "無法傳送給所有人時",
      description: "符合條件的人數超過本月可用則數或下方上限時的處理方式。",
      options: {
        all_or_nothing: "全部或不傳送：可傳送給所有人時才傳送",
        up_to_quota: "傳送到本月可用則數為止（隨機選取）",
        at_most_n: "最多傳送給N人（隨機選取）",
      },
    },
    maxRecipients: {
      label: "傳送人數上限",
      description:
        "選擇「最多傳送給N人」時必填，須為50以上。選擇「全部或不傳送」時，符合條件的人數超過上限就不會傳送。",
    },
    collectFor: {
      label: "收集聯絡人的時間上限",
      description: "名單中的聯絡人全數註冊，或不再有人註冊時，訊息會提早送出。預設為45分鐘，可在管理後台的設定中變更。",
      options: {
        [NOT_SET]: "依照設定（預設為45分鐘）",
        "900": "15分鐘",
        "2700": "45分鐘",
        "7200": "2小時",
        "21600": "6小時",
        "43200": "12小時",
        "86400": "1天",
        "172800": "2天",
        "259200": "3天",
        "518400": "6天",
      },
    },
    sendAt: {
      label: "最早傳送時間",
      description:
        "例如「下次09:00」、「下次週一–週五 12:00」或「2026-12-01 09:00」，以帳號的時區為準。「下次」從每次執行的第一位聯絡人起算，適合重複執行的工作流程。指定的日期一旦過去，就不會再傳送。訊息最多等待6天。留空則在收集結束後立即傳送。",
    },
    quietHours: {
      label: "勿擾時段",
      description: "這段時間內不會傳送訊息，結束後才傳送。以帳號的時區為準。",
      options: {
        [NOT_SET]: "依照設定",
        none: "不設勿擾時段",
        "20:00-08:00": "20:00至8:00",
        "21:00-08:00": "21:00至8:00",
        "21:00-09:00": "21:00至9:00",
        "22:00-07:00": "22:00至7:00",
        "22:00-08:00": "22:00至8:00",
        "23:00-07:00": "23:00至7:00",
      },
    },
    resendAfter: {
      label: "再次傳送相同內容的間隔",
      description: "推播後才註冊的聯絡人，在這段時間內只會取得該次推播的結果，不會觸發第二次傳送。預設為24小時。",
      options: {
        [NOT_SET]: "24小時（預設）",
        none: "立即",
        "1h": "1小時",
        "24h": "24小時",
        "7d": "7天",
        "30d": "30天",
        forever: "永不再次傳送",
      },
    },
    silent: {
      label: "靜音傳送",
      description: "訊息送達時不發出通知。",
      options: { off: "否", on: "是" },
    },
    requireApproval: {
      label: "需要核准",
      description: "須由人員看過預估人數，並在約兩天內於推播頁面核准。未核准則不會傳送。",
      options: { off: "否", on: "是" },
    },
    rehearsal: {
      label: "預演",
      description: "執行傳送以外的所有步驟，並說明實際傳送時的結果。不會使用訊息則數。",
      options: { off: "否", on: "是" },
    },
  },
  outputs: {
    outcome: "結果",
    outcomeCode: "結果代碼",
    outcomeMessage: "結果說明",
    deliveryId: "推播ID",
    deliveryUrl: "推播頁面",
    enrolledCount: "註冊聯絡人數",
    targetCount: "目標人數",
    successCount: "送達人數",
    failureCount: "未送達人數",
    lineRequestId: "LINE請求ID",
    sentAt: "傳送時間",
    covered: "已包含在先前的推播",
  },
  covered: { true: "是", false: "否" },
  coveredBy: {
    sent: "已包含在先前的推播中（{time}），因此不會傳送第二次。{sentence}",
    unsent: "已包含在先前的執行中（{time}），該次執行未傳送訊息即結束。{sentence}",
  },
  none: {
    audienceId: "不指定受眾",
    suppressionList: "不指定名單",
    suppressionProperty: "不指定屬性",
    message: "不使用已儲存的訊息",
  },
  outcomes: {
    delivered: "已送達",
    failed: "失敗",
    cancelled: "已取消",
    rehearsed: "已預演",
    uncertain: "結果不明",
  },
  phases: {
    collecting: "收集中",
    sealed: "檢查中",
    preparing: "準備受眾中",
    sending: "傳送中",
    measuring: "統計成效中",
    final: "已完成",
  },
  audienceStatus: {
    IN_PROGRESS: "準備中",
    READY: "可使用",
    FAILED: "建立失敗",
    EXPIRED: "已到期",
    INACTIVE: "未啟用",
    ACTIVATING: "啟用中",
    UNKNOWN: "狀態不明",
    other: "其他（{value}）",
  },
  audienceTypes: {
    UPLOAD: "用戶ID上傳",
    CLICK: "點擊過訊息",
    IMP: "開封過訊息",
    CHAT_TAG: "聊天標籤",
    FRIEND_PATH: "加入好友管道",
    RESERVATION: "預約",
    APP_EVENT: "應用程式事件",
    VIDEO_VIEW: "觀看過影片",
    IMAGE_CLICK: "點擊過圖片",
    WEBTRAFFIC: "網站流量（LINE Tag）",
    TRACKINGTAG_WEBTRAFFIC: "網站流量（追蹤標籤）",
    RICHMENU_IMP: "看過圖文選單",
    RICHMENU_CLICK: "點擊過圖文選單",
    POP_AD_IMP: "看過LINE Beacon Network廣告",
    UNKNOWN: "類型不明",
    other: "其他（{value}）",
  },
  audienceRoutes: {
    OA_MANAGER: "LINE Official Account Manager",
    MESSAGING_API: "Messaging API",
    POINT_AD: "LINE POINTS廣告",
    AD_MANAGER: "LINE廣告",
    BUSINESS_MANAGER: "商業管理工具",
    YAHOO_DISPLAY_ADS: "Yahoo! JAPAN多媒體廣告",
    other: "其他（{value}）",
  },
  audiencePermissions: {
    READ: "僅可使用",
    READ_WRITE: "可使用與變更",
    other: "其他（{value}）",
  },
  countries: { jp: "日本", tw: "台灣", th: "泰國", id: "印尼" },
  faults: FAULTS_ZH,
  places: PLACES_ZH,
  hints: {
    list: "名單只有{size, number}位成員。請使用更大的名單。",
    collect: `以這個速度，收集{duration}就足夠：請將「${ACTION_EN.inputs.collectFor.label}」（收集聯絡人的時間上限）設為這個時間或更長。`,
    none: "以這個速度，即使收集6天也不夠。請使用一次能註冊更多聯絡人的名單。",
  },
  mayBeBelow: {
    overlap: "已註冊的聯絡人中有多少人屬於LINE受眾，事前無法得知。",
    left_out: "被排除的人可能幾乎等於所有原本會收到訊息的人。",
    earlier_send: "與最近14天內某次推播的差別只在排除的人，而且不到{needed}人。",
  },
  words: {
    empty: "（空白）",
    everyFriend: "所有好友",
    audience: "受眾{names}",
    audiences: "受眾{names}",
    quoted: "「{name}」",
    next: "下次{when}",
    separator: "；",
    comma: "、",
    gender: "性別：{values}",
    ages: "年齡：{range}",
    device: "裝置：{values}",
    area: "地區：{values}",
    areaIn: "{country}・{area}",
    friend: "成為好友的天數：{range}",
    narrowed: "僅限已註冊的聯絡人",
    withoutAudiences: "排除受眾：{values}",
    withoutList: "排除名單{list}的成員",
    withoutReached: "排除最近{days}天內收過推播的人",
    both: "{from}、{below}",
    audienceSize: "{size}人",
    audienceHidden: "不到20人",
    fewer: "不到{below}",
    belowMinimum: "低於LINE的50人下限",
    expires: "至{date}",
    listSize: "{size}位聯絡人",
    gone: "{value}（已刪除）",
    notConfirmed: "{value}（無法確認）",
  },
};
