/**
 * A delivery on its way to the people who clicked, a stage for each. It begins with the contacts who enrolled only where they
 * are the ones who may receive it: elsewhere they start the send, and the people are not among them.
 */
import { shownText } from "../../../i18n/cost-text.ts";
import { outcomeOf, readingOf, type Delivery } from "../../../delivery/delivery.ts";
import { isKnown, type Shown } from "../../../delivery/numbers/hidden.ts";
import { deliveredOf, numbersOf, shareOf } from "../../../delivery/numbers/numbers.ts";
import { fill, numberText, percentText } from "../../../i18n/wording.ts";
import { isNarrowed } from "../../../i18n/recipients-text.ts";
import { html, type VNode } from "../../web/elements.ts";
import type { Localized, ViewContext } from "../../request/view-context.ts";

export interface Stage {
  readonly kind: "contacts" | "people" | "delivered" | "opens" | "clicks";
  readonly name: string;
  /** Null while it is not known. */
  readonly value: number | null;
  readonly text: string;
  /** The share of those who got it; null where one of both is not exact. */
  readonly rate: string | null;
}

/** Whether LINE's numbers are still to come: then they have a place. */
export const awaitsNumbers = (delivery: Delivery): boolean =>
  outcomeOf(delivery) === null || delivery.state.phase === "measuring";

/** Null where nothing was sent and nothing will be: one stage tells nothing. */
export function stagesOf(delivery: Delivery, context: Localized): readonly Stage[] | null {
  const { delivery: names } = context.words;
  const { target, opens, clicks } = numbersOf(delivery);
  if (target.state === "none" && !awaitsNumbers(delivery)) return null;
  const delivered = deliveredOf(delivery);
  // Where the target would tell how many failed, it is left out.
  const hasTarget = isKnown(target) || !isKnown(delivered);
  const contacts = isNarrowed(delivery) ? [counted("contacts", names.enrolled, delivery.enrolled, context)] : [];
  return [
    ...contacts,
    ...(hasTarget ? [ofLine("people", names.target, target, null, context)] : []),
    ofLine("delivered", names.delivered, delivered, null, context),
    ofLine("opens", names.opens, opens, delivered, context),
    ofLine("clicks", names.clicks, clicks, delivered, context),
  ];
}

export const pictureTitle = (delivery: Delivery, { words }: Localized): string =>
  isNarrowed(delivery) ? words.delivery.picture : words.delivery.pictureOfPeople;

function counted(kind: Stage["kind"], name: string, value: number | null, { language }: Localized): Stage {
  return { kind, name, value, text: value === null ? "–" : numberText(value, language), rate: null };
}

function ofLine(kind: Stage["kind"], name: string, shown: Shown, whole: Shown | null, context: Localized): Stage {
  if (shown.state === "pending" || shown.state === "none") return counted(kind, name, null, context);
  return { kind, name, value: shown.value, text: shownText(shown, context), rate: rateText(shown, whole, context) };
}

function rateText(part: Shown, whole: Shown | null, { words, language }: Localized): string | null {
  const share = whole === null ? null : shareOf(part, whole);
  if (share === null) return null;
  return fill(words.delivery.rateOf, { rate: percentText(share, language), of: words.delivery.delivered });
}

/** A bar for each stage, once LINE has given numbers. */
export function picture(delivery: Delivery, context: ViewContext): VNode | null {
  const stages = stagesOf(delivery, context);
  if (stages === null || readingOf(delivery) === null) return null;
  const most = Math.max(1, ...stages.map(({ value }) => value ?? 0));
  const share = (value: number) => `${((value / most) * 100).toFixed(2)}%`;
  return html`<section class="card" id="picture">
    <h2>${pictureTitle(delivery, context)}</h2>
    <ol class="funnel">
      ${stages.map(
        ({ name, kind, value, text, rate }) =>
          html`<li>
            <span class="name">${name}</span>
            <svg aria-hidden="true" width="100%" height="20">
              <rect fill="var(--ground)" width="100%" height="20" rx="4" />
              <rect class=${kind} fill="currentcolor" width=${share(value ?? 0)} height="20" rx="4" />
            </svg>
            <span class="text">${text}${rate !== null && html` <span class="soft">${rate}</span>`}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}
