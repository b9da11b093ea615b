/** Words of HubSpot's card and of the card check in Japanese. */
export const CARD_JA = {
  card: {
    deliveryPage: "配信ページを開く",
    refresh: "更新",
    queryInvalid: "HubSpotのリクエストに、誰が操作しているかが含まれていません",
    off: {
      title: "このカードは現在オフになっています",
      off: "このアプリの運用担当者がカードをオフにしています（CARDS=off）。同じ内容は管理画面の配信ページで通常どおり確認・操作できます。運用担当者の方はdocs/deployment.mdの「Switch the card on」をご覧ください。",
      unchecked:
        "このカードのリクエストを偽装できないことを、このアプリの運用担当者がまだ確認していません。確認が済むまでカードには何も表示されません。同じ内容は管理画面の配信ページで通常どおり確認・操作できます。運用担当者の方はdocs/deployment.mdの「Switch the card on」をご覧ください。",
      hole: "このカードのリクエストを偽装できることが検出されたため、お客様のアカウントを保護する目的でカードをオフにしています。同じ内容は管理画面の配信ページで通常どおり確認・操作できます。運用担当者の方はnpm run doctorを実行し、docs/deployment.mdの「Switch the card on」をご覧ください。",
    },
    check: {
      codeUnknown:
        "このコードは使えません。コードは1回の確認に限り、30分間有効です。運用担当者に新しいコードを依頼してください。",
      notBegun: "確認は別のアドレスで開始されています。もう一度開始してください。",
      otherApp:
        "HUBSPOT_APP_IDは{expected}ですが、HubSpotはアプリ{actual}として呼び出しています。HUBSPOT_APP_IDを修正して、もう一度開始してください。",
      verdicts: {
        passed: {
          title: "合格：カードを使用できます",
          detail: "偽装したリクエストはどれも通りませんでした。CARDS=autoの場合、カードは今からオンになります。",
        },
        failed: {
          title: "不合格：カードはオフのままです",
          detail:
            "今回または以前に、偽装したリクエストがHubSpotの有効な署名付きで届きました。どのアカウントのどのユーザーでも他人になりすませる状態です。CARDSはautoまたはoffのままにして、HubSpotに報告してください。以前の検出結果は、運用担当者がnpm run cards -- forgetで消去するまで残ります。",
        },
        unclear: {
          title: "判定不能：もう一度確認してください",
          detail:
            "届いたことも、HubSpotに拒否されたことも確認できない偽装リクエストがありました。合格するまでカードはオフのままです。",
        },
      },
      forgeries: {
        fragment: "末尾が#のアドレス",
        portalFragment: "別のポータルIDと#を付けたアドレス",
        identity: "偽の本人情報をすべて付けたアドレス",
        identityFragment: "偽の本人情報と#を付けたアドレス",
        identityEncoded: "偽の本人情報とエンコードした#を付けたアドレス",
      },
      seen: {
        appended: "HubSpotが追加した本人情報だけが届きました。安全です。",
        doubled: "HubSpotの本人情報と偽の本人情報が両方届きました。サービスが拒否するため安全です。",
        unsigned: "有効な署名なしで届きました。サービスが拒否するため安全です。",
        missing: "署名は有効ですが、HubSpotが追加するはずの本人情報がありません。安全ではありません。",
        forged: "有効な署名と偽の本人情報が届きました。安全ではありません。",
      },
      notPassedOn: "HubSpotが送信しませんでした（{heard}）。安全です。",
      nothing: "届きませんでしたが、HubSpotが拒否したとも確認できません。判定できません。",
    },
  },
} as const;
