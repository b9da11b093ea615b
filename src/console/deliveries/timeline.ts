/** What happened to a delivery, newest first, each with its reason. */
import type { Reading } from "../../delivery/numbers/reading.ts";
import type { DeliveryView, TimelineEntry } from "../../ports/store/views.ts";
import { shownText } from "../../i18n/cost-text.ts";
import { editedSendAtInWords } from "../../i18n/send-at.ts";
import {
  aboutText,
  choiceText,
  fieldName,
  fill,
  outcomeSentence,
  peopleText,
  say,
  sentence,
} from "../../i18n/wording.ts";
import { html, instant, type VNode } from "../web/elements.ts";
import type { Localized, ViewContext } from "../request/view-context.ts";

type Happened = Pick<DeliveryView, "timeline" | "readings" | "changedNames">;

export function timeline(view: Happened, context: ViewContext): VNode {
  return html`<ol class="timeline">
    ${view.timeline.toReversed().map((entry) => item(entry, view, context))}
  </ol>`;
}

function item(entry: TimelineEntry, { readings, changedNames }: Happened, context: ViewContext): VNode {
  const { language } = context;
  const { finding, event } = entry;
  const say = event === "concluded" ? outcomeSentence : sentence;
  const detail = event === "read" ? readingText(entry, readings, context) : detailText(entry, changedNames, context);
  return html`<li>
    ${instant(entry.at, context)}
    <div>
      <p><strong>${eventName(event, context)}</strong>${detail !== null && html` – ${detail}`}</p>
      ${finding !== null && html`<p class="soft">${say(finding, language)} <code>${finding.code}</code></p>`}
    </div>
  </li>`;
}

function eventName(event: string, { words }: ViewContext): string {
  return Object.hasOwn(words.events, event) ? words.events[event as keyof typeof words.events] : event;
}

/** The sentences of events that say how much, who or which; the others say it all with their names. */
const DETAILS = {
  list_looked_up: "list",
  sealed: "sealed",
  uploading: "uploading",
  uploaded: "upload",
  upload_ready: "upload",
  upload_deleted: "upload",
  left_by_step: "moved",
  joined_by_step: "moved",
  handed_over: "moved",
  approved: "by",
  approval_withdrawn: "by",
  seal_requested: "by",
  attempted: "attempt",
  accepted: "request",
  conflict: "request",
} as const;

/** In one line; null where the event says it all. */
function detailText(
  { event, details }: TimelineEntry,
  names: Happened["changedNames"],
  { words, language }: ViewContext,
): string | null {
  const { eventDetails, delivery, sealReasons } = words;
  const values = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, valueOf(value)]));
  const people = (name: string) => peopleText(values[name] ?? "–", language);
  switch (event) {
    case "forecast":
      if (details["high"] === null) return delivery.forecastUnknown;
      return fill(eventDetails.forecast, {
        low: people("low"),
        high: people("high"),
        likely: aboutText(values["likely"] ?? "–", delivery.about, language),
      });
    case "edited":
    case "changed_since":
    case "edited_later":
    case "changed_back":
      return details["input"] === undefined ? null : changeText(details, names, { words, language });
    case "progressed":
      return fill(eventDetails.progress, { success: people("success") });
  }
  if (!Object.hasOwn(DETAILS, event) || (event === "list_looked_up" && details["name"] === undefined)) return null;
  // Whose IDs: a delivery may have two uploads on their way.
  const purpose = delivery.purposes[details["purpose"] as keyof typeof delivery.purposes];
  const reason = sealReasons[details["reason"] as keyof typeof sealReasons];
  return say(eventDetails[DETAILS[event as keyof typeof DETAILS]], { ...values, purpose, reason }, language);
}

/** Inputs whose values are ids of audiences and saved messages. */
const NAMED_INPUTS = ["audienceId", "includeAudienceIds", "excludeAudienceIds", "message"];

/** Which input, and its old and new value in the words of the action's form. */
function changeText(
  { input, from, to }: TimelineEntry["details"],
  names: Happened["changedNames"],
  { words, language }: Localized,
) {
  const name = String(input);
  const value = (given: unknown): string => {
    if (typeof given !== "string") return words.delivery.notSet;
    if (name === "sendAt") return editedSendAtInWords(given, language);
    if (NAMED_INPUTS.includes(name))
      return given
        .split(", ")
        .map((id) => names[id] ?? id)
        .join(", ");
    return name === "messageText" || name === "deliveryName"
      ? fill(words.eventDetails.quoted, { text: given })
      : choiceText(name, given, language);
  };
  return fill(words.eventDetails.changed, { input: fieldName(name, language), from: value(from), to: value(to) });
}

/** With what is hidden said as hidden: the entry alone knows a bare 0. Null where its numbers are an earlier reading's. */
function readingText({ at }: TimelineEntry, readings: readonly Reading[], context: ViewContext): string | null {
  const reading = readings.find(({ takenAt }) => takenAt === at);
  if (reading === undefined) return null;
  const { delivered, opens, clicks } = reading;
  return fill(context.words.eventDetails.reading, {
    reach: shownText(delivered, context),
    opens: shownText(opens, context),
    clicks: shownText(clicks, context),
  });
}

const valueOf = (value: unknown): string | number =>
  typeof value === "number" || typeof value === "string" ? value : "–";
