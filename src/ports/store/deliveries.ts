/** Deliveries. Every change of one goes through `record`. */
import type { Change } from "../../delivery/lifecycle/change.ts";
import type { Delivery } from "../../delivery/delivery.ts";

export type Recorded =
  | { readonly kind: "recorded"; readonly delivery: Delivery }
  /** The delivery is no longer what the caller decided upon: start over from the facts. */
  | { readonly kind: "moved" }
  /** Another narrowcast of the same LINE account is on its way. */
  | { readonly kind: "turn_taken" };

export interface Snapshot {
  readonly delivery: Delivery;
  /** Service time of the snapshot, in milliseconds since 1970. */
  readonly now: number;
}

export interface Deliveries {
  /** Null when there is no such delivery. */
  delivery(id: string): Promise<Snapshot | null>;
  /** The oldest behaviour of the service that may carry it on; null when there is no such delivery. */
  requiredVersion(id: string): Promise<number | null>;
  /**
   * Locks the delivery, lets `change` decide from its facts and the clock, and stores the result, its timeline entries
   * and the jobs that continue it in one transaction. `change` answers null to leave everything as it is ("moved").
   */
  record(id: string, change: (fresh: Delivery, now: number) => Change | null): Promise<Recorded>;
  /** The same on a person's behalf: "moved" also when the portal has no such delivery. */
  recordFor(portalId: number, id: string, change: (fresh: Delivery, now: number) => Change | null): Promise<Recorded>;
}
