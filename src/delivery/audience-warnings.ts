/** What somebody should know about an audience before choosing it. */
import { LINE_MINIMUM_RECIPIENTS } from "./minimums.ts";
import type { CheckedAudience } from "./preflight.ts";

export type AudienceWarning =
  | "expired"
  | "expires_soon"
  | "failed"
  | "preparing"
  | "inactive"
  | "too_small"
  /** Fine alone; a condition such as an age brings the minimum back. */
  | "small_for_conditions";

/** A window may collect for six days, and a send may wait for its time as long. */
const SOON_MS = 14 * 24 * 3600_000;

export function audienceWarnings(audience: Omit<CheckedAudience, "id" | "name">, now: number): AudienceWarning[] {
  const standing = statusWarning(audience, now);
  const size = sizeWarning(audience);
  return [standing, size].filter((warning) => warning !== null);
}

type Standing = Pick<CheckedAudience, "status" | "expiresAt">;

function statusWarning({ status, expiresAt }: Standing, now: number): AudienceWarning | null {
  if (status === "EXPIRED" || (expiresAt !== null && expiresAt <= now)) return "expired";
  if (status === "FAILED") return "failed";
  if (status === "IN_PROGRESS" || status === "ACTIVATING") return "preparing";
  if (status !== "READY") return "inactive";
  return expiresAt !== null && expiresAt - now < SOON_MS ? "expires_soon" : null;
}

/** What is still being built has no size that means anything. */
function sizeWarning({ status, size, exempt }: Omit<CheckedAudience, "id" | "name">): AudienceWarning | null {
  if (status === "IN_PROGRESS" || status === "FAILED" || size >= LINE_MINIMUM_RECIPIENTS) return null;
  return exempt ? "small_for_conditions" : "too_small";
}
