/** How a delivery's insight numbers grew over the fourteen days in which LINE counts. */
import { shownText } from "../../../i18n/cost-text.ts";
import { followingOf } from "../../../delivery/delivery.ts";
import { DAY_MS } from "../../../delivery/durations.ts";
import { isKnown, NONE, type Shown } from "../../../delivery/numbers/hidden.ts";
import { numbersOf } from "../../../delivery/numbers/numbers.ts";
import type { Reading } from "../../../delivery/numbers/reading.ts";
import type { DeliveryView } from "../../../ports/store/views.ts";
import { fill, numberText, textsIn } from "../../../i18n/wording.ts";
import { html, instant, table, type Column, type VNode } from "../../web/elements.ts";
import type { ViewContext } from "../../request/view-context.ts";

/** LINE's statistics freeze after fourteen days. https://developers.line.biz/en/reference/messaging-api/#get-message-event */
const DAYS = [0, 3, 7, 14];
const SIZE = { width: 720, height: 260, left: 84, right: 36, top: 14, bottom: 32 };

type Series = "delivered" | "opens" | "clicks";
const CLASS: Readonly<Record<Series, string>> = { delivered: "delivered", opens: "opens", clicks: "clicks" };
const SERIES: readonly Series[] = ["delivered", "opens", "clicks"];

export function curve(view: DeliveryView, context: ViewContext): VNode | null {
  const acceptedAt = followingOf(view.delivery)?.acceptedAt ?? 0;
  const readings = view.readings.filter(({ delivered }) => delivered.state !== "pending");
  if (readings.length === 0) return null;
  const { words } = context;
  const series = seriesOf(view, readings);
  return html`<section class="card" id="curve">
    <h2>${words.delivery.curve}</h2>
    <p class="legend">${series.map((one) => html`<span class=${CLASS[one]}>${nameOf(one, context)}</span>`)}</p>
    ${drawing({ readings, series, acceptedAt }, context)}
    <details id="readings">
      <summary>${words.delivery.readings}</summary>
      ${readingsTable({ readings, series }, context)}
    </details>
  </section>`;
}

/** A message without links has no clicks. */
function seriesOf({ delivery }: DeliveryView, readings: readonly Reading[]): readonly Series[] {
  const hasClicks = numbersOf(delivery).clicks.state !== "none" || readings.some(({ clicks }) => isKnown(clicks));
  return SERIES.filter((one) => one !== "clicks" || hasClicks);
}

interface Drawn {
  readonly readings: readonly Reading[];
  readonly series: readonly Series[];
}

const nameOf = (series: Series, { words }: ViewContext): string =>
  ({ delivered: words.delivery.delivered, opens: words.delivery.opens, clicks: words.delivery.clicks })[series];

function drawing(
  { readings, series, acceptedAt }: Drawn & { readonly acceptedAt: number },
  context: ViewContext,
): VNode {
  const { words, language } = context;
  const { width, height, left, right, top, bottom } = SIZE;
  // Whole people on the axis, also while all is hidden.
  const most = Math.max(4, ...readings.flatMap((reading) => series.map((one) => reading[one].value)));
  const last = Math.max(14, ...readings.map(({ takenAt }) => (takenAt - acceptedAt) / DAY_MS));
  const ticks = ticksUpTo(most);
  const highest = ticks.at(-1) ?? most;
  const x = (day: number) => rounded(left + (day / last) * (width - right - left));
  const y = (people: number) => rounded(height - bottom - (people / highest) * (height - bottom - top));
  const at = ({ takenAt }: Reading) => x((takenAt - acceptedAt) / DAY_MS);
  const points = (one: Series) => readings.map((reading) => `${at(reading)},${y(reading[one].value)}`).join(" ");
  return html`<svg
    class="curve"
    fill="var(--soft)"
    font-size="13"
    role="img"
    aria-label=${inWords({ readings, series }, context)}
    viewBox=${`0 0 ${width} ${height}`}
  >
    ${ticks.map(
      (tick) =>
        html`<line stroke="var(--line)" x1=${left} x2=${width - right} y1=${y(tick)} y2=${y(tick)} />
          <text x=${left - 8} y=${y(tick) + 4} text-anchor="end">${numberText(tick, language)}</text>`,
    )}
    ${DAYS.map(
      (day) =>
        html`<text x=${x(day)} y=${height - 8} text-anchor="middle">
          ${fill(words.delivery.day, { day: numberText(day, language) })}
        </text>`,
    )}
    ${series.map((one) => html`<polyline class=${CLASS[one]} fill="none" stroke="currentcolor" stroke-width="2.5" points=${points(one)} />`)}
    ${series.flatMap((one) => readings.map((reading) => dot(reading[one], CLASS[one], at(reading), y(reading[one].value))))}
  </svg>`;
}

/** Tenths of a unit: finer than a screen shows. */
const rounded = (place: number): number => Math.round(place * 10) / 10;

/** About four round steps (1, 2 or 5 times a power of ten) from 0 to `most` or just above. `most`: at least 4. */
function ticksUpTo(most: number): readonly number[] {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((each) => each * power >= rough) ?? 10);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

/** What is hidden stands at zero as an empty ring. */
function dot({ state }: Shown, className: string, x: number, y: number): VNode {
  const look =
    state === "hidden"
      ? { class: `${className} hidden`, fill: "var(--card)", "stroke-width": 2 }
      : { class: className, fill: "currentcolor" };
  return html`<circle ...${look} stroke="currentcolor" cx=${x} cy=${y} r="4" />`;
}

function inWords({ readings, series }: Drawn, context: ViewContext): string {
  const last = readings.at(-1);
  const { colon } = textsIn(context.language);
  const said = series.map((one) => `${nameOf(one, context)}${colon}${shownText(last?.[one] ?? NONE, context)}`);
  return said.join(" · ");
}

function readingsTable({ readings, series }: Drawn, context: ViewContext): VNode {
  const numbers = series.map((one): Column<Reading> => [
    nameOf(one, context),
    (reading) => shownText(reading[one], context),
    "number",
  ]);
  const takenAt: Column<Reading> = [context.words.delivery.lastReading, (reading) => instant(reading.takenAt, context)];
  return table([takenAt, ...numbers], readings);
}
