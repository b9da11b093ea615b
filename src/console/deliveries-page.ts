/** The portal's deliveries, newest first. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { countsOf, readingOf, type Delivery } from "../delivery/delivery.ts";
import type { DeliverySummary } from "../ports/store.ts";
import { listName } from "../wording/record-properties.ts";
import { numberText } from "../wording/wording.ts";
import { badge, instant, shownText } from "./elements.ts";
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
    <table class="stack">
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
  const { columns } = reader.words.deliveries;
  const reading = readingOf(delivery);
  const numbers: [string, string][] = [
    [columns.enrolled, numberText(delivery.enrolled, language)],
    [columns.target, targetText(delivery, reader)],
    [columns.reach, shownText(reading?.delivered, reader)],
    [columns.opens, shownText(reading?.opens, reader)],
    [columns.clicks, shownText(reading?.clicks, reader)],
  ];
  return html`<tr>
    <td data-label=${columns.list}><a href=${`/deliveries/${delivery.id}`}>${listName(delivery)}</a></td>
    <td data-label=${columns.outcome}>${badge(delivery, language)}</td>
    <td data-label=${columns.channel}>${channelName}</td>
    <td data-label=${columns.opened}>${instant(delivery.openedAt, language)}</td>
    ${numbers.map(([name, text]) => html`<td class="number" data-label=${name}>${text}</td>`)}
  </tr>`;
}

function targetText(delivery: Delivery, { language }: Reader): string {
  const counts = countsOf(delivery);
  return counts === null ? "–" : numberText(counts.target, language);
}
