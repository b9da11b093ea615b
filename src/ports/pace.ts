/** Shared rate limits: one budget per bucket across all processes. */
export interface Pace {
  /**
   * Takes one request from the bucket, or says how long to wait. A bucket allows `count` requests per
   * `perSeconds`, refilled evenly, at most `burst` at once (default: `count`). Answers 0 when the request may go now,
   * otherwise the milliseconds until it is worth asking again (nothing was taken).
   */
  take(bucket: string, limit: { count: number; perSeconds: number; burst?: number }): Promise<number>;
}
