/** LINE user IDs that become an audience of their own: the enrolled contacts', or those of a suppression list. */
import type { Inputs } from "./inputs.ts";

export type UploadPurpose = "enrolled" | "suppressed";

/**
 * - `collecting`: IDs of a suppression list are being fetched from HubSpot (`cursor`: where to go on);
 * - `pending`: the file is to be sent;
 * - `sent`: LINE has the IDs and builds the audience;
 * - `ready`: it can be sent to;
 * - `deleted`: gone from LINE again.
 */
export type UploadState = "collecting" | "pending" | "sent" | "ready" | "deleted";

export interface Upload {
  readonly purpose: UploadPurpose;
  /** LINE's `description`: unique, so that an audience whose answer got lost is found again. */
  readonly name: string;
  readonly state: UploadState;
  /** LINE's audienceGroupId. */
  readonly audienceId: string | null;
  /** Distinct valid IDs. */
  readonly ids: number;
  /** Of these, those that LINE kept, once it is ready. */
  readonly kept?: number;
  /** Enrolled IDs that are on the suppression list too, counted when the last upload is ready: the IDs are erased then. */
  readonly suppressedEnrolled?: number;
  /** Files that LINE has taken; one holds at most 1,500,000 IDs. */
  readonly filesSent: number;
  /** True from just before the first file goes out: after a crash the audience is looked up by its name first. */
  readonly begun: boolean;
  /** True after LINE refused the file for an ID in it: each ID is asked about before the next try. */
  readonly idsDoubted: boolean;
  readonly cursor: string | null;
  readonly nextAt: number;
  readonly tries: number;
}

/** https://developers.line.biz/en/reference/messaging-api/#get-user-ids */
export const LINE_USER_ID = /^U[0-9a-f]{32}$/;

/** Characters of each. */
export const LINE_USER_ID_LENGTH = 33;

/** https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group-by-file */
export const MAX_IDS_PER_FILE = 1_500_000;

/** What a delivery with these inputs has to upload before it can be sent. */
export function uploadsWanted({ targetingMode, suppression }: Inputs): readonly UploadPurpose[] {
  return [
    ...(targetingMode === "narrow_to_enrolled" ? (["enrolled"] as const) : []),
    ...(suppression === null ? [] : (["suppressed"] as const)),
  ];
}

/** At most 120 characters, without control characters, unique per delivery and purpose. */
export const uploadName = (deliveryId: string, purpose: UploadPurpose): string => `HubSpot ${purpose} ${deliveryId}`;

/** True once every upload is ready: from then on the IDs are needed no more. */
export const idsAreAtLine = ({ uploads }: { readonly uploads: readonly Upload[] }): boolean =>
  uploads.length > 0 && uploads.every(({ state }) => state === "ready" || state === "deleted");
