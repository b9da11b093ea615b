/** Made from src/wording by scripts/generate-hubspot-project.ts. */
export const WORDS = {
  "en": {
    "product": "LINE Audience for HubSpot",
    "what": "One run of a workflow over a list becomes one LINE narrowcast. LINE Official Accounts, messages and who may do what are set in the app's own console.",
    "steps": "To begin: connect a LINE Official Account under Channels, then add the step “Send LINE Audience message” to a workflow.",
    "channels": "Channels",
    "channelsHint": "Connect LINE Official Accounts, see their audiences, choose testers",
    "messages": "Messages",
    "messagesHint": "Saved messages and test sends",
    "deliveries": "Deliveries",
    "deliveriesHint": "What was sent, to how many, and what became of it",
    "notSetUp": "This app was uploaded without the address of its service (PUBLIC_URL)."
  },
  "ja": {
    "product": "LINE Audience for HubSpot",
    "what": "リストに対するワークフローの1回の実行が、LINEの1回のナローキャストになります。LINE公式アカウント、メッセージ、操作の権限は、このアプリのコンソールで設定します。",
    "steps": "まず「チャネル」でLINE公式アカウントを接続し、次にワークフローへこのアプリのアクションを追加してください。",
    "channels": "チャネル",
    "channelsHint": "LINE公式アカウントの接続、オーディエンスの確認、テスターの選択",
    "messages": "メッセージ",
    "messagesHint": "保存済みメッセージとテスト配信",
    "deliveries": "配信",
    "deliveriesHint": "配信の内容、人数、結果",
    "notSetUp": "このアプリは、サービスのアドレス（PUBLIC_URL）なしでアップロードされました。"
  }
};
