/** Messages of the month: what a send may use, and when nothing is left. */
import { finding, type Finding } from "./codes.ts";
import { MIN_RECIPIENTS } from "./minimums.ts";

export interface CheckedQuota {
  /** Messages of this month; null where the plan has no cap. */
  readonly allowance: number | null;
  readonly used: number;
  /** Messages that sends leave for chat. */
  readonly floor: number;
}

/** Null where the plan has no cap. */
export function availableMessages({ allowance, used, floor }: CheckedQuota): number | null {
  return allowance === null ? null : Math.max(0, allowance - used - floor);
}

/** LINE's own figures are approximate and know nothing of sends that are running: this only finds what cannot go. */
export function checkQuota(quota: CheckedQuota): Finding | null {
  const available = availableMessages(quota);
  if (available === null || available >= MIN_RECIPIENTS) return null;
  if (available > 0) return finding("QUOTA_BELOW_MINIMUM", { available, needed: MIN_RECIPIENTS });
  const remaining = Math.max(0, (quota.allowance ?? 0) - quota.used);
  if (remaining > 0) return finding("QUOTA_FLOOR_REACHED", { remaining, floor: quota.floor });
  return finding("QUOTA_EXHAUSTED", { remaining: 0, allowance: quota.allowance ?? 0 });
}
