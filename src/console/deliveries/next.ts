/** The way to the send, step by step, and what a person may do about it: a place of its own for each command. */
import { asksOf, earlierSendOf, involvesApproval, isSecondSend } from "../../delivery/lifecycle/approval.ts";
import { possibleCommands, type Command } from "../../delivery/lifecycle/commands.ts";
import type { quotaParts } from "../../delivery/numbers/quota.ts";
import { followingOf, sealOf, type Delivery } from "../../delivery/delivery.ts";
import { checkEnrolled } from "../../delivery/targeting/preflight.ts";
import { notBefore, recurrenceOf, sendAtOf } from "../../delivery/lifecycle/send-time.ts";
import { approveBy, ceilingAt, nextSealAt } from "../../delivery/lifecycle/window.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { leftText, usesText } from "../../i18n/cost-text.ts";
import { dateTimeText, fill, numberText, say, sentence, together } from "../../i18n/wording.ts";
import { factLine, factList, receivers, type Fact } from "./facts.ts";
import { isNarrowed, recipientsText } from "../../i18n/recipients-text.ts";
import { approverHint, isBarred, type Approving } from "../settings/policies/approving.ts";
import type { ViewContext } from "../request/view-context.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";
import { why } from "../web/help-link.ts";
import { html, type ComponentChildren, type VNode } from "../web/elements.ts";

/** What a person decides by, beside the delivery itself. */
export interface Deciding {
  /** Who may approve, as far as the account's policies say. */
  readonly approving: Approving;
  /** This month's messages of the LINE account; null where LINE does not say them now, or nothing will be sent. */
  readonly quota: ReturnType<typeof quotaParts> | null;
  /** The beginning of each message, as it would go out now. */
  readonly texts: readonly string[];
}

/** Until the outcome is known: who gets it and what it uses, then each step with its command. */
export function wayToSend(view: DeliveryView, deciding: Deciding, context: ViewContext): VNode {
  const { delivery, now } = view;
  const { approving } = deciding;
  const possible = possibleCommands(delivery, now)
    .filter((command) => allows(context, command))
    .filter((command) => command !== "approve" || !isBarred(approving));
  const approved = involvesApproval(delivery) || (approving.policies.alwaysApprove && !delivery.inputs.rehearsal);
  return html`<section class="card" id="way">
    <h2 id="who">${recipientsText(delivery, context)} ${!isNarrowed(delivery) && why("recipients", context.words)}</h2>
    ${factList(decidedBy(view, deciding, context), context)}
    <div class="slots">
      ${collecting(view, { possible, approved }, context)} ${approved && approval(view, possible, deciding, context)}
      ${sending(view, possible, context)}
    </div>
  </section>`;
}

function decidedBy(view: DeliveryView, { quota }: Deciding, context: ViewContext): readonly Fact[] {
  const { delivery: names } = context.words;
  return [
    ...receivers(view, context),
    [names.uses, usesText(view.delivery, context), "cost"],
    [names.left, quota !== null && leftText(quota, context)],
  ];
}

type Possible = readonly Command["do"][];

interface Way {
  readonly possible: Possible;
  /** A person is surely asked. */
  readonly approved: boolean;
}

function collecting({ delivery, now }: DeliveryView, { possible, approved }: Way, context: ViewContext): VNode {
  const { words, language } = context;
  const { list, state, minimum, enrolled } = delivery;
  if (state.phase !== "collecting")
    return slot("seal", words.next.collecting, html`<p>${endedText(delivery, context)}</p>`);
  const size = list.known === "yes" ? list.size : null;
  const figures = { enrolled, minimum: numberText(minimum, language), size: size ?? 0 };
  const asked = state.sealRequestedBy !== null;
  const refused = checkEnrolled(delivery);
  const tooFew = refused?.code === "ENROLLED_BELOW_MINIMUM";
  const what =
    refused === null
      ? html`<p><strong>${recipientsText(delivery, context)}</strong></p>
          <p>
            ${together([say(words.next.sealEnough, figures, language), afterSeal(delivery, approved, now, context)], language)}
          </p>`
      : html`<p class="warned failed">
          ${tooFew ? html`${say(words.next.sealTooFew, figures, language)} ${why("minimum", words)}` : sentence(refused, language)}
        </p>`;
  return slot(
    "seal",
    words.next.collecting,
    html`<p>
        <strong>${say(size === null ? words.next.soFar : words.next.soFarOf, figures, language)}</strong>
      </p>
      <p class="soft closes">${closesText(delivery, context)}</p>
      ${possible.includes("seal") && !asked && disclosure(delivery, "seal", what, context)}`,
  );
}

function endedText(delivery: Delivery, context: ViewContext): string {
  const at = sealOf(delivery)?.at ?? delivery.lastEnrolledAt;
  return say(context.words.next.sealed, { time: time(at, context), enrolled: delivery.enrolled }, context.language);
}

function closesText(delivery: Delivery, context: ViewContext): string {
  const { next } = context.words;
  const { state } = delivery;
  if (state.phase === "collecting" && state.sealRequestedBy !== null) {
    return fill(next.closing, { person: state.sealRequestedBy });
  }
  const [soon, latest] = [nextSealAt(delivery), ceilingAt(delivery)];
  if (soon >= latest) return fill(next.closesEarly, { latest: time(latest, context) });
  return fill(next.closesQuiet, { time: time(soon, context), latest: time(latest, context) });
}

/** What follows on the seal. */
function afterSeal(delivery: Delivery, approved: boolean, now: number, context: ViewContext): string {
  const { next } = context.words;
  if (delivery.inputs.rehearsal) return next.thenRehearsal;
  if (approved) return next.thenApproval;
  const early = notBefore(delivery, now);
  if (early === null) return next.thenSend;
  return fill(early.why === "QUIET_HOURS" ? next.thenQuiet : next.thenTime, { time: time(early.at, context) });
}

function approval(view: DeliveryView, possible: Possible, deciding: Deciding, context: ViewContext): VNode {
  const { delivery, now } = view;
  const { next, delivery: words } = context.words;
  const asks = asksOf(delivery);
  if (delivery.approval !== null && asks.length === 0) {
    const { by, at } = delivery.approval;
    return slot("approve", next.approval, html`<p>${fill(words.approvedBy, { by, time: time(at, context) })}</p>`);
  }
  if (asks.length === 0) return slot("approve", next.approval, html`<p class="soft">${next.approvalLater}</p>`);
  const earlier = earlierSendOf(delivery);
  const hint = approverHint(deciding.approving, context.words);
  const early = notBefore(delivery, now);
  const then = early === null ? next.approveWhat : fill(next.approveTime, { time: time(early.at, context) });
  return slot(
    "approve",
    next.approval,
    html`${asks.filter(({ code }) => code !== "APPROVAL_NEEDED").map((why) => html`<p>${sentence(why, context.language)}</p>`)}
      ${earlier !== null && html`<p><a href=${`/deliveries/${earlier}`}>${next.earlier}</a></p>`}
      <p class="soft">${fill(next.approveBy, { time: time(approveBy(delivery), context) })}</p>
      ${hint !== null && html`<p class="soft">${hint}</p>`}
      ${
        possible.includes("approve") &&
        disclosure(
          delivery,
          "approve",
          html`${deciding.texts.map((text) => html`<p class="message">${text}</p>`)}
            <p><strong>${recipientsText(delivery, context)}</strong></p>
            ${factLine(decidedBy(view, deciding, context), context)}
            <p>${then}</p>`,
          context,
        )
      }`,
  );
}

function sending(view: DeliveryView, possible: Possible, context: ViewContext): VNode {
  const { delivery, now, heldCount } = view;
  const { words, language } = context;
  const what = isSecondSend(delivery) ? words.next.cancelCovered : words.next.cancelWhat;
  const cancel = html`<p>${say(what, { held: heldCount }, language)}</p>`;
  return slot(
    "cancel",
    words.next.send,
    html`<p>${sendText(delivery, now, context)}</p>
      ${possible.includes("cancel") && disclosure(delivery, "cancel", cancel, context)}`,
  );
}

function sendText(delivery: Delivery, now: number, context: ViewContext): string {
  const { next } = context.words;
  const accepted = followingOf(delivery)?.acceptedAt ?? null;
  if (accepted !== null) return fill(next.accepted, { time: time(accepted, context) });
  if (delivery.state.phase === "sending") return next.asked;
  if (delivery.inputs.rehearsal) return next.rehearsal;
  if (asksOf(delivery).length > 0) return next.whenApproved;
  const early = notBefore(delivery, now);
  return early === null ? next.whenChecked : fill(next.notBefore, { time: time(early.at, context) });
}

/** Said as soon as contacts come who could want another send, which a date that is over never makes. */
export function onceOnly({ delivery, timeline }: DeliveryView, context: ViewContext): VNode | false {
  const at = sendAtOf(delivery);
  const comeLater = delivery.covered > 0 || timeline.some(({ event }) => event === "refused_later");
  if (at === null || recurrenceOf(delivery.inputs) !== null || !comeLater) return false;
  return html`<p class="warned">${fill(context.words.delivery.sendTimeOnce, { time: time(at, context) })}</p>`;
}

const slot = (name: Command["do"], title: string, content: ComponentChildren): VNode =>
  html`<div class="slot" id=${`slot-${name}`}>
    <h3>${title}</h3>
    ${content}
  </div>`;

/** Two presses: the button is behind a summary and below what it would do. */
function disclosure(delivery: Delivery, command: Command["do"], what: VNode, { words, session }: ViewContext): VNode {
  const label = command === "approve" && isSecondSend(delivery) ? words.delivery.sendAnyway : words.delivery[command];
  return html`<details class="command" id=${`ask-${command}`}>
    <summary class=${`button ${command === "approve" ? "" : "quiet"}`}>${label}…</summary>
    ${what}
    <form method="post" action=${inPortal(`/deliveries/${delivery.id}/${command}`, session)}>
      <button id=${`command-${command}`} class=${command === "approve" ? "" : "stop"}>${label}</button>
    </form>
  </details>`;
}

const time = (at: number, { language, timeZone }: ViewContext): string => dateTimeText(at, language, timeZone);
