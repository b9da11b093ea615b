/**
 * LINE user IDs on their way to become an audience: fetched where HubSpot has them, sent as a file, awaited. Each call does
 * one thing and may be killed at any line: what LINE already has is looked up by its name.
 * https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group-by-file
 */
import {
  beginUpload,
  type CheckResult,
  type CollectResult,
  type UploadResult,
} from "../delivery/lifecycle/results/after-upload.ts";
import type { Answer } from "../delivery/answer.ts";
import { finding, type Finding } from "../delivery/codes.ts";
import { channelOf, type Delivery } from "../delivery/delivery.ts";
import { mostPeople } from "../delivery/numbers/hidden.ts";
import {
  checkIds,
  checkKept,
  checkSuppressions,
  checkUnsuppressed,
  invalidIds,
  unreadableSuppressions,
} from "../delivery/targeting/preflight.ts";
import { suppressedIds } from "../delivery/targeting/line-user-ids.ts";
import { MAX_IDS_PER_FILE, type Upload, type UploadPurpose } from "../delivery/upload.ts";
import type { HubSpot } from "../ports/hubspot.ts";
import type { IdFile, Line } from "../ports/line.ts";
import type { Deliveries, DeliveryRef, Recipients } from "../ports/store/deliveries.ts";
import { unmoved, whileIn } from "./conclude.ts";

export interface UploadPorts {
  readonly store: Pick<Deliveries, "record"> & Recipients;
  readonly line: Pick<Line, "findUpload" | "createUpload" | "addToUpload" | "audience" | "unreachableIds">;
  readonly hubspot: Pick<HubSpot, "memberValues">;
}

/** The next page of the suppression list; stored before its cursor is, so that no page is lost. */
export async function collectIds(
  delivery: Delivery,
  { cursor }: Upload,
  { store, hubspot }: Pick<UploadPorts, "store" | "hubspot">,
): Promise<CollectResult> {
  const { suppression } = delivery.inputs;
  if (suppression === null) return { kind: "collected", cursor: null, ids: 0, finding: null };
  const page = await hubspot.memberValues(delivery.portalId, { ...suppression, after: cursor });
  if (page.kind !== "ok") return page;
  const { items, after } = page.value;
  const ids = items.flatMap(({ objectId, value }) => suppressedIds(value).map((id) => ({ objectId, value: id })));
  await store.addRecipients(delivery, "suppressed", ids);
  if (after !== null) return { kind: "collected", cursor: after, ids: 0, finding: null };
  const tooFew = await tooFewUnsuppressed(delivery, store);
  if (tooFew !== null) return { kind: "refused", finding: tooFew };
  const counts = await store.recipientCounts(delivery, "suppressed");
  return { kind: "collected", cursor: null, ids: counts.valid, finding: unreadableSuppressions(counts) };
}

/** Where only the enrolled receive it: fewer of them than the minimum are left. */
async function tooFewUnsuppressed(delivery: Delivery, store: Recipients): Promise<Finding | null> {
  if (delivery.inputs.targetingMode !== "narrow_to_enrolled") return null;
  const { valid } = await store.recipientCounts(delivery, "enrolled");
  return checkUnsuppressed(valid, await store.suppressedEnrolled(delivery));
}

/** Null when the delivery has moved on. */
export async function uploadRecipients(
  delivery: Delivery,
  upload: Upload,
  ports: UploadPorts,
): Promise<UploadResult | null> {
  if (upload.idsDoubted) return askAboutIds(delivery, upload, ports);
  if (upload.audienceId !== null) return sendFile(delivery, upload, ports);
  if (!upload.begun) {
    const begin = whileIn(["preparing"], (fresh) => beginUpload(fresh, upload.purpose));
    const begun = await ports.store.record(delivery, unmoved(delivery, begin));
    if (begun.kind !== "recorded") return null;
    return sendFile(delivery, upload, ports);
  }
  // An earlier try was cut short: audiences have no retry key, but a name.
  const found = await ports.line.findUpload(channelOf(delivery), upload.name);
  if (found.kind !== "ok") return found;
  return found.value === null ? sendFile(delivery, upload, ports) : sentSoFar(upload, found.value.id, 1);
}

/** The first file makes the audience, the others add to it; adding the same IDs again changes nothing. */
async function sendFile(delivery: Delivery, upload: Upload, { line, store }: UploadPorts): Promise<UploadResult> {
  const { purpose, name, audienceId, filesSent, ids } = upload;
  const skipped = filesSent * MAX_IDS_PER_FILE;
  const after = (await lastIdOf(delivery, purpose, skipped, store)) ?? "";
  const count = Math.min(MAX_IDS_PER_FILE, ids - skipped);
  const file: IdFile = { count, ids: () => pagesOf(delivery, purpose, { count, after }, store) };
  const channel = channelOf(delivery);
  if (audienceId === null) {
    return uploaded(await line.createUpload(channel, name, file), (id) => sentSoFar(upload, id, 1));
  }
  const added = await line.addToUpload(channel, audienceId, file);
  return uploaded(added, () => sentSoFar(upload, audienceId, filesSent + 1));
}

function sentSoFar({ ids }: Upload, audienceId: string, filesSent: number): UploadResult {
  return { kind: "sent", audienceId, filesSent, complete: filesSent * MAX_IDS_PER_FILE >= ids };
}

function uploaded<T>(answer: Answer<T>, sent: (value: T) => UploadResult): UploadResult {
  if (answer.kind === "ok") return sent(answer.value);
  const doubted = answer.finding.code === "UPLOAD_FAILED" && answer.finding.figures["detail"] === "IDS_INVALID";
  return doubted ? { kind: "ids_doubted" } : answer;
}

const IDS_PER_PAGE = 10_000;

async function* pagesOf(
  of: DeliveryRef,
  purpose: UploadPurpose,
  { count, after: start }: { count: number; after: string },
  store: Recipients,
): AsyncGenerator<readonly string[]> {
  let after = start;
  for (let left = count; left > 0;) {
    const page = await store.recipientIds(of, purpose, { limit: Math.min(IDS_PER_PAGE, left), after });
    const last = page.at(-1);
    if (last === undefined) throw new Error(`delivery ${of.id} has ${left} LINE user IDs fewer than it had`);
    yield page;
    left -= page.length;
    after = last;
  }
}

/** The last of the first `count` IDs. */
async function lastIdOf(
  of: DeliveryRef,
  purpose: UploadPurpose,
  count: number,
  store: Recipients,
): Promise<string | null> {
  let last: string | null = null;
  if (count === 0) return last;
  for await (const page of pagesOf(of, purpose, { count, after: "" }, store)) last = page.at(-1) ?? last;
  return last;
}

/** LINE's own remedy for a refused file: ask for each profile, and send only those it knows. */
const IDS_PER_QUESTION = 500;

async function askAboutIds(
  delivery: Delivery,
  { purpose }: Upload,
  { line, store }: UploadPorts,
): Promise<UploadResult> {
  let after = "";
  let dropped = 0;
  for (;;) {
    const page = await store.recipientIds(delivery, purpose, { limit: IDS_PER_QUESTION, after });
    const last = page.at(-1);
    if (last === undefined) break;
    const answer = await line.unreachableIds(channelOf(delivery), page);
    if (answer.kind !== "ok") return answer;
    // Those named are gone from the next question: a sweep that is cut short goes on with fewer.
    if (answer.value.length > 0) await store.markInvalid(delivery, purpose, answer.value);
    dropped += answer.value.length;
    after = last;
  }
  return checkedIds(delivery, purpose, dropped, store);
}

async function checkedIds(
  delivery: Delivery,
  purpose: UploadPurpose,
  dropped: number,
  store: Recipients,
): Promise<UploadResult> {
  const counts = await store.recipientCounts(delivery, purpose);
  // LINE refused the file although it knows everyone in it: asking again would go round in circles.
  if (dropped === 0) return { kind: "refused", finding: finding("UPLOAD_FAILED", { detail: "IDS_INVALID" }) };
  const tooFew = purpose === "enrolled" ? checkIds(counts) : checkSuppressions(delivery.inputs, counts.valid);
  if (tooFew !== null) return { kind: "refused", finding: tooFew };
  return { kind: "ids_checked", ids: counts.valid, finding: purpose === "enrolled" ? invalidIds(counts) : null };
}

/** LINE builds the audience in minutes to hours, and says then how many of the IDs it kept. */
export async function checkUpload(
  delivery: Delivery,
  upload: Upload,
  { line, store }: Pick<UploadPorts, "line" | "store">,
): Promise<CheckResult> {
  const { audienceId, purpose, ids } = upload;
  const answer = await line.audience(channelOf(delivery), audienceId ?? "");
  if (answer.kind === "later") return answer;
  if (answer.kind === "refused") return failed(answer.finding.code);
  const { status } = answer.value;
  if (status === "READY") {
    const tooFew = purpose === "enrolled" ? checkKept(answer.value, ids) : null;
    return tooFew === null
      ? ready(delivery, upload, mostPeople(answer.value), store)
      : { kind: "refused", finding: tooFew };
  }
  return status === "IN_PROGRESS" || status === "UNKNOWN" ? { kind: "building" } : failed(status);
}

async function ready(delivery: Delivery, { purpose }: Upload, kept: number, store: Recipients): Promise<CheckResult> {
  const isLast = delivery.uploads.every((upload) => upload.purpose === purpose || upload.state === "ready");
  if (!isLast) return { kind: "ready", kept, suppressedEnrolled: null };
  // LINE may have refused some of the IDs since the list was read.
  const tooFew = delivery.inputs.suppression === null ? null : await tooFewUnsuppressed(delivery, store);
  if (tooFew !== null) return { kind: "refused", finding: tooFew };
  return { kind: "ready", kept, suppressedEnrolled: await store.suppressedEnrolled(delivery) };
}

const failed = (detail: string): CheckResult => ({ kind: "refused", finding: finding("UPLOAD_FAILED", { detail }) });
