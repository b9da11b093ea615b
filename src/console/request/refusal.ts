/** Why something was not done for a person. */
import type { Finding } from "../../delivery/codes.ts";

/** A request that was not granted, and the field it is about. */
export interface Refusal {
  readonly kind: "refused" | "later";
  readonly finding: Finding;
  readonly field: string;
  /** Of a message: down to what LINE finds wrong, to be marked on the page. */
  readonly place?: string;
  readonly retryAfterSeconds?: number;
}
