/**
 * The life cycle, in one place: a delivery's facts and the clock → what to do next. Pure.
 *
 * | phase      | when                                         | step                                              |
 * |------------|----------------------------------------------|---------------------------------------------------|
 * | collecting | quiet, list complete, ceiling, or a person   | seal                                              |
 * |            | list not looked up yet                       | look_up_list                                      |
 * | sealed     | too few, or the list is gone                 | conclude failed                                   |
 * |            | no one approved in time                      | conclude cancelled                                |
 * |            | the holds are about to end                   | conclude failed with what it waited for           |
 * |            | otherwise, when the wait (if any) is over    | preflight → sending, preparing, wait or failed    |
 * | preparing  | LINE user IDs are not at LINE yet            | collect_ids, upload, check_upload                 |
 * |            | all audiences are ready                      | as sealed                                         |
 * | sending    | not accepted, may still be repeated          | send (same key, same body)                        |
 * |            | not accepted, too late to repeat             | conclude uncertain, or failed if surely not sent  |
 * |            | accepted                                     | follow → delivered, failed; uncertain at the end  |
 * | measuring, final | the outcome is known                   | rest (release, readings and record have own jobs) |
 */
import { waitsForPerson } from "./approval.ts";
import { finding, type Finding } from "../codes.ts";
import type { Attempts, Delivery, In, Outcome, SealReason, Wait } from "../delivery.ts";
import { checkEnrolled } from "../targeting/preflight.ts";
import { notBefore } from "./send-time.ts";
import type { Upload, UploadState } from "../upload.ts";
import { approveBy, decideBy, nextSealAt, sealReason } from "./window.ts";
import { DAY_MS, HOUR_MS } from "../durations.ts";

export type Step =
  | { readonly do: "rest"; readonly until: number | null }
  | { readonly do: "look_up_list" }
  | { readonly do: "seal"; readonly reason: SealReason }
  | { readonly do: "preflight" }
  /** `collect_ids`: the next page of a suppression list. */
  | { readonly do: "collect_ids" | "upload" | "check_upload"; readonly upload: Upload }
  | { readonly do: "send"; readonly retryKey: string; readonly body: string }
  | { readonly do: "follow"; readonly requestId: string }
  | { readonly do: "conclude"; readonly outcome: Omit<Outcome, "at"> };

/**
 * LINE keeps a retry key for 24 h; after that the same request would be a second send. One hour is kept in hand.
 * https://developers.line.biz/en/reference/messaging-api/#retry-api-request
 */
export const KEY_MARGIN_MS = HOUR_MS;
export const REPEAT_SEND_FOR_MS = DAY_MS - KEY_MARGIN_MS;

/**
 * After a conflict. The request that won may be one that the database has forgotten, and older than the first attempt that
 * it knows: the key must not be asked with until LINE forgets it, too.
 */
const REPEAT_AFTER_CONFLICT_MS = HOUR_MS;

export function nextStep(delivery: Delivery, now: number): Step {
  const { state } = delivery;
  switch (state.phase) {
    case "collecting":
      return whileCollecting(delivery, now);
    case "sealed":
      return onceSealed(delivery, state.wait, now);
    case "preparing":
      return whilePreparing(delivery, state.wait, now);
    case "sending":
      return state.following === null ? untilAccepted(delivery, state, now) : untilVerdict(delivery, state, now);
    case "measuring":
    case "final":
      return { do: "rest", until: null };
    default:
      return state satisfies never;
  }
}

type Sending = In<"sending">["state"];

function whileCollecting(delivery: Delivery, now: number): Step {
  const reason = sealReason(delivery, now);
  if (reason !== null) return { do: "seal", reason };
  const { list } = delivery;
  if (list.known !== "no") return { do: "rest", until: nextSealAt(delivery) };
  if (now >= list.askAt) return { do: "look_up_list" };
  return { do: "rest", until: Math.min(nextSealAt(delivery), list.askAt) };
}

function onceSealed(delivery: Delivery, wait: Wait | null, now: number): Step {
  const tooFew = checkEnrolled(delivery);
  if (tooFew !== null) return { do: "conclude", outcome: { kind: "failed", finding: tooFew } };
  if (waitsForPerson(delivery)) return untilApproved(delivery, now);
  const deadline = decideBy(delivery);
  if (now >= deadline) return { do: "conclude", outcome: { kind: "failed", finding: wait?.finding ?? OUT_OF_TIME } };
  if (wait === null) return { do: "preflight" };
  return now >= wait.retryAt ? { do: "preflight" } : { do: "rest", until: Math.min(wait.retryAt, deadline) };
}

/** After a long outage: nothing stood in the way but the outage. */
const OUT_OF_TIME = finding("OUT_OF_TIME");

function untilApproved(delivery: Delivery, now: number): Step {
  const deadline = approveBy(delivery);
  if (now < deadline) return { do: "rest", until: deadline };
  return { do: "conclude", outcome: { kind: "cancelled", finding: finding("APPROVAL_MISSING") } };
}

function whilePreparing(delivery: Delivery, wait: Wait | null, now: number): Step {
  const unready = delivery.uploads.filter(({ state }) => state !== "ready");
  const [next] = unready.toSorted((a, b) => a.nextAt - b.nextAt);
  if (next === undefined) return onceSealed(delivery, wait, now);
  const deadline = decideBy(delivery);
  if (now >= deadline) return { do: "conclude", outcome: { kind: "failed", finding: stillPreparing(wait, unready) } };
  if (now < next.nextAt) return { do: "rest", until: Math.min(next.nextAt, deadline) };
  return { do: UPLOAD_STEP[next.state], upload: next };
}

const UPLOAD_STEP = {
  collecting: "collect_ids",
  pending: "upload",
  sent: "check_upload",
  ready: "check_upload",
  deleted: "check_upload",
} as const satisfies Record<UploadState, Step["do"]>;

/** What stood in the way last; LINE's own slowness when nothing else did. */
function stillPreparing(wait: Wait | null, unready: readonly Upload[]): Finding {
  return wait?.finding ?? finding("AUDIENCE_PREPARING", { ids: unready.reduce((sum, { ids }) => sum + ids, 0) });
}

function untilAccepted(delivery: Delivery, { narrowcast, attempts }: Sending, now: number): Step {
  const { firstAt, lastAt, conflictAt } = attempts;
  const repeatUntil = Math.min(
    (firstAt ?? now) + REPEAT_SEND_FOR_MS,
    (conflictAt ?? Number.POSITIVE_INFINITY) + REPEAT_AFTER_CONFLICT_MS,
  );
  const deadline = Math.min(decideBy(delivery), repeatUntil);
  if (now >= deadline) return { do: "conclude", outcome: neverAccepted(attempts) };
  // The clock ran back by more than is kept in hand: how old the key is, no one can say any more.
  const ranBack = lastAt !== null && now < lastAt - KEY_MARGIN_MS;
  if (ranBack && mayBeAtLine(attempts)) return { do: "conclude", outcome: neverAccepted(attempts) };
  // A repeat may be the first that LINE accepts: it disturbs as much as the first attempt would.
  const early = notBefore(delivery, now);
  const notUntil = Math.max(attempts.nextAt, early?.at ?? now);
  if (now < notUntil) return { do: "rest", until: Math.min(notUntil, deadline) };
  return { do: "send", retryKey: narrowcast.retryKey, body: narrowcast.body };
}

/** True when LINE may have accepted, and its answer was lost. */
export const mayBeAtLine = ({ answerLost, open }: Attempts): boolean => answerLost || open;

export function neverAccepted(attempts: Attempts): Omit<Outcome, "at"> {
  if (mayBeAtLine(attempts)) {
    return { kind: "uncertain", finding: finding("SEND_UNCONFIRMED", { attempts: attempts.count }) };
  }
  const neverAsked = attempts.count === 0;
  return { kind: "failed", finding: attempts.lastFinding ?? (neverAsked ? OUT_OF_TIME : finding("LINE_UNAVAILABLE")) };
}

function untilVerdict(delivery: Delivery, { following }: Sending, now: number): Step {
  if (following === null) return { do: "rest", until: null };
  const deadline = decideBy(delivery);
  // Asked before giving up: after a jump of the clock the verdict may long be there.
  if (now >= following.nextPollAt) return { do: "follow", requestId: following.requestId };
  if (now < deadline) return { do: "rest", until: Math.min(following.nextPollAt, deadline) };
  const unknown = finding("PROGRESS_UNKNOWN", { requestId: following.requestId });
  return { do: "conclude", outcome: { kind: "uncertain", finding: unknown } };
}

/** When the life cycle wants to go on: at once, at an instant, or (null) only after an event. */
export function advanceAt(delivery: Delivery, now: number): number | null {
  const step = nextStep(delivery, now);
  return step.do === "rest" ? step.until : now;
}
