/** What a mail about an alert says, in the reader's language. Nothing in it is about a contact. */
import { outcomeOf } from "../delivery/delivery.ts";
import { approveBy } from "../delivery/lifecycle/window.ts";
import { deliveredOf } from "../delivery/numbers/numbers.ts";
import type { quotaParts } from "../delivery/numbers/quota.ts";
import type { Alert } from "../ports/notify/alerts.ts";
import type { MailText } from "../ports/notify/mail.ts";
import type { DeliveryView } from "../ports/store/views.ts";
import { forecastText, leftText, shownText, usesText } from "./cost-text.ts";
import { audienceNames, bubblesOf, listName, sentName } from "./record-properties.ts";
import { dateTimeText, fill, outcomeSentence, pageWords, sentence, targetingInWords, title } from "./wording.ts";
import type { Language, PageWords } from "./wording.ts";

export interface AlertFacts {
  readonly alert: Alert;
  readonly portalId: number;
  readonly publicUrl: string;
  readonly timeZone: string;
  /** The account's. */
  readonly language: string;
  /** Service time. */
  readonly now: number;
  /** Of the delivery that it is about; null where it is about none. */
  readonly view: DeliveryView | null;
  /** This month's messages of the LINE account; null where they are not known. */
  readonly quota: ReturnType<typeof quotaParts> | null;
  /** Of the LINE account that it is about; null where it is about none. */
  readonly channelName: string | null;
}

interface Writing extends AlertFacts {
  readonly words: PageWords;
  readonly language: Language;
}

export function alertMail(facts: AlertFacts, language: Language): MailText {
  const words = pageWords(language);
  const writing = { ...facts, words, language };
  const { alerts } = words;
  const { kind } = facts.alert;
  const { subject, action } = alerts.kinds[kind];
  return {
    subject: fill(subject, { name: nameOf(writing) }),
    paragraphs: paragraphs(writing),
    facts: facts.view === null ? [] : factsOfSend(facts.view, writing),
    link: { label: action, url: `${facts.publicUrl}${pathOf(writing)}` },
    footer: {
      text: fill(alerts.footer, { product: words.product, portal: String(facts.portalId) }),
      label: alerts.change,
      url: `${facts.publicUrl}/notifications?portal=${facts.portalId}`,
    },
  };
}

function nameOf({ alert, view, channelName, language, words }: Writing): string {
  if (view !== null) return sentName(view);
  if (alert.kind === "runs_refused") return title(alert.finding.code, language);
  return channelName ?? words.alerts.hubspot;
}

function pathOf({ alert: { kind, subject }, portalId }: Writing): string {
  const portal = `?portal=${portalId}`;
  if (kind === "runs_refused") return `/not-started${portal}`;
  if (kind === "connection_lost") return subject === "hubspot" ? `/settings${portal}` : `/channels${portal}`;
  return `/deliveries/${subject}${portal}`;
}

function paragraphs({ alert, view, language, words, timeZone }: Writing): readonly string[] {
  const { kinds, signInFirst } = words.alerts;
  if (alert.kind === "approval_waiting" && view !== null) {
    const time = dateTimeText(approveBy(view.delivery), language, timeZone);
    return [sentence(alert.finding, language), fill(words.next.approveBy, { time }), signInFirst];
  }
  if (view !== null) return [outcomeSentence(alert.finding, language)];
  const { refusedWhere } = words.alerts;
  const where =
    alert.kind === "runs_refused" && alert.subject !== "" ? fill(refusedWhere, { id: alert.subject }) : null;
  return [kinds[alert.kind].name, sentence(alert.finding, language), where].filter((text) => text !== null);
}

/** What a person decides by, or how it ended. */
function factsOfSend(view: DeliveryView, writing: Writing): MailText["facts"] {
  const { delivery } = view;
  const { words, language, quota } = writing;
  const names = words.delivery;
  const message = bubblesOf(delivery).filter((text) => text !== "");
  const ended = outcomeOf(delivery);
  const forecast = forecastText(delivery, writing);
  return [
    ...message.map((text) => [words.deliveries.columns.message, text] as const),
    [names.list, listName(delivery)],
    [names.targeting, targetingInWords(delivery.inputs, audienceNames(view), language)],
    [names.channel, view.channelName],
    ...(ended === null && forecast !== null ? [[names.forecast, forecast] as const] : []),
    ...(ended === null ? [[names.uses, usesText(delivery, writing)] as const] : []),
    ...(quota === null ? [] : [[names.left, leftText(quota, writing)] as const]),
    ...(ended?.kind === "delivered" ? [[names.success, shownText(deliveredOf(delivery), writing)] as const] : []),
  ];
}
