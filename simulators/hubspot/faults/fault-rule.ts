/** Trouble that a test orders: which requests meet it, how often, and what it is. */
export interface FaultRule {
  readonly method?: string;
  /** Part of the path, or an expression it must match. */
  readonly path: string | RegExp;
  times: number;
  /** Simulated time at which it is over; without it only `times` ends it. */
  readonly until?: number;
  /** "before": not carried out; "after": carried out, the answer is lost. */
  readonly kind: "status" | "timeout-before" | "timeout-after" | "reset-before" | "reset-after" | "malformed" | "slow";
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Wall time. */
  readonly delayMs?: number;
}
