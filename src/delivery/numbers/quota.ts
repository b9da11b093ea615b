/** Messages of the month: what a send may use, and when nothing is left. */
import { finding, type Finding } from "../codes.ts";
import { fewerThan } from "./hidden.ts";
import { MIN_RECIPIENTS } from "../targeting/minimums.ts";

export interface CheckedQuota {
  /** Messages of this month; null where the plan has no cap. */
  readonly allowance: number | null;
  readonly used: number;
  /** Messages that sends leave for chat. */
  readonly floor: number;
}

/**
 * As people may see it: what is used before and after a send says how many got it, and they may be few. Rounded up to steps
 * as large as the fewest people that a send reaches unasked.
 */
export const shownQuota = <Used extends Pick<CheckedQuota, "used">>(quota: Used): Used => ({
  ...quota,
  used: Math.ceil(quota.used / MIN_RECIPIENTS) * MIN_RECIPIENTS,
});

/** What is kept for chat may already be used up. */
export function quotaParts(quota: Omit<CheckedQuota, "floor">, kept: number) {
  const { allowance, used } = shownQuota(quota);
  if (allowance === null) return { allowance, used, kept, left: null };
  const left = Math.max(0, allowance - used - kept);
  return { allowance, used, kept: Math.min(kept, Math.max(0, allowance - used)), left };
}

/** Null where the plan has no cap. */
export function availableMessages({ allowance, used, floor }: CheckedQuota): number | null {
  return allowance === null ? null : Math.max(0, allowance - used - floor);
}

/** The same as people may see it, and a request that they see may use: fewer than a send needs are none. */
export function availableShown(quota: CheckedQuota): number | null {
  const available = availableMessages(quota);
  if (available === null) return null;
  return available < MIN_RECIPIENTS ? 0 : Math.max(MIN_RECIPIENTS, availableMessages(shownQuota(quota)) ?? 0);
}

/** LINE's own figures are approximate and know nothing of sends that are running: this only finds what cannot go. */
export function checkQuota(quota: CheckedQuota): Finding | null {
  const available = availableMessages(quota);
  if (available === null || available >= MIN_RECIPIENTS) return null;
  const needed = MIN_RECIPIENTS;
  if (available > 0) return finding("QUOTA_BELOW_MINIMUM", { available: fewerThan(needed), needed });
  const allowance = quota.allowance ?? 0;
  const remaining = Math.max(0, allowance - shownQuota(quota).used);
  if (allowance > quota.used) return finding("QUOTA_FLOOR_REACHED", { remaining, floor: quota.floor });
  return finding("QUOTA_EXHAUSTED", { remaining: 0, allowance });
}
