/** Words about the way to the send and who receives it in Japanese. */
export const NEXT_JA = {
  next: {
    collecting: "登録の受付",
    soFar: "現在{enrolled, number}件（{minimum}件以上必要）",
    soFarOf: "{size, number}件中{enrolled, number}件（{minimum}件以上必要）",
    closesQuiet:
      "{time}まで新しい登録がない場合、またはリスト全員の登録が済んだ時点で自動的に終了します（最長で{latest}まで）。",
    closesEarly: "リスト全員の登録が済んだ時点で自動的に終了します（最長で{latest}まで）。",
    closing: "{person}さんが終了を指示しました。まもなく終了します。",
    sealed: "{time}に{enrolled, number}件で終了しました。",
    sealTooFew:
      "登録は{enrolled, number}件で、必要な{minimum}件に達していません。今終了すると、この配信は「失敗」となり、何も配信されません。",
    sealEnough:
      "登録は{enrolled, number}件です（{minimum}件以上必要）。終了後に登録されたコンタクトは、この配信に加わりません。",
    thenSend: "終了後、内容を確認してから配信します。",
    thenApproval: "終了後、内容を確認します。配信には承認が必要です。",
    thenTime: "終了後、内容を確認します。配信は{time}以降に行います。",
    thenQuiet: "終了後、内容を確認します。配信停止時間帯のため、配信は{time}以降に行います。",
    thenRehearsal: "終了後、内容を確認します。リハーサルのため、配信は行いません。",
    cancelWhat:
      "何も配信されません。HubSpotで待機中の{held, number}件には、結果「キャンセル」を返します。キャンセルした配信は再開できません。",
    earlier: "先の配信",
    cancelCovered:
      "これ以上の配信は行いません。HubSpotで待機中のコンタクト{held}件には、先の配信の結果が返されます。後からこの内容で登録されるコンタクトにも同じ結果が返されます。",
    send: "配信",
    whenChecked: "内容の確認が済みしだい配信します。",
    whenApproved: "承認されるとすぐに配信します。",
    notBefore: "内容の確認後、{time}以降に配信します。",
    rehearsal: "リハーサルです。確認のみ行い、配信は行いません。",
    asked: "LINEに配信を依頼しています。",
    accepted: "{time}にLINEが受け付けました。",
    approval: "承認",
    notApproved: "承認されませんでした。",
    approvalLater: "登録の受付が終了し、内容の確認が済んだ後に、承認が必要です。",
    approveBy: "{time}までに承認してください。承認がない場合、配信は行いません。",
    approveWhat: "もう一度内容を確認してから、LINEに配信を依頼します。",
    approveTime: "もう一度内容を確認し、{time}以降にLINEに配信を依頼します。",
    authorUnknown:
      "アクションに直接入力されたか、記録を始める前に保存されたため、このメッセージの作成者はわかりません。承認者であればだれでも承認できます。",
    authorReads: "このメッセージを最後に変更したのはあなたです。このアカウントでは別の人の承認が必要です：{others}。",
    authorAlone:
      "このメッセージを最後に変更したのはあなたで、ほかに承認者がいません。管理者が「設定」で別の人を承認者にできます。",
    noOtherApprover:
      "承認できる人がいません。このアカウントでは、メッセージを最後に変更した人以外の承認者が必要です。管理者が「設定」で別の人を承認者にできます。",
    authorDenied: "このメッセージは別の人の承認が必要です",
  },
} as const;

export const WHO_JA = {
  who: {
    will: {
      about: "約{likely}人に配信されます。",
      upTo: "最大{high}人に配信されます。",
      few: "配信されるのは{few}人未満です。",
      unknown: "何人に配信されるかは、まだわかりません。",
      unbounded: "何人に配信されるかは、LINEでまだ集計されていません。",
      contacts:
        "登録されたコンタクト{contacts, number}件のうち、最大{high}件に配信されます（LINEユーザーIDがあり、条件に合うコンタクト）。",
      fewContacts:
        "登録されたコンタクト{contacts, number}件のうち、配信されるのは{few}件未満です（LINEユーザーIDがあり、条件に合うコンタクト）。",
      unknownContacts:
        "登録されたコンタクト{contacts, number}件のうち、何件に配信されるかはまだわかりません（LINEユーザーIDがあり、条件に合うコンタクト）。",
    },
    would: {
      about: "実際に配信した場合、約{likely}人が対象です。",
      upTo: "実際に配信した場合、最大{high}人が対象です。",
      few: "実際に配信した場合、対象は{few}人未満です。",
      unknown: "実際に配信した場合に何人が対象になるかは、まだわかりません。",
      unbounded: "実際に配信した場合の対象人数は、LINEでまだ集計されていません。",
      contacts:
        "実際に配信した場合、登録されたコンタクト{contacts, number}件のうち最大{high}件が対象です（LINEユーザーIDがあり、条件に合うコンタクト）。",
      fewContacts:
        "実際に配信した場合、登録されたコンタクト{contacts, number}件のうち対象は{few}件未満です（LINEユーザーIDがあり、条件に合うコンタクト）。",
      unknownContacts:
        "実際に配信した場合に、登録されたコンタクト{contacts, number}件のうち何件が対象になるかは、まだわかりません（LINEユーザーIDがあり、条件に合うコンタクト）。",
    },
    starts: "登録されたコンタクト{contacts, number}件は、配信のきっかけになるだけです。",
    started: "登録されたコンタクト{contacts, number}件は配信のきっかけで、受信者ではありません。",
  },
} as const;
