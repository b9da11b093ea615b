/** A delivery that no execution has joined yet, and why one cannot be opened. */
import { finding, type Finding } from "../codes.ts";
import type { Delivery } from "../delivery.ts";
import { firstEstimate } from "../targeting/estimate.ts";
import type { Inputs, QuietHours } from "../inputs.ts";
import { MIN_RECIPIENTS } from "../targeting/minimums.ts";
import { countedFrom, localTime, recurrenceOf, sendAtOf, type Timed } from "./send-time.ts";
import { holdSeconds, MAX_HOLD_SECONDS } from "./window.ts";
import { HOUR_MS } from "../durations.ts";

export type WindowDefaults = Delivery["window"];

interface Opening extends Pick<Delivery, "id" | "portalId" | "key" | "inputs" | "minimum" | "timeZone"> {
  readonly defaults: WindowDefaults;
  /** A person may be asked, whatever the action says: there has to be time for it. */
  readonly mayAsk?: boolean;
}

/** The first arrival is counted where it is stored. */
export function openDelivery(opening: Opening, now: number): Delivery {
  const { id, portalId, key, inputs, minimum, defaults, timeZone, mayAsk = false } = opening;
  const ceilingSeconds = ceilingOf(inputs, defaults);
  return {
    id,
    portalId,
    key,
    inputs: countedFrom(inputs, now),
    version: 0,
    openedAt: now,
    window: { quietSeconds: Math.min(defaults.quietSeconds, ceilingSeconds), ceilingSeconds },
    minimum: minimumFor(inputs, minimum),
    holdsUntil: now + holdSeconds({ inputs, timeZone, openedAt: now }, ceilingSeconds, mayAsk) * 1000,
    list: { known: "no", askAt: now, asked: 0 },
    enrolled: 0,
    executions: 0,
    covered: 0,
    lastEnrolledAt: now,
    outageEndedAt: null,
    timeZone,
    uploads: [],
    approval: null,
    changedBack: null,
    forecast: null,
    preview: null,
    state: { phase: "collecting", sealRequestedBy: null, estimate: firstEstimate(now) },
  };
}

/** `minimum`: the portal's. */
export const minimumFor = ({ targetingMode }: Inputs, minimum: number): number =>
  targetingMode === "narrow_to_enrolled" ? Math.max(minimum, MIN_RECIPIENTS) : minimum;

/** An action that says nothing about quiet hours takes the portal's. They are in no key: both mean the same send. */
export const withQuietHours = (inputs: Inputs, portals: QuietHours | null): Inputs =>
  inputs.quietHours === null ? { ...inputs, quietHours: portals } : inputs;

const ceilingOf = (inputs: Inputs, defaults: WindowDefaults): number =>
  inputs.collectForSeconds ?? defaults.ceilingSeconds;

/** Contacts that enroll while the send time passes are late, not wrong. */
const SEND_AT_TOLERANCE_MS = HOUR_MS;

/**
 * A send time that is long over would mean "at once" for a contact that enrolls tomorrow: that send is not made by accident.
 * Waiting longer than HubSpot holds an execution would lose the outcome.
 */
export function openingRefusal(
  inputs: Inputs,
  { defaults, timeZone }: { readonly defaults: WindowDefaults; readonly timeZone: string },
  now: number,
): Finding | null {
  const opening = { inputs, timeZone, openedAt: now };
  const passed = sendAtPassed(opening, now);
  if (passed !== null) return passed;
  const seconds = holdSeconds(opening, ceilingOf(inputs, defaults));
  if (seconds <= MAX_HOLD_SECONDS) return null;
  return finding("HOLD_TOO_LONG", { hours: Math.ceil(seconds / 3600), maximum: MAX_HOLD_SECONDS / 3600 });
}

export function sendAtPassed(delivery: Timed, now: number): Finding | null {
  const sendAt = recurrenceOf(delivery.inputs) === null ? sendAtOf(delivery) : null;
  if (sendAt === null || now <= sendAt + SEND_AT_TOLERANCE_MS) return null;
  return finding("SEND_AT_PASSED", { sendAt: localTime(sendAt, delivery.timeZone) });
}
