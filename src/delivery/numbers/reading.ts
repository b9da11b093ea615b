/**
 * LINE's insight numbers as people may see them. LINE hides an interaction number below 20 (or caused by fewer than
 * 20 people) as `null`, which is not zero: we show 0 and say "hidden".
 * https://developers.line.biz/en/reference/messaging-api/#get-message-event
 */
import { HIDDEN, isKnown, NONE, PENDING, shown, SHOWN_FROM, type Shown } from "./hidden.ts";
import { HOUR_MS } from "../durations.ts";

/** One link of the message. */
export interface LinkClicks {
  readonly url: string;
  /** People who opened it (LINE: uniqueClick). */
  readonly people: Shown;
  /** How often it was opened (LINE: click). */
  readonly clicks: Shown;
}

/** One snapshot of a delivery's insight numbers. */
export interface Reading {
  readonly takenAt: number;
  readonly delivered: Shown;
  /** People who saw the message (LINE: uniqueImpression). */
  readonly opens: Shown;
  /** People who clicked (LINE: uniqueClick). */
  readonly clicks: Shown;
  readonly links: readonly LinkClicks[];
  readonly final: boolean;
}

/** What LINE answered; `null` is hidden or not there yet. */
export interface InsightNumbers {
  readonly delivered: number | null;
  readonly uniqueImpression: number | null;
  readonly uniqueClick: number | null;
  /** None while clicks are hidden. */
  readonly links: readonly {
    readonly url: string;
    readonly click: number | null;
    readonly uniqueClick: number | null;
  }[];
}

/**
 * When to look, in hours from LINE's acceptance. Statistics freeze after 14 days (336 h); whether they stay readable
 * after that is not documented, so one look comes just before and one just after.
 */
export const READING_SCHEDULE_HOURS = [6, 24, 48, 72, 168, 335, 337] as const;

/** Looking is given up a day after the freeze; the last reading then counts as final. */
const GIVE_UP_AFTER_HOURS = 360;

/** Null when no further look is planned. */
export function nextReadingAt(acceptedAt: number, now: number): number | null {
  const due = READING_SCHEDULE_HOURS.map((hours) => acceptedAt + hours * HOUR_MS);
  return due.find((at) => at > now) ?? null;
}

export const readingsOver = (acceptedAt: number, now: number): boolean =>
  now >= acceptedAt + GIVE_UP_AFTER_HOURS * HOUR_MS;

interface Taken {
  readonly at: number;
  /** The fewest people that a number may be about. */
  readonly from?: number;
  /** False where the message surely has none: then there are no clicks to count. */
  readonly hasLinks?: boolean;
}

export function makeReading(numbers: InsightNumbers, { at, from = SHOWN_FROM, hasLinks = true }: Taken): Reading {
  const pending = numbers.delivered === null;
  const show = (value: number | null): Shown => {
    if (pending) return PENDING;
    return value === null ? HIDDEN : shown(value, "exact", from);
  };
  const clicks = show(numbers.uniqueClick);
  const links = numbers.links.map(({ url, click, uniqueClick }) => {
    const people = clicks.state === "hidden" ? HIDDEN : show(uniqueClick);
    return { url, people, clicks: people.state === "hidden" ? HIDDEN : show(click) };
  });
  return {
    takenAt: at,
    delivered: show(numbers.delivered),
    opens: show(numbers.uniqueImpression),
    clicks: hasLinks || isKnown(clicks) ? clicks : NONE,
    links: withoutRest(links, clicks, from),
    final: false,
  };
}

/**
 * Of everyone who clicked, those who followed a link that is shown leave the others: where these are few, or are the people
 * behind a hidden link, the smallest link that is shown is hidden as well.
 */
function withoutRest(links: readonly LinkClicks[], all: Shown, from: number): readonly LinkClicks[] {
  const known = links.filter(({ people }) => isKnown(people));
  const rest = all.value - known.reduce((sum, { people }) => sum + people.value, 0);
  const tells = rest > 0 && (rest < from || known.length < links.length);
  if (!isKnown(all) || !tells) return links;
  const fewest = Math.min(...known.map(({ people }) => people.value));
  const smallest = known.find(({ people }) => people.value === fewest);
  return links.map((link) => (link === smallest ? { ...link, people: HIDDEN, clicks: HIDDEN } : link));
}

/** The last reading, once nothing can change any more. Hidden stays hidden. */
export function finalReading(reading: Reading): Reading {
  const settle = (one: Shown): Shown => (one.state === "exact" ? { ...one, state: "final" } : one);
  return {
    takenAt: reading.takenAt,
    delivered: settle(reading.delivered),
    opens: settle(reading.opens),
    clicks: settle(reading.clicks),
    links: reading.links.map((link) => ({ ...link, people: settle(link.people), clicks: settle(link.clicks) })),
    final: true,
  };
}
