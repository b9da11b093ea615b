/** When a sealed delivery may go out: not before its send time, and never in quiet hours. */
import { Temporal } from "temporal-polyfill";
import type { Delivery } from "../delivery.ts";
import type { Inputs, LocalSendAt, QuietHours } from "../inputs.ts";

/** A delivery as far as its time to send goes. */
export interface Timed extends Pick<Delivery, "timeZone" | "openedAt"> {
  readonly inputs: Pick<Inputs, "sendAt" | "quietHours">;
}

interface NotBefore {
  readonly at: number;
  readonly why: "SEND_TIME_NOT_REACHED" | "QUIET_HOURS";
}

const DAY_MINUTES = 24 * 60;

/** Null when it may go out now. */
export function notBefore(delivery: Timed, now: number): NotBefore | null {
  const { inputs, timeZone } = delivery;
  const wanted = Math.max(now, sendAtOf(delivery) ?? now);
  const at = inputs.quietHours === null ? wanted : endOfQuiet(inputs.quietHours, timeZone, wanted);
  if (at > wanted) return { at, why: "QUIET_HOURS" };
  return wanted > now ? { at: wanted, why: "SEND_TIME_NOT_REACHED" } : null;
}

/**
 * The send time in milliseconds since 1970; null without one. "next 09:00" is the first 09:00 at or after the opening, or the
 * edit that brought it: a run that still collects at 09:00 is sent when that has ended, and not a day later.
 */
export function sendAtOf({ inputs, timeZone, openedAt }: Timed): number | null {
  const { sendAt } = inputs;
  if (sendAt === null || typeof sendAt === "number") return sendAt;
  return instantOf(sendAt, timeZone, sendAt.from ?? openedAt);
}

/** The inputs of a delivery that takes them at `now`. One that has had the same send time already keeps its instant. */
export function countedFrom(inputs: Inputs, now: number, before: Inputs["sendAt"] = null): Inputs {
  const [rule, known] = [recurrenceOf(inputs), recurrenceOf({ sendAt: before })];
  if (rule === null) return inputs;
  const same = known?.minute === rule.minute && known.weekdays.join() === rule.weekdays.join();
  return { ...inputs, sendAt: same ? known : { ...rule, from: now } };
}

/** What gives each run a send time of its own; null for any other, which is over for good once it has passed. */
export const recurrenceOf = ({ sendAt }: Pick<Inputs, "sendAt">): LocalSendAt | null =>
  typeof sendAt === "object" && sendAt?.date === null ? sendAt : null;

/** The first such time at or after `from`; a date has only one, whether it is over or not. */
function instantOf({ date, weekdays, minute }: LocalSendAt, timeZone: string, from: number): number {
  const time = { hour: Math.floor(minute / 60), minute: minute % 60 };
  const onDay = (day: Temporal.PlainDate, disambiguation: "compatible" | "later") =>
    day.toPlainDateTime(time).toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds;
  if (date !== null) return onDay(Temporal.PlainDate.from(date), "compatible");
  const today = zoned(from, timeZone).toPlainDate();
  for (let days = 0; days <= 7; days += 1) {
    const day = today.add({ days });
    if (weekdays.length > 0 && !weekdays.includes(day.dayOfWeek)) continue;
    // The clocks show a time twice when summer time ends. One that is left out when it begins is an hour later.
    const at = [onDay(day, "compatible"), onDay(day, "later")].find((each) => each >= from);
    if (at !== undefined) return at;
  }
  throw new Error(`no day of the week is one of ${weekdays.join(", ")}`);
}

/** The instant itself when it is not quiet. */
function endOfQuiet({ from, to }: QuietHours, timeZone: string, at: number): number {
  const quietMinutes = (to - from + DAY_MINUTES) % DAY_MINUTES;
  const { hour, minute } = zoned(at, timeZone);
  const sinceStart = (hour * 60 + minute - from + DAY_MINUTES) % DAY_MINUTES;
  return sinceStart >= quietMinutes ? at : instantOf({ date: null, weekdays: [], minute: to }, timeZone, at);
}

const zoned = (at: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timeZone);

/** The longest time that quiet hours may put off a send, in seconds. */
export function quietSeconds(quietHours: QuietHours | null): number {
  if (quietHours === null) return 0;
  return ((quietHours.to - quietHours.from + DAY_MINUTES) % DAY_MINUTES) * 60;
}

/** `2026-11-24 09:00 (Asia/Tokyo)`: the same in every language. */
export const localTime = (at: number, timeZone: string): string =>
  `${zoned(at, timeZone).toPlainDateTime().toString({ smallestUnit: "minute" }).replace("T", " ")} (${timeZone})`;
