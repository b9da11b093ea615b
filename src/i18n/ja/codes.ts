/** Every code in Japanese. */
import type { Code } from "../../delivery/codes.ts";
import type { CodeText } from "../en/codes.ts";

export const JA = {
  DELIVERED: { title: "配信完了", sentence: "{success}人にLINEメッセージを配信しました。" },
  REHEARSED: {
    title: "リハーサル完了",
    sentence:
      "登録されたコンタクト{enrolled}件でリハーサルを行いました。実際に配信した場合の対象は{low}～{high}人です。配信はしていません。",
  },
  TEST_RUN: {
    title: "テスト実行",
    sentence:
      "テスト実行です。入力内容は有効で、このLINE公式アカウントへの接続とオーディエンスの準備を確認しました。配信は行っていません。コンタクトも数えていません。",
  },

  COLLECTING: {
    title: "登録を受付中",
    sentence: "まとめて1回で配信するため、コンタクトの登録を受け付けています（現在{enrolled}件）。",
  },
  REQUESTING: {
    title: "LINEに依頼中",
    sentence: "内容を確認し、LINEに配信を依頼しています。操作は必要ありません。",
  },
  SENDING: { title: "配信中", sentence: "LINEが配信を受け付け、送信しています。" },
  WAITING_FOR_TURN: {
    title: "ほかの配信の完了待ち",
    sentence: "このLINE公式アカウントで別の配信が進行中です。完了後、自動的に配信します。",
    ended:
      "配信していません。このLINE公式アカウントの別の配信が期限までに完了しませんでした。受付時間を延ばすか、同時に行う配信を減らして、もう一度実行してください。",
  },
  QUOTA_RESERVED: {
    title: "配信枠の解放待ち",
    sentence: "進行中の別の配信のために、今月の残り通数をLINEが確保しています。完了後、自動的に再試行します。",
    ended:
      "配信していません。今月の残り通数が、期限まで別の配信のために確保されていました。その配信の完了後に、もう一度実行してください。",
  },
  LINE_RATE_LIMITED: {
    title: "LINEの制限により待機中",
    sentence: "このアカウントからLINEへのリクエストが1時間あたりの上限に達しました。自動的に再試行します。",
    ended:
      "配信していません。LINEへのリクエスト数の上限が、期限まで解消されませんでした。時間をおいて、もう一度実行してください。",
  },
  LINE_UNAVAILABLE: {
    title: "LINEから応答なし",
    sentence: "LINEから応答がありません。自動的に再試行します。",
    ended: "配信していません。期限までにLINEから応答がありませんでした。時間をおいて、もう一度実行してください。",
  },
  HUBSPOT_UNAVAILABLE: {
    title: "HubSpotから応答なし",
    sentence: "HubSpotから応答がありません。自動的に再試行します。",
    ended: "期限までにHubSpotから応答がありませんでした。時間をおいて、もう一度実行してください。",
  },
  HUBSPOT_RATE_LIMITED: {
    title: "HubSpotの制限により待機中",
    sentence: "このアプリからHubSpotへのリクエストが上限に達しました。自動的に再試行します。",
    ended: "HubSpotへのリクエスト数の上限が、期限まで解消されませんでした。時間をおいて、もう一度実行してください。",
  },
  HUBSPOT_LOCKED: {
    title: "HubSpotのロックにより待機中",
    sentence: "一度に多くの変更があったため、HubSpotがこのアカウントを一時的にロックしています。自動的に再試行します。",
    ended: "期限までにHubSpotのロックが解除されませんでした。時間をおいて、もう一度実行してください。",
  },
  HUBSPOT_MIGRATING: {
    title: "HubSpotがアカウントを移行中",
    sentence:
      "HubSpotがこのアカウントを別のデータセンターに移行しています。完了まで（最長で1日ほど）、HubSpotはリクエストを受け付けません。HubSpotが指定した時刻に自動的に再試行します。",
    ended: "期限までにHubSpotのアカウント移行が完了しませんでした。移行の完了後に、もう一度実行してください。",
  },
  HUBSPOT_HOLDS_UNKNOWN: {
    title: "HubSpotが待機中のコンタクトを認識しません",
    sentence:
      "ワークフローで待機中のコンタクトを認識できないと、HubSpotが応答しています。過去にHubSpotの障害で起きた例があるため、コンタクトは待機させたまま、自動的に再試行します。",
    ended:
      "待機の期限までに、HubSpotがコンタクトを認識しませんでした。コンタクトは結果を受け取らずに、ワークフローの次のステップに進みました。",
  },
  APPROVAL_NEEDED: {
    title: "承認待ち",
    sentence: "確認は完了しています。承認されると、メッセージが配信されます。",
    ended: "配信していません。期限までに承認されませんでした。",
  },
  APPROVAL_BY_POLICY: {
    title: "承認待ち（すべての配信）",
    sentence: "このアカウントでは、すべての配信に承認が必要です。",
  },
  ABOVE_RECIPIENTS: {
    title: "承認待ち（受信者数が多い配信）",
    sentence:
      "このメッセージは最大{high}人に届く可能性があります。このアカウントでは、{limit}人を超える配信に承認が必要です。",
  },
  RECIPIENTS_UNKNOWN: {
    title: "承認待ち（受信者数が不明な配信）",
    sentence:
      "このメッセージが最大で何人に届くかを予測できません。このアカウントでは、{limit}人を超える配信に承認が必要です。",
  },
  ABOVE_ENROLLED: {
    title: "承認待ち（登録数を超える配信）",
    sentence:
      "登録されたコンタクトは{enrolled}件ですが、このメッセージは最大{high}人に届く可能性があります。このアカウントでは、登録数の{factor}倍を超える配信に承認が必要です。",
  },
  RECENT_SENDS_NOT_EXCLUDED: {
    title: "承認待ち（最近の受信者）",
    sentence:
      "このアカウントでは同じ人への配信は{days}日間に1回までですが、過去の配信{left}件の受信者を除外できません。LINEで条件に使えるのは、オーディエンスと、到達が確定した過去の配信を合わせて10件までです。このまま配信するかどうかを判断してください。",
  },
  CHANGED_AFTER_SEND: {
    title: "配信後に変更",
    sentence:
      "このワークフローステップには、{at}の配信がすでにあり、その後にアクションが変更されました。もう一度配信すると、同じ人に2回届きます。それでも配信するか、キャンセルしてください。キャンセルすると、待機中のコンタクトには先の配信の結果が返されます。",
    ended:
      "配信していません。このワークフローステップには、{at}の配信がすでにあり、2回目の配信が期限までに承認されませんでした。",
  },
  CHANGED_BACK: {
    title: "変更の取り消しまたは遅延",
    sentence:
      "コンタクトの登録中にアクションが変更され、その後、変更前の内容でコンタクトが登録されました。変更が取り消されたか、HubSpotの処理が遅れています。最新の内容は下のとおりです。正しいことを確認してから、配信するかキャンセルしてください。",
    ended: "配信していません。アクションのどの内容が正しいか確定できず、期限までに判断がありませんでした。",
  },
  MAY_BE_BELOW_MINIMUM: {
    title: "承認が必要（少人数の可能性）",
    sentence:
      "配信結果が{needed}人未満に関するものになる可能性があります。{why}承認されるとメッセージが配信され、{needed}人未満の数値は表示されません。",
  },
  SEND_TIME_NOT_REACHED: {
    title: "配信時刻待ち",
    sentence: "確認は完了しています。{until}に配信します。",
    ended:
      "配信していません。配信時刻（{until}）が、待機中のコンタクトの期限を過ぎていました。もう一度実行してください。",
  },
  QUIET_HOURS: {
    title: "配信停止時間帯",
    sentence: "現在は配信停止時間帯です。{until}に配信します。",
    ended: "配信していません。{until}までの配信停止時間帯のため、時間が足りませんでした。早い時刻に実行してください。",
  },
  AUDIENCE_PREPARING: {
    title: "LINEでオーディエンスを準備中",
    sentence:
      "アップロードした{ids}件のLINEユーザーIDから、LINEがオーディエンスを準備しています。数時間かかることがあります。完了後、自動的に配信します。",
    ended:
      "配信していません。アップロードした{ids}件のLINEユーザーIDのオーディエンスが、期限までに準備されませんでした。時間をおいて、もう一度実行してください。",
  },
  CHANNEL_UNAUTHORIZED: {
    title: "LINE公式アカウントの認証エラー",
    sentence:
      "「{channel}」のチャネルシークレットがLINEで無効になっています。LINE Developersコンソールで最新のシークレットを確認し、管理画面でアカウントを再接続してください。",
    ended:
      "配信していません。「{channel}」のチャネルシークレットが期限までLINEで有効になりませんでした。管理画面でアカウントを再接続し、もう一度実行してください。",
  },

  ENROLLED_BELOW_MINIMUM: {
    title: "登録コンタクト数の不足",
    sentence: "配信していません。登録されたコンタクトは{enrolled}件で、{needed}件以上が必要です。{hint}",
  },
  AUDIENCE_BELOW_MINIMUM: {
    title: "オーディエンスの人数不足",
    sentence:
      "配信していません。オーディエンス「{audience}」は{size}人で、LINEでは{needed}人以上が必要です。より大きいオーディエンスを選ぶか、人数を増やしてください。",
  },
  UPLOAD_AUDIENCE_BELOW_MINIMUM: {
    title: "アップロードしたオーディエンスの人数不足",
    sentence:
      "配信していません。アップロードしたオーディエンス「{audience}」は{size}人です。LINEでは使えますが、個人が特定されないよう、配信には{needed}人以上が必要です。より大きいオーディエンスを選んでください。少人数に送る場合は、テスト配信を使ってください。",
  },
  CHAT_TAG_BELOW_MINIMUM: {
    title: "チャットタグの人数不足",
    sentence:
      "配信していません。チャットタグ「{audience}」は{size}人です。LINEでは使えますが、個人が特定されないよう、配信には{needed}人以上が必要です。タグを付ける相手を増やすか、より大きいオーディエンスを選んでください。少人数に送る場合は、テスト配信を使ってください。",
  },
  REACH_BELOW_MINIMUM: {
    title: "属性条件に必要な友だち数の不足",
    sentence:
      "配信していません。このアカウントのターゲットリーチは{reach}人で、性別・年齢・エリアなどの条件を使うには{needed}人以上が必要です。条件を外すか、友だちを増やしてください。",
  },
  RECIPIENTS_BELOW_MINIMUM: {
    title: "条件に合う人数の不足",
    sentence:
      "LINEは配信しませんでした。すべての条件に合う人が{needed}人未満です。条件を減らすか、より大きいオーディエンスを選んでください。",
  },
  AUDIENCE_BELOW_MINIMUM_AT_LINE: {
    title: "オーディエンスの人数不足（LINE判定）",
    sentence:
      "LINEは配信しませんでした。オーディエンスが{needed}人未満です。より大きいオーディエンスを選んでください。",
  },
  VALID_IDS_BELOW_MINIMUM: {
    title: "LINEユーザーIDの不足",
    sentence:
      "配信していません。有効なLINEユーザーIDを持つ登録コンタクトは{valid}件（未設定または無効は{invalid}件）で、{needed}件以上が必要です。LINEユーザーIDのプロパティを確認するか、より多くのコンタクトを登録してください。",
  },
  UNSUPPRESSED_IDS_BELOW_MINIMUM: {
    title: "除外後のコンタクト数の不足",
    sentence:
      "配信していません。LINEユーザーIDを持つ登録コンタクト{valid}件のうち{suppressed}件が除外リストに含まれ、残りは{left}件です。{needed}件以上が必要です。より多くのコンタクトを登録するか、除外リストを見直してください。",
  },
  KEPT_IDS_BELOW_MINIMUM: {
    title: "LINEが受け入れたIDの不足",
    sentence:
      "配信していません。アップロードしたLINEユーザーID{sent}件のうち、LINEが受け入れたのは{kept}件で、{needed}件以上が必要です。LINEのプライバシーポリシーに同意していない人や、別のプロバイダーのIDは除かれます。IDの取得元を確認するか、より多くのコンタクトを登録してください。",
  },
  MAX_RECIPIENTS_BELOW_MINIMUM: {
    title: "最大配信人数の不足",
    sentence:
      "配信していません。最大配信人数が{maximum}人に設定されています。個人が特定されないよう、配信には{needed}人以上が必要です。{needed}以上にするか、空欄にしてください。",
  },
  QUOTA_BELOW_MINIMUM: {
    title: "今月の残り通数の不足",
    sentence:
      "配信していません。今月使えるのは{available}通です。個人が特定されないよう、配信には{needed}人以上が必要です。LINEのプランを変更するか、チャット用の確保数を減らすか、翌月までお待ちください。",
  },
  FORECAST_BELOW_MINIMUM: {
    title: "条件に合う人数の不足（予測）",
    sentence:
      "配信していません。すべての条件に合う人は最大{high}人で、{needed}人以上が必要です。条件を減らすか、より大きいオーディエンスを選んでください。",
  },

  PROPERTY_HOLDS_NO_LINE_IDS: {
    title: "プロパティにLINEユーザーIDなし",
    sentence:
      "配信していません。登録された{contacts}件のコンタクトのうち、指定のプロパティにLINEユーザーID（「U」と32桁の英数字）を持つものがありません。ワークフローのアクションで正しいプロパティを選んでください。",
  },
  SUPPRESSION_HOLDS_NO_LINE_IDS: {
    title: "除外リストにLINEユーザーIDなし",
    sentence:
      "配信していません。除外リスト{list}のコンタクトのプロパティ「{property}」に、LINEで有効なユーザーIDがなく、除外できません。別のプロパティを選ぶか、除外リストを外してください。",
  },
  SUPPRESSION_LIST_NOT_FOUND: {
    title: "除外リストが見つかりません",
    sentence:
      "配信していません。除外リスト{list}は存在しません。ワークフローのアクションで別のリストを選んでください。",
  },
  SUPPRESSION_PROPERTY_NOT_FOUND: {
    title: "プロパティが見つかりません",
    sentence:
      "配信していません。コンタクトにプロパティ「{property}」が存在しないため、除外できません。ワークフローのアクションで別のプロパティを選んでください。",
  },
  UPLOAD_FAILED: {
    title: "オーディエンスの作成失敗",
    sentence:
      "配信していません。アップロードしたLINEユーザーIDから、LINEがオーディエンスを作成できませんでした（{detail}）。もう一度実行し、繰り返す場合はアプリの運営者にご連絡ください。",
  },
  AUDIENCES_FULL: {
    title: "オーディエンス数の上限",
    sentence:
      "配信していません。このLINE公式アカウントのオーディエンスが上限の{maximum}件に達しているため、登録コンタクトをアップロードできません。LINE Official Account Managerで不要なオーディエンスを削除してください。",
  },

  SOME_IDS_INVALID: {
    title: "無効なLINEユーザーIDあり",
    sentence:
      "登録コンタクトのうち{invalid}件は有効なLINEユーザーIDがない、または複数あるため対象外です（対象は{valid}件）。例：{examples}。LINEユーザーIDは「U」と32文字の数字またはa～fです。かっこ内は値の文字数、「…」は表示していない文字です。これらのコンタクトのプロパティを修正してください。",
  },
  SUPPRESSION_IDS_INVALID: {
    title: "除外リストの一部を除外できません",
    sentence:
      "除外リストのメンバーのうち{invalid}件は値がLINEユーザーIDではないため、メッセージが届く可能性があります（除外したLINEユーザーIDは{valid}件）。例：{examples}。LINEユーザーIDは「U」と32文字の数字またはa～fです。かっこ内は値の文字数、「…」は表示していない文字です。これらのコンタクトのプロパティを修正してください。",
  },
  EXCLUSION_INCOMPLETE: {
    title: "一部の除外が未適用",
    sentence:
      "LINEで条件に使えるのは、オーディエンスと、到達が確定した過去の配信を合わせて10件までのため、過去{days}日間の配信のうち{left}件は除外できませんでした。",
  },
  SEND_AT_AFTER_HOLDS: {
    title: "変更後の配信時刻が遅すぎます",
    sentence:
      "変更後の配信時刻には、最初に登録されたコンタクトの待機がHubSpotで終了しています。この配信は失敗として終了します。より早い時刻を選択するか、キャンセルしてワークフローをもう一度実行してください。",
  },
  WOULD_GO_OUT_AT: {
    title: "実際の配信時刻",
    sentence: "リハーサルでない場合は、{until}に配信します。",
  },
  CEILING_WHILE_ARRIVING: {
    title: "受付終了時も登録が継続",
    sentence:
      "受付時間が終わった時点で、まだコンタクトが登録されていました（受付済みは{enrolled}件）。以降のコンタクトには再配信せず、結果だけを反映します。受付時間を延ばしてください。",
  },

  AUDIENCE_NOT_FOUND: {
    title: "オーディエンスが削除済み",
    sentence:
      "オーディエンス「{audience}」はLINEで削除されています。ワークフローのアクションで別のオーディエンスを選んでください。",
  },
  AUDIENCE_NOT_READY: {
    title: "オーディエンスの準備未完了",
    sentence:
      "オーディエンス「{audience}」には現在配信できません（{status}）。LINE Official Account Managerで利用可能になってから再度お試しいただくか、別のオーディエンスを選んでください。",
  },
  AUDIENCE_EXPIRES_BEFORE_SEND: {
    title: "配信前にオーディエンスが期限切れ",
    sentence:
      "配信していません。オーディエンス「{audience}」は配信前の{expires}に有効期限が切れます。作成し直すか、配信時刻を早めてください。",
  },
  AUDIENCE_EXPIRED: {
    title: "オーディエンスの有効期限切れ",
    sentence:
      "オーディエンス「{audience}」はLINEでの有効期限が切れています。作成し直し、ワークフローのアクションで選択してください。",
  },

  QUOTA_EXHAUSTED: {
    title: "今月の配信可能通数の不足",
    sentence:
      "配信していません。今月の{allowance}通のうち、残りは{remaining}通です。LINEのプランを変更するか、翌月までお待ちください。",
  },
  QUOTA_FLOOR_REACHED: {
    title: "残り通数はチャット用に確保",
    sentence:
      "配信していません。今月の残り約{remaining}通のうち、{floor}通はこのアカウントの設定でチャット用に確保されています。確保数を減らすか、LINEのプランを変更してください。",
  },
  QUOTA_TOO_SMALL: {
    title: "全員分の通数の不足",
    sentence:
      "配信していません。条件に合う人は{needed}人以上、利用できるのは約{available}通で、「全員に配信できる場合のみ」が選ばれています。LINEのプランを変更するか、一部への配信を許可するか、条件を絞ってください。",
  },
  PARTIAL_DELIVERY_FORBIDDEN: {
    title: "全員への配信に必要な枠の不足",
    sentence:
      "LINEは配信しませんでした。対象者数が今月の残り通数または最大配信人数を超えており、「全員に配信できる場合のみ」が選ばれています。上限を増やすか、一部への配信を許可してください。",
  },

  LINE_REFUSED_MESSAGE: {
    title: "メッセージの内容エラー",
    sentence:
      "配信していません。メッセージがLINEに受け付けられませんでした。問題点は次のとおりです。{detail}。内容を修正してください。",
  },
  LINE_REFUSED_REQUEST: {
    title: "LINEがリクエストを拒否",
    sentence:
      "配信していません。LINEがリクエストを拒否しました（{detail}）。ワークフローの変更では解決しないため、アプリの運営者にご連絡ください。",
  },
  LINE_ACCESS_DENIED: {
    title: "LINEの利用権限なし",
    sentence:
      "配信していません。このアカウントではLINEの機能を利用できません（{detail}）。LINE Official Account Managerでプランと権限をご確認ください。",
  },
  LINE_INTERNAL_ERROR: {
    title: "LINE側の内部エラー",
    sentence:
      "LINE側のエラーにより配信されませんでした。もう一度実行し、繰り返す場合はアプリの運営者にご連絡ください。",
  },
  LINE_FAILED: {
    title: "LINEでの配信失敗",
    sentence: "LINEは配信せず、エラーコード{errorCode}を返しました（{detail}）。アプリの運営者にご連絡ください。",
  },
  LINE_REQUEST_NOT_FOUND: {
    title: "LINEに配信の記録なし",
    sentence:
      "リクエスト{requestId}の記録がLINEに残っていないため、結果を取得できません。LINE Official Account Managerで数値をご確認ください。",
  },

  SEND_UNCONFIRMED: {
    title: "配信されたか不明",
    sentence:
      "{attempts}回試行しましたが、LINEの受付を確認できませんでした。配信された可能性があります。再配信する前に、LINE Official Account Managerでご確認ください。",
  },
  PROGRESS_UNKNOWN: {
    title: "配信結果が不明",
    sentence:
      "LINEは配信{requestId}を受け付けましたが、結果を確認できませんでした。再配信する前に、LINE Official Account Managerでご確認ください。",
  },
  RESTORED_FROM_BACKUP: {
    title: "復元により配信結果が不明",
    sentence:
      "サービスがこの配信より前のバックアップから復元されたため、配信されたかどうかを確認できません。再配信する前に、LINE Official Account Managerでご確認ください。",
  },

  CANCELLED_BY_PERSON: {
    title: "キャンセル",
    sentence: "{person}さんが配信をキャンセルしました。配信していません。",
  },
  JOINED_ANOTHER_DELIVERY: {
    title: "別の配信に統合",
    sentence:
      "コンタクトの登録中にアクションが変更され、同じリストと同じ設定の配信が別のワークフローで受付中でした。すべてのコンタクトを配信{delivery}に移しました。配信は2回ではなく1回です。",
  },
  SENDING_STOPPED: {
    title: "全配信を停止中",
    sentence:
      "配信していません。{person}さんがこのHubSpotアカウントの全配信を停止しました。「配信」ページで再開してから、もう一度ワークフローを実行してください。",
  },
  STOPPED_AFTER_RESTORE: {
    title: "復元後の配信停止中",
    sentence:
      "配信していません。サービスがバックアップから復元されたため、このHubSpotアカウントの全配信を停止しています。最近の配信をLINE Official Account Managerで確認し、「配信」ページで再開してから、もう一度ワークフローを実行してください。",
  },
  OUT_OF_TIME: {
    title: "配信期限切れ",
    sentence:
      "配信していません。サービスが停止していたため、HubSpotでコンタクトを待機させられる期限までに配信できませんでした。もう一度ワークフローを実行してください。",
  },
  APPROVAL_MISSING: {
    title: "承認なし",
    sentence: "配信していません。期限までに承認されませんでした。もう一度実行し、承認してください。",
  },
  PORTAL_UNINSTALLED: {
    title: "アプリのアンインストール",
    sentence:
      "配信していません。アプリがこのHubSpotアカウントから削除されました。ワークフローで待機中のコンタクトは、待機時間が終わるとHubSpotにより先へ進みます。配信するには再インストールしてください。",
  },

  LIST_NOT_FOUND: {
    title: "リストが見つかりません",
    sentence: "HubSpotのリスト{list}は存在しません。ワークフローのアクションで別のリストを選んでください。",
  },
  LIST_MISSING: { title: "リスト未選択", sentence: "ワークフローのアクションで配信リストを選んでください。" },
  CHANNEL_NOT_FOUND: {
    title: "LINE公式アカウントが未接続",
    sentence:
      "LINE公式アカウント{channel}は接続されていません。管理画面で接続するか、ワークフローのアクションで別のアカウントを選んでください。",
  },
  CHANNEL_CREDENTIALS_REFUSED: {
    title: "チャネルIDまたはシークレットの誤り",
    sentence:
      "チャネルID{channel}とこのチャネルシークレットの組み合わせは、LINEに受け付けられませんでした。同じMessaging APIチャネルの両方の値を、LINE Developersコンソールの「チャネル基本設定」、またはLINE Official Account Managerの「設定」の「Messaging API」からコピーし直してください。LINEログインのチャネルの値は使用できません。",
  },
  CHANNEL_MISSING: {
    title: "LINE公式アカウント未選択",
    sentence: "ワークフローのアクションでLINE公式アカウントを選んでください。",
  },
  TARGETING_MODE_MISSING: {
    title: "メッセージの受信者が未選択",
    sentence:
      "ワークフローのアクションで、メッセージの受信者（LINEオーディエンスのうち条件に合う全員、または登録されたコンタクトのみ）を選んでください。選択するまで配信されません。",
  },
  TARGETING_MISSING: {
    title: "配信対象の未指定",
    sentence:
      "すべての友だちに配信されないよう、オーディエンスを選ぶか、条件（性別・年齢・OS・エリア・友だち期間）を1つ以上指定してください。",
  },
  MESSAGE_MISSING: {
    title: "メッセージ未指定",
    sentence: "ワークフローのアクションで保存済みメッセージを選ぶか、本文を入力してください。",
  },
  MESSAGE_AMBIGUOUS: {
    title: "メッセージの重複指定",
    sentence:
      "保存済みメッセージと本文の両方が指定されています。配信する内容が明確になるよう、どちらか一方を削除してください。",
  },
  MESSAGE_IS_CODE: {
    title: "本文がコード",
    sentence:
      "メッセージ本文がコードです。このままでは波かっこや引用符がそのまま届きます。管理画面の「メッセージ」で吹き出しに貼り付けて保存し、ワークフローのアクションでその保存済みメッセージを選んでください。本文は空欄にしてください。",
  },
  MESSAGE_NOT_FOUND: {
    title: "保存済みメッセージが見つかりません",
    sentence:
      "保存済みメッセージ「{message}」は削除されています。30日以内であれば管理画面の「メッセージ」で元に戻せます。または、ワークフローのアクションで別のメッセージを選んでください。",
  },
  DELIVERY_NAME_TOO_LONG: {
    title: "配信の名前の文字数超過",
    sentence: "この配信の名前は{length}文字で、上限は{maximum}文字です。ワークフローのアクションで短くしてください。",
  },
  MESSAGE_TOO_LONG: {
    title: "メッセージの文字数超過",
    sentence: "本文は{length}文字で、LINEの上限は{maximum}文字です（絵文字は2文字以上と数えます）。短くしてください。",
  },
  MESSAGE_INVALID: {
    title: "メッセージの内容エラー（検証）",
    sentence: "このメッセージは配信できません（{property}：{problem}）。メッセージを修正してください。",
  },
  SAVED_MESSAGES_FULL: {
    title: "保存済みメッセージの上限",
    sentence:
      "保存済みメッセージは現在{count}件、合計{megabytes}MBです。上限は{maximum}件、合計{maximumMegabytes}MBです。使わないメッセージを削除してください。",
  },
  PERSONAL_TOKEN_IN_MESSAGE: {
    title: "個別の差し込みは利用不可",
    sentence:
      "メッセージに「{token}」が含まれています。全員に同じ内容を配信するため、名前などの差し込みはできません。削除してください。",
  },
  AGE_RANGE_REVERSED: {
    title: "年齢の範囲エラー",
    sentence:
      "「{from}歳以上」かつ「{to}歳未満」に当てはまる人はいません。「未満」には「以上」より大きい年齢を指定してください。",
  },
  FRIEND_DAYS_REVERSED: {
    title: "友だち期間の範囲エラー",
    sentence:
      "友だち期間「{from}日以上」かつ「{to}日未満」に当てはまる人はいません。「未満」には「以上」より大きい日数を指定してください。",
  },
  CONDITIONS_TOO_MANY: {
    title: "オーディエンスの指定数超過",
    sentence:
      "アクションで{count}件のオーディエンスが指定されていますが、LINEの上限は{maximum}件です。配信または除外するオーディエンスを減らしてください。",
  },
  AUDIENCE_EXCLUDES_ITSELF: {
    title: "同じオーディエンスを配信・除外に指定",
    sentence: "オーディエンス{audience}が配信対象と除外の両方に指定されています。どちらか一方から外してください。",
  },
  SUPPRESSION_PROPERTY_MISSING: {
    title: "除外リストのプロパティ未選択",
    sentence: "除外リストを使うには、LINEユーザーIDを保存しているコンタクトのプロパティも選んでください。",
  },
  SEND_AT_PASSED: {
    title: "配信時刻が経過済み",
    sentence:
      "配信していません。配信時刻（{sendAt}）を過ぎています。繰り返し実行するワークフローでは、「日時｜最も早い配信日時」に日付ではなく「次の9:00」や「次の月–金 12:00」と入力してください。空欄にすると、すぐに配信します。",
  },
  HOLD_TOO_LONG: {
    title: "待機時間の超過",
    sentence:
      "この受付時間・配信時刻・配信停止時間帯・承認の組み合わせでは、コンタクトが最大{hours}時間待機しますが、HubSpotでの上限は{maximum}時間です。受付時間を短くするか、配信時刻を早めてください。",
  },
  TIME_ZONE_UNKNOWN: {
    title: "不明なタイムゾーン",
    sentence: "タイムゾーン「{zone}」は存在しません。Asia/Tokyoのような名前を指定してください。",
  },
  MAX_RECIPIENTS_MISSING: {
    title: "最大配信人数の未入力",
    sentence: "「最大N人まで配信」が選ばれています。ワークフローのアクションで最大配信人数を入力してください。",
  },
  INPUT_INVALID: {
    title: "入力値エラー",
    sentence:
      "「{field}」に「{value}」は指定できません。指定できる値：{allowed}。ワークフローのアクションで修正してください。",
  },
  PORTAL_NOT_INSTALLED: {
    title: "アプリ未インストール",
    sentence: "このHubSpotアカウントにはアプリがインストールされていません。インストール後、もう一度実行してください。",
  },

  RECORDS_NOT_IN_PLAN: {
    title: "配信レコードは現在のプランの対象外",
    sentence:
      "このHubSpotアカウントのプランにカスタムオブジェクトが含まれていないため、配信レコードを作成できません。結果は管理画面のみに表示します。配信には影響しません。配信レコードを利用するには、HubSpotの管理者がEnterpriseプランに変更してください。毎日確認し、利用できるようになると、これまでの配信のレコードもすべて作成します。",
  },
  RECORDS_SCOPES_MISSING: {
    title: "配信レコードの権限が不足",
    sentence:
      "配信レコードに必要な権限（{scopes}）がHubSpotから付与されていないため、結果は管理画面のみに表示します。配信には影響しません。Enterpriseプランをご利用の場合は、HubSpotのスーパー管理者がここでもう一度ログインしてください。ログイン後、これまでの配信のレコードもすべて作成します。",
  },
  RECORDS_QUOTA_FULL: {
    title: "カスタムオブジェクトの上限",
    sentence:
      "このHubSpotアカウントのカスタムオブジェクトが上限に達しているため、結果は管理画面のみに表示します。配信には影響しません。HubSpotの管理者が不要なカスタムオブジェクトを削除するか、上限を増やしてください。毎日確認し、利用できるようになると、これまでの配信のレコードもすべて作成します。",
  },
  RECORDS_REFUSED_BY_RULE: {
    title: "HubSpotアカウントのルールによる配信レコードの拒否",
    sentence:
      "このHubSpotアカウントで{properties}に設定されているルールを満たさないため、配信レコードを記録できませんでした。HubSpotの設定（プロパティとレコードの作成フォーム）でLINE配信の該当プロパティを任意にするか、ルールを緩めると、後から記録します。配信には影響しません。",
  },
  HUBSPOT_UNAUTHORIZED: {
    title: "HubSpotの認証エラー",
    sentence:
      "HubSpotへのアクセスが無効になっています。アプリを再インストールしてください。未処理の内容は後から処理します。",
    ended:
      "配信していません。HubSpotへのアクセスが無効になっていたため、アプリがこのHubSpotアカウントから削除された可能性があります。アプリを再インストールし、もう一度ワークフローを実行してください。",
  },
  HUBSPOT_SCOPES_MISSING: {
    title: "HubSpotの権限が不足",
    sentence:
      "HubSpotから次の権限が付与されませんでした：{scopes}。変更は行っていません。HubSpotアカウントのスーパー管理者にここでログインしてもらうか、権限を付与してもらってから、もう一度ログインしてください。",
  },
  HUBSPOT_APP_REFUSED: {
    title: "アプリの認証情報が無効",
    sentence:
      "このアプリ自体の認証情報がHubSpotで拒否されています（{detail}）。アプリの運営者による修正が必要です。再インストールは不要です。配信は続行され、待機中のコンタクトは修正後に先へ進みます。",
  },
  HUBSPOT_REFUSED: {
    title: "HubSpotがリクエストを拒否",
    sentence: "HubSpotがリクエストを拒否しました（{detail}）。アプリの運営者にご連絡ください。配信には影響しません。",
  },
  MAIL_REFUSED: {
    title: "メールを受け付けてもらえません",
    sentence:
      "メールサーバーがこの宛先へのメールを受け付けませんでした（{detail}）。HubSpotでこの人のメールアドレスをご確認ください。",
  },
  MAIL_UNAVAILABLE: {
    title: "メールを送信できません",
    sentence:
      "メールサーバーに接続できないか、このサービスが拒否されています。1日間は再試行します。アプリの運営者にSMTP_URLの確認をご依頼ください。",
  },
} as const satisfies Record<Code, CodeText>;
