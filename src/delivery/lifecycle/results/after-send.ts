/** A request to send, just before it goes out, and what its answer makes of the delivery. */
import { afterConclusion, afterFailure } from "./after-conclusion.ts";
import { pollSeconds } from "./after-follow.ts";
import { backOffSeconds } from "../back-off.ts";
import { changed, preceded, type Change } from "../change.ts";
import { finding, type Finding } from "../../codes.ts";
import type { Following, In } from "../../delivery.ts";
import { mayBeAtLine, neverAccepted, REPEAT_SEND_FOR_MS } from "../next-step.ts";
import type { SendResult } from "../step-results.ts";

/**
 * Stored just before a request goes out, so that a crash between here and its answer is known afterwards. `wallNow`: the
 * process's own clock. While the database's is set back, only that one knows how old the key has become.
 */
export function beginAttempt(delivery: In<"sending">, now: number, wallNow = now): Change {
  const before = delivery.state.attempts;
  const tooOld = before.firstWallAt !== null && wallNow - before.firstWallAt >= REPEAT_SEND_FOR_MS;
  if (tooOld && mayBeAtLine(before)) return afterConclusion(delivery, neverAccepted(before), now);
  const attempts = {
    ...before,
    count: before.count + 1,
    firstAt: before.firstAt ?? now,
    lastAt: now,
    firstWallAt: before.firstWallAt ?? wallNow,
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

/** After a lost answer LINE may hold the request although it refuses this one: "not sent" may then be untrue. */
function refused(delivery: In<"sending">, why: Finding, now: number): Change {
  const { attempts } = delivery.state;
  if (!attempts.answerLost) return afterFailure(delivery, why, now);
  const unconfirmed = finding("SEND_UNCONFIRMED", { attempts: attempts.count });
  const change = afterConclusion(delivery, { kind: "uncertain", finding: unconfirmed }, now);
  return preceded(change, { event: "not_accepted", finding: why });
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
