/** Deliveries, and the LINE user IDs of those who are to receive them. Every change of a delivery goes through `record`. */
import type { Change } from "../../delivery/lifecycle/change.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { UploadPurpose } from "../../delivery/upload.ts";

export type Recorded =
  | { readonly kind: "recorded"; readonly delivery: Delivery }
  /** The delivery is no longer what the caller decided upon: start over from the facts. */
  | { readonly kind: "moved" }
  /** Another narrowcast of the same LINE account is on its way. */
  | { readonly kind: "turn_taken" };

/** A delivery is looked for in its portal alone. */
export type DeliveryRef = Pick<Delivery, "portalId" | "id">;

export interface Snapshot {
  readonly delivery: Delivery;
  /** Service time of the snapshot, in milliseconds since 1970. */
  readonly now: number;
}

export interface Deliveries {
  /** Null when the portal has no such delivery. */
  delivery(of: DeliveryRef): Promise<Snapshot | null>;
  /** The oldest behaviour of the service that may carry it on; null when the portal has no such delivery. */
  requiredVersion(of: DeliveryRef): Promise<number | null>;
  /**
   * Locks the delivery, lets `change` decide from its facts and the clock, and stores the result, its timeline entries
   * and the jobs that continue it in one transaction. `change` answers null to leave everything as it is ("moved", also
   * where the portal has no such delivery).
   */
  record(of: DeliveryRef, change: (fresh: Delivery, now: number) => Change | null): Promise<Recorded>;
}

export interface RecipientCounts {
  /** Distinct valid IDs. */
  readonly valid: number;
  /** Records without a valid one. */
  readonly invalid: number;
  /** A few of them, as `record: value`. */
  readonly examples: readonly string[];
}

/** LINE user IDs of a delivery, kept until LINE has them. */
export interface Recipients {
  recipientCounts(of: DeliveryRef, purpose: UploadPurpose): Promise<RecipientCounts>;
  /** The next distinct valid IDs in a stable order, after `after`. */
  recipientIds(
    of: DeliveryRef,
    purpose: UploadPurpose,
    page: { limit: number; after: string },
  ): Promise<readonly string[]>;
  /** Stores IDs of a suppression list; those known already stay one. */
  addRecipients(
    of: DeliveryRef,
    purpose: UploadPurpose,
    members: readonly { readonly objectId: string; readonly value: string }[],
  ): Promise<void>;
  /** From now on these count as invalid. */
  markInvalid(of: DeliveryRef, purpose: UploadPurpose, ids: readonly string[]): Promise<void>;
  /** How many distinct valid IDs of the enrolled are on the suppression list too, as far as it is stored. */
  suppressedEnrolled(of: DeliveryRef): Promise<number>;
  deleteRecipients(of: DeliveryRef): Promise<void>;
}
