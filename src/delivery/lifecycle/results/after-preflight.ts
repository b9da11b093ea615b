/** What preflight makes of a sealed delivery: an intent to send, a wait, uploads first, or an outcome. */
import { afterConclusion, afterFailure } from "./after-conclusion.ts";
import type { Later } from "../../answer.ts";
import { asksOf, reasonsToAsk } from "../approval.ts";
import { backOffSeconds } from "../back-off.ts";
import { changed, noted, preceded, type Change, type DeliveryEvent } from "../change.ts";
import { finding, type Finding } from "../../codes.ts";
import { isIn, type Narrowcast, type Wait, type Waiting } from "../../delivery.ts";
import type { Forecast } from "../../targeting/forecast.ts";
import { forecastFigures, shownFrom } from "../../numbers/numbers.ts";
import { mayApprove } from "../policies.ts";
import { localTime, notBefore } from "../send-time.ts";
import type { Cleared, PreflightResult } from "../step-results.ts";
import { uploadName, uploadsWanted, type UploadPurpose } from "../../upload.ts";
import { HOUR_MS } from "../../durations.ts";

export function afterPreflight(delivery: Waiting, result: PreflightResult, now: number): Change {
  if (result.kind === "go") return afterCleared(delivery, result, now);
  return result.kind === "refused" ? afterFailure(delivery, result.finding, now) : afterWait(delivery, result, now);
}

function afterCleared(before: Waiting, cleared: Cleared, now: number): Change {
  const { forecast, preview } = cleared;
  // The yes was to what was shown: a message that was changed since is shown once more.
  const counts = before.preview?.digest === preview.digest && mayApprove(before.approval?.userId, cleared);
  const approval = counts ? before.approval : null;
  const change = onceCleared({ ...before, forecast, preview, approval }, cleared, now);
  // Preflight runs again after every wait; what it says is news only once. A forecast may have been made before it.
  const news = before.preview === null ? clearedNews(cleared, shownFrom(change.delivery)) : [];
  return preceded(change, ...news);
}

function clearedNews({ forecast, notes }: Cleared, from: number): readonly DeliveryEvent[] {
  const { low, likely, high } = forecastFigures(forecast, from);
  return [...notes.map(noted), { event: "forecast", details: { low, likely, high } }];
}

/** An upload is begun this long before the time to send, because LINE may need hours for it. */
const UPLOAD_LEAD_MS = 6 * HOUR_MS;

function onceCleared(delivery: Waiting, cleared: Cleared, now: number): Change {
  const { inputs, timeZone } = delivery;
  const { forecast, enrolledIds, narrowcast } = cleared;
  const asks = reasonsToAsk(delivery, cleared);
  if (inputs.rehearsal) return rehearsed(delivery, forecast, asks, now);
  if (asks.length > 0) return afterAsking(delivery, asks, now);
  const toUpload = isIn(delivery, "sealed") ? uploadsWanted(inputs) : [];
  const early = notBefore(delivery, now);
  if (early !== null && (toUpload.length === 0 || early.at - UPLOAD_LEAD_MS > now)) {
    const until = toUpload.length === 0 ? early.at : early.at - UPLOAD_LEAD_MS;
    const why = finding(early.why, { until: localTime(early.at, timeZone) });
    return afterWait(delivery, { kind: "later", finding: why, retryAfterSeconds: (until - now) / 1000 }, now);
  }
  if (toUpload.length > 0) return prepareUploads(delivery, toUpload, enrolledIds ?? 0, now);
  if (narrowcast === null) throw new Error(`delivery ${delivery.id} was cleared without a request to send`);
  return intentStored(delivery, { ...narrowcast, preparedAt: now }, now);
}

/** With what a person would have been asked: why the workflow would, its builder knows. */
function rehearsed(delivery: Waiting, forecast: Forecast, asks: readonly Finding[], now: number): Change {
  const { low, high } = forecastFigures(forecast, shownFrom(delivery));
  const figures = { enrolled: delivery.enrolled, low, high: high ?? "–" };
  const ended = afterConclusion(delivery, { kind: "rehearsed", finding: finding("REHEARSED", figures) }, now);
  const early = notBefore(delivery, now);
  const notes = [
    ...asks.filter(({ code }) => code !== "APPROVAL_NEEDED"),
    ...(early === null ? [] : [finding("WOULD_GO_OUT_AT", { until: localTime(early.at, delivery.timeZone) })]),
  ];
  return preceded(ended, ...notes.map(noted));
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
  const tries = before?.finding.code === why.code ? before.tries + 1 : 0;
  const retryAt = Math.ceil(now + 1000 * backOffSeconds(tries, 15, 900, retryAfterSeconds));
  const { wait, events } = waitFor(why, before, { now, retryAt, tries });
  return changed({ ...delivery, state: { ...delivery.state, wait } }, ...events);
}

interface Pause extends Pick<Wait, "retryAt" | "tries"> {
  readonly now: number;
}

/** Only another reason than before is news, and counts from now. */
export function waitFor(why: Finding, before: Wait | null, { now, retryAt, tries }: Pause) {
  const same = before?.finding.code === why.code;
  const wait: Wait = { finding: why, since: same ? before.since : now, retryAt, tries };
  return { wait, events: same ? [] : [waiting(why)] };
}

const waiting = (why: Finding): DeliveryEvent => ({ event: "waiting", finding: why });

/** It goes on when a person has allowed it. Only reasons that were not asked for before are news. */
export function afterAsking(delivery: Waiting, asks: readonly Finding[], now: number): Change {
  const known = asksOf(delivery).map(({ code }) => code);
  const since = known.length > 0 ? (delivery.state.wait?.since ?? now) : now;
  const [first] = asks;
  if (first === undefined) throw new Error(`delivery ${delivery.id} asks a person for nothing`);
  const wait = { finding: first, asks, since, retryAt: now, tries: 0 };
  const news = asks.filter(({ code }) => !known.includes(code));
  return changed({ ...delivery, state: { ...delivery.state, wait } }, ...news.map(waiting));
}

/**
 * Between storing a request and sending it. A standby of the database that follows less far behind has the request, to the
 * letter and as one that may have gone out, should it have to take over: it is repeated then, and nothing else is asked.
 */
const STANDBY_LAG_MS = 10_000;

function intentStored(delivery: Waiting, narrowcast: Narrowcast, now: number): Change {
  const { seal } = delivery.state;
  const attempts = {
    count: 0,
    firstAt: null,
    firstWallAt: null,
    lastAt: null,
    nextAt: now + STANDBY_LAG_MS,
    open: false,
    answerLost: false,
    lastFinding: null,
    conflicted: [],
    conflictAt: null,
  };
  return changed(
    { ...delivery, state: { phase: "sending", seal, narrowcast, attempts, following: null, counts: null } },
    { event: "prepared", details: { retryKey: narrowcast.retryKey } },
  );
}
