/** Made from src/i18n by scripts/generate-hubspot-project.ts. */
export const WORDS = {
  "en": {
    "product": "Listcast",
    "what": "One run of a workflow over a list becomes one LINE narrowcast. LINE Official Accounts, messages and who may do what are set in the app's own console.",
    "steps": "To begin: connect a LINE Official Account under Channels, then add the step “Send LINE Audience message” to a workflow.",
    "channels": "Channels",
    "channelsHint": "Connect LINE Official Accounts, see their audiences, choose testers",
    "messages": "Messages",
    "messagesHint": "Saved messages and test sends",
    "deliveries": "Deliveries",
    "deliveriesHint": "What was sent, to how many, and what became of it",
    "notSetUp": "This app was uploaded without the addresses of its service (PUBLIC_URL, CARDS_URL).",
    "check": "For the operator: check the card",
    "checkWhat": "The card on delivery records answers in production only after this check has shown that no one can send its requests in another person's name. It takes a few seconds and changes nothing in HubSpot.",
    "checkCode": "Code",
    "checkCodeHint": "Made on the server with: npm run cards -- code",
    "checkRun": "Run the check",
    "checkRunning": "Checking",
    "checkNoAnswer": "The check was not carried out",
    "checkNoAnswerHint": "The service did not answer HubSpot. Check CARDS_URL on the server and in the project's profile, then run the check again."
  },
  "ja": {
    "product": "Listcast",
    "what": "リストに対するワークフローの1回の実行が、LINEの1回のナローキャストになります。LINE公式アカウント、メッセージ、操作の権限は、このアプリのコンソールで設定します。",
    "steps": "まず「チャネル」でLINE公式アカウントを接続し、次にワークフローへこのアプリのアクションを追加してください。",
    "channels": "チャネル",
    "channelsHint": "LINE公式アカウントの接続、オーディエンスの確認、テスト配信先の選択",
    "messages": "メッセージ",
    "messagesHint": "保存済みメッセージとテスト配信",
    "deliveries": "配信",
    "deliveriesHint": "配信の内容、人数、結果",
    "notSetUp": "このアプリは、サービスのアドレス（PUBLIC_URL、CARDS_URL）なしでアップロードされました。",
    "check": "運用担当者向け：カードの確認",
    "checkWhat": "本番環境では、他人になりすましてカードのリクエストを送れないことをこの確認で示すまで、配信レコードのカードはオフです。確認は数秒で終わり、HubSpotには何も変更を加えません。",
    "checkCode": "コード",
    "checkCodeHint": "サーバー上で npm run cards -- code を実行すると発行されます",
    "checkRun": "確認を実行",
    "checkRunning": "確認中",
    "checkNoAnswer": "確認を実行できませんでした",
    "checkNoAnswerHint": "サービスがHubSpotに応答しませんでした。サーバーとプロジェクトのプロファイルのCARDS_URLを確認して、もう一度実行してください。"
  }
};
