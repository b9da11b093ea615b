/**
 * Rate limiter for HubSpot: 110 requests in any 10 seconds per app and portal, shared by all instances.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Code } from "../../delivery/codes.ts";
import { later } from "../shared/failures.ts";
import type { Failure, Later } from "../../delivery/answer.ts";
import type { Limit, RateLimiter } from "../../ports/rate-limiter.ts";
import { isOrderToWait } from "./answers.ts";

/**
 * Evenly, because the window slides: in any ten seconds no more than `count` and `burst` together go out. What is left to
 * 110 is for requests that reach HubSpot closer together than they were sent.
 */
export const PORTAL_LIMIT: Limit = { count: 106, perSeconds: 10, burst: 2 };

/** Waiting this long in place is worth it: a job put back into the queue runs no sooner. */
const MAX_WAIT_MS = 2000;

/** `release`: batches of completions come by the dozen; other requests must not queue behind them. */
export type Acquire = (portalId: number, queue: "prompt" | "release") => Promise<Later | null>;

/** Null when the request may go now, after a short wait if need be. */
export async function acquire(
  limiter: Pick<RateLimiter, "reserve">,
  bucket: string,
  limit: Limit,
): Promise<Later | null> {
  const reservation = await limiter.reserve(bucket, limit, MAX_WAIT_MS);
  if (reservation.kind === "later") {
    const code: Code = reservation.code ?? "HUBSPOT_RATE_LIMITED";
    return later(code, {}, reservation.waitMs / 1000);
  }
  if (reservation.inMs > 0) await sleep(reservation.inMs);
  return null;
}

export function createAcquire(limiter: RateLimiter): Acquire {
  const lastReleases = new Map<number, Promise<unknown>>();
  const acquireFor = (portalId: number) => acquire(limiter, bucketOf(portalId), PORTAL_LIMIT);
  return (portalId, queue) => {
    if (queue === "prompt") return acquireFor(portalId);
    // One reservation per process at a time: dozens at once would fill the seconds to come.
    const acquired = (lastReleases.get(portalId) ?? Promise.resolve()).then(() => acquireFor(portalId));
    const settled = Promise.allSettled([acquired]);
    lastReleases.set(portalId, settled);
    void settled.then(() => lastReleases.get(portalId) === settled && lastReleases.delete(portalId));
    return acquired;
  };
}

export const bucketOf = (portalId: number): string => `hubspot:${portalId}`;

/** A pause that HubSpot asks for holds for all processes: HubSpot would refuse their next requests as well. */
export async function keepOrder(limiter: RateLimiter, portalId: number, answer: Failure): Promise<Failure> {
  if (answer.kind !== "later" || !isOrderToWait(answer)) return answer;
  const { finding: why, retryAfterSeconds: asked = 0 } = answer;
  const seconds = await limiter.pause(bucketOf(portalId), PORTAL_LIMIT, { seconds: asked, code: why.code });
  return { ...answer, retryAfterSeconds: seconds };
}
