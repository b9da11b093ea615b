/** A delivery's numbers in words, each with what it is: so far, exact, hidden, pending, final or none. */
import { outcomeOf, sealOf, type Delivery } from "../../delivery/delivery.ts";
import type { Shown } from "../../delivery/numbers/hidden.ts";
import { linksIn, numbersOf } from "../../delivery/numbers/numbers.ts";
import type { PageWords } from "../../i18n/en/page.ts";
import { numberText } from "../../i18n/wording.ts";
import { isStarted } from "../deliveries/recipients.ts";
import type { Localized } from "../request/view-context.ts";

export interface ShownNumber {
  readonly label: string;
  /** A dash where there is no number. */
  readonly value: string;
  readonly state: string;
}

const OF_LINE = ["target", "success", "failure", "reach", "opens", "clicks"] as const;
export type NumberName = (typeof OF_LINE)[number];

/** On their way from HubSpot to people: enrolled, target, delivered, reach, opens, clicks. */
export function shownNumbers(delivery: Delivery, { words: { delivery: words }, language }: Localized): ShownNumber[] {
  const enrolled = sealOf(delivery) === null ? words.soFar : isStarted(delivery) ? words.starters : words.closed;
  const counted = (label: string, value: number, state: string) => ({
    label,
    value: numberText(value, language),
    state,
  });
  const all = numbersOf(delivery);
  return [
    counted(words.enrolled, delivery.enrolled, enrolled),
    ...(delivery.covered > 0 ? [counted(words.covered, delivery.covered, words.coveredHint)] : []),
    ...OF_LINE.map((name) => {
      const one = all[name];
      const value = one.state === "pending" || one.state === "none" ? "–" : numberText(one.value, language);
      return { label: words[name], value, state: stateText(one, delivery, words, name) };
    }),
  ];
}

/** What a number is, or why there is none. */
export function stateText(
  { state }: Shown,
  delivery: Delivery,
  words: PageWords["delivery"],
  name: NumberName,
): string {
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
