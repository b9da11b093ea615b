/** One delivery: where it stands in a sentence, its numbers, who gets it, what happened. */
import { involvesApproval } from "../../delivery/lifecycle/approval.ts";
import { followingOf, narrowcastOf, outcomeOf, readingOf, sealOf, type Delivery } from "../../delivery/delivery.ts";
import { numbersOf } from "../../delivery/numbers/numbers.ts";
import { recurrenceOf, sendAtOf } from "../../delivery/lifecycle/send-time.ts";
import { NOTHING_KNOWN, targeting } from "../../delivery/targeting/targeting.ts";
import type { RefusedAccess } from "../../delivery/hubspot/portal-access.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { audienceNames, bubblesOf, listName, standingText } from "../../i18n/record-properties.ts";
import { fill, numberText, say, targetingInWords, textsIn } from "../../i18n/wording.ts";
import { sendAtInWords } from "../../i18n/send-at.ts";
import { curve } from "./charts/curve.ts";
import { picture } from "./charts/stages.ts";
import { forecastText, wayToSend } from "./next.ts";
import { numbers } from "./numbers.ts";
import { timeline } from "./timeline.ts";
import { nextTryAt } from "./api/json.ts";
import { badge, html, instant, sentenceWith, shownText, statusNotice, type VNode } from "../web/elements.ts";
import { region, type Live } from "../web/live-region.ts";
import type { Approving } from "../settings/policies/approving.ts";
import type { Chat } from "../messages/preview/chat.ts";
import type { ViewContext } from "../request/view-context.ts";
import { noRecordNotice, releaseNotices } from "./records.ts";
import { accessNotice, stoppedNotice } from "../settings/notices.ts";

export interface Surroundings {
  /** The person's last command came when the delivery had moved on. */
  readonly tooLate: boolean;
  /** All sends of the portal are stopped; null when they are not. */
  readonly stop: SendingStop | null;
  /** Why HubSpot gives the app no access to the account; null while it does. */
  readonly access: RefusedAccess | null;
  /** Who may approve, as far as the account's policies say. */
  readonly approving: Approving;
  readonly live: Live | null;
  readonly workflowUrl: (workflowId: string) => string;
  /** The messages as people see them in LINE; null where they are not known. */
  readonly shown: Chat | null;
}

export function deliveryPage(view: DeliveryView, surroundings: Surroundings, context: ViewContext): VNode {
  const { tooLate, live } = surroundings;
  const { delivery: words } = context.words;
  return html`<p class="back"><a href="/">${words.back}</a></p>
    ${statusNotice(tooLate ? words.tooLate : null)} ${region(live, content(view, surroundings, context), context)}`;
}

function content(view: DeliveryView, surroundings: Surroundings, context: ViewContext): VNode {
  const { stop, access, approving, shown, workflowUrl } = surroundings;
  const { delivery } = view;
  return html`${accessNotice(access, context)} ${stoppedNotice(stop, context)}
    <h1>${listName(delivery)} ${badge(delivery, context.language)}</h1>
    <p class="lead">${standingText(delivery, context.language)}</p>
    ${releaseNotices(view, context)} ${noRecordNotice(view.recordFinding, context)}
    ${wayToSend(view, approving, context)} ${numbers(delivery, context)} ${picture(delivery, context)}
    ${curve(view, context)} ${whatAndWho(view, shown, context)} ${details(view, workflowUrl, context)}
    ${timeline(view, context)} ${download(delivery, context)}`;
}

const download = ({ id }: Delivery, { words, language }: ViewContext): VNode =>
  html`<p class="downloads">
    ${words.delivery.download}${textsIn(language).colon}<a href=${`/api/deliveries.csv?search=${id}`} download>CSV</a>
    <a href=${`/api/deliveries/${id}`} download=${`line-delivery-${id}.json`}>JSON</a>
  </p>`;

function whatAndWho(view: DeliveryView, shown: Chat | null, context: ViewContext): VNode {
  const { delivery } = view;
  const { language, words } = context;
  const narrowcast = narrowcastOf(delivery);
  const planned = JSON.stringify(targeting(delivery.inputs, NOTHING_KNOWN), null, 2);
  const exact = narrowcast === null ? planned : JSON.stringify(JSON.parse(narrowcast.body), null, 2);
  const label = narrowcast === null ? words.delivery.plannedTargeting : words.delivery.exactRequest;
  return html`<section class="card">
    <h2>${words.delivery.message}</h2>
    ${shown?.node ?? bubbles(delivery, context)}
    <h2>${words.delivery.targeting}</h2>
    <p>${targetingInWords(delivery.inputs, audienceNames(view), language)}</p>
    <details id="exact-request">
      <summary>${label}</summary>
      <pre>${exact}</pre>
    </details>
  </section>`;
}

/** What is known of a message that was deleted since. */
function bubbles(delivery: Delivery, { words }: ViewContext): VNode | VNode[] {
  const shown = bubblesOf(delivery);
  if (shown.length === 0) return html`<p class="soft">${words.delivery.messageLater}</p>`;
  return shown.map((bubble) => html`<p class="message">${bubble}</p>`);
}

function details(view: DeliveryView, workflowUrl: Surroundings["workflowUrl"], context: ViewContext): VNode {
  const { delivery, channelName, workflowIds, releasedAt, heldCount, holdsLost } = view;
  const { language, words } = context;
  const names = words.delivery;
  const count = (value: number) => numberText(value, language);
  const reserved = narrowcastOf(delivery)?.reserved ?? null;
  const { used } = numbersOf(delivery);
  const rows: [string, VNode | string | false][] = [
    [names.list, listText(delivery, context)],
    [names.channel, channelName],
    [names.opened, instant(delivery.openedAt, context)],
    [names.sealed, instant(sealOf(delivery)?.at, context)],
    [names.sent, instant(followingOf(delivery)?.acceptedAt, context)],
    [names.concluded, instant(outcomeOf(delivery)?.at, context)],
    [names.released, instant(releasedAt, context)],
    [names.lastReading, instant(readingOf(delivery)?.takenAt, context)],
    [names.requestId, followingOf(delivery)?.requestId ?? "–"],
    [names.workflows, workflowLinks(workflowIds, workflowUrl)],
    [names.forecast, forecastText(delivery, context) ?? false],
    [names.sendTime, sendTimeText(delivery, context) ?? false],
    [names.nextTry, nextTryAt(delivery) !== null && instant(nextTryAt(delivery), context)],
    [names.approval, involvesApproval(delivery) && approvalText(delivery, context)],
    [names.uploads, delivery.uploads.length > 0 && uploadsText(delivery, context)],
    [names.reserved, reserved !== null && count(reserved)],
    [names.used, used.state !== "pending" && used.state !== "none" && shownText(used, context)],
    [names.held, heldCount > 0 && count(heldCount)],
    [names.holdsLost, holdsLost > 0 && count(holdsLost)],
    [names.id, delivery.id],
  ];
  const shown = rows.filter(([, value]) => value !== false);
  return html`<section class="card">
    <h2>${names.facts}</h2>
    <dl class="facts">
      ${shown.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </section>`;
}

function workflowLinks(ids: readonly string[], urlOf: Surroundings["workflowUrl"]): VNode | string {
  if (ids.length === 0) return "–";
  return html`${ids.map((id, index) => html`${index > 0 && ", "}<a href=${urlOf(id)}>${id}</a>`)}`;
}

/** The moment, and what makes each run have one of its own. */
function sendTimeText(delivery: Delivery, context: ViewContext): VNode | null {
  const at = sendAtOf(delivery);
  if (at === null) return null;
  const rule = recurrenceOf(delivery.inputs);
  return html`${instant(at, context)}${rule !== null && ` (${sendAtInWords(rule, context.language)})`}`;
}

function approvalText({ approval }: Delivery, context: ViewContext): VNode | string {
  const { approvedBy, notApproved } = context.words.delivery;
  if (approval === null) return notApproved;
  return sentenceWith(approvedBy, { by: approval.by, time: instant(approval.at, context) });
}

function uploadsText({ uploads }: Delivery, { words, language }: ViewContext): string {
  const { upload, purposes, uploadStates } = words.delivery;
  const said = uploads.map(({ purpose, state, ids }) =>
    fill(upload, { purpose: purposes[purpose], state: uploadStates[state], ids: numberText(ids, language) }),
  );
  return said.join(" · ");
}

function listText(delivery: Delivery, { words, language }: ViewContext): string {
  const { list } = delivery;
  if (list.known !== "yes" || list.size === null) return listName(delivery);
  return say(words.delivery.listSize, { name: list.name, size: list.size }, language);
}

/** Whether the page may still change by itself. */
export const isLive = ({ delivery, releasedAt }: DeliveryView): boolean =>
  delivery.state.phase !== "final" || releasedAt === null;
