/**
 * LINE's insight numbers as people may see them. LINE hides an interaction number below 20 (or caused by fewer than
 * 20 people) as `null`, which is not zero: we show 0 and say "hidden".
 * https://developers.line.biz/en/reference/messaging-api/#get-message-event
 */

/** `pending`: LINE has no data yet; `hidden`: fewer than 20; `exact`: LINE's number; `final`: exact and never changes again. */
export type NumberState = "exact" | "hidden" | "pending" | "final";

export interface Shown {
  readonly value: number;
  readonly state: NumberState;
}

/** One snapshot of a delivery's insight numbers. */
export interface Reading {
  readonly takenAt: number;
  readonly delivered: Shown;
  /** People who saw the message (LINE: uniqueImpression). */
  readonly opens: Shown;
  /** People who clicked (LINE: uniqueClick). */
  readonly clicks: Shown;
  readonly final: boolean;
}

/** What LINE answered; `null` is hidden or not there yet. */
export interface InsightNumbers {
  readonly delivered: number | null;
  readonly uniqueImpression: number | null;
  readonly uniqueClick: number | null;
}

const HOUR = 3_600_000;

/** When to look, counted from LINE's acceptance. Statistics freeze after 14 days; the last look comes just before that. */
export const READING_SCHEDULE_HOURS: readonly number[] = [6, 24, 48, 72, 168, 324, 335];

export function nextReadingAt(acceptedAt: number, now: number): number | null {
  const due = READING_SCHEDULE_HOURS.map((hours) => acceptedAt + hours * HOUR);
  return due.find((at) => at > now) ?? null;
}

/** First instant after which no further reading is planned. */
export function lastReadingAt(acceptedAt: number): number {
  return acceptedAt + Math.max(...READING_SCHEDULE_HOURS) * HOUR;
}

export function makeReading(numbers: InsightNumbers, takenAt: number, final: boolean): Reading {
  const pending = numbers.delivered === null;
  const show = (value: number | null): Shown => {
    if (pending) return { value: 0, state: "pending" };
    if (value === null) return { value: 0, state: "hidden" };
    return { value, state: final ? "final" : "exact" };
  };
  return {
    takenAt,
    delivered: show(numbers.delivered),
    opens: show(numbers.uniqueImpression),
    clicks: show(numbers.uniqueClick),
    final,
  };
}
