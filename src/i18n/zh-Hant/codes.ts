/** Every code in Traditional Chinese. */
import type { Code } from "../../delivery/codes.ts";
import { ACTION_EN } from "../en/action.ts";
import type { CodeText } from "../en/codes.ts";

/** As HubSpot shows them, which does not know Chinese labels of actions. */
const { sendAt, quotaPolicy } = ACTION_EN.inputs;

export const CODES_ZH: Readonly<Record<Code, CodeText>> = {
  DELIVERED: { title: "已送達", sentence: "LINE已將訊息送達{success, number}人。" },
  REHEARSED: {
    title: "預演完成",
    sentence: "已用{enrolled, number}位註冊的聯絡人完成預演：若實際傳送，會有{low}至{high}人收到訊息。未傳送任何訊息。",
  },
  TEST_RUN: {
    title: "測試執行",
    sentence: "測試執行：輸入內容有效，LINE對此帳號有回應，受眾也已就緒。未傳送任何訊息，也未計入任何聯絡人。",
  },

  COLLECTING: {
    title: "正在收集聯絡人",
    sentence: "正在收集聯絡人，之後一次傳送訊息：目前{enrolled}位。",
  },
  REQUESTING: {
    title: "正在請求LINE傳送",
    sentence: "檢查已完成，正在請求LINE傳送訊息。不需要任何操作。",
  },
  SENDING: { title: "傳送中", sentence: "LINE已接受訊息，正在傳送。" },
  WAITING_FOR_TURN: {
    title: "等待其他推播完成",
    sentence: "此LINE官方帳號正在傳送另一則訊息，完成後會自動傳送這一則。",
    ended:
      "訊息未傳送：此LINE官方帳號的其他推播在期限內未完成。請延長收集時間，或減少同時進行的推播，再重新執行工作流程。",
  },
  QUOTA_RESERVED: {
    title: "等待預留的則數釋出",
    sentence: "LINE已將本月剩餘的訊息則數預留給另一個進行中的推播。該推播完成後會自動重試。",
    ended: "訊息未傳送：在期限內，本月剩餘的訊息則數一直預留給其他推播。請在這些推播完成後，重新執行工作流程。",
  },
  LINE_RATE_LIMITED: {
    title: "LINE要求等待",
    sentence: "LINE在一小時內收到此帳號過多的請求。系統會自動重試。",
    ended: "訊息未傳送：在期限內，LINE一直收到此帳號過多的請求。請稍後重新執行工作流程。",
  },
  LINE_UNAVAILABLE: {
    title: "LINE沒有回應",
    sentence: "LINE目前沒有回應。系統會自動重試。",
    ended: "訊息未傳送：LINE在期限內沒有回應。請稍後重新執行工作流程。",
  },
  HUBSPOT_UNAVAILABLE: {
    title: "HubSpot沒有回應",
    sentence: "HubSpot目前沒有回應。系統會自動重試。",
    ended: "HubSpot在期限內沒有回應。請稍後重新執行工作流程。",
  },
  HUBSPOT_RATE_LIMITED: {
    title: "HubSpot要求等待",
    sentence: "HubSpot收到此應用程式過多的請求。系統會自動重試。",
    ended: "在期限內，HubSpot一直收到此應用程式過多的請求。請稍後重新執行工作流程。",
  },
  HUBSPOT_LOCKED: {
    title: "HubSpot已鎖定此帳戶",
    sentence: "因為同時有大量變更，HubSpot暫時鎖定了此帳戶。系統會自動重試。",
    ended: "在期限內，HubSpot一直鎖定此帳戶。請稍後重新執行工作流程。",
  },
  HUBSPOT_MIGRATING: {
    title: "HubSpot正在移轉此帳戶",
    sentence:
      "HubSpot正在將此帳戶移轉到另一個資料中心。完成前（可能需要一天）不接受任何請求。系統會在HubSpot指定的時間重試。",
    ended: "HubSpot在期限內尚未完成此帳戶的移轉。請在移轉完成後，重新執行工作流程。",
  },
  HUBSPOT_HOLDS_UNKNOWN: {
    title: "HubSpot無法辨識等待中的聯絡人",
    sentence:
      "HubSpot表示無法辨識在工作流程中等待的聯絡人。過去曾因HubSpot故障發生這種情況，因此聯絡人會繼續等待，系統會自動重試。",
    ended: "HubSpot在等待期限內一直無法辨識這些聯絡人。聯絡人已在沒有結果的情況下，繼續執行工作流程。",
  },
  APPROVAL_NEEDED: {
    title: "等待核准",
    sentence: "檢查已完成。有人核准後，就會傳送訊息。",
    ended: "訊息未傳送：期限內沒有人核准。",
  },
  APPROVAL_BY_POLICY: {
    title: "等待核准：所有推播",
    sentence: "在此帳戶中，每次推播都須由人員核准。",
  },
  ABOVE_RECIPIENTS: {
    title: "等待核准：傳送人數較多",
    sentence: "最多可能有{high}人收到這則訊息。在此帳戶中，超過{limit}人的推播須由人員核准。",
  },
  RECIPIENTS_UNKNOWN: {
    title: "等待核准：傳送人數不明",
    sentence: "無法得知可能有多少人收到這則訊息。在此帳戶中，超過{limit}人的推播須由人員核准。",
  },
  ABOVE_ENROLLED: {
    title: "等待核准：人數多於聯絡人",
    sentence:
      "最多可能有{high}人收到這則訊息，而註冊的聯絡人有{enrolled, number}位。在此帳戶中，超過註冊聯絡人數{factor}倍的推播須由人員核准。",
  },
  RECENT_SENDS_NOT_EXCLUDED: {
    title: "等待核准：最近收過推播的人",
    sentence:
      "在此帳戶中，同一個人在{days, number}天內最多收到一次推播，但無法排除先前{left, number}次推播的對象：LINE的條件最多合計10項（受眾與先前的推播），而且只限確定已送達的推播。請決定是否仍要傳送。",
  },
  CHANGED_AFTER_SEND: {
    title: "推播後有變更",
    sentence:
      "此工作流程步驟已在{at}推播過，之後動作經過變更。再次傳送會讓同一個人收到第二次訊息。請選擇仍要傳送或取消；取消後，等待中的聯絡人會取得先前推播的結果。",
    ended: "訊息未傳送：此工作流程步驟已在{at}推播過，期限內沒有人同意第二次推播。",
  },
  CHANGED_BACK: {
    title: "變更已復原或延遲",
    sentence:
      "聯絡人註冊期間動作經過變更，之後又有聯絡人以變更前的版本註冊。可能是變更已復原，或HubSpot有所延遲。最新版本顯示在下方；請確認內容正確，再傳送或取消。",
    ended: "訊息未傳送：無法確定哪個版本的動作才正確，期限內也沒有人決定。",
  },
  MAY_BE_BELOW_MINIMUM: {
    title: "需要核准：人數可能過少",
    sentence:
      "這次推播的結果可能只涉及不到{needed}人。{why}有人核准後，就會傳送訊息；LINE回報的數字若低於{needed}，將不會顯示。",
  },
  SEND_TIME_NOT_REACHED: {
    title: "等待傳送時間",
    sentence: "檢查已完成。訊息將於{until}傳送。",
    ended: "訊息未傳送：傳送時間{until}超過了等待中聯絡人的期限。請重新執行工作流程。",
  },
  QUIET_HOURS: {
    title: "勿擾時段",
    sentence: "現在是勿擾時段。訊息將在{until}勿擾時段結束時傳送。",
    ended: "訊息未傳送：勿擾時段到{until}才結束，已沒有足夠的時間。請在當天較早的時間重新執行工作流程。",
  },
  AUDIENCE_PREPARING: {
    title: "LINE正在準備受眾",
    sentence: "LINE正在用上傳的{ids}個LINE用戶ID準備受眾。這可能需要數小時，完成後會自動傳送訊息。",
    ended: "訊息未傳送：LINE在期限內未完成{ids}個LINE用戶ID的受眾。請稍後重新執行工作流程。",
  },
  CHANNEL_UNAUTHORIZED: {
    title: "LINE拒絕此帳號",
    sentence:
      "LINE不再接受「{channel}」的Channel secret。請到LINE Developers Console取得最新的Channel secret，並在管理後台重新連接帳號。",
    ended:
      "訊息未傳送：LINE在期限內一直不接受「{channel}」的Channel secret。請在管理後台重新連接帳號，再重新執行工作流程。",
  },

  ENROLLED_BELOW_MINIMUM: {
    title: "註冊的聯絡人過少",
    sentence: "訊息未傳送：註冊的聯絡人只有{enrolled, number}位，至少需要{needed}位。{hint}",
  },
  AUDIENCE_BELOW_MINIMUM: {
    title: "受眾人數過少",
    sentence:
      "訊息未傳送：受眾「{audience}」有{size, number}人，LINE要求至少{needed}人。請選擇人數較多的受眾，或增加此受眾的人數。",
  },
  UPLOAD_AUDIENCE_BELOW_MINIMUM: {
    title: "上傳的受眾人數過少",
    sentence:
      "訊息未傳送：上傳的受眾「{audience}」有{size, number}人。LINE可以接受，但為了避免個人被辨識，推播至少需要{needed}人。請選擇人數較多的受眾；若只要傳送給少數人，請使用測試傳送。",
  },
  CHAT_TAG_BELOW_MINIMUM: {
    title: "聊天標籤的人數過少",
    sentence:
      "訊息未傳送：聊天標籤「{audience}」有{size, number}人。LINE可以接受，但為了避免個人被辨識，推播至少需要{needed}人。請為更多聊天加上標籤，或選擇人數較多的受眾；若只要傳送給少數人，請使用測試傳送。",
  },
  REACH_BELOW_MINIMUM: {
    title: "好友數不足以使用條件",
    sentence:
      "訊息未傳送：此帳號的目標好友數為{reach, number}人，使用性別、年齡、地區等條件至少需要{needed}人。請移除條件，或先增加好友。",
  },
  RECIPIENTS_BELOW_MINIMUM: {
    title: "符合條件的人過少",
    sentence: "LINE未傳送任何訊息：符合所有條件的人不到{needed}人。請移除條件，或選擇人數較多的受眾。",
  },
  AUDIENCE_BELOW_MINIMUM_AT_LINE: {
    title: "受眾人數過少（LINE判定）",
    sentence: "LINE未傳送任何訊息：受眾不到{needed}人。請選擇人數較多的受眾。",
  },
  VALID_IDS_BELOW_MINIMUM: {
    title: "LINE用戶ID過少",
    sentence:
      "訊息未傳送：註冊的聯絡人中，有{valid}位具有有效的LINE用戶ID（{invalid}位沒有或無效），至少需要{needed}位。請確認所選的LINE用戶ID屬性，或註冊更多聯絡人。",
  },
  UNSUPPRESSED_IDS_BELOW_MINIMUM: {
    title: "排除後的聯絡人過少",
    sentence:
      "訊息未傳送：具有LINE用戶ID的{valid, number}位註冊聯絡人中，有{suppressed, number}位在排除名單上，剩下{left, number}位，至少需要{needed}位。請註冊更多聯絡人，或選擇較小的排除名單。",
  },
  KEPT_IDS_BELOW_MINIMUM: {
    title: "LINE接受的ID過少",
    sentence:
      "訊息未傳送：上傳的{sent, number}個LINE用戶ID中，LINE接受了{kept}個，至少需要{needed}個。LINE會略過未同意其隱私權政策的人，以及屬於其他Provider的ID。請確認ID的來源，或註冊更多聯絡人。",
  },
  MAX_RECIPIENTS_BELOW_MINIMUM: {
    title: "傳送人數上限過低",
    sentence:
      "訊息未傳送：傳送人數上限為{maximum}人。為了避免個人被辨識，推播至少需要{needed}人。請設為{needed}以上，或留空。",
  },
  QUOTA_BELOW_MINIMUM: {
    title: "本月剩餘則數過少",
    sentence:
      "訊息未傳送：本月可用的訊息為{available, number}則。為了避免個人被辨識，推播至少需要{needed}人。請升級LINE方案、減少保留給聊天的則數，或等到下個月。",
  },
  FORECAST_BELOW_MINIMUM: {
    title: "可能符合的人過少",
    sentence:
      "訊息未傳送：符合所有條件的人最多{high, number}人，至少需要{needed}人。請移除條件，或選擇人數較多的受眾。",
  },

  PROPERTY_HOLDS_NO_LINE_IDS: {
    title: "屬性中沒有LINE用戶ID",
    sentence:
      "訊息未傳送：{contacts}位註冊的聯絡人在所選屬性中都沒有LINE用戶ID（「U」加上32個數字或字母a–f）。請在工作流程動作中選擇正確的屬性。",
  },
  SUPPRESSION_HOLDS_NO_LINE_IDS: {
    title: "排除名單沒有LINE用戶ID",
    sentence:
      "訊息未傳送：排除名單{list}的成員在屬性「{property}」中都沒有LINE認得的用戶ID，因此無法排除任何人。請選擇其他屬性，或移除排除名單。",
  },
  SUPPRESSION_LIST_NOT_FOUND: {
    title: "找不到排除名單",
    sentence: "訊息未傳送：排除名單{list}不存在或已刪除。請在工作流程動作中選擇其他名單。",
  },
  SUPPRESSION_PROPERTY_NOT_FOUND: {
    title: "找不到屬性",
    sentence:
      "訊息未傳送：聯絡人的屬性「{property}」不存在或已刪除，因此無法排除任何人。請在工作流程動作中選擇其他屬性。",
  },
  UPLOAD_FAILED: {
    title: "LINE無法建立受眾",
    sentence:
      "訊息未傳送：LINE無法用上傳的LINE用戶ID建立受眾（{detail}）。請重新執行工作流程；若再次發生，請通知此應用程式的營運者。",
  },
  AUDIENCES_FULL: {
    title: "受眾數量已達上限",
    sentence:
      "訊息未傳送：此LINE官方帳號的受眾已達{maximum}個的上限，因此無法上傳註冊的聯絡人。請在LINE Official Account Manager刪除不需要的受眾。",
  },

  SOME_IDS_INVALID: {
    title: "部分LINE用戶ID無效",
    sentence:
      "{invalid, number}位註冊的聯絡人沒有有效的LINE用戶ID，或有多個ID，因此不會收到訊息；已納入{valid}位。例如：{examples}。LINE用戶ID是「U」加上32個數字或字母a–f；括號內是值的字元數，「…」代表未顯示的字元。請修正這些聯絡人的屬性。",
  },
  SUPPRESSION_IDS_INVALID: {
    title: "排除名單中有人無法排除",
    sentence:
      "排除名單中有{invalid, number}位成員的值不是LINE用戶ID，因此可能會收到訊息；已排除{valid}個LINE用戶ID。例如：{examples}。LINE用戶ID是「U」加上32個數字或字母a–f；括號內是值的字元數，「…」代表未顯示的字元。請修正這些聯絡人的屬性。",
  },
  EXCLUSION_INCOMPLETE: {
    title: "無法完全排除",
    sentence:
      "LINE的條件最多合計10項（受眾與先前的推播），而且只限確定已送達的推播：最近{days, number}天內有{left, number}次推播無法排除。",
  },
  SEND_AT_AFTER_HOLDS: {
    title: "新的傳送時間太晚",
    sentence:
      "傳送時間已變更，但到了那時，HubSpot已不再讓最早註冊的聯絡人等待。這次推播會以失敗結束。請選擇較早的時間，或取消後重新執行工作流程。",
  },
  WOULD_GO_OUT_AT: {
    title: "實際傳送時間",
    sentence: "若不是預演，訊息會在{until}傳送。",
  },
  CEILING_WHILE_ARRIVING: {
    title: "收集結束時仍有人註冊",
    sentence:
      "收集時間結束時，仍有聯絡人持續註冊；已納入{enrolled}位。之後註冊的聯絡人會取得結果，但不會觸發第二次傳送。請選擇較長的收集時間。",
  },

  AUDIENCE_NOT_FOUND: {
    title: "受眾已刪除",
    sentence: "受眾「{audience}」已在LINE刪除。請在工作流程動作中選擇其他受眾。",
  },
  AUDIENCE_NOT_READY: {
    title: "受眾尚未就緒",
    sentence:
      "LINE目前無法傳送給受眾「{audience}」：{status}。請等LINE Official Account Manager顯示可使用後再試一次，或選擇其他受眾。",
  },
  AUDIENCE_EXPIRES_BEFORE_SEND: {
    title: "受眾會在傳送前到期",
    sentence: "訊息未傳送：受眾「{audience}」會在{expires}到期，早於傳送時間。請重新建立受眾，或選擇較早的傳送時間。",
  },
  AUDIENCE_EXPIRED: {
    title: "受眾已到期",
    sentence: "受眾「{audience}」在LINE已到期。請重新建立，並在工作流程動作中選擇。",
  },

  QUOTA_EXHAUSTED: {
    title: "本月則數已用完",
    sentence: "訊息未傳送：本月{allowance}則訊息中，剩下{remaining}則。請升級LINE方案，或等到下個月。",
  },
  QUOTA_FLOOR_REACHED: {
    title: "剩餘則數保留給聊天",
    sentence:
      "訊息未傳送：本月約剩{remaining, number}則訊息，而此帳號的設定保留{floor}則給聊天。請調低保留的則數，或升級LINE方案。",
  },
  QUOTA_TOO_SMALL: {
    title: "則數不足以傳送給所有人",
    sentence:
      "訊息未傳送：符合條件的人至少有{needed, number}人，可用的訊息約{available, number}則，而動作設為「All or nothing」（全部或不傳送）。請升級LINE方案、允許部分傳送，或縮小條件範圍。",
  },
  PARTIAL_DELIVERY_FORBIDDEN: {
    title: "額度不足以傳送給所有人",
    sentence:
      "LINE未傳送任何訊息：符合條件的人數超過本月剩餘則數或傳送人數上限，而動作設為「All or nothing」（全部或不傳送）。請提高上限，或允許部分傳送。",
  },

  LINE_REFUSED_MESSAGE: {
    title: "LINE拒絕此訊息",
    sentence: "訊息未傳送：LINE不接受這則訊息。問題如下：{detail}。請修正訊息。",
  },
  LINE_REFUSED_REQUEST: {
    title: "LINE拒絕此請求",
    sentence: "訊息未傳送：LINE拒絕了請求（{detail}）。請通知此應用程式的營運者；變更工作流程無法解決。",
  },
  LINE_ACCESS_DENIED: {
    title: "LINE拒絕存取",
    sentence:
      "訊息未傳送：LINE不允許此帳號執行這項操作（{detail}）。請在LINE Official Account Manager確認帳號的方案與權限。",
  },
  LINE_INTERNAL_ERROR: {
    title: "LINE內部錯誤",
    sentence: "LINE因內部錯誤未傳送任何訊息。請重新執行此步驟；若再次發生，請通知營運者。",
  },
  LINE_FAILED: {
    title: "LINE回報失敗",
    sentence: "LINE未傳送任何訊息，錯誤代碼為{errorCode}（{detail}）。請通知此應用程式的營運者。",
  },
  LINE_REQUEST_NOT_FOUND: {
    title: "LINE沒有此推播的紀錄",
    sentence: "LINE已沒有請求{requestId}的紀錄，因此無法讀取結果。請在LINE Official Account Manager查看數字。",
  },

  SEND_UNCONFIRMED: {
    title: "不確定是否已傳送",
    sentence:
      "嘗試了{attempts}次，LINE都未確認傳送，因此可能已經傳送，也可能沒有。再次傳送前，請先在LINE Official Account Manager確認。",
  },
  PROGRESS_UNKNOWN: {
    title: "結果不明",
    sentence: "LINE已接受推播{requestId}，但未說明結果。再次傳送前，請先在LINE Official Account Manager確認。",
  },
  RESTORED_FROM_BACKUP: {
    title: "還原後無法確定",
    sentence:
      "本服務已從早於這次推播的備份還原，因此可能已經傳送，也可能沒有。再次傳送前，請先在LINE Official Account Manager確認。",
  },

  CANCELLED_BY_PERSON: { title: "已取消", sentence: "{person}已取消推播。未傳送任何訊息。" },
  JOINED_ANOTHER_DELIVERY: {
    title: "已併入另一個推播",
    sentence:
      "聯絡人註冊期間動作經過變更，而另一個工作流程正以相同的設定為同一份名單收集聯絡人。所有聯絡人已移到推播{delivery}：訊息只會傳送一次，而不是兩次。",
  },
  SENDING_STOPPED: {
    title: "所有推播已停止",
    sentence: "訊息未傳送：{person}已停止此HubSpot帳戶的所有推播。請在「推播」頁面重新開放，再重新執行工作流程。",
  },
  STOPPED_AFTER_RESTORE: {
    title: "還原後已停止",
    sentence:
      "訊息未傳送：本服務已從備份還原，因此停止了此HubSpot帳戶的所有推播。請先在LINE Official Account Manager確認最近傳送過什麼，並在「推播」頁面重新開放，再重新執行工作流程。",
  },
  OUT_OF_TIME: {
    title: "來不及傳送",
    sentence: "訊息未傳送：服務中斷，恢復時HubSpot允許聯絡人等待的時間已所剩無幾。請重新執行工作流程。",
  },
  APPROVAL_MISSING: {
    title: "沒有人核准",
    sentence: "訊息未傳送：期限內沒有人核准。請重新執行工作流程並核准。",
  },
  PORTAL_UNINSTALLED: {
    title: "應用程式已解除安裝",
    sentence:
      "訊息未傳送：應用程式已從此HubSpot帳戶移除。在工作流程中等待的聯絡人，會在等待時間結束後由HubSpot繼續執行。若要傳送，請重新安裝應用程式。",
  },

  LIST_NOT_FOUND: {
    title: "找不到名單",
    sentence: "HubSpot名單{list}不存在或已刪除。請在工作流程動作中選擇其他名單。",
  },
  LIST_MISSING: { title: "未選擇名單", sentence: "請在工作流程動作中選擇推播名單。" },
  CHANNEL_NOT_FOUND: {
    title: "LINE官方帳號未連接",
    sentence: "LINE官方帳號{channel}尚未連接。請在管理後台連接，或在工作流程動作中選擇其他帳號。",
  },
  CHANNEL_CREDENTIALS_REFUSED: {
    title: "Channel ID或Channel secret不正確",
    sentence:
      "LINE不接受Channel ID {channel}與此Channel secret的組合。請從同一個Messaging API channel重新複製這兩個值：在LINE Developers Console的「Basic settings」，或LINE Official Account Manager的「設定」>「Messaging API」。LINE Login channel的值在此無法使用。",
  },
  CHANNEL_MISSING: {
    title: "未選擇LINE官方帳號",
    sentence: "請在工作流程動作中選擇LINE官方帳號。",
  },
  TARGETING_MODE_MISSING: {
    title: "未選擇傳送對象",
    sentence:
      "請在工作流程動作中選擇傳送對象：LINE受眾中符合條件的所有人，或僅限已註冊的聯絡人。選擇前不會傳送任何訊息。",
  },
  TARGETING_MISSING: {
    title: "未指定受眾或條件",
    sentence: "請選擇受眾，或至少設定一項條件（性別、年齡、裝置、地區、成為好友的天數），以免訊息傳送給所有好友。",
  },
  MESSAGE_MISSING: { title: "沒有訊息", sentence: "請在工作流程動作中選擇已儲存的訊息，或輸入文字。" },
  MESSAGE_AMBIGUOUS: {
    title: "指定了兩則訊息",
    sentence: "動作同時指定了已儲存的訊息與文字。請移除其中一項，以明確要傳送的內容。",
  },
  MESSAGE_IS_CODE: {
    title: "文字是程式碼",
    sentence:
      "訊息文字是程式碼，收到的人會直接看到大括號與引號。請在管理後台開啟「訊息」，將程式碼貼到對話框並儲存；然後在工作流程動作中選擇該訊息，並將訊息文字留空。",
  },
  MESSAGE_NOT_FOUND: {
    title: "找不到已儲存的訊息",
    sentence:
      "已儲存的訊息「{message}」已被刪除。請於30天內在管理後台的「訊息」中復原，或在工作流程動作中選擇其他訊息。",
  },
  DELIVERY_NAME_TOO_LONG: {
    title: "推播名稱過長",
    sentence: "此次推播的名稱有{length, number}個字元，最多{maximum}個。請在工作流程動作中縮短。",
  },
  MESSAGE_TOO_LONG: {
    title: "訊息過長",
    sentence: "文字有{length, number}個字元，LINE最多允許{maximum}個。一個表情符號算兩個以上。請縮短文字。",
  },
  MESSAGE_INVALID: {
    title: "訊息無效",
    sentence: "這則訊息無法傳送（{property}：{problem}）。請修正訊息。",
  },
  SAVED_MESSAGES_FULL: {
    title: "已儲存的訊息過多",
    sentence:
      "您的帳戶有{count, number}則已儲存的訊息，共{megabytes} MB；上限為{maximum}則、共{maximumMegabytes} MB。請刪除不再使用的訊息。",
  },
  PERSONAL_TOKEN_IN_MESSAGE: {
    title: "訊息包含個人化代碼",
    sentence: "訊息包含「{token}」。所有人收到的訊息都相同，因此無法帶入姓名等個人資料。請移除。",
  },
  AGE_RANGE_REVERSED: {
    title: "沒有人符合年齡範圍",
    sentence: "沒有人同時符合「{from}歲以上」與「未滿{to}歲」。年齡上限必須大於年齡下限。",
  },
  FRIEND_DAYS_REVERSED: {
    title: "沒有人符合成為好友的天數",
    sentence: "沒有人同時符合成為好友「{from}天以上」與「未滿{to}天」。天數上限必須大於天數下限。",
  },
  CONDITIONS_TOO_MANY: {
    title: "受眾過多",
    sentence: "動作指定了{count}個受眾，LINE最多接受{maximum}個。請移除部分傳送或排除的受眾。",
  },
  AUDIENCE_EXCLUDES_ITSELF: {
    title: "同一個受眾同時傳送與排除",
    sentence: "受眾{audience}同時設為傳送與排除。請從其中一項移除。",
  },
  SUPPRESSION_PROPERTY_MISSING: {
    title: "未選擇排除名單的屬性",
    sentence: "已選擇排除名單：請一併選擇儲存LINE用戶ID的聯絡人屬性，才能排除名單成員。",
  },
  SEND_AT_PASSED: {
    title: "傳送時間已過",
    sentence: `訊息未傳送：傳送時間{sendAt}已過。若工作流程會重複執行，請在「${sendAt.label}」（最早傳送時間）輸入「下次09:00」或「下次週一–週五 12:00」，而不是日期。留空則立即傳送。`,
  },
  HOLD_TOO_LONG: {
    title: "聯絡人等待過久",
    sentence:
      "依照目前的收集時間、傳送時間、勿擾時段與核准設定，聯絡人可能需要等待{hours, number}小時，而HubSpot最多允許等待{maximum}小時。請縮短收集時間，或選擇較早的傳送時間。",
  },
  TIME_ZONE_UNKNOWN: {
    title: "時區不明",
    sentence: "沒有「{zone}」這個時區。請使用Asia/Taipei這樣的名稱。",
  },
  MAX_RECIPIENTS_MISSING: {
    title: "未輸入人數上限",
    sentence: `已選擇「${quotaPolicy.options.at_most_n}」（最多傳送給N人）：請在工作流程動作中輸入傳送人數上限。`,
  },
  INPUT_INVALID: {
    title: "值無法使用",
    sentence: "「{field}」不接受「{value}」。可使用的值：{allowed}。請在工作流程動作中修正。",
  },
  PORTAL_NOT_INSTALLED: {
    title: "應用程式未安裝",
    sentence: "此HubSpot帳戶尚未安裝應用程式。請安裝後重新執行此步驟。",
  },

  RECORDS_NOT_IN_PLAN: {
    title: "目前方案不含推播記錄",
    sentence:
      "此HubSpot帳戶的方案不含自訂物件，因此沒有推播記錄，結果只會顯示在管理後台。推播不受影響。若要使用記錄，HubSpot管理員須改用Enterprise方案。系統每天檢查一次；可以使用後，會補寫先前所有推播的記錄。",
  },
  RECORDS_SCOPES_MISSING: {
    title: "沒有推播記錄的權限",
    sentence:
      "HubSpot未授予應用程式推播記錄所需的權限（{scopes}），因此結果只會顯示在管理後台。推播不受影響。若帳戶使用Enterprise方案，請HubSpot超級管理員在這裡重新登入；之後會補寫先前所有推播的記錄。",
  },
  RECORDS_QUOTA_FULL: {
    title: "自訂物件已達上限",
    sentence:
      "此HubSpot帳戶的自訂物件已用完，因此結果只會顯示在管理後台。推播不受影響。HubSpot管理員須移除一個自訂物件，或提高上限。系統每天檢查一次；可以使用後，會補寫先前所有推播的記錄。",
  },
  RECORDS_REFUSED_BY_RULE: {
    title: "帳戶規則拒絕此記錄",
    sentence:
      "HubSpot未接受推播記錄：不符合此帳戶對{properties}的規則。請在HubSpot的設定（屬性，以及建立LINE推播的表單）將其設為選填，或放寬規則；之後會補寫記錄。推播不受影響。",
  },
  HUBSPOT_UNAUTHORIZED: {
    title: "HubSpot拒絕存取",
    sentence: "HubSpot不再接受應用程式的存取。請重新安裝應用程式；未完成的部分之後會補上。",
    ended:
      "訊息未傳送：HubSpot不再接受應用程式的存取，應用程式可能已從此HubSpot帳戶移除。請重新安裝應用程式，再重新執行工作流程。",
  },
  HUBSPOT_SCOPES_MISSING: {
    title: "缺少HubSpot權限",
    sentence:
      "HubSpot未授予應用程式下列權限：{scopes}。未變更任何內容。請HubSpot帳戶的超級管理員在這裡登入，或請對方授予您這些權限後再登入。",
  },
  HUBSPOT_APP_REFUSED: {
    title: "HubSpot拒絕應用程式的憑證",
    sentence:
      "HubSpot拒絕此應用程式本身的憑證（{detail}）。須由此應用程式的營運者修正，您不需要重新安裝。推播會繼續進行，等待中的聯絡人之後會繼續執行。",
  },
  HUBSPOT_REFUSED: {
    title: "HubSpot拒絕此請求",
    sentence: "HubSpot拒絕了請求（{detail}）。請通知此應用程式的營運者。推播不受影響。",
  },
  MAIL_REFUSED: {
    title: "電子郵件遭拒",
    sentence: "郵件伺服器不接受寄到此地址的郵件（{detail}）。請在HubSpot確認此人的電子郵件地址。",
  },
  MAIL_UNAVAILABLE: {
    title: "無法寄送電子郵件",
    sentence: "無法連線到郵件伺服器，或伺服器拒絕此服務。系統會持續重試一天；請營運者檢查SMTP_URL。",
  },
};
