/** What the steps of an upload make of a delivery. */
import { afterConclusion } from "./after-conclusion.ts";
import { backOffSeconds } from "../back-off.ts";
import { changed, type Change, type DeliveryEvent } from "../change.ts";
import type { Finding } from "../../codes.ts";
import type { Delivery } from "../../delivery.ts";
import type { In } from "../../phases.ts";
import type { Later } from "../step-results.ts";
import { checkSuppressions } from "../../targeting/preflight.ts";
import type { Upload, UploadPurpose } from "../../upload.ts";

type Refused = { readonly kind: "refused"; readonly finding: Finding };

export type CollectResult =
  /**
   * `ids`: distinct valid ones; `cursor`: where the next page begins, null after the last one; `finding`: after the last
   * one, of members who hold something else.
   */
  | {
      readonly kind: "collected";
      readonly cursor: string | null;
      readonly ids: number;
      readonly finding: Finding | null;
    }
  | Refused
  | Later;

export type UploadResult =
  | { readonly kind: "sent"; readonly audienceId: string; readonly filesSent: number; readonly complete: boolean }
  /** LINE objects to an ID without naming it. */
  | { readonly kind: "ids_doubted" }
  /** Every ID was asked about: these many are left. */
  | { readonly kind: "ids_checked"; readonly ids: number; readonly finding: Finding | null }
  | Refused
  | Later;

export type CheckResult =
  | { readonly kind: "building" }
  /** `suppressedEnrolled`: null while another upload is not ready. */
  | { readonly kind: "ready"; readonly kept: number; readonly suppressedEnrolled: number | null }
  | Refused
  | Later;

export function afterCollect(
  delivery: In<"preparing">,
  purpose: UploadPurpose,
  result: CollectResult,
  now: number,
): Change {
  if (result.kind === "refused") return afterConclusion(delivery, { kind: "failed", finding: result.finding }, now);
  if (result.kind === "later") return tryAgain(delivery, purpose, result, now);
  const { cursor, ids, finding: unreadable } = result;
  const noted: DeliveryEvent[] = unreadable === null ? [] : [{ event: "noted", finding: unreadable }];
  const state = cursor === null ? "pending" : "collecting";
  const none = state === "pending" ? checkSuppressions(delivery.inputs, ids) : null;
  if (none !== null) {
    const ended = afterConclusion(delivery, { kind: "failed", finding: none }, now);
    return changed(ended.delivery, ...noted, ...ended.events);
  }
  return withUpload(delivery, purpose, { state, cursor, ids, nextAt: now, tries: 0 }, ...noted);
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
    case "refused":
      return afterConclusion(delivery, { kind: "failed", finding: result.finding }, now);
    case "later":
      return tryAgain(delivery, purpose, result, now);
    case "ids_doubted":
      return withUpload(delivery, purpose, { idsDoubted: true, begun: false, nextAt: now, tries: 0 });
    case "ids_checked": {
      const { ids, finding: noted } = result;
      const events: DeliveryEvent[] = noted === null ? [] : [{ event: "noted", finding: noted }];
      return withUpload(delivery, purpose, { ids, idsDoubted: false, nextAt: now, tries: 0 }, ...events);
    }
    case "sent": {
      const { audienceId, filesSent, complete } = result;
      if (!complete) return withUpload(delivery, purpose, { audienceId, filesSent, nextAt: now, tries: 0 });
      const sent = { state: "sent" as const, audienceId, filesSent, nextAt: now + 1000 * checkSeconds(0), tries: 0 };
      return withUpload(delivery, purpose, sent, { event: "uploaded", details: { purpose, audienceId } });
    }
    default:
      return result satisfies never;
  }
}

export function afterUploadCheck(
  delivery: In<"preparing">,
  purpose: UploadPurpose,
  result: CheckResult,
  now: number,
): Change {
  switch (result.kind) {
    case "refused":
      return afterConclusion(delivery, { kind: "failed", finding: result.finding }, now);
    case "later":
      return tryAgain(delivery, purpose, result, now);
    case "building": {
      const tries = uploadOf(delivery, purpose).tries + 1;
      return withUpload(delivery, purpose, { tries, nextAt: now + 1000 * checkSeconds(tries) });
    }
    case "ready": {
      const { kept, suppressedEnrolled } = result;
      const counted = suppressedEnrolled === null ? {} : { suppressedEnrolled };
      const ready = { state: "ready" as const, tries: 0, kept, ...counted };
      return withUpload(delivery, purpose, ready, { event: "upload_ready", details: { purpose } });
    }
    default:
      return result satisfies never;
  }
}

/** Hours are normal: soon at first, then every minute and in the end every five. LINE allows 60 of these a minute and channel. */
function checkSeconds(tries: number): number {
  if (tries < 6) return 10;
  return tries < 60 ? 60 : 300;
}

/** The wait is kept: should the time run out, it says what stood in the way. */
function tryAgain(delivery: In<"preparing">, purpose: UploadPurpose, later: Later, now: number): Change {
  const tries = uploadOf(delivery, purpose).tries + 1;
  const nextAt = now + 1000 * backOffSeconds(tries, 10, 600, later.retryAfterSeconds);
  const before = delivery.state.wait;
  const same = before?.finding.code === later.finding.code;
  const wait = { finding: later.finding, since: same ? before.since : now, retryAt: nextAt, tries };
  const events: DeliveryEvent[] = same ? [] : [{ event: "waiting", finding: later.finding }];
  const change = withUpload(delivery, purpose, { tries, nextAt }, ...events);
  return { ...change, delivery: { ...change.delivery, state: { ...delivery.state, wait } } };
}

/** Whatever was in the way is not any more. */
function withUpload(
  delivery: In<"preparing">,
  purpose: UploadPurpose,
  change: Partial<Upload>,
  ...events: readonly DeliveryEvent[]
): Change {
  const uploads = delivery.uploads.map((upload) => (upload.purpose === purpose ? { ...upload, ...change } : upload));
  return changed({ ...delivery, uploads, state: { ...delivery.state, wait: null } }, ...events);
}

export function uploadOf(delivery: Delivery, purpose: UploadPurpose): Upload {
  const upload = delivery.uploads.find((one) => one.purpose === purpose);
  if (upload === undefined) throw new Error(`delivery ${delivery.id} has no upload of ${purpose} IDs`);
  return upload;
}

/** LINE took the file although the delivery had ended meanwhile: the audience is known now, to be deleted. */
export function afterLateUpload(delivery: Delivery, purpose: UploadPurpose, audienceId: string): Change {
  const uploads = delivery.uploads.map((upload) =>
    upload.purpose === purpose ? { ...upload, state: "sent" as const, audienceId } : upload,
  );
  return changed({ ...delivery, uploads });
}

/** After the outcome: the audience is gone from LINE again. */
export function afterDeletion(delivery: Delivery, purpose: UploadPurpose): Change {
  const uploads = delivery.uploads.map((upload) =>
    upload.purpose === purpose ? { ...upload, state: "deleted" as const } : upload,
  );
  return changed({ ...delivery, uploads }, { event: "upload_deleted", details: { purpose } });
}
