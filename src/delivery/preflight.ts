/**
 * Everything that can be known before LINE is asked to send. Each rule has its own code.
 * LINE's three minimums: https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 */
import { finding, type Finding } from "./codes.ts";
import type { Delivery } from "./delivery.ts";
import { enrollmentHint } from "./enrollment-hint.ts";
import { hasAttributes, type Inputs } from "./inputs.ts";

/** Fewest people in an audience that LINE does not exempt, and fewest recipients after all conditions. */
export const LINE_MINIMUM_RECIPIENTS = 50;
/** Fewest people LINE must be able to reach before attribute filters may be used. */
export const LINE_MINIMUM_REACH = 100;

/** LINE's audience as preflight needs it (the port's `Audience`). */
export interface CheckedAudience {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly size: number;
  readonly sizeIsExact: boolean;
  readonly exempt: boolean;
  readonly expiresAt: number | null;
}

export interface CheckedQuota {
  readonly allowance: number | null;
  readonly used: number;
}

/** What can be refused from our own facts, before anybody is asked. */
export function checkEnrolled(delivery: Delivery): Finding | null {
  if (delivery.list.known === "missing") return finding("LIST_NOT_FOUND", { list: delivery.inputs.listId });
  if (delivery.enrolled >= delivery.minimum) return null;
  return finding("ENROLLED_BELOW_MINIMUM", {
    enrolled: delivery.enrolled,
    needed: delivery.minimum,
    hint: enrollmentHint(delivery),
  });
}

export function checkAudience(audience: CheckedAudience, inputs: Inputs, now: number): Finding | null {
  const name = { audience: audience.name };
  if (audience.status === "EXPIRED" || (audience.expiresAt !== null && audience.expiresAt <= now)) {
    return finding("AUDIENCE_EXPIRED", name);
  }
  if (audience.status !== "READY") return finding("AUDIENCE_NOT_READY", { ...name, status: audience.status });
  // Attributes bring the minimum back for exempt audiences too; an exempt audience's size is exact.
  const bound = !audience.exempt || hasAttributes(inputs.attributes);
  if (!bound || audience.size >= LINE_MINIMUM_RECIPIENTS) return null;
  const size = audience.sizeIsExact || audience.size > 0 ? audience.size : "0–19";
  return finding("AUDIENCE_BELOW_MINIMUM", { ...name, size, needed: LINE_MINIMUM_RECIPIENTS });
}

/** `reach` is null while LINE has not computed it: then LINE's own answer decides. */
export function checkReach(reach: number | null): Finding | null {
  if (reach === null || reach >= LINE_MINIMUM_REACH) return null;
  return finding("REACH_BELOW_MINIMUM", { reach, needed: LINE_MINIMUM_REACH });
}

export function checkQuota({ allowance, used }: CheckedQuota): Finding | null {
  if (allowance === null || used < allowance) return null;
  return finding("QUOTA_EXHAUSTED", { remaining: 0, allowance });
}
