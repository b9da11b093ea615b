/** What a delivery is about, for the person who answers for it, and what only operators and support look up. */
import { involvesApproval } from "../../delivery/lifecycle/approval.ts";
import { followingOf, narrowcastOf, outcomeOf, readingOf, sealOf, type Delivery } from "../../delivery/delivery.ts";
import { numbersOf } from "../../delivery/numbers/numbers.ts";
import { recurrenceOf, sendAtOf } from "../../delivery/lifecycle/send-time.ts";
import { NOTHING_KNOWN, targeting } from "../../delivery/targeting/targeting.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { forecastText, shownText } from "../../i18n/cost-text.ts";
import { audienceNames, listName } from "../../i18n/record-properties.ts";
import { fill, numberText, say, targetingInWords, textsIn } from "../../i18n/wording.ts";
import { sendAtInWords } from "../../i18n/send-at.ts";
import { nextTryAt } from "./api/json.ts";
import { timeline } from "./timeline.ts";
import { html, instant, sentenceWith, type VNode } from "../web/elements.ts";
import { why, type Question } from "../web/help-link.ts";
import type { Localized, ViewContext } from "../request/view-context.ts";

/** Left out where the value is null or false; with what people ask about it. */
export type Fact = readonly [name: string, value: VNode | string | null | false, asked?: Question];

const given = (rows: readonly Fact[]) => rows.filter(([, value]) => value !== null && value !== false);

export const factList = (rows: readonly Fact[], { words }: Localized): VNode =>
  html`<dl class="facts">
    ${given(rows).map(
      ([name, value, asked]) =>
        html`<dt>${name}${asked !== undefined && html` ${why(asked, words)}`}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;

/** The same one after another. */
export function factLine(rows: readonly Fact[], { language }: Localized): VNode {
  const { colon } = textsIn(language);
  return html`<p>
    ${given(rows).map(([name, value], index) => html`${index > 0 && " · "}${name}${colon}<strong>${value}</strong>`)}
  </p>`;
}

/** Who would receive it, from which account, and how many that are. */
export function receivers(view: DeliveryView, context: ViewContext): readonly Fact[] {
  const { delivery: names } = context.words;
  const { inputs } = view.delivery;
  return [
    [
      names.targeting,
      targetingInWords(inputs, audienceNames(view), context.language),
      inputs.suppression === null ? "attributes" : "suppression",
    ],
    [names.channel, view.channelName],
    [names.forecast, forecastText(view.delivery, context)],
  ];
}

export type WorkflowUrl = (workflowId: string) => string;

export function facts(view: DeliveryView, workflowUrl: WorkflowUrl, context: ViewContext): VNode {
  const { delivery, workflowIds } = view;
  const names = context.words.delivery;
  const { used } = numbersOf(delivery);
  const rows: readonly Fact[] = [
    // Before the outcome they stand beside the buttons.
    ...(outcomeOf(delivery) === null ? [] : receivers(view, context)),
    [names.list, listText(delivery, context)],
    [names.workflows, workflowLinks(workflowIds, workflowUrl)],
    [names.opened, instant(delivery.openedAt, context)],
    [names.sendTime, sendTimeText(delivery, context)],
    [names.nextTry, nextTryAt(delivery) !== null && instant(nextTryAt(delivery), context)],
    [names.approval, involvesApproval(delivery) && approvalText(delivery, context)],
    [names.sent, followingOf(delivery) !== null && instant(followingOf(delivery)?.acceptedAt, context)],
    [names.used, used.state !== "pending" && used.state !== "none" && shownText(used, context), "cost"],
  ];
  return html`<section class="card">
    <h2>${names.facts}</h2>
    ${factList(rows, context)}
  </section>`;
}

/** Identifiers, the steps and the exact request: folded, as no marketer needs them. */
export function technical(view: DeliveryView, context: ViewContext): VNode {
  const { delivery, releasedAt, heldCount, holdsLost } = view;
  const { language, words } = context;
  const names = words.delivery;
  const narrowcast = narrowcastOf(delivery);
  const { failure } = numbersOf(delivery);
  const reserved = narrowcast?.reserved ?? null;
  const count = (value: number) => numberText(value, language);
  const rows: readonly Fact[] = [
    [names.id, delivery.id],
    [names.requestId, followingOf(delivery)?.requestId ?? null],
    [names.retryKey, narrowcast?.retryKey ?? null],
    [names.sealed, instant(sealOf(delivery)?.at, context)],
    [names.concluded, instant(outcomeOf(delivery)?.at, context)],
    [names.released, instant(releasedAt, context)],
    [names.lastReading, instant(readingOf(delivery)?.takenAt, context)],
    [names.failure, failure.state !== "pending" && failure.state !== "none" && shownText(failure, context)],
    [names.covered, delivery.covered > 0 && `${count(delivery.covered)} (${names.coveredHint})`],
    [names.uploads, delivery.uploads.length > 0 && uploadsText(delivery, context)],
    [names.reserved, reserved !== null && count(reserved)],
    [names.held, heldCount > 0 && count(heldCount)],
    [names.holdsLost, holdsLost > 0 && count(holdsLost)],
  ];
  return html`<section class="card">
    <details id="technical">
      <summary>${names.technical}</summary>
      ${factList(rows, context)}
      <h3>${names.timeline}</h3>
      ${timeline(view, context)} ${exactRequest(delivery, context)} ${download(delivery, context)}
    </details>
  </section>`;
}

function exactRequest(delivery: Delivery, { words }: ViewContext): VNode {
  const narrowcast = narrowcastOf(delivery);
  const planned = JSON.stringify(targeting(delivery.inputs, NOTHING_KNOWN), null, 2);
  const exact = narrowcast === null ? planned : JSON.stringify(JSON.parse(narrowcast.body), null, 2);
  return html`<h3>${narrowcast === null ? words.delivery.plannedTargeting : words.delivery.exactRequest}</h3>
    <pre tabindex="0">${exact}</pre>`;
}

const download = ({ id }: Delivery, { words, language }: ViewContext): VNode =>
  html`<p class="downloads">
    ${words.delivery.download}${textsIn(language).colon}<a href=${`/api/deliveries.csv?search=${id}`} download>CSV</a>
    <a href=${`/api/deliveries/${id}`} download=${`line-delivery-${id}.json`}>JSON</a>
  </p>`;

function workflowLinks(ids: readonly string[], urlOf: WorkflowUrl): VNode | string {
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
