/** A delivery's numbers, each with what it is: so far, exact, hidden, pending, final or none. */
import { outcomeOf, sealOf, type Delivery } from "../../delivery/delivery.ts";
import type { Shown } from "../../delivery/numbers/hidden.ts";
import { deliveredOf, linksIn, numbersOf } from "../../delivery/numbers/numbers.ts";
import { numberText, type PageWords } from "../../i18n/wording.ts";
import type { Localized } from "../request/view-context.ts";
import { isStarted } from "../../i18n/recipients-text.ts";

export interface ShownNumber {
  readonly label: string;
  /** A dash where there is no number. */
  readonly value: string;
  readonly state: string;
}

export const NUMBERS_OF_LINE = ["target", "success", "failure", "reach", "opens", "clicks"] as const;
type NumberName = (typeof NUMBERS_OF_LINE)[number];

/** On their way from HubSpot to people: enrolled, target, delivered, failed, opens, clicks. */
export function shownNumbers(delivery: Delivery, { words: { delivery: words }, language }: Localized): ShownNumber[] {
  const enrolled = sealOf(delivery) === null ? words.soFar : isStarted(delivery) ? words.starters : words.closed;
  const counted = (label: string, value: number, state: string) => ({
    label,
    value: numberText(value, language),
    state,
  });
  const ofLine = (label: string, name: NumberName, { state, value }: Shown = numbersOf(delivery)[name]) => ({
    label,
    value: state === "pending" || state === "none" ? "–" : numberText(value, language),
    state: stateText(delivery, name, words),
  });
  return [
    counted(words.enrolled, delivery.enrolled, enrolled),
    ...(delivery.covered > 0 ? [counted(words.covered, delivery.covered, words.coveredHint)] : []),
    ofLine(words.target, "target"),
    ofLine(words.delivered, "success", deliveredOf(delivery)),
    ...(["failure", "opens", "clicks"] as const).map((name) => ofLine(words[name], name)),
  ];
}

/** What a number is, or why there is none. */
export function stateText(delivery: Delivery, name: NumberName, words: PageWords["delivery"]): string {
  const { state } = numbersOf(delivery)[name];
  const outcome = outcomeOf(delivery)?.kind ?? null;
  const ofProgress = name === "target" || name === "success" || name === "failure";
  switch (state) {
    case "hidden":
      return words.states.hidden;
    case "pending":
      return outcome === null ? words.afterSend : words.states.pending;
    case "none":
      if (name === "clicks" && linksIn(delivery) === false) return words.noLinks;
      return outcome === "delivered" || outcome === "uncertain" ? words.states.none : words.notSent;
    default:
      return ofProgress ? words.atLine : words.states[state];
  }
}
