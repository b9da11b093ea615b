/** What the steps of an upload make of a delivery. */
import type { Failure, Later } from "../../answer.ts";
import type { Finding } from "../../codes.ts";
import type { Delivery, In } from "../../delivery.ts";
import { checkSuppressions } from "../../targeting/preflight.ts";
import type { Upload, UploadPurpose } from "../../upload.ts";
import { backOffSeconds } from "../back-off.ts";
import { changed, noted, preceded, type Change, type DeliveryEvent } from "../change.ts";
import { afterFailure } from "./after-conclusion.ts";
import { waitFor } from "./after-preflight.ts";

/**
 * `ids`: distinct valid ones; `cursor`: where the next page begins, null after the last one; `finding`: after the last one, of
 * members who hold something else.
 */
export type CollectResult =
  | {
      readonly kind: "collected";
      readonly cursor: string | null;
      readonly ids: number;
      readonly finding: Finding | null;
    }
  | Failure;

export type UploadResult =
  | { readonly kind: "sent"; readonly audienceId: string; readonly filesSent: number; readonly complete: boolean }
  /** LINE objects to an ID without naming it. */
  | { readonly kind: "ids_doubted" }
  /** Every ID was asked about: these many are left. */
  | { readonly kind: "ids_checked"; readonly ids: number; readonly finding: Finding | null }
  | Failure;

export type CheckResult =
  | { readonly kind: "building" }
  /** `suppressedEnrolled`: null while another upload is not ready. */
  | { readonly kind: "ready"; readonly kept: number; readonly suppressedEnrolled: number | null }
  | Failure;

export function afterCollect(
  delivery: In<"preparing">,
  purpose: UploadPurpose,
  result: CollectResult,
  now: number,
): Change {
  if (result.kind !== "collected") return notDone(delivery, purpose, result, now);
  const { cursor, ids, finding: unreadable } = result;
  const events = unreadable === null ? [] : [noted(unreadable)];
  const none = cursor === null ? checkSuppressions(delivery.inputs, ids) : null;
  if (none !== null) return preceded(afterFailure(delivery, none, now), ...events);
  const state = cursor === null ? "pending" : "collecting";
  return withUpload(delivery, purpose, { state, cursor, ids, nextAt: now, tries: 0 }, ...events);
}

/** Stored just before the first file goes out, so that a crash between here and its answer is known afterwards. */
export function beginUpload(delivery: In<"preparing">, purpose: UploadPurpose): Change {
  const upload = uploadOf(delivery, purpose);
  const events: DeliveryEvent[] = upload.begun ? [] : [{ event: "uploading", details: { purpose, ids: upload.ids } }];
  return withUpload(delivery, purpose, { begun: true }, ...events);
}

export function afterUpload(
  delivery: In<"preparing">,
  purpose: UploadPurpose,
  result: UploadResult,
  now: number,
): Change {
  switch (result.kind) {
    case "ids_doubted":
      return withUpload(delivery, purpose, { idsDoubted: true, begun: false, nextAt: now, tries: 0 });
    case "ids_checked": {
      const { ids, finding: invalid } = result;
      const events = invalid === null ? [] : [noted(invalid)];
      return withUpload(delivery, purpose, { ids, idsDoubted: false, nextAt: now, tries: 0 }, ...events);
    }
    case "sent": {
      const { audienceId, filesSent, complete } = result;
      if (!complete) return withUpload(delivery, purpose, { audienceId, filesSent, nextAt: now, tries: 0 });
      const sent = { state: "sent" as const, audienceId, filesSent, nextAt: now + 1000 * checkSeconds(0), tries: 0 };
      return withUpload(delivery, purpose, sent, { event: "uploaded", details: { purpose, audienceId } });
    }
    default:
      return notDone(delivery, purpose, result, now);
  }
}

export function afterUploadCheck(
  delivery: In<"preparing">,
  purpose: UploadPurpose,
  result: CheckResult,
  now: number,
): Change {
  if (result.kind === "building") {
    const tries = uploadOf(delivery, purpose).tries + 1;
    return withUpload(delivery, purpose, { tries, nextAt: now + 1000 * checkSeconds(tries) });
  }
  if (result.kind !== "ready") return notDone(delivery, purpose, result, now);
  const { kept, suppressedEnrolled } = result;
  const counted = suppressedEnrolled === null ? {} : { suppressedEnrolled };
  const ready = { state: "ready" as const, tries: 0, kept, ...counted };
  return withUpload(delivery, purpose, ready, { event: "upload_ready", details: { purpose } });
}

/** Hours are normal: soon at first, then every minute and in the end every five. LINE allows 60 of these a minute and channel. */
function checkSeconds(tries: number): number {
  if (tries < 6) return 10;
  return tries < 60 ? 60 : 300;
}

const notDone = (delivery: In<"preparing">, purpose: UploadPurpose, why: Failure, now: number): Change =>
  why.kind === "refused" ? afterFailure(delivery, why.finding, now) : tryAgain(delivery, purpose, why, now);

/** The wait is kept: should the time run out, it says what stood in the way. */
function tryAgain(delivery: In<"preparing">, purpose: UploadPurpose, later: Later, now: number): Change {
  const tries = uploadOf(delivery, purpose).tries + 1;
  const nextAt = now + 1000 * backOffSeconds(tries, 10, 600, later.retryAfterSeconds);
  const { wait, events } = waitFor(later.finding, delivery.state.wait, { now, retryAt: nextAt, tries });
  const uploads = uploadsWith(delivery, purpose, { tries, nextAt });
  return changed({ ...delivery, uploads, state: { ...delivery.state, wait } }, ...events);
}

/** Whatever was in the way is not any more. */
const withUpload = (
  delivery: In<"preparing">,
  purpose: UploadPurpose,
  change: Partial<Upload>,
  ...events: readonly DeliveryEvent[]
): Change =>
  changed(
    { ...delivery, uploads: uploadsWith(delivery, purpose, change), state: { ...delivery.state, wait: null } },
    ...events,
  );

const uploadsWith = ({ uploads }: Delivery, purpose: UploadPurpose, change: Partial<Upload>): readonly Upload[] =>
  uploads.map((upload) => (upload.purpose === purpose ? { ...upload, ...change } : upload));

export function uploadOf(delivery: Delivery, purpose: UploadPurpose): Upload {
  const upload = delivery.uploads.find((one) => one.purpose === purpose);
  if (upload === undefined) throw new Error(`delivery ${delivery.id} has no upload of ${purpose} IDs`);
  return upload;
}

/** LINE took the file although the delivery had ended meanwhile: the audience is known now, to be deleted. */
export const afterLateUpload = (delivery: Delivery, purpose: UploadPurpose, audienceId: string): Change =>
  changed({ ...delivery, uploads: uploadsWith(delivery, purpose, { state: "sent", audienceId }) });

/** After the outcome: the audience is gone from LINE again. */
export const afterDeletion = (delivery: Delivery, purpose: UploadPurpose): Change =>
  changed(
    { ...delivery, uploads: uploadsWith(delivery, purpose, { state: "deleted" }) },
    { event: "upload_deleted", details: { purpose } },
  );
