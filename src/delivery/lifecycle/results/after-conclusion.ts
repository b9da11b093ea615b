/** The outcome, and whether anything is left to be read. */
import { changed, type Change } from "../change.ts";
import type { Delivery, DeliveryState, Outcome } from "../../delivery.ts";
import { mayHaveBeenSent } from "../membership.ts";
import { nextReadingAt } from "../../numbers/reading.ts";

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
  const readAt = following === null ? null : nextReadingAt(following.acceptedAt, now);
  if (!mayHaveBeenSent(outcome.kind) || seal === null || narrowcast === null || following === null || readAt === null) {
    return { phase: "final", seal, narrowcast, following, counts, outcome, reading: null };
  }
  return { phase: "measuring", seal, narrowcast, following, counts, outcome, reading: null, nextReadingAt: readAt };
}
