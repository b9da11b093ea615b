import type { Finding } from "../delivery/codes.ts";

/**
 * What a platform answered, in our words. Expected answers are values; whatever an adapter throws is a bug.
 * `refused` stays refused when asked again; `later` may change (`retryAfterSeconds` when the platform said so).
 */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "refused"; readonly finding: Finding }
  | { readonly kind: "later"; readonly finding: Finding; readonly retryAfterSeconds?: number };
