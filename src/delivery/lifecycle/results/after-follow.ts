/** What LINE's progress makes of a delivery whose request LINE has taken. */
import { afterConclusion } from "./after-conclusion.ts";
import { backOffSeconds } from "../back-off.ts";
import { changed, type Change, type DeliveryEvent } from "../change.ts";
import type { Following } from "../../delivery.ts";
import { peopleFigure } from "../../numbers/hidden.ts";
import { shownFrom } from "../../numbers/numbers.ts";
import { CONFLICT_ERROR_CODE, deliveredOutcome, failedAtLine } from "../outcome.ts";
import type { In } from "../../phases.ts";
import type { FollowResult } from "../step-results.ts";
import { decideBy } from "../window.ts";
import { DAY_MS } from "../../durations.ts";

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
      return pollAgain(counted, state.following, now, ...(state.counts === null ? progress(counted) : []));
    case "succeeded":
      return afterConclusion(counted, deliveredOutcome(counts, now, shownFrom(delivery)), now);
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

/** How many people have it, once LINE counts them. */
const progress = (delivery: In<"sending">): readonly DeliveryEvent[] => {
  const { counts } = delivery.state;
  if (counts === null) return [];
  return [{ event: "progressed", details: { success: peopleFigure(counts.success, shownFrom(delivery)) } }];
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
