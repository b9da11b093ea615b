/** One delivery: before the send what is decided, after it what became of it; the message beside both. */
import { outcomeOf, type Delivery } from "../../delivery/delivery.ts";
import type { ratesOf } from "../../delivery/numbers/numbers.ts";
import type { RefusedAccess } from "../../delivery/hubspot/portal-access.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { bubblesOf, sentName, standingOf, standingText } from "../../i18n/record-properties.ts";
import { curve } from "./charts/curve.ts";
import { picture } from "./charts/stages.ts";
import { facts, technical, type WorkflowUrl } from "./facts.ts";
import { fromWhere } from "./list-table.ts";
import { onceOnly, wayToSend, type Deciding } from "./next.ts";
import { results } from "./results.ts";
import { badge, html, statusNotice, type VNode } from "../web/elements.ts";
import { helpLink, questionOf } from "../web/help-link.ts";
import { region, type Live } from "../web/live-region.ts";
import type { Chat } from "../messages/preview/chat.ts";
import { allows } from "../request/rights.ts";
import type { ViewContext } from "../request/view-context.ts";
import { noRecordNotice, releaseNotices } from "./records.ts";
import { accessNotice, stoppedNotice } from "../settings/notices.ts";

export interface Surroundings extends Deciding {
  /** The person's last command came when the delivery had moved on. */
  readonly tooLate: boolean;
  /** All sends of the portal are stopped; null when they are not. */
  readonly stop: SendingStop | null;
  /** Why HubSpot gives the app no access to the account; null while it does. */
  readonly access: RefusedAccess | null;
  readonly live: Live | null;
  readonly workflowUrl: WorkflowUrl;
  /** The messages as people see them in LINE; null where they are not known. */
  readonly shown: Chat | null;
  /** What is usual for the latest sends of its LINE account. */
  readonly medians: ReturnType<typeof ratesOf>;
}

export function deliveryPage(view: DeliveryView, surroundings: Surroundings, context: ViewContext): VNode {
  const { tooLate, live } = surroundings;
  const { delivery: words } = context.words;
  return html`<p class="back"><a href="/deliveries">${words.back}</a></p>
    ${statusNotice(tooLate ? words.tooLate : null)} ${region(live, content(view, surroundings, context), context)}`;
}

function content(view: DeliveryView, surroundings: Surroundings, context: ViewContext): VNode {
  const { stop, access, shown, workflowUrl, medians } = surroundings;
  const { delivery } = view;
  const asked = questionOf(standingOf(delivery).code);
  const over = outcomeOf(delivery) !== null;
  const numbers = results(delivery, medians, context);
  const details = facts(view, workflowUrl, context);
  // Without a send there are no results: the details take their place.
  const beside = !over || numbers !== null;
  return html`${accessNotice(access, context)} ${stoppedNotice(stop, context)}
    <h1>${sentName(view)} ${badge(delivery, context.language)}</h1>
    <p class="from soft">${fromWhere(view, workflowUrl, context)}</p>
    <p class="lead">${standingText(delivery, context.language)}</p>
    ${asked !== null && html`<p>${helpLink(asked, context.words)}</p>`} ${releaseNotices(view, context)}
    ${noRecordNotice(view.recordFinding, context)} ${onceOnly(view, context)}
    <div class="columns">
      <div>
        ${over ? html`${numbers ?? details} ${nextSteps(view, surroundings, context)}` : wayToSend(view, surroundings, context)}
        ${picture(delivery, context)} ${curve(view, context)}
      </div>
      <div class="beside">
        <section class="card" id="message">
          <h2>${context.words.delivery.message}</h2>
          ${shown?.node ?? bubbles(delivery, context)}
        </section>
        ${beside && details}
      </div>
    </div>
    ${technical(view, context)}`;
}

/** Where a person goes from here. */
function nextSteps(
  { delivery, workflowIds: [workflow] }: DeliveryView,
  { workflowUrl, shown }: Surroundings,
  context: ViewContext,
): VNode {
  const { fix, runAgain, duplicate } = context.words.delivery;
  const failed = outcomeOf(delivery)?.kind === "failed";
  return html`<p class="actions">
    ${workflow !== undefined && html`<a class="button" href=${workflowUrl(workflow)}>${failed ? fix : runAgain}</a>`}
    ${
      shown !== null &&
      allows(context, "editMessages") &&
      html`<a class="button quiet" href=${`/messages/new?copy=${delivery.id}`}>${duplicate}</a>`
    }
  </p>`;
}

/** What is known of a message that was deleted since. */
function bubbles(delivery: Delivery, { words }: ViewContext): VNode | VNode[] {
  const shown = bubblesOf(delivery);
  if (shown.length === 0) return html`<p class="soft">${words.delivery.messageLater}</p>`;
  return shown.map((bubble) => html`<p class="message">${bubble}</p>`);
}

/** Whether the page may still change by itself. */
export const isLive = ({ delivery, releasedAt }: DeliveryView): boolean =>
  delivery.state.phase !== "final" || releasedAt === null;
