/** Every number of LINE's about a delivery as people and programs may see it. Nothing else reads the stored ones. */
import { asksOf } from "../lifecycle/approval.ts";
import { countsOf, narrowcastOf, outcomeOf, readingOf, type Delivery } from "../delivery.ts";
import type { Forecast } from "../targeting/forecast.ts";
import { HIDDEN, isKnown, NONE, peopleFigure, PENDING, shown, SHOWN_FROM, tooFew, type Shown } from "./hidden.ts";
import { hasLinks } from "../message/links.ts";
import { MIN_RECIPIENTS } from "../targeting/minimums.ts";
import type { LineMessage } from "../message/message.ts";

/**
 * The fewest people that a number about this delivery may be about. A send that a person has allowed, or is asked to allow,
 * although it may be about fewer than 50 hides more.
 */
export function shownFrom(delivery: Pick<Delivery, "state" | "approval">): number {
  const reasons = [...asksOf(delivery).map(({ code }) => code), ...(delivery.approval?.for ?? [])];
  return reasons.includes("MAY_BE_BELOW_MINIMUM") ? MIN_RECIPIENTS : SHOWN_FROM;
}

export const numbersOf = (delivery: Delivery) => ({ ...people(delivery), ...insight(delivery) });

/** People that LINE reached. */
export const reachedOf = (delivery: Pick<Delivery, "state" | "approval">): Shown => people(delivery).success;

function people(delivery: Pick<Delivery, "state" | "approval">) {
  const counts = countsOf(delivery);
  const over = outcomeOf(delivery) !== null;
  const show = (people: number | undefined): Shown => {
    if (people === undefined) return over ? NONE : PENDING;
    return shown(people, over ? "final" : "exact", shownFrom(delivery));
  };
  const [success, failure] = [show(counts?.success), show(counts?.failure)];
  // The target is both together, so with one of them it tells the other. While LINE sends, failures are still to come that
  // would be hidden.
  const hidden = success.state === "hidden" || failure.state === "hidden";
  const target = hidden ? HIDDEN : show(counts?.target);
  return {
    /** People that LINE meant to reach. */
    target: over ? target : PENDING,
    success,
    failure,
    /** Messages of the month that it used: one for each person who received it. */
    used: success,
  };
}

function insight(delivery: Delivery) {
  const reading = readingOf(delivery);
  // LINE may never have given a number until the end.
  const missing = delivery.state.phase === "final" ? NONE : PENDING;
  const settled = (one: Shown | undefined): Shown => (one === undefined || one.state === "pending" ? missing : one);
  const clicks = settled(reading?.clicks);
  return {
    reach: settled(reading?.delivered),
    opens: settled(reading?.opens),
    clicks: !isKnown(clicks) && linksIn(delivery) === false ? NONE : clicks,
    links: reading?.links ?? [],
  };
}

/** People who got it, under one name: LINE's count of the send, or its statistics where it never gave one. */
export function deliveredOf(delivery: Delivery): Shown {
  const { success, reach } = numbersOf(delivery);
  return success.state === "none" ? reach : success;
}

/** 0.25 is a quarter. Null unless both are shown: the share of something hidden would be invented, or tell it. */
export const shareOf = (part: Shown, whole: Shown): number | null =>
  isKnown(part) && isKnown(whole) && whole.value > 0 ? part.value / whole.value : null;

/** Of the people who got it, those who opened and those who clicked. */
export function ratesOf(delivery: Delivery) {
  const { opens, clicks } = numbersOf(delivery);
  const delivered = deliveredOf(delivery);
  return { opens: shareOf(opens, delivered), clicks: shareOf(clicks, delivered) };
}

/** The fewest deliveries that one is compared with. */
const MIN_COMPARED = 3;

/** The medians of the rates that are shown of these deliveries; null where too few have one. */
export function medianRates(deliveries: readonly Delivery[]): ReturnType<typeof ratesOf> {
  const rates = deliveries.map(ratesOf);
  const median = (name: "opens" | "clicks"): number | null => {
    const known = rates.flatMap((one) => one[name] ?? []).toSorted((a, b) => a - b);
    const middle = known.slice((known.length - 1) >> 1, (known.length >> 1) + 1);
    return known.length < MIN_COMPARED ? null : middle.reduce((sum, rate) => sum + rate, 0) / middle.length;
  };
  return { opens: median("opens"), clicks: median("clicks") };
}

/** Whether the message has links, without which there are no clicks to count; null while it is not known. */
export function linksIn(delivery: Delivery): boolean | null {
  const narrowcast = narrowcastOf(delivery);
  if (narrowcast === null) return null;
  const { messages } = JSON.parse(narrowcast.body) as { readonly messages?: readonly LineMessage[] };
  return messages === undefined ? null : hasLinks(messages);
}

/** A forecast follows from what LINE says of audiences and friends. `high` is null when nothing bounds it. */
export function shownForecast({ low, likely, high }: Forecast, from = SHOWN_FROM) {
  const show = (people: number) => shown(people, "exact", from);
  return { low: show(low), likely: show(likely), high: high === null ? null : show(high) };
}

/** The same as figures of a finding or of the timeline: at least none is true of a few as well. */
export const forecastFigures = ({ low, likely, high }: Forecast, from = SHOWN_FROM) => ({
  low: tooFew(low, from) ? 0 : low,
  likely: peopleFigure(likely, from),
  high: high === null ? null : peopleFigure(high, from),
});
