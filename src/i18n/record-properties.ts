/** A delivery as the properties of its record in HubSpot. Names are permanent; the object is made by `platforms/hubspot/`. */
import { finding, type Finding } from "../delivery/codes.ts";
import { followingOf, narrowcastOf, outcomeOf, readingOf, sealOf, type Delivery } from "../delivery/delivery.ts";
import { includedAudiences } from "../delivery/inputs.ts";
import { forecastNow } from "../delivery/targeting/estimate.ts";
import { excerpt, messagesOf, type LineMessage } from "../delivery/message/message.ts";
import { NONE, type Shown } from "../delivery/numbers/hidden.ts";
import { linksIn, numbersOf, shownForecast, shownFrom } from "../delivery/numbers/numbers.ts";
import { NOTHING_KNOWN, targeting } from "../delivery/targeting/targeting.ts";
import type { RecordProperties } from "../ports/hubspot.ts";
import type { DeliveryView } from "../ports/store/views.ts";
import { languageOf } from "./languages.ts";
import { actionTexts, outcomeSentence, sentence, targetingInWords, zonedTimeText, type Language } from "./wording.ts";

export function recordProperties(
  view: DeliveryView,
  { language: tag, timeZone, url }: { language: string; timeZone: string; url: string },
): RecordProperties {
  const { delivery } = view;
  const language = languageOf(tag);
  const following = followingOf(delivery);
  return {
    delivery_id: delivery.id,
    delivery_name: deliveryName(delivery, language, timeZone),
    ...status(delivery, language),
    list_id: delivery.inputs.listId,
    list_name: listName(delivery),
    channel_name: view.channelName,
    audience_name: includedNames(view, language),
    ...targets(view, language),
    message_excerpt: messageExcerpt(delivery),
    workflow_ids: view.workflowIds.join(";"),
    ...numbers(delivery),
    line_request_id: following?.requestId ?? "",
    ...instants(delivery),
    delivery_url: url,
  };
}

/** "Newsletter · 23 Nov 2026, 09:00 GMT+9": HubSpot shows it as the record's name, to people in any zone. */
export function deliveryName(delivery: Delivery, language: Language, timeZone: string): string {
  return `${calledName(delivery)} · ${zonedTimeText(delivery.openedAt, language, timeZone)}`;
}

/** The builder's name for it, else the saved message's, else the first words; the list where none is known. */
export function sentName({ delivery, messageName }: Pick<DeliveryView, "delivery" | "messageName">): string {
  return delivery.inputs.deliveryName ?? messageName ?? (messageExcerpt(delivery) || listName(delivery));
}

/** The builder's name for it, else its list's: the same from its beginning to its end, whatever becomes of the message. */
export const calledName = (delivery: Delivery): string => delivery.inputs.deliveryName ?? listName(delivery);

export function listName({ list, inputs }: Delivery): string {
  return list.known === "yes" ? list.name : inputs.listId;
}

/** Where a delivery stands, as a finding: its outcome, what it waits for, or that it collects or sends. */
export function standingOf(delivery: Delivery): Finding {
  const outcome = outcomeOf(delivery);
  if (outcome !== null) return outcome.finding;
  const { state } = delivery;
  if (state.phase === "collecting") return finding("COLLECTING", { enrolled: delivery.enrolled });
  if (state.phase === "sealed") return state.wait?.finding ?? finding("REQUESTING");
  if (state.phase === "preparing") return state.wait?.finding ?? preparing(delivery);
  if (state.phase !== "sending" || state.following !== null) return finding("SENDING");
  return state.attempts.lastFinding ?? finding("REQUESTING");
}

export const standingText = (delivery: Delivery, language: Language): string =>
  (outcomeOf(delivery) === null ? sentence : outcomeSentence)(standingOf(delivery), language);

function preparing({ uploads }: Delivery): Finding {
  return finding("AUDIENCE_PREPARING", { ids: uploads.reduce((sum, { ids }) => sum + ids, 0) });
}

function status(delivery: Delivery, language: Language) {
  return {
    outcome: outcomeOf(delivery)?.kind ?? delivery.state.phase,
    outcome_code: standingOf(delivery).code,
    outcome_message: standingText(delivery, language),
  };
}

function targets(view: DeliveryView, language: Language) {
  const { delivery } = view;
  const { inputs } = delivery;
  const narrowcast = narrowcastOf(delivery);
  return {
    targeting_mode: inputs.targetingMode,
    targeting: targetingInWords(inputs, audienceNames(view), language),
    targeting_json:
      narrowcast === null ? JSON.stringify(targeting(inputs, NOTHING_KNOWN)) : targetingIn(narrowcast.body),
  };
}

/** What LINE was really asked, without the messages. */
function targetingIn(body: string): string {
  const { messages: _messages, ...asked } = JSON.parse(body) as Record<string, unknown>;
  return JSON.stringify(asked);
}

export function includedNames(view: Pick<DeliveryView, "delivery" | "knownAudiences">, language: Language): string {
  const names = audienceNames(view);
  const included = includedAudiences(view.delivery.inputs).map((id) => names[id] ?? id);
  return included.join(actionTexts(language).words.comma);
}

/** By the audiences' ids: as preflight found them for this delivery, else as LINE last called them. */
export function audienceNames({
  delivery,
  knownAudiences,
}: Pick<DeliveryView, "delivery" | "knownAudiences">): Readonly<Record<string, string>> {
  const { inputs, preview } = delivery;
  const name = narrowcastOf(delivery)?.audienceName ?? null;
  return {
    ...knownAudiences,
    ...(inputs.audienceId !== null && name !== null && { [inputs.audienceId]: name }),
    ...preview?.audiences,
  };
}

/** The beginning of each message: what goes out, once preflight has seen it; before that what the builder wrote. */
export function bubblesOf(delivery: Delivery): readonly string[] {
  const narrowcast = narrowcastOf(delivery);
  if (delivery.preview !== null) return delivery.preview.bubbles;
  const messages: readonly LineMessage[] | null =
    narrowcast === null ? messagesOf(delivery.inputs.message, null) : JSON.parse(narrowcast.body).messages;
  return messages?.map((message) => excerpt([message])) ?? [];
}

const MAX_EXCERPT = 80;

/** One line for lists and the record. */
export function messageExcerpt(delivery: Delivery): string {
  const [first = ""] = bubblesOf(delivery);
  return excerpt([{ type: "text", text: first }], MAX_EXCERPT);
}

function numbers(delivery: Delivery) {
  const { target, success, failure, used, reach, opens, clicks } = numbersOf(delivery);
  const forecast = forecastNow(delivery);
  const { low, high } = forecast === null ? { low: NONE, high: NONE } : shownForecast(forecast, shownFrom(delivery));
  const hasLinks = linksIn(delivery);
  return {
    enrolled_count: String(delivery.enrolled),
    covered_count: String(delivery.covered),
    ...shown("target_count", target, "target_state"),
    ...shown("success_count", success, "success_state"),
    ...shown("failure_count", failure, "failure_state"),
    ...shown("forecast_low", low),
    ...shown("forecast_high", high ?? NONE),
    quota_reserved: text(narrowcastOf(delivery)?.reserved),
    ...shown("quota_used", used),
    approved_by: delivery.approval?.by ?? "",
    ...shown("reach", reach),
    ...shown("opens", opens),
    ...shown("clicks", clicks),
    message_links: hasLinks === null ? "" : hasLinks ? "yes" : "no",
  };
}

/** A number that is not there yet, or never will be, is no 0. */
const shown = (name: string, { value, state }: Shown, stateName = `${name}_state`) => ({
  [name]: state === "pending" || state === "none" ? "" : String(value),
  [stateName]: state,
});

function instants(delivery: Delivery) {
  return {
    opened_at: text(delivery.openedAt),
    sealed_at: text(sealOf(delivery)?.at),
    sent_at: text(followingOf(delivery)?.acceptedAt),
    completed_at: text(outcomeOf(delivery)?.at),
    last_reading_at: text(readingOf(delivery)?.takenAt),
  };
}

/** HubSpot clears a property that is given the empty text. */
const text = (value: number | null | undefined): string => (value == null ? "" : String(value));
