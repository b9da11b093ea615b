/** LINE user IDs of a delivery, kept until LINE has them. */
import type { UploadPurpose } from "../../delivery/upload.ts";

export interface RecipientCounts {
  /** Distinct valid IDs. */
  readonly valid: number;
  /** Records without a valid one. */
  readonly invalid: number;
  /** A few of them, as `record: value`. */
  readonly examples: readonly string[];
}

export interface Recipients {
  recipientCounts(deliveryId: string, purpose: UploadPurpose): Promise<RecipientCounts>;
  /** The next distinct valid IDs in a stable order, after `after`. */
  recipientIds(
    deliveryId: string,
    purpose: UploadPurpose,
    page: { limit: number; after: string },
  ): Promise<readonly string[]>;
  /** Stores IDs of a suppression list; those known already stay one. */
  addRecipients(
    deliveryId: string,
    purpose: UploadPurpose,
    members: readonly { readonly objectId: string; readonly value: string }[],
  ): Promise<void>;
  /** From now on these count as invalid. */
  markInvalid(deliveryId: string, purpose: UploadPurpose, ids: readonly string[]): Promise<void>;
  /** How many distinct valid IDs of the enrolled are on the suppression list too, as far as it is stored. */
  suppressedEnrolled(deliveryId: string): Promise<number>;
  deleteRecipients(deliveryId: string): Promise<void>;
}
