/** When a sealed delivery may go out: not before its send time, and never in quiet hours. */
import type { Inputs, QuietHours } from "./inputs.ts";

type Timing = Pick<Inputs, "sendAt" | "quietHours">;

export interface NotBefore {
  readonly at: number;
  readonly why: "SEND_TIME_NOT_REACHED" | "QUIET_HOURS";
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Null when it may go out now. */
export function notBefore({ sendAt, quietHours }: Timing, timeZone: string, now: number): NotBefore | null {
  const wanted = Math.max(now, sendAt ?? now);
  const at = quietHours === null ? wanted : endOfQuiet(quietHours, timeZone, wanted);
  if (at > wanted) return { at, why: "QUIET_HOURS" };
  return wanted > now ? { at: wanted, why: "SEND_TIME_NOT_REACHED" } : null;
}

/** The instant itself when it is not quiet. A change to or from summer time inside the quiet hours is looked at again. */
function endOfQuiet({ from, to }: QuietHours, timeZone: string, at: number): number {
  const quietMinutes = (to - from + DAY_MINUTES) % DAY_MINUTES;
  const sinceStart = (minuteOfDay(at, timeZone) - from + DAY_MINUTES) % DAY_MINUTES;
  if (sinceStart >= quietMinutes) return at;
  const startOfMinute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const end = startOfMinute + (quietMinutes - sinceStart) * MINUTE_MS;
  return minuteOfDay(end, timeZone) === to ? end : afterClockChange(end, to, timeZone);
}

/** The clocks were changed meanwhile: so many minutes later or earlier it is really over. */
function afterClockChange(end: number, to: number, timeZone: string): number {
  const late = (minuteOfDay(end, timeZone) - to + DAY_MINUTES + DAY_MINUTES / 2) % DAY_MINUTES;
  return end - (late - DAY_MINUTES / 2) * MINUTE_MS;
}

/** The longest time that quiet hours may put off a send, in seconds. */
export function quietSeconds(quietHours: QuietHours | null): number {
  if (quietHours === null) return 0;
  return ((quietHours.to - quietHours.from + DAY_MINUTES) % DAY_MINUTES) * 60;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function minuteOfDay(at: number, timeZone: string): number {
  const known = formats.get(timeZone);
  const format =
    known ?? new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  if (known === undefined) formats.set(timeZone, format);
  const [hour, minute] = format.format(at).split(":").map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}

/** `2026-11-24 09:00 (Asia/Tokyo)`: the same in every language. */
export function localTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone });
  return `${format.format(at)} (${timeZone})`;
}
