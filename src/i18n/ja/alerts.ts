/** Words of notifications in Japanese. */
import type { PageWords } from "../en/page.ts";
import type { ALERTS_EN } from "../en/alerts.ts";

export const ALERTS_JA: PageWords<typeof ALERTS_EN> = {
  alerts: {
    title: "通知",
    lead: "メールで受け取る通知です。設定は一人ひとり別です。",
    noMail: "このサービスはメールを送信しません。運用者がSMTP_URLを設定していません。",
    address: "メールの送信先は{email}です。",
    about: "次のときにメールで知らせる",
    language: "メールの言語",
    ofAccount: "「設定」と同じ（{language}）",
    save: "通知を保存",
    latest: "最近のメール",
    latestHint: "このアカウントのメンバーに送信したメールです。新しい順に表示します。",
    latestNone: "まだメールを送信していません。",
    to: "宛先",
    person: "アカウントを離れたメンバー",
    state: "状態",
    states: { waiting: "送信待ち", sent: "送信済み", failed: "失敗", dropped: "不要になりました" },
    kinds: {
      connection_lost: {
        name: "HubSpotまたはLINE公式アカウントとの接続が切れたとき",
        subject: "接続が切れました：{name}",
        action: "接続し直す",
      },
      approval_waiting: {
        name: "配信が承認を待っているとき",
        subject: "承認待ち：{name}",
        action: "内容を確認して判断する",
      },
      delivery_failed: {
        name: "配信が失敗したとき、または結果がわからないとき",
        subject: "配信できませんでした：{name}",
        action: "対処方法を見る",
      },
      runs_refused: {
        name: "ワークフローのアクションから配信を始められないとき",
        subject: "ワークフローが拒否されました：{name}",
        action: "対処方法を見る",
      },
      delivery_finished: { name: "配信が完了したとき", subject: "配信完了：{name}", action: "結果を開く" },
    },
    hubspot: "HubSpotアカウント",
    refusedWhere: "ワークフロー：{id}",
    signInFirst: "承認と却下にはログインが必要です。このメールだけでは行えません。",
    footer: "このメールは、HubSpotアカウント{portal}の通知設定に従って{product}が送信しました。",
    change: "受け取る通知を変更する",
  },
};
