/**
 * What LINE's progress makes of a delivery whose request LINE has taken.
 * https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status
 */
import type { Answer } from "../../answer.ts";
import { finding, type Finding } from "../../codes.ts";
import type { Counts, Following, In } from "../../delivery.ts";
import { DAY_MS } from "../../durations.ts";
import { peopleFigure } from "../../numbers/hidden.ts";
import { shownFrom } from "../../numbers/numbers.ts";
import { MIN_RECIPIENTS } from "../../targeting/minimums.ts";
import { backOffSeconds } from "../back-off.ts";
import { changed, type Change, type DeliveryEvent } from "../change.ts";
import type { Progress } from "../step-results.ts";
import { decideBy } from "../window.ts";
import { afterConclusion, afterFailure } from "./after-conclusion.ts";

/** LINE refusing to say is no outcome: a 404 is "not visible yet", and LINE names no time after which it is. */
export function afterFollow(delivery: In<"sending">, answer: Answer<Progress>, now: number): Change {
  const { state } = delivery;
  if (state.following === null) return changed(delivery);
  if (answer.kind !== "ok") return pollAgain(delivery, state.following, now);
  const { phase, errorCode, failedDescription, counts: said } = answer.value;
  // What LINE counted of a send that failed could tell how many people share an attribute.
  const counts = phase === "failed" ? null : (said ?? state.counts);
  const counted: In<"sending"> = { ...delivery, state: { ...state, counts } };
  switch (phase) {
    case "waiting":
    case "sending":
      return pollAgain(counted, state.following, now, ...(state.counts === null ? progress(counted) : []));
    case "succeeded": {
      const figures = { success: successFigure(counted, counts) };
      return afterConclusion(counted, { kind: "delivered", finding: finding("DELIVERED", figures) }, now);
    }
    case "failed":
      if (errorCode === CONFLICT_ERROR_CODE) return conflict(counted, state.following.requestId, now);
      return afterFailure(counted, failedAtLine(errorCode, failedDescription), now);
    default:
      return phase satisfies never;
  }
}

const successFigure = (delivery: In<"sending">, counts: Counts | null): number | string =>
  counts === null ? "–" : peopleFigure(counts.success, shownFrom(delivery));

/** How many people have it, once LINE counts them. */
const progress = (delivery: In<"sending">): readonly DeliveryEvent[] => {
  const { counts } = delivery.state;
  return counts === null ? [] : [{ event: "progressed", details: { success: successFigure(delivery, counts) } }];
};

/** LINE's `errorCode` for "another request with this retry key was accepted before": no failure of the delivery. */
const CONFLICT_ERROR_CODE = 3;

/** LINE adds codes (4 came in 2025-01, 5 in 2025-10): an unknown one is shown, not guessed. */
const failedAtLine = (errorCode: number | null, description: string | null): Finding =>
  (errorCode === null ? undefined : AT_LINE[errorCode]) ??
  finding("LINE_FAILED", { errorCode: errorCode ?? "–", detail: description ?? "–" });

const AT_LINE: Readonly<Record<number, Finding>> = {
  1: finding("LINE_INTERNAL_ERROR"),
  2: finding("RECIPIENTS_BELOW_MINIMUM", { needed: MIN_RECIPIENTS }),
  4: finding("AUDIENCE_BELOW_MINIMUM_AT_LINE", { needed: MIN_RECIPIENTS }),
  5: finding("PARTIAL_DELIVERY_FORBIDDEN"),
};

/** This request lost against an accepted one with the same key: asking again with the key names that one (409). */
function conflict(delivery: In<"sending">, requestId: string, now: number): Change {
  const { state } = delivery;
  const conflicted = [...state.attempts.conflicted, requestId];
  const nextAt = now + 1000 * backOffSeconds(state.attempts.conflicted.length, 2, 600);
  const conflictAt = state.attempts.conflictAt ?? now;
  const attempts = { ...state.attempts, conflicted, conflictAt, nextAt, answerLost: true };
  return changed(
    { ...delivery, state: { ...state, attempts, following: null } },
    { event: "conflict", details: { requestId } },
  );
}

function pollAgain(
  delivery: In<"sending">,
  following: Following,
  now: number,
  ...events: readonly DeliveryEvent[]
): Change {
  const polls = following.polls + 1;
  const wanted = now + 1000 * pollSeconds(now - following.acceptedAt >= DAY_MS ? Number.POSITIVE_INFINITY : polls);
  const deadline = decideBy(delivery);
  const nextPollAt = now < deadline ? Math.min(wanted, deadline) : wanted;
  return changed(
    { ...delivery, state: { ...delivery.state, following: { ...following, polls, nextPollAt } } },
    ...events,
  );
}

/** LINE names no interval: soon at first, every two minutes for a day, then hourly. */
export function pollSeconds(polls: number): number {
  if (polls === Number.POSITIVE_INFINITY) return 3600;
  return [10, 30, 60][polls] ?? 120;
}
