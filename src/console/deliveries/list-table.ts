/** Deliveries as rows: what was sent, who receives it, how it ended, and its numbers. */
import { shownText } from "../../i18n/cost-text.ts";
import { outcomeOf, type Delivery } from "../../delivery/delivery.ts";
import { numbersOf, ratesOf } from "../../delivery/numbers/numbers.ts";
import type { ChannelFacts } from "../../ports/store/channels.ts";
import type { DeliverySummary } from "../../ports/store/views.ts";
import { audienceNames, listName, messageExcerpt, sentName } from "../../i18n/record-properties.ts";
import { fill, numberText, percentText, targetingInWords, title } from "../../i18n/wording.ts";
import type { WorkflowUrl } from "./facts.ts";
import { recipientsText } from "../../i18n/recipients-text.ts";
import { badge, html, instant, table, type Column, type VNode } from "../web/elements.ts";
import type { ViewContext } from "../request/view-context.ts";

export function deliveriesTable(
  deliveries: readonly DeliverySummary[],
  { workflowUrl, channels }: { readonly workflowUrl: WorkflowUrl; readonly channels: readonly ChannelFacts[] },
  context: ViewContext,
): VNode {
  const { columns } = context.words.deliveries;
  const { language } = context;
  const channel: readonly Column<DeliverySummary>[] =
    channels.length > 1 ? [[columns.channel, ({ channelName }) => channelName]] : [];
  const all: readonly Column<DeliverySummary>[] = [
    [columns.message, (summary) => whatAndWho(summary, workflowUrl, context)],
    [columns.outcome, ({ delivery }) => outcome(delivery, context)],
    ...channel,
    [columns.opened, ({ delivery }) => instant(delivery.openedAt, context)],
    [columns.enrolled, ({ delivery }) => numberText(delivery.enrolled, language), "number"],
    [columns.success, ({ delivery }) => shownText(numbersOf(delivery).success, context), "number"],
    [columns.opens, ({ delivery }) => withRate(delivery, "opens", context), "number"],
    [columns.clicks, ({ delivery }) => withRate(delivery, "clicks", context), "number"],
  ];
  return table(all, deliveries, { frame: "scroll card", layout: "stack" });
}

/** Who receives it is said for a list of many rows: the conditions are on the delivery's page. */
function whatAndWho(summary: DeliverySummary, workflowUrl: WorkflowUrl, context: ViewContext): VNode {
  const { delivery, messageName } = summary;
  const name = sentName(summary);
  const said = [messageName, messageExcerpt(delivery)].find((text) => text !== null && text !== "" && text !== name);
  const recipients = recipientsText(delivery, context);
  return html`<div class="sent">
    <a href=${`/deliveries/${delivery.id}`}>${name}</a>
    ${said !== undefined && html`<p class="soft">${said}</p>`}
    <p class="soft">${fromWhere(summary, workflowUrl, context)}</p>
    ${recipients !== null && html`<p class="recipients soft">${recipients}</p>`}
  </div>`;
}

/** The list that starts it → who receives it · the workflows. */
export function fromWhere(summary: DeliverySummary, workflowUrl: WorkflowUrl, { words, language }: ViewContext): VNode {
  const { delivery, workflowIds } = summary;
  return html`${listName(delivery)} → ${targetingInWords(delivery.inputs, audienceNames(summary), language)}
  ${workflowIds.map((id) => html` · <a href=${workflowUrl(id)}>${fill(words.audiences.workflow, { id })}</a>`)}`;
}

/** What went wrong is said beside that something did. */
function outcome(delivery: Delivery, { language }: ViewContext): VNode {
  const ended = outcomeOf(delivery);
  const why = ended === null || ended.kind === "delivered" || ended.kind === "rehearsed" ? null : ended.finding.code;
  return html`<div class="sent">
    ${badge(delivery, language)} ${why !== null && html`<p class="soft">${title(why, language)}</p>`}
  </div>`;
}

function withRate(delivery: Delivery, name: "opens" | "clicks", context: ViewContext): VNode {
  const rate = ratesOf(delivery)[name];
  return html`<span
    >${shownText(numbersOf(delivery)[name], context)}${
      rate !== null && html`<br /><span class="soft">${percentText(rate, context.language)}</span>`
    }</span
  >`;
}
