/** Words of card and settings page in HubSpot in Japanese. */
import { PRODUCT } from "../../app/product.ts";

export const HUBSPOT_JA = {
  inHubSpot: {
    card: {
      loading: "配信を読み込んでいます",
      noAnswer: "配信を読み込めませんでした",
      noAnswerHint: `${PRODUCT}から応答がありません。しばらくしてから再試行してください。`,
      noRecordHint: "HubSpotからレコードのプロパティを取得できませんでした。",
      noAnswerToCommand: "応答がありませんでした",
      noAnswerToCommandHint: "実行されたかどうかわかりません。最後に確認できた配信の状態を下に表示します。",
      noDelivery: "このレコードには配信IDがないため、表示するものがありません。",
      notSetUp: "このアプリは、サービスのアドレス（PUBLIC_URL、CARDS_URL）なしでアップロードされました。",
      retry: "再試行",
      deliveryPage: "配信ページを開く",
    },
    settingsPage: {
      product: PRODUCT,
      what: "リストに対するワークフローの1回の実行が、LINEへの1回の配信（絞り込み配信）になります。LINE公式アカウント、メッセージ、操作の権限は、このアプリの管理画面で設定します。",
      steps:
        "まず「LINE公式アカウント」でアカウントを接続し、次にワークフローへこのアプリのアクションを追加してください。",
      channels: "LINE公式アカウント",
      channelsHint: "LINE公式アカウントの接続、オーディエンスの確認、テスト配信先の選択",
      messages: "メッセージ",
      messagesHint: "保存済みメッセージとテスト配信",
      deliveries: "配信",
      deliveriesHint: "配信の内容、人数、結果",
      notSetUp: "このアプリは、サービスのアドレス（PUBLIC_URL、CARDS_URL）なしでアップロードされました。",
      check: "運用担当者向け：カードの確認",
      checkWhat:
        "本番環境では、他人になりすましてカードのリクエストを送れないことをこの確認で示すまで、配信レコードのカードはオフです。確認は数秒で終わり、HubSpotには何も変更を加えません。",
      checkCode: "コード",
      checkCodeHint: "サーバー上で npm run cards -- code を実行すると発行されます",
      checkRun: "確認を実行",
      checkRunning: "確認中",
      checkNoAnswer: "確認を実行できませんでした",
      checkNoAnswerHint:
        "サービスがHubSpotに応答しませんでした。サーバーとプロジェクトのプロファイルのCARDS_URLを確認して、もう一度実行してください。",
    },
  },
} as const;
