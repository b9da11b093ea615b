/** When a collecting delivery closes, and how long HubSpot is asked to hold its executions. */
import type { Delivery, SealReason } from "../delivery.ts";
import { quietSeconds, sendAtOf, type Timed } from "./send-time.ts";
import { HOUR_MS } from "../durations.ts";

/** Longest window a builder may ask for. */
export const MAX_COLLECTING_SECONDS = 6 * 24 * 3600;

/**
 * Time kept between the latest possible send and the end of the holds: 23 h in which a send may be repeated, the send
 * itself and the release. An upload, which can take hours, fits in as well.
 */
const SENDING_ALLOWANCE_SECONDS = 30 * 3600;

/** Time a person has to approve. */
const APPROVAL_ALLOWANCE_SECONDS = 48 * 3600;

/** HubSpot publishes no maximum; the longest of its examples is 7 days 12 hours. */
export const MAX_HOLD_SECONDS = 180 * 3600;

/** Every outcome is decided this long before the first hold ends, so that there is time to release. */
export const RELEASE_MARGIN_MS = HOUR_MS;

/** Kept after an approval for the send and its verdict. */
const APPROVAL_MARGIN_MS = 3 * HOUR_MS;

/**
 * How long an execution that opens a delivery may have to wait. Where a person may be asked although the action does not
 * want it, the time for that is as much as HubSpot leaves: it makes no run too long.
 */
export function holdSeconds(
  opening: Timed & { readonly inputs: Pick<Delivery["inputs"], "requireApproval"> },
  ceilingSeconds: number,
  mayAsk = false,
): number {
  const { inputs, openedAt } = opening;
  const untilSendAt = Math.ceil(((sendAtOf(opening) ?? openedAt) - openedAt) / 1000);
  const withApproval = (approval: number) =>
    Math.max(ceilingSeconds + approval, untilSendAt) + quietSeconds(inputs.quietHours) + SENDING_ALLOWANCE_SECONDS;
  if (inputs.requireApproval) return withApproval(APPROVAL_ALLOWANCE_SECONDS);
  const asked = withApproval(0);
  if (!mayAsk) return asked;
  return Math.max(asked, Math.min(withApproval(APPROVAL_ALLOWANCE_SECONDS), MAX_HOLD_SECONDS));
}

/** How long HubSpot is asked to hold each execution of this delivery, from its own arrival on. */
export function holdOf({ openedAt, holdsUntil }: Pick<Delivery, "openedAt" | "holdsUntil">): number {
  return Math.ceil((holdsUntil - openedAt) / 1000);
}

/** The last instant at which an outcome may still be decided. */
export function decideBy(delivery: Pick<Delivery, "holdsUntil">): number {
  return delivery.holdsUntil - RELEASE_MARGIN_MS;
}

/** The last instant at which a person may approve. */
export function approveBy(delivery: Pick<Delivery, "holdsUntil">): number {
  return decideBy(delivery) - APPROVAL_MARGIN_MS;
}

type Window = Pick<
  Delivery,
  "openedAt" | "holdsUntil" | "window" | "list" | "enrolled" | "lastEnrolledAt" | "outageEndedAt" | "minimum" | "state"
>;

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

/** True while the last arrival is less than a quiet gap ago. */
export const stillArriving = (delivery: Window, now: number): boolean => now < quietAt(delivery);

function listComplete({ list, enrolled }: Window): boolean {
  return list.known === "yes" && list.size !== null && list.size > 0 && enrolled >= list.size;
}

/** Below the minimum the quiet gap does not count: a trickle may still get there. A list that is gone never will. */
function worthSealing({ enrolled, minimum, list }: Window): boolean {
  return enrolled >= minimum || list.known === "missing";
}

/** Kept after the latest seal: 23 h in which a send may be repeated, its verdict and the release. */
const AFTER_SEAL_MS = 25 * HOUR_MS;

/**
 * The latest end of collecting. After an outage HubSpot may still deliver executions that it could not, as far as the holds
 * leave time for the send.
 */
export function ceilingAt(delivery: Window): number {
  const { openedAt, holdsUntil, window } = delivery;
  const planned = openedAt + window.ceilingSeconds * 1000;
  return Math.max(planned, Math.min(quietAfterOutageAt(delivery), holdsUntil - AFTER_SEAL_MS));
}

/** Time during an outage does not count towards the quiet gap. HubSpot retries what it could not deliver. */
const quietAt = (delivery: Window): number =>
  Math.max(delivery.lastEnrolledAt + delivery.window.quietSeconds * 1000, quietAfterOutageAt(delivery));

/** A whole quiet gap after the end of the last outage. */
const quietAfterOutageAt = ({ outageEndedAt, window }: Window): number =>
  outageEndedAt === null ? 0 : outageEndedAt + window.quietSeconds * 1000;
