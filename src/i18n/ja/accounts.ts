/** Words about LINE accounts' health, quota and audiences in Japanese. */
import type { ACCOUNTS_EN } from "../en/accounts.ts";
import type { PageWords } from "../en/page.ts";

export const ACCOUNTS_JA: PageWords<typeof ACCOUNTS_EN> = {
  health: {
    title: "接続状態",
    quota: "今月の通数",
    unlimited: "約{used}通を使用（プランに上限なし）",
    gauge: "{allowance}通のうち約{used}通を使用、チャット用に{kept}通を確保、配信に使えるのは残り{left}通",
    used: "使用済み",
    kept: "チャット用",
    left: "配信に使用可能",
    quotaHint:
      "LINEの集計による通数を、少人数への配信数を推定できないように50通単位で切り上げています。配信中はLINEがその分を確保します。",
    credentials: "認証情報",
    credentialsGood: "LINEで有効です",
    lastKnown: "現在LINEから応答がないため、前回の数値を表示しています。",
    verifiedAt: "最終確認",
    lastOk: "LINEの最終応答",
    lastError: "直近の問題",
    noError: "なし",
    never: "まだありません",
    verify: "もう一度確認",
    verified: "保存済みのシークレットでLINEからトークンが発行されました。アカウントは接続されています。",
  },

  audiences: {
    title: "オーディエンス",
    lead: "LINE公式アカウントのすべてのオーディエンスと、配信前に知っておくべきことを表示します。",
    filter: "名前に含まれる文字",
    find: "検索",
    none: "該当するオーディエンスはありません。",
    count: "{count, number}件のオーディエンス",
    shown: "{all, number}件中{count, number}件のオーディエンス",
    name: "オーディエンス",
    type: "種類",
    status: "状態",
    size: "人数",
    minimum: "50人の下限",
    applies: "配信先・除外ともに必要",
    exempt: "配信先のみ必要",
    expires: "有効期限",
    never: "なし",
    used: "使用している配信",
    workflow: "ワークフロー {id}",
    delivery: "{list}への配信",
    leftOut: "{list}への配信（除外）",
    more: "ほか{count, number}件",
    unused: "{days, number}日以内の配信なし",
    sizeHint:
      "LINEの集計による人数で、ブロックした人も含まれます。20人に満たない場合は、アップロードとチャットタグも含め、「20人未満」とだけ表示します。",
    usedHint: "進行中のものを含む、直近{days, number}日間の配信です。ワークフローは最初の実行後に表示されます。",
    warnings: {
      expired: "期限切れのため配信できません。作り直してください。",
      expires_soon: "まもなく期限切れになります。待機する配信の前に作り直してください。",
      failed: "LINEで作成に失敗しました。作り直してください。",
      preparing: "LINEで作成中です。",
      inactive: "現在は配信に使えません。",
      too_small: "50人未満のため、配信は拒否されます。",
    },
  },
};
