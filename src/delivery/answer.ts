import type { Finding } from "./codes.ts";

/** What a platform answered, in our words. Expected answers are values; whatever an adapter throws is a bug. */
export type Answer<T> = { readonly kind: "ok"; readonly value: T } | Failure;

export type Failure = Refused | Later;

/** Stays refused when asked again. */
export interface Refused {
  readonly kind: "refused";
  readonly finding: Finding;
  readonly retryAfterSeconds?: never;
}

/** May change; the seconds are the platform's, where it said so. */
export interface Later {
  readonly kind: "later";
  readonly finding: Finding;
  readonly retryAfterSeconds?: number;
}
