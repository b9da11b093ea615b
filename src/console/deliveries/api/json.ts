/** Deliveries as the JSON API shows them. */
import { asksOf, involvesApproval, waitsForPerson } from "../../../delivery/lifecycle/approval.ts";
import { followingOf, narrowcastOf, outcomeOf, readingOf, sealOf, type Delivery } from "../../../delivery/delivery.ts";
import { forecastNow } from "../../../delivery/targeting/estimate.ts";
import { includedAudiences } from "../../../delivery/inputs.ts";
import { linksIn, numbersOf, ratesOf, shownForecast, shownFrom } from "../../../delivery/numbers/numbers.ts";
import type { RefusedAccess } from "../../../delivery/hubspot/portal-access.ts";
import { recurrenceOf, sendAtOf } from "../../../delivery/lifecycle/send-time.ts";
import { NOTHING_KNOWN, targeting } from "../../../delivery/targeting/targeting.ts";
import type { DeliverySummary, DeliveryView, TimelineEntry } from "../../../ports/store/views.ts";
import {
  audienceNames,
  bubblesOf,
  listName,
  messageExcerpt,
  sentName,
  standingOf,
} from "../../../i18n/record-properties.ts";
import { outcomeSentence, sentence, targetingInWords } from "../../../i18n/wording.ts";
import { accessJson, findingJson, inEveryLanguage, instant } from "../../web/answers.ts";
import { pick, type ValueOf } from "../../web/schemas.ts";
import { DELIVERY, DELIVERY_SUMMARY, READING, TIMELINE_ENTRY } from "./answers.ts";

export function summaryJson(summary: DeliverySummary, url: string) {
  const { delivery, channelName, workflowIds } = summary;
  const outcome = outcomeOf(delivery);
  const names = audienceNames(summary);
  return pick(DELIVERY_SUMMARY, {
    ...delivery,
    url,
    name: sentName(summary),
    workflowIds,
    audiences: includedAudiences(delivery.inputs).map((id) => ({ id, name: names[id] ?? null })),
    recipients: inEveryLanguage((language) => targetingInWords(delivery.inputs, names, language)),
    phase: delivery.state.phase,
    outcome: outcome?.kind ?? null,
    standing: findingJson(standingOf(delivery), outcome === null ? sentence : outcomeSentence),
    list: { id: delivery.inputs.listId, name: listName(delivery), size: listSize(delivery) },
    channel: { id: delivery.inputs.channelId, name: channelName },
    forecast: forecastJson(delivery),
    ...numbersJson(delivery),
    rates: ratesOf(delivery),
    used: numbersOf(delivery).used,
    approvedBy: delivery.approval?.by ?? null,
    openedAt: instant(delivery.openedAt),
    acceptedAt: instant(followingOf(delivery)?.acceptedAt),
    concludedAt: instant(outcome?.at),
  });
}

function listSize({ list }: Delivery): number | null {
  return list.known === "yes" ? list.size : null;
}

function numbersJson(delivery: Delivery) {
  const { target, success, failure, ...insight } = numbersOf(delivery);
  const { takenAt = null, final = false } = readingOf(delivery) ?? {};
  return { counts: { target, success, failure }, reading: readingJson({ ...insight, takenAt, final }) };
}

type ReadingFacts = Omit<ValueOf<typeof READING>, "takenAt"> & { readonly takenAt: number | null };

const readingJson = (reading: ReadingFacts) => pick(READING, { ...reading, takenAt: instant(reading.takenAt) });

function forecastJson(delivery: Delivery) {
  const forecast = forecastNow(delivery);
  return forecast === null ? null : { ...shownForecast(forecast, shownFrom(delivery)), rule: forecast.rule };
}

export function deliveryJson(view: DeliveryView, url: string, access: RefusedAccess | null) {
  const { delivery } = view;
  const [seal, narrowcast] = [sealOf(delivery), narrowcastOf(delivery)];
  return pick(DELIVERY, {
    ...delivery,
    ...view,
    ...summaryJson(view, url),
    now: instant(view.now),
    held: view.heldCount,
    releaseWait: releaseWaitJson(view),
    seal: seal === null ? null : { ...seal, at: instant(seal.at) },
    targeting: {
      words: inEveryLanguage((language) => targetingInWords(delivery.inputs, audienceNames(view), language)),
      planned: targeting(delivery.inputs, NOTHING_KNOWN),
      requestBody: narrowcast?.body ?? null,
    },
    nextTryAt: instant(nextTryAt(delivery)),
    approval: approvalJson(delivery),
    uploads: delivery.uploads.map(({ purpose, state, ids }) => ({ purpose, state, ids })),
    quota: { reserved: narrowcast?.reserved ?? null, used: numbersOf(delivery).used },
    message: { excerpt: messageExcerpt(delivery), bubbles: bubblesOf(delivery), hasLinks: linksIn(delivery) },
    lineRequestId: followingOf(delivery)?.requestId ?? null,
    nextReadingAt: delivery.state.phase === "measuring" ? instant(delivery.state.nextReadingAt) : null,
    releasedAt: instant(view.releasedAt),
    sendAt: instant(sendAtOf(delivery)),
    sendAtRecurs: recurrenceOf(delivery.inputs) !== null,
    readings: view.readings.map((reading) => readingJson({ ...reading, reach: reading.delivered })),
    timeline: view.timeline.map(timelineJson),
    access: accessJson(access),
  });
}

const releaseWaitJson = ({ releaseWait }: DeliveryView) =>
  releaseWait === null ? null : { finding: findingJson(releaseWait.finding), until: instant(releaseWait.until) };

const approvalJson = (delivery: Delivery) => ({
  needed: involvesApproval(delivery),
  reasons: asksOf(delivery).map((why) => findingJson(why)),
  by: delivery.approval?.by ?? null,
  at: instant(delivery.approval?.at),
});

/** When a delivery that waits is looked at again; null for one that waits for a person, or for nothing. */
export function nextTryAt(delivery: Delivery): number | null {
  const { state } = delivery;
  if (state.phase !== "sealed" && state.phase !== "preparing") return null;
  return state.wait === null || waitsForPerson(delivery) ? null : state.wait.retryAt;
}

const timelineJson = ({ finding, ...entry }: TimelineEntry) =>
  pick(TIMELINE_ENTRY, {
    ...entry,
    at: instant(entry.at),
    finding: finding === null ? null : findingJson(finding, entry.event === "concluded" ? outcomeSentence : sentence),
  });
