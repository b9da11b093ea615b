/** What a step's result makes of a delivery. Pure: the result, the delivery as it is now and the clock go in. */
import { backOffSeconds } from "./back-off.ts";
import { changed, type Change, type Happening } from "./change.ts";
import { finding, type Finding } from "./codes.ts";
import type { Delivery, DeliveryState, Following, Narrowcast, Outcome, Preview, SealReason } from "./delivery.ts";
import { mayBeAtLine, neverAccepted, REPEAT_SEND_FOR_MS } from "./next-step.ts";
import { CONFLICT_ERROR_CODE, deliveredOutcome, failedAtLine } from "./outcome.ts";
import { finalReading, makeReading, nextReadingAt, readingsOver, statisticsFrozen } from "./reading.ts";
import type { InsightNumbers, Reading } from "./reading.ts";
import type { Forecast } from "./forecast.ts";
import { localTime, notBefore } from "./send-time.ts";
import { uploadName, uploadsWanted, type UploadPurpose } from "./upload.ts";
import { decideBy, stillArriving } from "./window.ts";

type In<P extends DeliveryState["phase"]> = Delivery & { readonly state: Extract<DeliveryState, { phase: P }> };

/** Sealed, and LINE has not been asked to send. */
type Waiting = In<"sealed"> | In<"preparing">;

/** `later` answers of either platform. */
interface Later {
  readonly kind: "later";
  readonly finding: Finding;
  readonly retryAfterSeconds?: number;
}

export type ListResult =
  | { readonly kind: "found"; readonly name: string; readonly size: number | null }
  | { readonly kind: "missing" }
  | Later;

export type PreflightResult =
  ({ readonly kind: "go" } & Cleared) | { readonly kind: "refused"; readonly finding: Finding } | Later;

/** Nothing stands in the way of a send. */
export interface Cleared {
  readonly forecast: Forecast;
  readonly preview: Preview;
  /** What the builder should know; does not stop the send. */
  readonly notes: readonly Finding[];
  /** Distinct valid LINE user IDs of the enrolled contacts; null where the mode needs none. */
  readonly enrolledIds: number | null;
  /** Null until every upload is ready. */
  readonly narrowcast: Omit<Narrowcast, "preparedAt"> | null;
}

export type SendResult =
  | { readonly kind: "accepted"; readonly requestId: string }
  | { readonly kind: "already_accepted"; readonly requestId: string | null }
  | { readonly kind: "refused"; readonly finding: Finding }
  | { readonly kind: "unknown"; readonly finding: Finding }
  | Later;

export type FollowResult =
  | {
      readonly kind: "progress";
      readonly phase: "waiting" | "sending" | "succeeded" | "failed";
      readonly counts: { readonly target: number; readonly success: number; readonly failure: number } | null;
      readonly errorCode: number | null;
      readonly failedDescription: string | null;
    }
  | Later;

export type ReadingResult = { readonly kind: "numbers"; readonly numbers: InsightNumbers } | Later;

export function afterListLookUp(delivery: In<"collecting">, result: ListResult, now: number): Change {
  if (result.kind === "later") {
    const asked = delivery.list.known === "no" ? delivery.list.asked + 1 : 1;
    const askAt = now + 1000 * backOffSeconds(asked, 15, 600, result.retryAfterSeconds);
    const happening: Happening = { event: "list_looked_up", finding: result.finding };
    return changed({ ...delivery, list: { known: "no", askAt, asked } }, happening);
  }
  if (result.kind === "missing") {
    const gone = finding("LIST_NOT_FOUND", { list: delivery.inputs.listId });
    return changed({ ...delivery, list: { known: "missing" } }, { event: "list_looked_up", finding: gone });
  }
  const { name, size } = result;
  return changed(
    { ...delivery, list: { known: "yes", name, size } },
    { event: "list_looked_up", details: { name, size } },
  );
}

export function afterSeal(delivery: In<"collecting">, reason: SealReason, now: number): Change {
  const { enrolled, executions } = delivery;
  const cutOff = reason === "ceiling" && stillArriving(delivery, now);
  const noted: Happening[] = cutOff
    ? [{ event: "noted", finding: finding("CEILING_WHILE_ARRIVING", { enrolled }) }]
    : [];
  return changed(
    { ...delivery, state: { phase: "sealed", seal: { at: now, reason, enrolled }, wait: null } },
    { event: "sealed", details: { reason, enrolled, executions } },
    ...noted,
  );
}

export function afterPreflight(delivery: Waiting, result: PreflightResult, now: number): Change {
  switch (result.kind) {
    case "go":
      return afterCleared(delivery, result, now);
    case "refused":
      return afterConclusion(delivery, { kind: "failed", finding: result.finding }, now);
    case "later":
      return afterWait(delivery, result, now);
    default:
      return result satisfies never;
  }
}

function afterCleared(before: Waiting, cleared: Cleared, now: number): Change {
  const { forecast, preview } = cleared;
  // The yes was to what was shown: a message that was changed since is shown once more.
  const approval = before.preview?.digest === preview.digest ? before.approval : null;
  const change = onceCleared({ ...before, forecast, preview, approval }, cleared, now);
  // Preflight runs again after every wait; what it says is news only once.
  const news = before.forecast === null ? clearedNews(cleared) : [];
  return changed(change.delivery, ...news, ...change.happenings);
}

function clearedNews({ forecast, notes }: Cleared): readonly Happening[] {
  const { low, likely, high } = forecast;
  return [
    ...notes.map((note) => ({ event: "noted" as const, finding: note })),
    { event: "forecast", details: { low, likely, high } },
  ];
}

/** An upload is begun this long before the time to send, because LINE may need hours for it. */
const UPLOAD_LEAD_MS = 6 * 3600_000;

function onceCleared(delivery: Waiting, { forecast, enrolledIds, narrowcast }: Cleared, now: number): Change {
  const { inputs, timeZone } = delivery;
  if (inputs.rehearsal) return rehearsed(delivery, forecast, now);
  if (inputs.requireApproval && delivery.approval === null) {
    return afterWait(delivery, { kind: "later", finding: finding("APPROVAL_NEEDED") }, now);
  }
  const toUpload = delivery.state.phase === "sealed" ? uploadsWanted(inputs) : [];
  const early = notBefore(inputs, timeZone, now);
  if (early !== null && (toUpload.length === 0 || early.at - UPLOAD_LEAD_MS > now)) {
    const until = toUpload.length === 0 ? early.at : early.at - UPLOAD_LEAD_MS;
    const why = finding(early.why, { until: localTime(early.at, timeZone) });
    return afterWait(delivery, { kind: "later", finding: why, retryAfterSeconds: (until - now) / 1000 }, now);
  }
  if (toUpload.length > 0) return prepareUploads(delivery, toUpload, enrolledIds ?? 0, now);
  if (narrowcast === null) throw new Error(`delivery ${delivery.id} was cleared without a request to send`);
  return intentStored(delivery, { ...narrowcast, preparedAt: now }, now);
}

function rehearsed(delivery: Waiting, { low, high }: Forecast, now: number): Change {
  const figures = { enrolled: delivery.enrolled, low, high: high ?? "–" };
  return afterConclusion(delivery, { kind: "rehearsed", finding: finding("REHEARSED", figures) }, now);
}

function prepareUploads(
  delivery: Waiting,
  purposes: readonly UploadPurpose[],
  enrolledIds: number,
  now: number,
): Change {
  const uploads = purposes.map((purpose) => ({
    purpose,
    name: uploadName(delivery.id, purpose),
    state: purpose === "suppressed" ? ("collecting" as const) : ("pending" as const),
    audienceId: null,
    ids: purpose === "enrolled" ? enrolledIds : 0,
    filesSent: 0,
    begun: false,
    idsDoubted: false,
    cursor: null,
    nextAt: now,
    tries: 0,
  }));
  const { seal } = delivery.state;
  return changed({ ...delivery, uploads, state: { phase: "preparing", seal, wait: null } });
}

/** Sealed, and something outside has to change first. A wait for the same reason goes on. */
export function afterWait(delivery: Waiting, { finding: why, retryAfterSeconds }: Later, now: number): Change {
  const before = delivery.state.wait;
  const same = before?.finding.code === why.code;
  const tries = same ? before.tries + 1 : 0;
  const retryAt = Math.ceil(now + 1000 * backOffSeconds(tries, 15, 900, retryAfterSeconds));
  const wait = { finding: why, since: same ? before.since : now, retryAt, tries };
  const happenings: Happening[] = same ? [] : [{ event: "waiting", finding: why }];
  return changed({ ...delivery, state: { ...delivery.state, wait } }, ...happenings);
}

function intentStored(delivery: Waiting, narrowcast: Narrowcast, now: number): Change {
  const { seal } = delivery.state;
  const attempts = {
    count: 0,
    firstAt: null,
    nextAt: now,
    open: false,
    answerLost: false,
    lastFinding: null,
    conflicted: [],
  };
  return changed(
    { ...delivery, state: { phase: "sending", seal, narrowcast, attempts, following: null, counts: null } },
    { event: "prepared", details: { retryKey: narrowcast.retryKey } },
  );
}

/**
 * Stored just before a request goes out, so that a crash between here and its answer is known afterwards. `wallNow`: the
 * process's own clock. While the database's is set back, only that one knows how old the key has become.
 */
export function beginAttempt(delivery: In<"sending">, now: number, wallNow = now): Change {
  const before = delivery.state.attempts;
  const tooOld = before.firstWallAt !== undefined && wallNow - before.firstWallAt >= REPEAT_SEND_FOR_MS;
  if (tooOld && mayBeAtLine(before)) return afterConclusion(delivery, neverAccepted(before), now);
  const attempts = {
    ...before,
    count: before.count + 1,
    firstAt: before.firstAt ?? now,
    lastAt: now,
    ...(before.firstAt === null && { firstWallAt: wallNow }),
    open: true,
    answerLost: before.answerLost || before.open,
  };
  return changed(
    { ...delivery, state: { ...delivery.state, attempts } },
    { event: "attempted", details: { attempt: attempts.count } },
  );
}

export function afterSend(delivery: In<"sending">, result: SendResult, now: number): Change {
  switch (result.kind) {
    case "accepted":
      return accepted(delivery, result.requestId, now, false);
    case "already_accepted":
      if (result.requestId !== null) return accepted(delivery, result.requestId, now, true);
      return tryAgain(delivery, { answerLost: true, why: finding("LINE_UNAVAILABLE"), now });
    case "refused":
      return refused(delivery, result.finding, now);
    case "unknown":
      return tryAgain(delivery, { answerLost: true, why: result.finding, now });
    case "later":
      return tryAgain(delivery, { answerLost: false, why: result.finding, now, asked: result.retryAfterSeconds });
    default:
      return result satisfies never;
  }
}

function accepted(delivery: In<"sending">, requestId: string, now: number, adopted: boolean): Change {
  const { state } = delivery;
  const following: Following = { requestId, acceptedAt: now, nextPollAt: now + 1000 * pollSeconds(0), polls: 0 };
  const attempts = { ...state.attempts, open: false };
  return changed(
    { ...delivery, state: { ...state, attempts, following } },
    { event: "accepted", details: { requestId, adopted } },
  );
}

/** After a lost answer LINE may hold the request although it refuses this one: nobody may then say "not sent". */
function refused(delivery: In<"sending">, why: Finding, now: number): Change {
  const { attempts } = delivery.state;
  if (!attempts.answerLost) return afterConclusion(delivery, { kind: "failed", finding: why }, now);
  const unconfirmed = finding("SEND_UNCONFIRMED", { attempts: attempts.count });
  const change = afterConclusion(delivery, { kind: "uncertain", finding: unconfirmed }, now);
  return changed(change.delivery, { event: "not_accepted", finding: why }, ...change.happenings);
}

interface Retry {
  readonly answerLost: boolean;
  readonly why: Finding;
  readonly now: number;
  readonly asked?: number | undefined;
}

function tryAgain(delivery: In<"sending">, { answerLost, why, now, asked }: Retry): Change {
  const before = delivery.state.attempts;
  // 60 narrowcasts an hour and channel, retries included: from the fourth try on at least a minute apart.
  const nextAt = now + 1000 * backOffSeconds(before.count, 5, 600, asked);
  const attempts = { ...before, open: false, answerLost: before.answerLost || answerLost, lastFinding: why, nextAt };
  return changed(
    { ...delivery, state: { ...delivery.state, attempts } },
    { event: answerLost ? "answer_lost" : "not_accepted", finding: why },
  );
}

export function afterFollow(delivery: In<"sending">, result: FollowResult, now: number): Change {
  const { state } = delivery;
  if (state.following === null) return changed(delivery);
  if (result.kind === "later") return pollAgain(delivery, state.following, now);
  // What LINE counted of a send that failed could tell how many people share an attribute.
  const counts = result.phase === "failed" ? null : (result.counts ?? state.counts);
  const counted: In<"sending"> = { ...delivery, state: { ...state, counts } };
  switch (result.phase) {
    case "waiting":
    case "sending":
      return pollAgain(counted, state.following, now, { event: "progressed", details: { ...counts } });
    case "succeeded":
      return afterConclusion(counted, deliveredOutcome(counts, now), now);
    case "failed":
      if (result.errorCode === CONFLICT_ERROR_CODE) return conflict(counted, state.following.requestId, now);
      return afterConclusion(
        counted,
        { kind: "failed", finding: failedAtLine(result.errorCode, result.failedDescription) },
        now,
      );
    default:
      return result.phase satisfies never;
  }
}

/** This request lost against an accepted one with the same key: asking again with the key names that one (409). */
function conflict(delivery: In<"sending">, requestId: string, now: number): Change {
  const { state } = delivery;
  const conflicted = [...state.attempts.conflicted, requestId];
  const nextAt = now + 1000 * backOffSeconds(state.attempts.conflicted.length, 2, 600);
  const attempts = { ...state.attempts, conflicted, nextAt, answerLost: true };
  return changed(
    { ...delivery, state: { ...state, attempts, following: null } },
    { event: "conflict", details: { requestId } },
  );
}

function pollAgain(delivery: In<"sending">, following: Following, now: number, ...happenings: Happening[]): Change {
  const polls = following.polls + 1;
  const wanted = now + 1000 * pollSeconds(now - following.acceptedAt >= DAY_MS ? Number.POSITIVE_INFINITY : polls);
  const deadline = decideBy(delivery);
  const nextPollAt = now < deadline ? Math.min(wanted, deadline) : wanted;
  const moved = delivery.state.counts !== null && happenings.length > 0 && polls === 1;
  return changed(
    { ...delivery, state: { ...delivery.state, following: { ...following, polls, nextPollAt } } },
    ...(moved ? happenings : []),
  );
}

const DAY_MS = 24 * 3600_000;

/** LINE names no interval: soon at first, every two minutes for a day, then hourly. */
function pollSeconds(polls: number): number {
  if (polls === Number.POSITIVE_INFINITY) return 3600;
  return [10, 30, 60][polls] ?? 120;
}

export function afterConclusion(delivery: Delivery, verdict: Omit<Outcome, "at">, now: number): Change {
  const outcome: Outcome = { kind: verdict.kind, finding: verdict.finding, at: now };
  const state = concluded(delivery.state, outcome, now);
  const details = { outcome: outcome.kind };
  return changed({ ...delivery, state }, { event: "concluded", finding: outcome.finding, details });
}

function concluded(before: DeliveryState, outcome: Outcome, now: number): DeliveryState {
  const seal = "seal" in before ? before.seal : null;
  const narrowcast = "narrowcast" in before ? before.narrowcast : null;
  const following = "following" in before ? before.following : null;
  const counts = "counts" in before ? before.counts : null;
  const sent = outcome.kind === "delivered" || outcome.kind === "uncertain";
  const readAt = following === null ? null : nextReadingAt(following.acceptedAt, now);
  if (!sent || seal === null || narrowcast === null || following === null || readAt === null) {
    return { phase: "final", seal, narrowcast, following, counts, outcome, reading: null };
  }
  return { phase: "measuring", seal, narrowcast, following, counts, outcome, reading: null, nextReadingAt: readAt };
}

export function afterReading(delivery: In<"measuring">, result: ReadingResult, now: number): Change {
  const { state } = delivery;
  const { acceptedAt } = state.following;
  if (result.kind === "later") {
    if (readingsOver(acceptedAt, now)) return measured(delivery, state.reading);
    const nextAt = now + 1000 * backOffSeconds(5, 30, 3600, result.retryAfterSeconds);
    return changed({ ...delivery, state: { ...state, nextReadingAt: nextAt } });
  }
  const reading = makeReading(result.numbers, now, statisticsFrozen(acceptedAt, now));
  const kept = reading.delivered.state === "pending" ? (state.reading ?? reading) : reading;
  const nextAt = nextReadingAt(acceptedAt, now);
  if (nextAt === null) return measured(delivery, kept);
  return changed({ ...delivery, state: { ...state, reading: kept, nextReadingAt: nextAt } }, readingTaken(kept));
}

function measured(delivery: In<"measuring">, reading: Reading | null): Change {
  const { seal, narrowcast, following, counts, outcome } = delivery.state;
  const last = reading === null ? null : finalReading(reading);
  const state: DeliveryState = { phase: "final", seal, narrowcast, following, counts, outcome, reading: last };
  return changed({ ...delivery, state }, ...(last === null ? [] : [readingTaken(last)]));
}

function readingTaken({ delivered, opens, clicks, final }: Reading): Happening {
  return { event: "read", details: { delivered: delivered.value, opens: opens.value, clicks: clicks.value, final } };
}
