/** A delivery as the card in HubSpot shows it: the words of the delivery page, ready to be put on the screen. */
import { asksOf, isSecondSend } from "../../delivery/lifecycle/approval.ts";
import { possibleCommands, type Command } from "../../delivery/lifecycle/commands.ts";
import { outcomeOf, type Delivery, type OutcomeKind } from "../../delivery/delivery.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { audienceNames, bubblesOf, listName, standingText } from "../../i18n/record-properties.ts";
import {
  dateTimeText,
  fill,
  outcomeName,
  phaseName,
  sentence,
  targetingInWords,
  title,
  type Language,
} from "../../i18n/wording.ts";
import { textsIn } from "../../i18n/languages.ts";
import { cardCurve, cardLinks, cardStages, type CardCurve, type CardLinks, type CardStages } from "./pictures.ts";
import { recipientsText } from "../deliveries/recipients.ts";
import { forecastText } from "../deliveries/next.ts";
import type { ViewContext } from "../request/view-context.ts";
import { shownNumbers, type ShownNumber } from "../deliveries/numbers.ts";

/** The colours that HubSpot's status tag knows. */
export type Tone = "success" | "danger" | "warning" | "info" | "default";

export interface CardPicture {
  readonly id: string;
  readonly list: string;
  readonly standing: { readonly label: string; readonly tone: Tone };
  /** The outcome, or where it stands, in one sentence. */
  readonly headline: string;
  /** Who receives it, beside the contacts who start it; null once the outcome is known. */
  readonly recipients: string | null;
  readonly numbers: readonly ShownNumber[];
  /** When LINE is asked for numbers again; null when it is not. */
  readonly nextReading: string | null;
  readonly stages: CardStages | null;
  readonly curve: CardCurve | null;
  readonly links: CardLinks | null;
  /** Whom the send would reach, where a person is asked to approve it. */
  readonly forecast: { readonly label: string; readonly text: string } | null;
  readonly targeting: { readonly label: string; readonly words: string };
  readonly message: { readonly label: string; readonly bubbles: readonly string[] };
  /** Only what is possible now, and for this person. */
  readonly commands: readonly { readonly do: Command["do"]; readonly label: string }[];
  /** Why this person may not do what could be done now, and who could change that. */
  readonly denied: string | null;
  readonly page: { readonly label: string; readonly url: string };
  /** Null when nothing changes any more. */
  readonly refresh: string | null;
}

export type CardContext = Pick<ViewContext, "words" | "language" | "timeZone">;

interface Card {
  readonly context: CardContext;
  /** What is possible now, and allowed to this person. */
  readonly commands: readonly Command["do"][];
  /** Why something that is possible is not allowed to this person; null where all is. */
  readonly denied: string | null;
  readonly url: string;
}

export function cardPicture(view: DeliveryView, { context, commands, denied, url }: Card): CardPicture {
  const { delivery, now } = view;
  const { words, language } = context;
  const possible = possibleCommands(delivery, now);
  return {
    id: delivery.id,
    list: listName(delivery),
    standing: standing(delivery, context),
    headline: headline(delivery, language),
    recipients: recipientsText(delivery, context),
    numbers: shownNumbers(delivery, context),
    nextReading: nextReading(delivery, context),
    stages: cardStages(delivery, context),
    curve: cardCurve(view, context),
    links: cardLinks(delivery, context),
    forecast: forecast(delivery, possible, context),
    targeting: {
      label: words.delivery.targeting,
      words: targetingInWords(delivery.inputs, audienceNames(view), language),
    },
    message: { label: words.delivery.message, bubbles: bubblesOf(delivery) },
    commands: commands.map((wish) => ({ do: wish, label: commandLabel(wish, delivery, context) })),
    denied,
    page: { label: words.card.deliveryPage, url },
    refresh: delivery.state.phase === "final" ? null : words.card.refresh,
  };
}

const commandLabel = (wish: Command["do"], delivery: Delivery, { words }: CardContext): string =>
  wish === "approve" && isSecondSend(delivery) ? words.delivery.sendAnyway : words.delivery[wish];

/** A person's answer counts for every reason that is shown: none is left out. */
function headline(delivery: Delivery, language: Language): string {
  const asks = asksOf(delivery);
  if (asks.length < 2) return standingText(delivery, language);
  return asks.map((why) => sentence(why, language)).join(textsIn(language).spaced ? " " : "");
}

const TONES: Readonly<Record<OutcomeKind, Tone>> = {
  delivered: "success",
  failed: "danger",
  cancelled: "default",
  rehearsed: "info",
  uncertain: "warning",
};

function standing(delivery: Delivery, { language }: CardContext): CardPicture["standing"] {
  const outcome = outcomeOf(delivery);
  if (outcome !== null) return { label: outcomeName(outcome.kind, language), tone: TONES[outcome.kind] };
  const { state } = delivery;
  const wait = state.phase === "sealed" || state.phase === "preparing" ? state.wait : null;
  if (wait !== null) return { label: title(wait.finding.code, language), tone: "warning" };
  return { label: phaseName(state.phase, language), tone: "info" };
}

function forecast(
  delivery: Delivery,
  possible: readonly Command["do"][],
  context: CardContext,
): CardPicture["forecast"] {
  const text = possible.includes("approve") ? forecastText(delivery, context) : null;
  return text === null ? null : { label: context.words.delivery.forecast, text };
}

function nextReading({ state }: Delivery, { words, language, timeZone }: CardContext): string | null {
  if (state.phase !== "measuring") return null;
  return fill(words.delivery.nextReading, { time: dateTimeText(state.nextReadingAt, language, timeZone) });
}
