/** The way to the send, step by step, and what a person may do about it: a place of its own for each command. */
import { asksOf, earlierSendOf, involvesApproval, isSecondSend } from "../../delivery/lifecycle/approval.ts";
import { possibleCommands, type Command } from "../../delivery/lifecycle/commands.ts";
import { followingOf, outcomeOf, sealOf, type Delivery } from "../../delivery/delivery.ts";
import { forecastNow } from "../../delivery/targeting/estimate.ts";
import { forecastFigures, shownFrom } from "../../delivery/numbers/numbers.ts";
import { checkEnrolled } from "../../delivery/targeting/preflight.ts";
import { notBefore, recurrenceOf, sendAtOf } from "../../delivery/lifecycle/send-time.ts";
import { approveBy, ceilingAt, nextSealAt } from "../../delivery/lifecycle/window.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import {
  aboutText,
  dateTimeText,
  fill,
  numberText,
  peopleText,
  say,
  sentence,
  textsIn,
  together,
} from "../../i18n/wording.ts";
import { recipientsText, startersText } from "./recipients.ts";
import { approverHint, isBarred, type Approving } from "../settings/policies/approving.ts";
import type { Localized, ViewContext } from "../request/view-context.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";
import { html, type ComponentChildren, type VNode } from "../web/elements.ts";

/** As high as long as there is no outcome: the numbers below stay where they are. */
export function wayToSend(view: DeliveryView, approving: Approving, context: ViewContext): VNode {
  const { delivery, now } = view;
  const possible = possibleCommands(delivery, now)
    .filter((wish) => allows(context, wish))
    .filter((wish) => wish !== "approve" || !isBarred(approving));
  const approved =
    involvesApproval(delivery) ||
    (approving.policies.alwaysApprove && outcomeOf(delivery) === null && !delivery.inputs.rehearsal);
  const recipients = recipientsText(delivery, context) ?? startersText(delivery, context);
  const isOrWasAhead = outcomeOf(delivery) === null || followingOf(delivery) !== null;
  return html`<section class=${`card ${outcomeOf(delivery) === null ? "under-way" : ""}`} id="way">
    <h2>${context.words.next.title}</h2>
    ${isOrWasAhead && html`<p id="who">${recipients}</p>`}
    <div class="slots">
      ${collecting(view, { possible, approved }, context)} ${approved && approval(view, possible, approving, context)}
      ${sending(view, possible, context)}
    </div>
  </section>`;
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
          ${tooFew ? say(words.next.sealTooFew, figures, language) : sentence(refused, language)}
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

/** A delivery that is cancelled while it collects has no seal. */
function endedText(delivery: Delivery, context: ViewContext): string {
  const at = sealOf(delivery)?.at ?? outcomeOf(delivery)?.at ?? delivery.lastEnrolledAt;
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

function approval(
  { delivery, now }: DeliveryView,
  possible: Possible,
  approving: Approving,
  context: ViewContext,
): VNode {
  const { next, delivery: words } = context.words;
  const asks = asksOf(delivery);
  if (delivery.approval !== null && asks.length === 0) {
    const { by, at } = delivery.approval;
    return slot("approve", next.approval, html`<p>${fill(words.approvedBy, { by, time: time(at, context) })}</p>`);
  }
  if (asks.length === 0) return slot("approve", next.approval, html`<p class="soft">${next.approvalLater}</p>`);
  const forecast = forecastText(delivery, context);
  const earlier = earlierSendOf(delivery);
  const hint = approverHint(approving, context.words);
  const early = notBefore(delivery, now);
  const then = early === null ? next.approveWhat : fill(next.approveTime, { time: time(early.at, context) });
  return slot(
    "approve",
    next.approval,
    html`${asks.filter(({ code }) => code !== "APPROVAL_NEEDED").map((why) => html`<p>${sentence(why, context.language)}</p>`)}
      ${earlier !== null && html`<p><a href=${`/deliveries/${earlier}`}>${next.earlier}</a></p>`}
      <p>${words.forecast}${textsIn(context.language).colon}${forecast}</p>
      <p class="soft">${fill(next.approveBy, { time: time(approveBy(delivery), context) })}</p>
      ${hint !== null && html`<p class="soft">${hint}</p>`}
      ${
        possible.includes("approve") &&
        disclosure(
          delivery,
          "approve",
          html`<p><strong>${recipientsText(delivery, context)}</strong></p>
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
      ${onceOnly(view, context)} ${possible.includes("cancel") && disclosure(delivery, "cancel", cancel, context)}`,
  );
}

function sendText(delivery: Delivery, now: number, context: ViewContext): string {
  const { next } = context.words;
  const accepted = followingOf(delivery)?.acceptedAt ?? null;
  if (accepted !== null) return fill(next.accepted, { time: time(accepted, context) });
  if (outcomeOf(delivery)?.kind === "uncertain") return next.sendUnknown;
  if (outcomeOf(delivery) !== null) return next.notSent;
  if (delivery.state.phase === "sending") return next.asked;
  if (delivery.inputs.rehearsal) return next.rehearsal;
  const early = notBefore(delivery, now);
  return early === null ? next.whenChecked : fill(next.notBefore, { time: time(early.at, context) });
}

/** Said as soon as contacts come who could want another send, which a date that is over never makes. */
function onceOnly({ delivery, timeline }: DeliveryView, context: ViewContext): VNode | false {
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
function disclosure(delivery: Delivery, wish: Command["do"], what: VNode, { words, session }: ViewContext): VNode {
  const label = wish === "approve" && isSecondSend(delivery) ? words.delivery.sendAnyway : words.delivery[wish];
  return html`<details class="command" id=${`ask-${wish}`}>
    <summary class=${`button ${wish === "approve" ? "" : "quiet"}`}>${label}…</summary>
    ${what}
    <form method="post" action=${inPortal(`/deliveries/${delivery.id}/${wish}`, session)}>
      <button id=${`command-${wish}`} class=${wish === "approve" ? "" : "stop"}>${label}</button>
    </form>
  </details>`;
}

const time = (at: number, { language, timeZone }: ViewContext): string => dateTimeText(at, language, timeZone);

/** Null where it ended before there was one. */
export function forecastText(delivery: Delivery, { words, language }: Localized): string | null {
  const { forecastPending, forecastUnknown, forecastRange } = words.delivery;
  const forecast = forecastNow(delivery);
  if (forecast === null) return outcomeOf(delivery) === null ? forecastPending : null;
  const { low, likely, high } = forecastFigures(forecast, shownFrom(delivery));
  if (high === null) return forecastUnknown;
  const figures = { low: peopleText(low, language), high: peopleText(high, language) };
  return fill(forecastRange, { ...figures, likely: aboutText(likely, words.delivery.about, language) });
}
