/** Why contacts still wait although the outcome is known, and the signs that some did not get it. */
import { manyCalledAgain } from "../../delivery/hubspot/release-pause.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { dateTimeText, say, sentence } from "../../i18n/wording.ts";
import type { ViewContext } from "../request/view-context.ts";
import { html, type VNode } from "../web/elements.ts";

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
