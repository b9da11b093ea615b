/** How a LINE Official Account is doing: this month's messages as a gauge, and what LINE last answered. */
import { quotaParts } from "../../delivery/numbers/quota.ts";
import type { ChannelFacts, ChannelHealth } from "../../ports/store/channels.ts";
import type { Quota } from "../../ports/line.ts";
import { say, sentence, textsIn } from "../../i18n/wording.ts";
import { html, instant, type VNode } from "../web/elements.ts";
import { why } from "../web/help-link.ts";
import type { QuotaWithDeadline } from "./quota.ts";
import type { ViewContext } from "../request/view-context.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";

export interface ChannelState {
  readonly channel: ChannelFacts;
  readonly quota: QuotaWithDeadline;
  readonly health: ChannelHealth | null;
}

export function channelHealth(
  { channel, quota: { answer: quota, trouble }, health }: ChannelState,
  context: ViewContext,
): VNode {
  const { words, language } = context;
  const { health: names } = words;
  const { colon } = textsIn(language);
  const lastError = health?.lastError ?? null;
  const verify = html`<form
    class="row"
    method="post"
    action=${inPortal(`/channels/${channel.id}/verify`, context.session)}
  >
    <button class="quiet">${names.verify}</button>
  </form>`;
  return html`<h3>${names.quota}</h3>
    ${quota.kind === "ok" ? gauge(quota.value, channel.quotaFloor, context) : sentence(quota.finding, language)}
    ${trouble !== null && html`<p class="warned">${names.lastKnown}</p>`}
    <h3>${names.title}</h3>
    <dl class="facts">
      <dt>${names.credentials}</dt>
      <dd>${credentials({ answer: quota, trouble }, context)}</dd>
      <dt>${names.lastOk}</dt>
      <dd>${health?.lastOkAt == null ? names.never : instant(health.lastOkAt, context)}</dd>
      <dt>${names.lastError}</dt>
      <dd>
        ${lastError === null ? names.noError : html`${instant(health?.lastErrorAt, context)}${colon}${sentence(lastError, language)}`}
      </dd>
      <dt>${names.verifiedAt}</dt>
      <dd>${instant(health?.verifiedAt, context)}</dd>
    </dl>
    ${allows(context, "changeChannels") && verify}`;
}

function credentials({ answer, trouble }: QuotaWithDeadline, { words, language }: ViewContext): string {
  const why = trouble ?? (answer.kind === "ok" ? null : answer.finding);
  return why === null ? words.health.credentialsGood : sentence(why, language);
}

function gauge(quota: Quota, floor: number, { words, language }: ViewContext): VNode {
  const { health: names } = words;
  const { allowance, used, kept, left } = quotaParts(quota, floor);
  if (allowance === null || left === null) return html`<p>${say(names.unlimited, { used }, language)}</p>`;
  const text = say(names.gauge, { used, allowance, kept, left }, language);
  // Attributes instead of styles: the page's policy allows no inline style.
  const share = (value: number) => (allowance === 0 ? 0 : Math.min(100, (100 * value) / allowance));
  const [usedShare, keptShare] = [share(used), share(kept)];
  const percent = (value: number) => `${value.toFixed(2)}%`;
  const bar = (look: object, width: number) => html`<rect ...${look} width=${percent(width)} height="16" rx="4" />`;
  return html`<svg class="gauge" role="img" aria-label=${text} width="100%" height="16">
      ${bar({ fill: "var(--line)" }, 100)}
      ${bar({ fill: "var(--calm)", opacity: 0.55, x: percent(100 - keptShare) }, keptShare)}
      ${bar({ fill: "var(--accent)" }, usedShare)}
    </svg>
    <p>${text}</p>
    <p class="soft">${names.quotaHint} ${why("cost", words)}</p>`;
}
