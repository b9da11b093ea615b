/** A delivery's numbers as a part of its page. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import type { Delivery } from "../../delivery/delivery.ts";
import { numbersOf, shownFrom } from "../../delivery/numbers/numbers.ts";
import { fill } from "../../i18n/wording.ts";
import { awaitsNumbers } from "./charts/stages.ts";
import { instant, sentenceWith } from "../web/elements.ts";
import type { ViewContext } from "../request/view-context.ts";
import { shownNumbers } from "../web/shown-numbers.ts";

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
