/** A delivery as a picture: from the contacts who enrolled to the people who clicked, a bar for each. */
import { scaleLinear } from "d3-scale";
import { html } from "htm/preact";
import type { VNode } from "preact";
import { countsOf, readingOf, type Delivery } from "../delivery/delivery.ts";
import type { Shown } from "../delivery/reading.ts";
import { fill, numberText, percentText } from "../wording/wording.ts";
import type { Reader } from "./reader.ts";

interface Bar {
  readonly name: string;
  readonly className: string;
  readonly value: number;
  readonly text: string;
  /** The share of another bar; null where one of both is not exact. */
  readonly rate: string | null;
}

/** Null before the send: one bar is no picture. */
export function picture(delivery: Delivery, reader: Reader): VNode | null {
  const bars = barsOf(delivery, reader);
  if (bars.length < 2) return null;
  const width = scaleLinear()
    .domain([0, Math.max(1, ...bars.map(({ value }) => value))])
    .range([0, 100]);
  return html`<section class="card" id="picture">
    <h2>${reader.words.delivery.picture}</h2>
    <ol class="funnel">
      ${bars.map(
        ({ name, className, value, text, rate }) =>
          html`<li>
            <span class="name">${name}</span>
            <svg aria-hidden="true" width="100%" height="20">
              <rect class="ground" width="100%" height="20" rx="4" />
              <rect class=${className} width=${`${width(value).toFixed(2)}%`} height="20" rx="4" />
            </svg>
            <span class="text">${text}${rate !== null && html` <span class="soft">${rate}</span>`}</span>
          </li>`,
      )}
    </ol>
    <p class="soft">${reader.words.delivery.pcNote}</p>
  </section>`;
}

function barsOf(delivery: Delivery, reader: Reader): readonly Bar[] {
  const { words, language } = reader;
  const names = words.delivery;
  const counts = countsOf(delivery);
  const reading = readingOf(delivery);
  const bar = (name: string, className: string, value: number): Bar => ({
    name,
    className,
    value,
    text: numberText(value, language),
    rate: null,
  });
  const insight = (name: string, className: string, shown: Shown, whole: Shown | null, of: string): Bar => ({
    name,
    className,
    value: shown.value,
    text:
      shown.state === "hidden"
        ? fill(words.hidden, { value: numberText(0, language) })
        : numberText(shown.value, language),
    rate: whole === null ? null : rateText(shown, whole, of, reader),
  });
  const bars = [bar(names.enrolled, "contacts", delivery.enrolled)];
  if (counts !== null) bars.push(bar(names.target, "people", counts.target));
  if (reading === null || reading.delivered.state === "pending") return bars;
  const { delivered, opens, clicks } = reading;
  return [
    ...bars,
    insight(names.reach, "reach", delivered, null, ""),
    insight(names.opens, "opens", opens, delivered, names.reach),
    insight(names.clicks, "clicks", clicks, opens, names.opens),
  ];
}

/** Only where both are LINE's own numbers: a rate of something hidden would be invented. */
function rateText(part: Shown, whole: Shown, of: string, { words, language }: Reader): string | null {
  if (!isExact(part) || !isExact(whole) || whole.value === 0) return null;
  return fill(words.delivery.rateOf, { rate: percentText(part.value / whole.value, language), of });
}

const isExact = ({ state }: Shown): boolean => state === "exact" || state === "final";
