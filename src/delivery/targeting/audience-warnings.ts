/** What a person should know about an audience before choosing it. */
import { MIN_RECIPIENTS } from "./minimums.ts";
import type { CheckedAudience } from "./preflight.ts";
import { DAY_MS } from "../durations.ts";

export type AudienceWarning =
  | "expired"
  | "expires_soon"
  | "failed"
  | "preparing"
  | "inactive"
  /** To send to; where LINE exempts it, it may be left out. */
  | "too_small";

/** A window may collect for six days, and a send may wait for its time as long. */
const SOON_MS = 14 * DAY_MS;

type Chosen = Pick<CheckedAudience, "status" | "size" | "expiresAt">;

export const audienceWarnings = (audience: Chosen, now: number): AudienceWarning[] =>
  [statusWarning(audience, now), sizeWarning(audience)].filter((warning) => warning !== null);

function statusWarning({ status, expiresAt }: Chosen, now: number): AudienceWarning | null {
  if (status === "EXPIRED" || (expiresAt !== null && expiresAt <= now)) return "expired";
  if (status === "FAILED") return "failed";
  if (status === "IN_PROGRESS" || status === "ACTIVATING") return "preparing";
  if (status !== "READY") return "inactive";
  return expiresAt !== null && expiresAt - now < SOON_MS ? "expires_soon" : null;
}

/** What is still being built has no size that means anything. */
function sizeWarning({ status, size }: Chosen): AudienceWarning | null {
  return status === "IN_PROGRESS" || status === "FAILED" || size >= MIN_RECIPIENTS ? null : "too_small";
}
