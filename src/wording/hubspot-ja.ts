/** Words of card and settings page in HubSpot in Japanese. Same keys as `hubspot-en.ts`. */
export const HUBSPOT_JA = {
  inHubSpot: {
    card: {
      loading: "配信を読み込んでいます",
      noAnswer: "配信を読み込めませんでした",
      noAnswerHint: "LINE Audience for HubSpotから応答がありません。しばらくしてから再試行してください。",
      noRecordHint: "HubSpotからレコードのプロパティを取得できませんでした。",
      noAnswerToCommand: "応答がありませんでした",
      noAnswerToCommandHint: "実行されたかどうかわかりません。最後に確認できた配信の状態を下に表示します。",
      noDelivery: "このレコードには配信IDがないため、表示するものがありません。",
      notSetUp: "このアプリは、サービスのアドレス（PUBLIC_URL）なしでアップロードされました。",
      retry: "再試行",
    },
    settingsPage: {
      product: "LINE Audience for HubSpot",
      what: "リストに対するワークフローの1回の実行が、LINEの1回のナローキャストになります。LINE公式アカウント、メッセージ、操作の権限は、このアプリのコンソールで設定します。",
      steps:
        "まず「チャネル」でLINE公式アカウントを接続し、次にワークフローへこのアプリのアクションを追加してください。",
      channels: "チャネル",
      channelsHint: "LINE公式アカウントの接続、オーディエンスの確認、テスターの選択",
      messages: "メッセージ",
      messagesHint: "保存済みメッセージとテスト配信",
      deliveries: "配信",
      deliveriesHint: "配信の内容、人数、結果",
      notSetUp: "このアプリは、サービスのアドレス（PUBLIC_URL）なしでアップロードされました。",
    },
  },
} as const;
