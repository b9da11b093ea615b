/** Why something was not done for a person. Operations throw it; the API and the pages each say it in one place. */
import type { Finding } from "../../delivery/codes.ts";
import type { Answer } from "../../delivery/answer.ts";

/** A request that was not granted, and the field it is about. */
export interface Refusal {
  readonly kind: "refused" | "later";
  readonly finding: Finding;
  readonly field: string;
  /** Of a message: down to what LINE finds wrong, to be marked on the page. */
  readonly place?: string;
  readonly retryAfterSeconds?: number;
}

export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.finding.code);
    this.refusal = refusal;
  }
}

/** The portal has no such thing. What another portal has looks the same. */
export class Missing extends Error {}

/** Throws `Missing` where there is none. */
export function found<T>(value: T | null | undefined): T {
  if (value == null) throw new Missing("the portal has no such thing");
  return value;
}

/** What a platform answered about a field; throws what it refused. */
export function granted<T>(answer: Answer<T>, field: string): T {
  if (answer.kind === "ok") return answer.value;
  throw new Refused({ ...answer, field });
}
