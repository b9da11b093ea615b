/** Whether a portal still has the app: what a refused refresh of its tokens means, and when to ask again. Pure. */
import { finding, type Finding } from "../codes.ts";
import { HOUR_MS, MINUTE_MS } from "../durations.ts";

/** What HubSpot says when it refuses tokens. Instants in milliseconds since 1970, by service time. */
export interface RefusedAccess {
  readonly finding: Finding;
  /** Of the first refusal with this code since tokens were last given. */
  readonly since: number;
  /** How often HubSpot has said so. */
  readonly refusals: number;
}

/** Pauses after the first, second, … refusal. The last one repeats. With GONE_AFTER_MS they come to eight requests in all. */
const PAUSES_MS = [5, 10, 30, 60].map((minutes) => minutes * MINUTE_MS);

/**
 * An installation counts as gone once HubSpot has refused its refresh token for four hours, in at least six answers: a
 * short disturbance at HubSpot, or one wrong answer, must not erase an account's tokens.
 */
const GONE_AFTER_MS = 4 * HOUR_MS;
const GONE_AFTER_REFUSALS = 6;

/** `before`: what was noted at the last refusal; null when HubSpot gave tokens since. */
export function afterRefusal(before: RefusedAccess | null, why: Finding, now: number) {
  const same = before?.finding.code === why.code ? before : { since: now, refusals: 0 };
  const refusals = same.refusals + 1;
  const pause = PAUSES_MS[Math.min(refusals, PAUSES_MS.length) - 1] ?? MINUTE_MS;
  const lasts = now - same.since >= GONE_AFTER_MS && refusals >= GONE_AFTER_REFUSALS;
  return {
    finding: why,
    since: same.since,
    refusals,
    /** HubSpot is not asked before. */
    dueAt: now + pause,
    /** The app is no longer installed, as far as that can be known. */
    gone: lasts && meansRemoval(why),
  };
}

/** The customer's installation may be gone. Every other refusal is a fault of ours and says nothing about it. */
export const meansRemoval = ({ code }: Finding): boolean => code === "HUBSPOT_UNAUTHORIZED";

/** How a send waits while it is in doubt whether the app is still installed. */
export const WAIT_IN_DOUBT = { finding: finding("HUBSPOT_UNAUTHORIZED"), retryAfterSeconds: 60 } as const;
