/** A delivery as the card in HubSpot shows it: the words of the delivery page, ready to be put on the screen. */
import { asksOf, isSecondSend } from "../../delivery/lifecycle/approval.ts";
import { possibleCommands, type Command } from "../../delivery/lifecycle/commands.ts";
import { outcomeOf, type Delivery, type OutcomeKind } from "../../delivery/delivery.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { audienceNames, bubblesOf, sentName, standingText } from "../../i18n/record-properties.ts";
import {
  dateTimeText,
  fill,
  outcomeName,
  phaseName,
  sentence,
  targetingInWords,
  textsIn,
  title,
  type Language,
} from "../../i18n/wording.ts";
import { cardCurve, cardLinks, cardStages } from "./pictures.ts";
import { recipientsText } from "../../i18n/recipients-text.ts";
import { forecastText } from "../../i18n/cost-text.ts";
import type { ViewContext } from "../request/view-context.ts";
import { shownNumbers } from "../deliveries/numbers.ts";

export type CardContext = Pick<ViewContext, "words" | "language" | "timeZone">;

interface Card {
  readonly context: CardContext;
  /** What is possible now, and allowed to this person. */
  readonly commands: readonly Command["do"][];
  /** Why something that is possible is not allowed to this person, and who could change that; null where all is. */
  readonly denied: string | null;
  readonly url: string;
}

/** `Picture` of HubSpot's card (`hubspot-project/`), which a test holds to this. */
export type CardPicture = ReturnType<typeof cardPicture>;

/** Null is what the card leaves out. */
export function cardPicture(view: DeliveryView, { context, commands, denied, url }: Card) {
  const { delivery, now } = view;
  const { words, language } = context;
  return {
    id: delivery.id,
    name: sentName(view),
    standing: standing(delivery, context),
    /** The outcome, or where it stands, in one sentence. */
    headline: headline(delivery, language),
    /** Who receives it, beside the contacts who start it; null once the outcome is known. */
    recipients: recipientsText(delivery, context),
    numbers: shownNumbers(delivery, context),
    nextReading: nextReading(delivery, context),
    stages: cardStages(delivery, context),
    curve: cardCurve(view, context),
    links: cardLinks(delivery, context),
    /** Whom the send would reach, where a person is asked to approve it. */
    forecast: possibleCommands(delivery, now).includes("approve") ? forecast(delivery, context) : null,
    targeting: {
      label: words.delivery.targeting,
      words: targetingInWords(delivery.inputs, audienceNames(view), language),
    },
    message: { label: words.delivery.message, bubbles: bubblesOf(delivery) },
    commands: commands.map((command) => ({ do: command, label: commandLabel(command, delivery, context) })),
    denied,
    page: { label: words.card.deliveryPage, url },
    refresh: delivery.state.phase === "final" ? null : words.card.refresh,
  };
}

const commandLabel = (command: Command["do"], delivery: Delivery, { words }: CardContext): string =>
  command === "approve" && isSecondSend(delivery) ? words.delivery.sendAnyway : words.delivery[command];

/** A person's answer counts for every reason that is shown: none is left out. */
function headline(delivery: Delivery, language: Language): string {
  const asks = asksOf(delivery);
  if (asks.length < 2) return standingText(delivery, language);
  return asks.map((why) => sentence(why, language)).join(textsIn(language).spaced ? " " : "");
}

/** The colours of HubSpot's status tag. */
const TONES = {
  delivered: "success",
  failed: "danger",
  cancelled: "default",
  rehearsed: "info",
  uncertain: "warning",
} as const satisfies Readonly<Record<OutcomeKind, string>>;

function standing(delivery: Delivery, { language }: CardContext) {
  const outcome = outcomeOf(delivery);
  if (outcome !== null) return { label: outcomeName(outcome.kind, language), tone: TONES[outcome.kind] };
  const { state } = delivery;
  const wait = state.phase === "sealed" || state.phase === "preparing" ? state.wait : null;
  if (wait !== null) return { label: title(wait.finding.code, language), tone: "warning" as const };
  return { label: phaseName(state.phase, language), tone: "info" as const };
}

function forecast(delivery: Delivery, context: CardContext) {
  const text = forecastText(delivery, context);
  return text === null ? null : { label: context.words.delivery.forecast, text };
}

/** When LINE is asked for numbers again; null when it is not. */
function nextReading({ state }: Delivery, { words, language, timeZone }: CardContext): string | null {
  if (state.phase !== "measuring") return null;
  return fill(words.delivery.nextReading, { time: dateTimeText(state.nextReadingAt, language, timeZone) });
}
