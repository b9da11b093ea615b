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
      label: "配信リスト",
      description:
        "このワークフローの対象となるHubSpotのリストです。全員が登録されるか、新しい登録がなくなると配信します（50件以上必要）。メッセージの受信者は下で選びます。",
    },
    targetingMode: {
      label: "メッセージの受信者",
      description:
        "選択するまで配信されません。「全員」ではコンタクトは受信者になりません。「登録されたコンタクトのみ」ではコンタクト以外には配信されません。下記の除外設定はどちらにも適用されます。",
      options: {
        [NOT_SET]: "受信者を選択してください",
        line_conditions: "LINEオーディエンスのうち条件に合う全員（登録されたコンタクトは配信のきっかけになるだけです）",
        narrow_to_enrolled: "登録されたコンタクトのみ（条件に合う人。LINEユーザーIDが必要です）",
      },
    },
    lineUserId: {
      label: "LINEユーザーID",
      description:
        "LINEユーザーID（「U」と32桁の英数字）を保存しているコンタクトのプロパティです。IDのないコンタクトは対象外となり、配信ページに表示されます。IDはLINEへの登録後すぐに削除します。",
    },
    audienceId: {
      label: "LINEオーディエンス",
      description:
        "メッセージの受信者です。下記の条件を1つ以上指定した場合、または登録コンタクトのみに配信する場合は、指定しなくてもかまいません。",
    },
    includeAudienceIds: {
      label: "追加のLINEオーディエンス",
      description:
        "これらのオーディエンスのいずれかに含まれる人にも配信します。LINEで指定できるオーディエンスは、除外分と登録コンタクトの分を含めて最大10件です。",
    },
    gender: {
      label: "性別",
      description: "LINEによる推定です。推定できない人には配信されません。",
      options: { male: "男性", female: "女性" },
    },
    ageFrom: {
      label: "年齢（以上）",
      description: "指定した年齢を含みます。LINEによる推定で、推定できない人には配信されません。",
      options: each("下限なし", AGES, (age) => `${age}歳以上`),
    },
    ageTo: {
      label: "年齢（未満）",
      description: "指定した年齢は含みません。「30歳未満」は29歳までです。",
      options: each("上限なし", AGES, (age) => `${age}歳未満`),
    },
    os: {
      label: "OS",
      description: "スマートフォンのOSです。",
      options: { ios: "iPhone（iOS）", android: "Android" },
    },
    areas: { label: "エリア", description: "LINEによる推定です。推定できない人には配信されません。" },
    friendDaysFrom: {
      label: "友だち期間（以上）",
      description: "指定した日数を含みます。",
      options: each("下限なし", DAYS, (days) => `${days}日以上`),
    },
    friendDaysTo: {
      label: "友だち期間（未満）",
      description: "指定した日数は含みません。「30日未満」は29日までです。",
      options: each("上限なし", DAYS, (days) => `${days}日未満`),
    },
    excludeAudienceIds: {
      label: "除外オーディエンス",
      description:
        "これらのLINEオーディエンスの人には配信しません。LINEで指定できるオーディエンスは全部で最大10件です。",
    },
    suppressionList: {
      label: "除外リスト",
      description:
        "このHubSpotリストのメンバーには、どのオーディエンスに含まれていても配信しません。LINEユーザーIDのプロパティも選んでください。",
    },
    suppressionProperty: {
      label: "除外リストのLINEユーザーID",
      description:
        "除外リストのメンバーのLINEユーザーIDを保存しているプロパティです。IDのないメンバーは除外できません。",
    },
    excludeReachedDays: {
      label: "最近配信した人を除外",
      description: "このアカウントの別の配信を、この期間内に受けた人には配信しません。",
      options: {
        [NOT_SET]: "除外しない",
        "1": "過去24時間以内に配信",
        "3": "過去3日以内に配信",
        "7": "過去7日以内に配信",
        "13": "過去13日以内に配信",
      },
    },
    message: {
      label: "保存済みメッセージ",
      description: "管理画面で保存したメッセージです。使用しない場合は、下に本文を入力してください。",
    },
    messageText: {
      label: "メッセージ本文",
      description: "5,000文字以内で、全員に同じ内容を配信します。名前などの差し込みは利用できません。",
    },
    quotaPolicy: {
      label: "全員に配信できない場合",
      description: "対象者数が、今月の残り通数または下記の最大配信人数を超える場合の動作です。",
      options: {
        all_or_nothing: "全員に配信できる場合のみ配信",
        up_to_quota: "今月の残り通数まで配信（無作為に選択）",
        at_most_n: "最大N人まで配信（無作為に選択）",
      },
    },
    maxRecipients: {
      label: "最大配信人数",
      description:
        "50以上で指定します。「最大N人まで配信」の場合は必須です。「全員に配信できる場合のみ配信」では、対象者がこの人数を超えると配信しません。",
    },
    collectFor: {
      label: "コンタクトの最長受付時間",
      description:
        "リストの全員が登録されるか、新しい登録がなくなると、これより早く配信します。初期値は45分です（コンソールの設定で変更できます）。",
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
      label: "配信開始日時",
      description:
        "「次の9:00」「次の月–金 12:00」「2026-12-01 09:00」のように、アカウントのタイムゾーンで入力します。「次の」は各回の最初の登録から数えるため、繰り返し実行するワークフローに使えます。日付を指定した日時は、過ぎると配信されません。最長6日待ちます。空欄の場合は受付終了後すぐに配信します。",
    },
    quietHours: {
      label: "配信停止時間帯",
      description: "この時間帯には配信せず、終了後に配信します。アカウントのタイムゾーンで判断します。",
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
      label: "同じ内容を再配信できるまでの時間",
      description:
        "配信後に登録されたコンタクトには、この時間が経過するまで再配信せず、先の配信の結果を返します。初期値は24時間です。",
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
      label: "通知なしで配信",
      description: "プッシュ通知を出さずにメッセージを届けます。",
      options: { off: "いいえ", on: "はい" },
    },
    requireApproval: {
      label: "承認を必要とする",
      description:
        "担当者が予測を確認し、約2日以内に配信ページで承認する必要があります。承認されない場合は配信しません。",
      options: { off: "いいえ", on: "はい" },
    },
    rehearsal: {
      label: "リハーサル",
      description: "配信以外をすべて行い、配信した場合の結果を示します。通数は消費しません。",
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
    CLICK: "メッセージをクリック",
    IMP: "メッセージを閲覧",
    CHAT_TAG: "チャットタグ",
    FRIEND_PATH: "追加経路",
    RESERVATION: "予約",
    APP_EVENT: "アプリイベント",
    VIDEO_VIEW: "動画を視聴",
    IMAGE_CLICK: "画像をクリック",
    WEBTRAFFIC: "ウェブサイト（LINE Tag）",
    TRACKINGTAG_WEBTRAFFIC: "ウェブサイト（トラッキングタグ）",
    RICHMENU_IMP: "リッチメニューを閲覧",
    RICHMENU_CLICK: "リッチメニューをタップ",
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
  faults: FAULTS_JA,
  places: PLACES_JA,
  hints: {
    list: "リストのメンバーは{size}件のみです。より大きいリストを使用してください。",
    collect:
      "このペースでは{duration}受け付ければ足りていました。「コンタクトの最長受付時間」をそれ以上に設定してください。",
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
    belowMinimum: "下限の50人に未達",
    expires: "{date}まで",
    listSize: "{size}件",
    gone: "{value}（削除済み）",
    notConfirmed: "{value}（確認できませんでした）",
  },
} as const satisfies Translated<typeof ACTION_EN> & { inputs: Record<string, InputText> };
