import type { Code } from "../delivery/codes.ts";

/** Shared rate limits: one budget per bucket across all processes. */
export interface RateLimiter {
  /**
   * Takes one request from the bucket. Returns 0 if it may go now; otherwise nothing was taken, and the milliseconds until
   * it is worth trying again.
   */
  tryAcquire(bucket: string, limit: Limit): Promise<number>;
  /** Takes a request that may go up to `maxWaitMs` later, so that no part of the budget is lost between two tries. */
  reserve(bucket: string, limit: Limit, maxWaitMs: number): Promise<Reservation>;
  /**
   * The platform asks for a pause: no process sends a request of this bucket for `seconds`, or longer if such orders
   * follow each other. Returns the seconds.
   */
  pause(bucket: string, limit: Limit, order: { readonly seconds: number; readonly code: Code }): Promise<number>;
  /** The platform refused a request of this bucket. */
  recordRefusal(bucket: string): Promise<void>;
  /** True while the share of refused requests, of about the last two weeks, stays below 4 % with one more. */
  affordsRefusal(bucket: string): Promise<boolean>;
}

/** A bucket allows `count` requests per `perSeconds`, refilled evenly, at most `burst` at once (default: `count`). */
export interface Limit {
  readonly count: number;
  readonly perSeconds: number;
  readonly burst?: number;
}

export type Reservation =
  /** The request is taken and may go after this many milliseconds of wall time. */
  | { readonly kind: "reserved"; readonly inMs: number }
  /** Longer than `maxWaitMs`: nothing was taken. `code`: why the platform asked for a pause; null for our own limit. */
  | { readonly kind: "later"; readonly waitMs: number; readonly code: Code | null };
