/** A delivery's numbers, each with what it is: so far, exact, hidden, pending, final or none. */
import { outcomeOf, sealOf, type Delivery } from "../../delivery/delivery.ts";
import { linksIn, numbersOf, shownFrom } from "../../delivery/numbers/numbers.ts";
import { fill, numberText, type PageWords } from "../../i18n/wording.ts";
import { awaitsNumbers } from "./charts/stages.ts";
import { html, instant, sentenceWith, type VNode } from "../web/elements.ts";
import type { Localized, ViewContext } from "../request/view-context.ts";
import { isStarted } from "./recipients.ts";

export function numbers(delivery: Delivery, context: ViewContext): VNode {
  return html`<section class="card">
    <h2>${context.words.delivery.numbers}</h2>
    <dl class="numbers">
      ${shownNumbers(delivery, context).map(
        ({ label, value, state }) =>
          html`<div>
            <dt>${label}</dt>
            <dd class="value">${value}</dd>
            <dd class="state">${state}</dd>
          </div>`,
      )}
    </dl>
    ${mayHide(delivery) && html`<p class="soft">${hint(delivery, context)}</p>`} ${nextLook(delivery, context)}
  </section>`;
}

const hint = (delivery: Delivery, { words }: ViewContext): string =>
  fill(words.delivery.hiddenHint, { below: String(shownFrom(delivery)) });

/** Said from the beginning: a line that came with the first numbers would move what stands below. */
const mayHide = (delivery: Delivery): boolean => {
  const { links, ...numbers } = numbersOf(delivery);
  const all = [...Object.values(numbers), ...links.flatMap(({ people, clicks }) => [people, clicks])];
  return all.some(({ state }) => state !== "none");
};

/** Its line is there before it says something. */
function nextLook(delivery: Delivery, context: ViewContext): VNode | null {
  const { state } = delivery;
  if (state.phase !== "measuring") return awaitsNumbers(delivery) ? html`<p class="soft next-look"></p>` : null;
  const next = sentenceWith(context.words.delivery.nextReading, { time: instant(state.nextReadingAt, context) });
  return html`<p class="soft next-look">${next}</p>`;
}

export interface ShownNumber {
  readonly label: string;
  /** A dash where there is no number. */
  readonly value: string;
  readonly state: string;
}

export const NUMBERS_OF_LINE = ["target", "success", "failure", "reach", "opens", "clicks"] as const;
type NumberName = (typeof NUMBERS_OF_LINE)[number];

/** On their way from HubSpot to people: enrolled, target, delivered, reach, opens, clicks. */
export function shownNumbers(delivery: Delivery, { words: { delivery: words }, language }: Localized): ShownNumber[] {
  const enrolled = sealOf(delivery) === null ? words.soFar : isStarted(delivery) ? words.starters : words.closed;
  const counted = (label: string, value: number, state: string) => ({
    label,
    value: numberText(value, language),
    state,
  });
  return [
    counted(words.enrolled, delivery.enrolled, enrolled),
    ...(delivery.covered > 0 ? [counted(words.covered, delivery.covered, words.coveredHint)] : []),
    ...NUMBERS_OF_LINE.map((name) => {
      const { state, value: people } = numbersOf(delivery)[name];
      const value = state === "pending" || state === "none" ? "–" : numberText(people, language);
      return { label: words[name], value, state: stateText(delivery, name, words) };
    }),
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
