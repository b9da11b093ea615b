/** When a collecting delivery closes, and how long HubSpot is asked to hold its executions. */
import type { Delivery, SealReason } from "./delivery.ts";

/** Longest window a builder may ask for. */
export const LONGEST_COLLECTING_SECONDS = 6 * 24 * 3600;

/**
 * Time kept between the latest possible seal and the end of the holds: 23 h in which a send may be repeated, the send
 * itself and the release. With the longest window the hold is 7 days 6 hours; HubSpot publishes no maximum, its
 * examples go to 7 days 12 hours.
 */
const SENDING_ALLOWANCE_SECONDS = 30 * 3600;

/** Every outcome is decided this long before the first hold ends, so that there is time to release. */
export const RELEASE_MARGIN_MS = 3600_000;

export function holdSeconds(ceilingSeconds: number): number {
  return ceilingSeconds + SENDING_ALLOWANCE_SECONDS;
}

/** The last instant at which an outcome may still be decided. */
export function decideBy(delivery: Pick<Delivery, "holdsUntil">): number {
  return delivery.holdsUntil - RELEASE_MARGIN_MS;
}

type Window = Pick<Delivery, "openedAt" | "window" | "list" | "enrolled" | "lastEnrolledAt" | "minimum" | "state">;

export function sealReason(delivery: Window, now: number): SealReason | null {
  if (delivery.state.phase === "collecting" && delivery.state.sealRequestedBy !== null) return "person";
  if (listComplete(delivery)) return "list_complete";
  if (now >= ceilingAt(delivery)) return "ceiling";
  if (now >= quietAt(delivery) && worthSealing(delivery)) return "quiet";
  return null;
}

/** The next instant at which the window may close by itself. */
export function nextSealAt(delivery: Window): number {
  return worthSealing(delivery) ? Math.min(quietAt(delivery), ceilingAt(delivery)) : ceilingAt(delivery);
}

function listComplete({ list, enrolled }: Window): boolean {
  return list.known === "yes" && list.size !== null && list.size > 0 && enrolled >= list.size;
}

/** Below the minimum the quiet gap does not count: a trickle may still get there. A list that is gone never will. */
function worthSealing({ enrolled, minimum, list }: Window): boolean {
  return enrolled >= minimum || list.known === "missing";
}

const ceilingAt = ({ openedAt, window }: Window): number => openedAt + window.ceilingSeconds * 1000;
const quietAt = ({ lastEnrolledAt, window }: Window): number => lastEnrolledAt + window.quietSeconds * 1000;
