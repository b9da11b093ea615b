/** A delivery's numbers, each with what it is: so far, exact, hidden, pending or final. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { countsOf, outcomeOf, readingOf, sealOf, type Delivery } from "../delivery/delivery.ts";
import type { Shown } from "../delivery/reading.ts";
import { numberText } from "../wording/wording.ts";
import { instant } from "./elements.ts";
import type { Reader } from "./reader.ts";

export function numbers(delivery: Delivery, reader: Reader): VNode {
  const { delivery: words } = reader.words;
  const reading = readingOf(delivery);
  return html`<section class="card">
    <h2>${words.numbers}</h2>
    <dl class="numbers">
      ${number(words.enrolled, delivery.enrolled, sealOf(delivery) === null ? words.soFar : words.closed, reader)}
      ${delivery.covered > 0 && number(words.covered, delivery.covered, words.coveredHint, reader)}
      ${counts(delivery, reader)} ${insight(words.reach, reading?.delivered, delivery, reader)}
      ${insight(words.opens, reading?.opens, delivery, reader)}
      ${insight(words.clicks, reading?.clicks, delivery, reader)}
    </dl>
    ${nextLook(delivery, reader)}
  </section>`;
}

function number(name: string, value: number | null, state: string, { language }: Reader): VNode {
  return html`<div>
    <dt>${name}</dt>
    <dd class="value">${value === null ? "–" : numberText(value, language)}</dd>
    <dd class="state">${state}</dd>
  </div>`;
}

function counts(delivery: Delivery, reader: Reader): VNode[] {
  const { delivery: words } = reader.words;
  const known = countsOf(delivery);
  const state = known === null ? unsent(delivery, reader) : words.atLine;
  return [
    number(words.target, known?.target ?? null, state, reader),
    number(words.success, known?.success ?? null, state, reader),
    number(words.failure, known?.failure ?? null, state, reader),
  ];
}

function insight(name: string, shown: Shown | undefined, delivery: Delivery, reader: Reader): VNode {
  const { delivery: words } = reader.words;
  if (shown === undefined) return number(name, null, unsent(delivery, reader), reader);
  return number(name, shown.state === "pending" ? null : shown.value, words.states[shown.state], reader);
}

/** Why there is no number: the send is still to come, LINE is still counting, or nothing was sent. */
function unsent(delivery: Delivery, { words }: Reader): string {
  const outcome = outcomeOf(delivery);
  if (outcome === null) return words.delivery.afterSend;
  return delivery.state.phase === "measuring" ? words.delivery.states.pending : words.delivery.notSent;
}

function nextLook({ state }: Delivery, { words, language }: Reader): VNode | null {
  if (state.phase !== "measuring") return null;
  const [before, after] = words.delivery.nextReading.split("{time}");
  return html`<p class="soft">${before}${instant(state.nextReadingAt, language)}${after}</p>`;
}
