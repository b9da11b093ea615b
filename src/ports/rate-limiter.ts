import type { Code } from "../delivery/codes.ts";

/** Shared rate limits: one budget per bucket across all processes. */
export interface Pace {
  /**
   * Takes one request from the bucket, or says how long to wait. Answers 0 when the request may go now, otherwise the
   * milliseconds until it is worth asking again (nothing was taken).
   */
  take(bucket: string, limit: Limit): Promise<number>;
  /** Takes a request that may go a little later, so that no moment of the budget is lost between asking twice. */
  book(bucket: string, limit: Limit, patienceMs: number): Promise<Booking>;
  /**
   * The platform asks for a pause: no process sends a request of this bucket for so long, or longer where such orders
   * follow each other. Returns the seconds.
   */
  rest(bucket: string, limit: Limit, order: { readonly seconds: number; readonly code: Code }): Promise<number>;
  /** A request of this bucket was answered with a refusal. */
  failed(bucket: string): Promise<void>;
  /** True while the share of refused requests, of about the last two weeks, stays below 4 % with one more. */
  affordsFailure(bucket: string): Promise<boolean>;
}

/** A bucket allows `count` requests per `perSeconds`, refilled evenly, at most `burst` at once (default: `count`). */
export interface Limit {
  readonly count: number;
  readonly perSeconds: number;
  readonly burst?: number;
}

export type Booking =
  /** The request is taken and may go after so many milliseconds of wall time. */
  | { readonly kind: "booked"; readonly inMs: number }
  /** Longer than the patience: nothing was taken. `code` says why the platform asked for it, null for our own pace. */
  | { readonly kind: "later"; readonly waitMs: number; readonly code: Code | null };
