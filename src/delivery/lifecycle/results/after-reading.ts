/** What LINE's numbers make of a delivery that is measured. */
import type { Answer } from "../../answer.ts";
import { backOffSeconds } from "../back-off.ts";
import { changed, type Change, type DeliveryEvent } from "../change.ts";
import type { DeliveryState, In } from "../../delivery.ts";
import { linksIn, shownFrom } from "../../numbers/numbers.ts";
import {
  finalReading,
  makeReading,
  nextReadingAt,
  readingsOver,
  type InsightNumbers,
  type Reading,
} from "../../numbers/reading.ts";

export function afterReading(delivery: In<"measuring">, answer: Answer<InsightNumbers>, now: number): Change {
  const { state } = delivery;
  const { acceptedAt } = state.following;
  if (answer.kind !== "ok") {
    if (readingsOver(acceptedAt, now)) return measured(delivery, state.reading);
    const nextAt = now + 1000 * backOffSeconds(5, 30, 3600, answer.retryAfterSeconds);
    return changed({ ...delivery, state: { ...state, nextReadingAt: nextAt } });
  }
  const reading = makeReading(answer.value, {
    at: now,
    from: shownFrom(delivery),
    hasLinks: linksIn(delivery) !== false,
  });
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

function readingTaken({ delivered, opens, clicks, final }: Reading): DeliveryEvent {
  return { event: "read", details: { delivered: delivered.value, opens: opens.value, clicks: clicks.value, final } };
}
