/** Labels of the workflow action and small words in Japanese. */
import { PRODUCT } from "../../app/product.ts";
import { NOT_SET } from "../../delivery/inputs.ts";
import { FAULTS_JA, PLACES_JA } from "./faults.ts";
import { AGES, DAYS, each } from "../en/action.ts";
import type { ACTION_EN, InputText } from "../en/action.ts";

/** The same keys with any text. */
type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

export const ACTION_JA = {
  action: {
    actionName: "LINEオーディエンス配信",
    actionDescription:
      "リストのコンタクトが登録されると、LINEメッセージを1回だけ配信します。受信者は、LINEオーディエンスのうち条件に合う全員か、登録されたコンタクトのみかを選びます。すべてのコンタクトに実際の結果が返されます。",
    actionCardContent: "リスト{{deliveryList}}の登録後、LINEメッセージを1回配信",
    appDisplayName: PRODUCT,
  },
  inputs: {
    channel: { label: "LINE公式アカウント", description: "メッセージを配信する接続済みのアカウントです。" },
    deliveryList: {
      label: "受信者｜配信を開始するリスト",
      description:
        "リストのコンタクトの登録で配信が始まります（50件以上必要）。受信者になるのは、下で選んだ場合のみです。",
    },
    targetingMode: {
      label: "受信者｜メッセージを受け取る人",
      description: "選択するまで配信されません。下記の除外設定はどちらにも適用されます。",
      options: {
        [NOT_SET]: "受信者を選択してください",
        line_conditions: "LINEオーディエンスのうち条件に合う全員（登録されたコンタクトは配信のきっかけになるだけです）",
        narrow_to_enrolled: "登録されたコンタクトのみ（条件に合う人。LINEユーザーIDが必要です）",
      },
    },
    lineUserId: {
      label: "受信者｜LINEユーザーID",
      description:
        "LINEユーザーID（「U」と32桁の英数字）を保存しているプロパティです。IDのないコンタクトは対象外です。",
    },
    audienceId: {
      label: "受信者｜LINEオーディエンス",
      description: "下記の条件を1つ以上指定した場合、または登録コンタクトのみに配信する場合は省略できます。",
    },
    includeAudienceIds: {
      label: "受信者｜追加のLINEオーディエンス",
      description: "いずれかに含まれる人にも配信します。LINEで指定できるオーディエンスは全部で最大10件です。",
    },
    gender: {
      label: "受信者｜性別",
      description: "LINEによる推定です。推定できない人には配信されません。初期値：指定なし",
      options: { male: "男性", female: "女性" },
    },
    ageFrom: {
      label: "受信者｜年齢（以上）",
      description: "指定した年齢を含みます。LINEによる推定で、推定できない人には配信されません。",
      options: each("下限なし", AGES, (age) => `${age}歳以上`),
    },
    ageTo: {
      label: "受信者｜年齢（未満）",
      description: "指定した年齢は含みません。「30歳未満」は29歳までです。",
      options: each("上限なし", AGES, (age) => `${age}歳未満`),
    },
    os: {
      label: "受信者｜OS",
      description: "スマートフォンのOSです。初期値：指定なし",
      options: { ios: "iPhone（iOS）", android: "Android" },
    },
    areas: {
      label: "受信者｜エリア",
      description: "LINEによる推定です。推定できない人には配信されません。初期値：指定なし",
    },
    friendDaysFrom: {
      label: "受信者｜友だち期間（以上）",
      description: "友だち追加からの日数です。指定した日数を含みます。",
      options: each("下限なし", DAYS, (days) => `${days}日以上`),
    },
    friendDaysTo: {
      label: "受信者｜友だち期間（未満）",
      description: "指定した日数は含みません。「30日未満」は29日までです。",
      options: each("上限なし", DAYS, (days) => `${days}日未満`),
    },
    excludeAudienceIds: {
      label: "除外｜オーディエンス",
      description: "これらのLINEオーディエンスの人には配信しません。全部で最大10件まで指定できます。",
    },
    suppressionList: {
      label: "除外｜リスト",
      description: "このHubSpotリストのメンバーには配信しません。LINEユーザーIDのプロパティも選んでください。",
    },
    suppressionProperty: {
      label: "除外｜リストのLINEユーザーID",
      description: "除外リストのメンバーのうち、LINEユーザーIDのない人は除外できません。",
    },
    excludeReachedDays: {
      label: "除外｜最近配信した人",
      description: "このアカウントの別の配信を、この期間内に受けた人には配信しません。初期値：除外しない",
      options: {
        [NOT_SET]: "除外しない",
        "1": "過去24時間以内に配信",
        "3": "過去3日以内に配信",
        "7": "過去7日以内に配信",
        "13": "過去13日以内に配信",
      },
    },
    message: {
      label: "メッセージ｜保存済みメッセージ",
      description: "管理画面で保存したメッセージです。使用しない場合は、下に本文を入力してください。",
    },
    messageText: {
      label: "メッセージ｜本文",
      description: "5,000文字以内で、全員に同じ内容を配信します。名前などの差し込みは利用できません。",
    },
    deliveryName: {
      label: "メッセージ｜この配信の名前",
      description: "一覧、結果、HubSpotに表示されます。初期値：メッセージの名前または本文の冒頭",
    },
    quotaPolicy: {
      label: "安全設定｜全員に配信できない場合",
      description: "対象者数が残り通数または最大配信人数を超える場合の動作です。初期値：全員に配信できる場合のみ配信",
      options: {
        all_or_nothing: "全員に配信できる場合のみ配信",
        up_to_quota: "今月の残り通数まで配信（ランダム）",
        at_most_n: "最大N人まで配信（ランダム）",
      },
    },
    maxRecipients: {
      label: "安全設定｜最大配信人数",
      description:
        "50以上です。「最大N人まで配信」では必須です。「全員に配信できる場合のみ配信」では、超えると配信しません。",
    },
    collectFor: {
      label: "日時｜コンタクトの最長受付時間",
      description: "リストの全員が登録されるか、新しい登録がなくなると、これより早く配信します。初期値：45分",
      options: {
        [NOT_SET]: "管理画面の設定に従う（初期値：45分）",
        "900": "15分",
        "2700": "45分",
        "7200": "2時間",
        "21600": "6時間",
        "43200": "12時間",
        "86400": "1日",
        "172800": "2日",
        "259200": "3日",
        "518400": "6日",
      },
    },
    sendAt: {
      label: "日時｜最も早い配信日時",
      description:
        "「次の9:00」「次の月–金 12:00」「2026-12-01 09:00」のように、アカウントのタイムゾーンで入力します。「次の」は各回の最初の登録から数えます。最長6日待ちます。初期値：すぐに配信",
    },
    quietHours: {
      label: "日時｜配信停止時間帯",
      description: "この時間帯には配信せず、終了後に配信します。初期値：管理画面の設定",
      options: {
        [NOT_SET]: "管理画面の設定に従う",
        none: "設けない",
        "20:00-08:00": "20:00～8:00",
        "21:00-08:00": "21:00～8:00",
        "21:00-09:00": "21:00～9:00",
        "22:00-07:00": "22:00～7:00",
        "22:00-08:00": "22:00～8:00",
        "23:00-07:00": "23:00～7:00",
      },
    },
    resendAfter: {
      label: "日時｜同じ内容の再配信までの間隔",
      description: "経過するまで、後から登録されたコンタクトには再配信せず、先の結果を返します。初期値：24時間",
      options: {
        [NOT_SET]: "24時間（初期値）",
        none: "すぐに再配信可",
        "1h": "1時間",
        "24h": "24時間",
        "7d": "7日",
        "30d": "30日",
        forever: "再配信しない",
      },
    },
    silent: {
      label: "安全設定｜通知なしで配信",
      description: "プッシュ通知を出さずにメッセージを届けます。初期値：いいえ",
      options: { off: "いいえ", on: "はい" },
    },
    requireApproval: {
      label: "安全設定｜承認を必要とする",
      description: "2日以内に配信ページで承認する必要があります。承認されない場合は配信しません。初期値：いいえ",
      options: { off: "いいえ", on: "はい" },
    },
    rehearsal: {
      label: "安全設定｜テスト実行（配信なし）",
      description: "すべての確認を行い、配信した場合の結果を示します。通数は消費しません。初期値：いいえ",
      options: { off: "いいえ", on: "はい" },
    },
  },
  outputs: {
    outcome: "結果",
    outcomeCode: "結果コード",
    outcomeMessage: "結果の説明",
    deliveryId: "配信ID",
    deliveryUrl: "配信ページ",
    enrolledCount: "登録コンタクト数",
    targetCount: "対象人数",
    successCount: "配信成功数",
    failureCount: "配信失敗数",
    lineRequestId: "LINEリクエストID",
    sentAt: "配信日時",
    covered: "先の配信に含む",
  },
  covered: { true: "はい", false: "いいえ" },
  coveredBy: {
    sent: "先の配信（{time}）に含まれるため、再配信は行いません。{sentence}",
    unsent: "先の実行（{time}）に含まれ、配信されずに終了しました。{sentence}",
  },
  none: {
    audienceId: "オーディエンスを指定しない",
    suppressionList: "リストを指定しない",
    suppressionProperty: "プロパティを指定しない",
    message: "保存済みメッセージを使用しない",
  },
  outcomes: {
    delivered: "配信済み",
    failed: "失敗",
    cancelled: "キャンセル",
    rehearsed: "リハーサル済み",
    uncertain: "結果不明",
  },
  phases: {
    collecting: "登録受付中",
    sealed: "確認中",
    preparing: "オーディエンス準備中",
    sending: "配信中",
    measuring: "効果測定中",
    final: "完了",
  },
  audienceStatus: {
    IN_PROGRESS: "準備中",
    READY: "利用可能",
    FAILED: "作成失敗",
    EXPIRED: "有効期限切れ",
    INACTIVE: "無効",
    ACTIVATING: "有効化中",
    UNKNOWN: "状態不明",
    other: "その他（{value}）",
  },
  audienceTypes: {
    UPLOAD: "ユーザーIDアップロード",
    CLICK: "メッセージクリック",
    IMP: "メッセージインプレッション",
    CHAT_TAG: "チャットタグ",
    FRIEND_PATH: "追加経路",
    RESERVATION: "予約",
    APP_EVENT: "アプリイベント",
    VIDEO_VIEW: "動画視聴",
    IMAGE_CLICK: "画像クリック",
    WEBTRAFFIC: "ウェブトラフィック（LINE Tag）",
    TRACKINGTAG_WEBTRAFFIC: "ウェブトラフィック（トラッキングタグ）",
    RICHMENU_IMP: "リッチメニューインプレッション",
    RICHMENU_CLICK: "リッチメニュークリック",
    POP_AD_IMP: "LINE Beacon Networkの広告を閲覧",
    UNKNOWN: "種類不明",
    other: "その他（{value}）",
  },
  audienceRoutes: {
    OA_MANAGER: "LINE Official Account Manager",
    MESSAGING_API: "Messaging API",
    POINT_AD: "LINEポイントAD",
    AD_MANAGER: "LINE広告",
    BUSINESS_MANAGER: "ビジネスマネージャー",
    YAHOO_DISPLAY_ADS: "Yahoo!広告 ディスプレイ広告",
    other: "その他（{value}）",
  },
  audiencePermissions: {
    READ: "利用のみ",
    READ_WRITE: "利用と更新",
    other: "その他（{value}）",
  },
  countries: { jp: "日本", tw: "台湾", th: "タイ", id: "インドネシア" },
  faults: FAULTS_JA,
  places: PLACES_JA,
  hints: {
    list: "リストのメンバーは{size}件のみです。より大きいリストを使用してください。",
    collect:
      "このペースでは{duration}受け付ければ足りていました。「日時｜コンタクトの最長受付時間」をそれ以上に設定してください。",
    none: "このペースでは6日間受け付けても足りません。まとまった数のコンタクトが登録されるリストを使用してください。",
  },
  mayBeBelow: {
    overlap: "登録コンタクトのうち何人がLINEのオーディエンスに含まれるかは、配信前に分かりません。",
    left_out: "除外される人が、配信対象のほぼ全員である可能性があります。",
    earlier_send: "過去14日間の配信との違いが、{needed}人未満の除外だけです。",
  },
  words: {
    empty: "（空欄）",
    everyFriend: "すべての友だち",
    audience: "オーディエンス{names}",
    audiences: "オーディエンス{names}",
    quoted: "「{name}」",
    next: "次の{when}",
    separator: "／",
    comma: "、",
    gender: "性別：{values}",
    ages: "年齢：{range}",
    device: "OS：{values}",
    area: "エリア：{values}",
    areaIn: "{country}・{area}",
    friend: "友だち期間：{range}",
    narrowed: "登録されたコンタクトのみ",
    withoutAudiences: "除外オーディエンス：{values}",
    withoutList: "リスト{list}のメンバーを除外",
    withoutReached: "過去{days}日間に配信した人を除外",
    both: "{from}{below}",
    audienceSize: "{size}人",
    audienceHidden: "20人未満",
    // "人" follows: 0～19人.
    fewer: "{below, plural, offset:1 other {0～#}}",
    belowMinimum: "LINEの下限の50人未満",
    expires: "{date}まで",
    listSize: "{size}件",
    gone: "{value}（削除済み）",
    notConfirmed: "{value}（確認できませんでした）",
  },
} as const satisfies Translated<typeof ACTION_EN> & { inputs: Record<string, InputText> };
