/** Words about who receives a message in Japanese. */
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
