/** One delivery: where it stands in a sentence, its numbers, who gets it, what happened. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { involvesApproval } from "../../delivery/lifecycle/approval.ts";
import { followingOf, narrowcastOf, outcomeOf, readingOf, sealOf, type Delivery } from "../../delivery/delivery.ts";
import { numbersOf } from "../../delivery/numbers/numbers.ts";
import { recurrenceOf, sendAtOf } from "../../delivery/lifecycle/send-time.ts";
import { NOTHING_KNOWN, targeting } from "../../delivery/targeting/targeting.ts";
import type { RefusedAccess } from "../../delivery/hubspot/portal-access.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { textsIn } from "../../i18n/languages.ts";
import { audienceNames, bubblesOf, listName, standingOf } from "../../i18n/record-properties.ts";
import { fill, numberText, outcomeSentence, sentence, targetingInWords, tell } from "../../i18n/wording.ts";
import { sendAtInWords } from "../../i18n/send-at.ts";
import { accessNotice } from "../settings/access.ts";
import { curve } from "./charts/curve.ts";
import { picture } from "./charts/picture.ts";
import { forecastText, wayToSend } from "./next.ts";
import { numbers } from "./numbers.ts";
import { timeline } from "./timeline.ts";
import { nextTryAt } from "./api/json.ts";
import { releaseNotices } from "./release.ts";
import { badge, instant, statusNotice, sentenceWith, shownText } from "../web/elements.ts";
import { region, type Live } from "../web/live-region.ts";
import type { Approving } from "../settings/policies/approving.ts";
import type { Chat } from "../messages/preview/chat.ts";
import type { Reader } from "../request/view-context.ts";
import { noRecordNotice } from "./records.ts";
import { stoppedNotice } from "../settings/sending.ts";

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

export function deliveryPage(view: DeliveryView, surroundings: Surroundings, reader: Reader): VNode {
  const { tooLate, live } = surroundings;
  const { delivery: words } = reader.words;
  return html`<p class="back"><a href="/">${words.back}</a></p>
    ${statusNotice(tooLate ? words.tooLate : null)} ${region(live, content(view, surroundings, reader), reader)}`;
}

function content(view: DeliveryView, surroundings: Surroundings, reader: Reader): VNode {
  const { stop, access, approving, shown, workflowUrl } = surroundings;
  const { delivery } = view;
  return html`${accessNotice(access, reader)} ${stoppedNotice(stop, reader)}
    <h1>${listName(delivery)} ${badge(delivery, reader.language)}</h1>
    <p class="lead">${headline(delivery, reader)}</p>
    ${releaseNotices(view, reader)} ${noRecordNotice(view.recordFinding, reader)} ${wayToSend(view, approving, reader)}
    ${numbers(delivery, reader)} ${picture(delivery, reader)} ${curve(view, reader)} ${whatAndWho(view, shown, reader)}
    ${details(view, workflowUrl, reader)} ${timeline(view, reader)} ${download(delivery, reader)}`;
}

const download = ({ id }: Delivery, { words, language }: Reader): VNode =>
  html`<p class="downloads">
    ${words.delivery.download}${textsIn(language).colon}<a href=${`/api/deliveries.csv?search=${id}`} download>CSV</a>
    <a href=${`/api/deliveries/${id}`} download=${`line-delivery-${id}.json`}>JSON</a>
  </p>`;

function headline(delivery: Delivery, { language }: Reader): string {
  const say = outcomeOf(delivery) === null ? sentence : outcomeSentence;
  return say(standingOf(delivery), language);
}

function whatAndWho(view: DeliveryView, shown: Chat | null, reader: Reader): VNode {
  const { delivery } = view;
  const { language, words } = reader;
  const narrowcast = narrowcastOf(delivery);
  const planned = JSON.stringify(targeting(delivery.inputs, NOTHING_KNOWN), null, 2);
  const exact = narrowcast === null ? planned : JSON.stringify(JSON.parse(narrowcast.body), null, 2);
  const label = narrowcast === null ? words.delivery.plannedTargeting : words.delivery.exactRequest;
  return html`<section class="card">
    <h2>${words.delivery.message}</h2>
    ${shown?.node ?? bubbles(delivery, reader)}
    <h2>${words.delivery.targeting}</h2>
    <p>${targetingInWords(delivery.inputs, audienceNames(view), language)}</p>
    <details id="exact-request">
      <summary>${label}</summary>
      <pre>${exact}</pre>
    </details>
  </section>`;
}

/** What is known of a message that was deleted since. */
function bubbles(delivery: Delivery, { words }: Reader): VNode | VNode[] {
  const shown = bubblesOf(delivery);
  if (shown.length === 0) return html`<p class="soft">${words.delivery.messageLater}</p>`;
  return shown.map((bubble) => html`<p class="message">${bubble}</p>`);
}

function details(view: DeliveryView, workflowUrl: Surroundings["workflowUrl"], reader: Reader): VNode {
  const { delivery, channelName, workflowIds, releasedAt, heldCount, holdsLost } = view;
  const { language, words } = reader;
  const names = words.delivery;
  const count = (value: number) => numberText(value, language);
  const reserved = narrowcastOf(delivery)?.reserved ?? null;
  const { used } = numbersOf(delivery);
  const rows: [string, VNode | string | false][] = [
    [names.list, listText(delivery, reader)],
    [names.channel, channelName],
    [names.opened, instant(delivery.openedAt, reader)],
    [names.sealed, instant(sealOf(delivery)?.at, reader)],
    [names.sent, instant(followingOf(delivery)?.acceptedAt, reader)],
    [names.concluded, instant(outcomeOf(delivery)?.at, reader)],
    [names.released, instant(releasedAt, reader)],
    [names.lastReading, instant(readingOf(delivery)?.takenAt, reader)],
    [names.requestId, followingOf(delivery)?.requestId ?? "–"],
    [names.workflows, workflowLinks(workflowIds, workflowUrl)],
    [names.forecast, forecastText(delivery, reader) ?? false],
    [names.sendTime, sendTimeText(delivery, reader) ?? false],
    [names.nextTry, nextTryAt(delivery) !== null && instant(nextTryAt(delivery), reader)],
    [names.approval, involvesApproval(delivery) && approvalText(delivery, reader)],
    [names.uploads, delivery.uploads.length > 0 && uploadsText(delivery, reader)],
    [names.reserved, reserved !== null && count(reserved)],
    [names.used, used.state !== "pending" && used.state !== "none" && shownText(used, reader)],
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
function sendTimeText(delivery: Delivery, reader: Reader): VNode | null {
  const at = sendAtOf(delivery);
  if (at === null) return null;
  const rule = recurrenceOf(delivery.inputs);
  return html`${instant(at, reader)}${rule !== null && ` (${sendAtInWords(rule, reader.language)})`}`;
}

function approvalText({ approval }: Delivery, reader: Reader): VNode | string {
  const { approvedBy, notApproved } = reader.words.delivery;
  if (approval === null) return notApproved;
  return sentenceWith(approvedBy, { by: approval.by, time: instant(approval.at, reader) });
}

function uploadsText({ uploads }: Delivery, { words, language }: Reader): string {
  const { upload, purposes, uploadStates } = words.delivery;
  const said = uploads.map(({ purpose, state, ids }) =>
    fill(upload, { purpose: purposes[purpose], state: uploadStates[state], ids: numberText(ids, language) }),
  );
  return said.join(" · ");
}

function listText(delivery: Delivery, { words, language }: Reader): string {
  const { list } = delivery;
  if (list.known !== "yes" || list.size === null) return listName(delivery);
  return tell(words.delivery.listSize, { name: list.name, size: list.size }, language);
}

/** Whether the page may still change by itself. */
export const isLive = ({ delivery, releasedAt }: DeliveryView): boolean =>
  delivery.state.phase !== "final" || releasedAt === null;
