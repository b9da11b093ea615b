/** When executions that HubSpot refuses to release are asked for again, and until when. */
import { outcomeOf, type Delivery } from "../delivery.ts";
import { holdOf } from "../lifecycle/window.ts";
import { HOUR_MS, MINUTE_MS } from "../durations.ts";

/** Where one more refusal still leaves the share of refused calls far below the 5 % that HubSpot allows an app, and where not. */
const PAUSES = {
  affordable: { first: 5 * MINUTE_MS, most: 6 * HOUR_MS },
  costly: { first: 90 * MINUTE_MS, most: 12 * HOUR_MS },
};

/** Kept before the end of the holds for the last try. */
const LAST_TRY_MS = 15 * MINUTE_MS;

/** The pause is as long as the executions have waited, so that it doubles. Null when the last try was made: they are given up. */
export function releasePauseSeconds(delivery: Delivery, now: number, affordable: boolean): number | null {
  const { first, most } = PAUSES[affordable ? "affordable" : "costly"];
  const lastTry = lastTryAt(delivery, now);
  if (now >= lastTry) return null;
  const waited = now - (outcomeOf(delivery)?.at ?? now);
  const thorough = [thoroughFrom(delivery), lastTry].find((at) => at > now) ?? now;
  return Math.ceil(Math.min(Math.max(waited, first), most, thorough - now) / 1000);
}

/** The first of the holds is about to end: from now on each try could be the last for some of the executions. */
export const isThorough = (delivery: Delivery, now: number): boolean =>
  now >= Math.min(thoroughFrom(delivery), lastTryAt(delivery, now));

const thoroughFrom = ({ holdsUntil }: Delivery): number => holdsUntil - LAST_TRY_MS;

/** The last of the holds is about to end: what is refused from then on is lost. */
const lastTryAt = (delivery: Delivery, now: number): number => lastHoldEnds(delivery, now) - LAST_TRY_MS;

/** The last execution came before the outcome and is held as long as the first. */
export function lastHoldEnds(delivery: Delivery, now: number): number {
  return (outcomeOf(delivery)?.at ?? now) + 1000 * holdOf(delivery);
}

/** A few may be HubSpot's repeats that crossed with the release; more are a sign that it did not act on what it had taken. */
export const manyCalledAgain = (calledAgain: number, executions: number): boolean =>
  calledAgain >= 3 && calledAgain * 20 >= executions;
