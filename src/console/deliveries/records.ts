/** What pages say about delivery records in HubSpot, and about contacts that still wait there for the outcome. */
import type { Finding } from "../../delivery/codes.ts";
import { manyCalledAgain } from "../../delivery/hubspot/release-pause.ts";
import type { PortalFacts } from "../../ports/store/accounts.ts";
import type { OwedRecords } from "../../ports/store/records.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { dateTimeText, say, sentence, title } from "../../i18n/wording.ts";
import { html, instant, sentenceWith, type VNode } from "../web/elements.ts";
import type { ViewContext } from "../request/view-context.ts";

export type RecordsState = Pick<PortalFacts, "recordTypeId" | "recordFinding" | "recordsDueAt">;

const troubleNotice = (heading: string, why: Finding, { language }: ViewContext, more: VNode | null = null): VNode =>
  html`<section class="unrecorded" role="status">
    <p><strong>${heading}</strong></p>
    <p>${sentence(why, language)}</p>
    ${more}
  </section>`;

/** On Home and the list of deliveries: everyone sees that HubSpot has no records of them. */
export function noRecordsNotice({ recordFinding }: RecordsState, { byRule }: OwedRecords, context: ViewContext) {
  const why = recordFinding ?? byRule;
  if (why === null) return null;
  const link = html`<p><a href="/settings#records">${context.words.records.details}</a></p>`;
  return troubleNotice(title(why.code, context.language), why, context, link);
}

/** On a delivery whose record HubSpot lacks, or whose record is behind. */
export const noRecordNotice = (why: Finding | null, context: ViewContext): VNode | null =>
  why === null ? null : troubleNotice(context.words.records.missing, why, context);

export function recordsCard(state: RecordsState, { count, byRule }: OwedRecords, context: ViewContext): VNode {
  const { records: words } = context.words;
  const { recordTypeId, recordsDueAt } = state;
  const why = state.recordFinding ?? byRule;
  return html`<section class="card" id="records">
    <h2>${words.title}</h2>
    <p class="soft">${words.hint}</p>
    ${
      why === null
        ? html`<p>${recordTypeId === null ? words.unknown : words.ok}</p>`
        : html`<div class="unrecorded">
            <p><strong>${title(why.code, context.language)}</strong></p>
            <p>${sentence(why, context.language)}</p>
          </div>`
    }
    ${count > 0 && html`<p>${say(words.owed, { count }, context.language)}</p>`}
    ${
      why !== null &&
      html`<p>
        ${recordsDueAt !== null && html`${sentenceWith(words.next, { time: instant(recordsDueAt, context) })} `}
        <a href="/hubspot/oauth/install?return=%2Fsettings">${words.now}</a>
      </p>`
    }
  </section>`;
}

/** Why contacts still wait although the outcome is known, and the signs that some did not get it. */
export function releaseNotices(view: DeliveryView, context: ViewContext): VNode {
  return html`${waiting(view, context)}${calledAgain(view, context)}`;
}

function waiting({ releaseWait, heldCount: held, now }: DeliveryView, context: ViewContext): VNode | null {
  if (releaseWait === null || releaseWait.until <= now) return null;
  const { words, language, timeZone } = context;
  const { finding, until } = releaseWait;
  const figures = { held, time: dateTimeText(until, language, timeZone) };
  if (finding.code !== "HUBSPOT_HOLDS_UNKNOWN" && finding.code !== "HUBSPOT_REFUSED")
    return html`<p class="said calm" id="release">${say(words.delivery.releaseAsked, figures, language)}</p>`;
  return html`<p class="said" id="release">
    ${sentence(finding, language)} ${say(words.delivery.releaseRefused, figures, language)}
  </p>`;
}

function calledAgain({ calledAgain: count, delivery }: DeliveryView, { words, language }: ViewContext): VNode | null {
  if (!manyCalledAgain(count, delivery.executions)) return null;
  return html`<p class="said" id="called-again">${say(words.delivery.calledAgain, { count }, language)}</p>`;
}
