/** Deliveries as the JSON API shows them. */
import { asksOf, involvesApproval, waitsForPerson } from "../../../delivery/lifecycle/approval.ts";
import { followingOf, narrowcastOf, outcomeOf, readingOf, sealOf, type Delivery } from "../../../delivery/delivery.ts";
import { forecastNow } from "../../../delivery/targeting/estimate.ts";
import { linksIn, numbersOf, shownForecast, shownFrom } from "../../../delivery/numbers/numbers.ts";
import type { LinkClicks, Reading } from "../../../delivery/numbers/reading.ts";
import { recurrenceOf, sendAtOf } from "../../../delivery/lifecycle/send-time.ts";
import { NOTHING_KNOWN, targeting } from "../../../delivery/targeting/targeting.ts";
import type { DeliverySummary, DeliveryView, TimelineEntry } from "../../../ports/store/views.ts";
import { audienceNames, bubblesOf, listName, messageExcerpt, standingOf } from "../../../i18n/record-properties.ts";
import { outcomeSentence, sentence, targetingInWords } from "../../../i18n/wording.ts";
import { findingJson, inEveryLanguage, instant, instantOrNull } from "../../web/answers.ts";

export function summaryJson({ delivery, channelName }: DeliverySummary, url: string) {
  const outcome = outcomeOf(delivery);
  return {
    id: delivery.id,
    url,
    phase: delivery.state.phase,
    outcome: outcome?.kind ?? null,
    standing: findingJson(standingOf(delivery), outcome === null ? sentence : outcomeSentence),
    list: { id: delivery.inputs.listId, name: listName(delivery), size: listSize(delivery) },
    channel: { id: delivery.inputs.channelId, name: channelName },
    enrolled: delivery.enrolled,
    covered: delivery.covered,
    forecast: forecastJson(delivery),
    ...numbersJson(delivery),
    openedAt: instant(delivery.openedAt),
    acceptedAt: instantOrNull(followingOf(delivery)?.acceptedAt),
    concludedAt: instantOrNull(outcome?.at),
  };
}

function listSize({ list }: Delivery): number | null {
  return list.known === "yes" ? list.size : null;
}

function numbersJson(delivery: Delivery) {
  const { target, success, failure, reach, opens, clicks, links } = numbersOf(delivery);
  const { takenAt = null, final = false } = readingOf(delivery) ?? {};
  return {
    counts: { target, success, failure },
    reading: { takenAt: instantOrNull(takenAt), reach, opens, clicks, links: links.map(linkJson), final },
  };
}

const linkJson = ({ url, people, clicks }: LinkClicks) => ({ url, people, clicks });

const readingJson = ({ takenAt, delivered, opens, clicks, links, final }: Reading) => ({
  takenAt: instant(takenAt),
  reach: delivered,
  opens,
  clicks,
  links: links.map(linkJson),
  final,
});

function forecastJson(delivery: Delivery) {
  const forecast = forecastNow(delivery);
  return forecast === null ? null : { ...shownForecast(forecast, shownFrom(delivery)), rule: forecast.rule };
}

export function deliveryJson(view: DeliveryView, url: string) {
  const { delivery } = view;
  const seal = sealOf(delivery);
  return {
    ...summaryJson(view, url),
    now: instant(view.now),
    minimum: delivery.minimum,
    executions: delivery.executions,
    held: view.heldCount,
    holdsLost: view.holdsLost,
    calledAgain: view.calledAgain,
    releaseWait: releaseWaitJson(view),
    workflowIds: view.workflowIds,
    window: delivery.window,
    seal: seal === null ? null : { ...seal, at: instant(seal.at) },
    targeting: targetingJson(view),
    nextTryAt: instantOrNull(nextTryAt(delivery)),
    approval: approvalJson(delivery),
    uploads: delivery.uploads.map(({ purpose, state, ids }) => ({ purpose, state, ids })),
    quota: { reserved: narrowcastOf(delivery)?.reserved ?? null, used: numbersOf(delivery).used },
    message: { excerpt: messageExcerpt(delivery), bubbles: bubblesOf(delivery), hasLinks: linksIn(delivery) },
    lineRequestId: followingOf(delivery)?.requestId ?? null,
    nextReadingAt: delivery.state.phase === "measuring" ? instant(delivery.state.nextReadingAt) : null,
    releasedAt: instantOrNull(view.releasedAt),
    sendAt: instantOrNull(sendAtOf(delivery)),
    sendAtRecurs: recurrenceOf(delivery.inputs) !== null,
    readings: view.readings.map(readingJson),
    timeline: view.timeline.map(timelineJson),
  };
}

const releaseWaitJson = ({ releaseWait }: DeliveryView) =>
  releaseWait === null ? null : { finding: findingJson(releaseWait.finding), until: instant(releaseWait.until) };

const approvalJson = (delivery: Delivery) => ({
  needed: involvesApproval(delivery),
  reasons: asksOf(delivery).map((why) => findingJson(why)),
  by: delivery.approval?.by ?? null,
  at: instantOrNull(delivery.approval?.at),
});

/** When a delivery that waits is looked at again; null for one that waits for a person, or for nothing. */
export function nextTryAt(delivery: Delivery): number | null {
  const { state } = delivery;
  if (state.phase !== "sealed" && state.phase !== "preparing") return null;
  return state.wait === null || waitsForPerson(delivery) ? null : state.wait.retryAt;
}

/** `requestBody` is the exact text LINE gets; null until the request is stored. */
function targetingJson(view: DeliveryView) {
  const { delivery } = view;
  const narrowcast = narrowcastOf(delivery);
  return {
    words: inEveryLanguage((language) => targetingInWords(delivery.inputs, audienceNames(view), language)),
    planned: targeting(delivery.inputs, NOTHING_KNOWN),
    requestBody: narrowcast?.body ?? null,
  };
}

const timelineJson = ({ at, event, phase, finding, details }: TimelineEntry) => ({
  at: instant(at),
  event,
  phase,
  finding: finding === null ? null : findingJson(finding, event === "concluded" ? outcomeSentence : sentence),
  details,
});
