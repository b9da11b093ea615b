/** An arrival joins the open window, is covered by an earlier delivery, or opens a new one. */
import type { OutcomeKind, Phase } from "../delivery.ts";
import type { ResendAfter } from "../inputs.ts";
import { DAY_MS, HOUR_MS } from "../durations.ts";

type Membership = "join" | "covered" | "open";

/** The newest delivery with the same key that is on its way or that LINE has (or may have) sent. */
export interface EarlierDelivery {
  readonly phase: Phase;
  readonly outcome: OutcomeKind | null;
  readonly sealedAt: number | null;
}

const COOLDOWN_MS: Record<ResendAfter, number> = {
  none: 0,
  "1h": HOUR_MS,
  "24h": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
  forever: Number.POSITIVE_INFINITY,
};

export function membership(earlier: EarlierDelivery | null, resendAfter: ResendAfter, now: number): Membership {
  if (earlier === null) return "open";
  if (earlier.phase === "collecting") return "join";
  return earlier.outcome === null || isInCooldown(earlier, resendAfter, now) ? "covered" : "open";
}

/** LINE has its message, or may have it, and the step does not send another one yet. */
export const isInCooldown = ({ outcome, sealedAt }: EarlierDelivery, resendAfter: ResendAfter, now: number): boolean =>
  outcome !== null && mayHaveBeenSent(outcome) && sealedAt !== null && now < sealedAt + COOLDOWN_MS[resendAfter];

/** Whether LINE has the message, or may have it: a delivery that ended without covers no one. */
const AT_LINE: Record<OutcomeKind, boolean> = {
  delivered: true,
  failed: false,
  cancelled: false,
  rehearsed: false,
  uncertain: true,
};

export const mayHaveBeenSent = (outcome: OutcomeKind): boolean => AT_LINE[outcome];
