/** The portal's deliveries, newest first. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { countsOf, readingOf, type Delivery } from "../delivery/delivery.ts";
import type { Shown } from "../delivery/reading.ts";
import type { DeliverySummary } from "../ports/store.ts";
import { listName } from "../wording/record-properties.ts";
import { fill, numberText } from "../wording/wording.ts";
import { badge, instant } from "./elements.ts";
import type { Reader } from "./reader.ts";

/** `older`: the address of the next page, null on the last one. */
export function deliveriesPage(deliveries: readonly DeliverySummary[], older: string | null, reader: Reader): VNode {
  const { words } = reader;
  return html`<h1>${words.deliveries.title}</h1>
    ${deliveries.length === 0 ? nothingYet(reader) : table(deliveries, reader)}
    ${older !== null && html`<p><a href=${older}>${words.deliveries.older}</a></p>`}`;
}

const nothingYet = ({ words }: Reader): VNode =>
  html`<section class="notice">
    <p><strong>${words.deliveries.none}</strong></p>
    <p class="soft">${words.deliveries.noneHint}</p>
  </section>`;

function table(deliveries: readonly DeliverySummary[], reader: Reader): VNode {
  const { columns } = reader.words.deliveries;
  const words = [columns.list, columns.outcome, columns.channel, columns.opened];
  const numbers = [columns.enrolled, columns.target, columns.reach, columns.opens, columns.clicks];
  return html`<div class="scroll card">
    <table>
      <thead>
        <tr>
          ${words.map((word) => html`<th scope="col">${word}</th>`)}
          ${numbers.map((word) => html`<th scope="col" class="number">${word}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${deliveries.map((summary) => row(summary, reader))}
      </tbody>
    </table>
  </div>`;
}

function row({ delivery, channelName }: DeliverySummary, reader: Reader): VNode {
  const { language } = reader;
  const reading = readingOf(delivery);
  const numbers = [
    numberText(delivery.enrolled, language),
    targetText(delivery, reader),
    ...[reading?.delivered, reading?.opens, reading?.clicks].map((shown) => shownText(shown, reader)),
  ];
  return html`<tr>
    <td><a href=${`/deliveries/${delivery.id}`}>${listName(delivery)}</a></td>
    <td>${badge(delivery, language)}</td>
    <td>${channelName}</td>
    <td>${instant(delivery.openedAt, language)}</td>
    ${numbers.map((text) => html`<td class="number">${text}</td>`)}
  </tr>`;
}

function targetText(delivery: Delivery, { language }: Reader): string {
  const counts = countsOf(delivery);
  return counts === null ? "–" : numberText(counts.target, language);
}

/** Hidden is said in the list too: a bare 0 would be a lie. */
function shownText(shown: Shown | undefined, { language, words }: Reader): string {
  if (shown === undefined || shown.state === "pending") return "–";
  const value = numberText(shown.value, language);
  return shown.state === "hidden" ? fill(words.hidden, { value }) : value;
}
