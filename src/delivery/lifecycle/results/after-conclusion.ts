/** The outcome, and whether anything is left to be read. */
import type { Finding } from "../../codes.ts";
import {
  countsOf,
  followingOf,
  narrowcastOf,
  sealOf,
  type Delivery,
  type DeliveryState,
  type Outcome,
} from "../../delivery.ts";
import { nextReadingAt } from "../../numbers/reading.ts";
import { changed, type Change } from "../change.ts";
import { mayHaveBeenSent } from "../membership.ts";

export function afterConclusion(delivery: Delivery, verdict: Omit<Outcome, "at">, now: number): Change {
  const outcome: Outcome = { kind: verdict.kind, finding: verdict.finding, at: now };
  const details = { outcome: outcome.kind };
  return changed(
    { ...delivery, state: concluded(delivery, outcome) },
    { event: "concluded", finding: outcome.finding, details },
  );
}

export const afterFailure = (delivery: Delivery, why: Finding, now: number): Change =>
  afterConclusion(delivery, { kind: "failed", finding: why }, now);

function concluded(delivery: Delivery, outcome: Outcome): DeliveryState {
  const [seal, narrowcast, following] = [sealOf(delivery), narrowcastOf(delivery), followingOf(delivery)];
  const known = { counts: countsOf(delivery), outcome, reading: null };
  const readAt = following === null ? null : nextReadingAt(following.acceptedAt, outcome.at);
  if (!mayHaveBeenSent(outcome.kind) || seal === null || narrowcast === null || following === null || readAt === null) {
    return { phase: "final", seal, narrowcast, following, ...known };
  }
  return { phase: "measuring", seal, narrowcast, following, ...known, nextReadingAt: readAt };
}
