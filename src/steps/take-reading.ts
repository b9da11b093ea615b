/** One snapshot of LINE's insight numbers, when it is due. */
import { channelOf, isIn } from "../delivery/delivery.ts";
import { afterReading } from "../delivery/lifecycle/results/after-reading.ts";
import type { Line } from "../ports/line.ts";
import type { Deliveries, DeliveryRef } from "../ports/store/deliveries.ts";
import { asItIs, unmoved, whileIn } from "./conclude.ts";

interface ReadingPorts {
  readonly store: Pick<Deliveries, "delivery" | "record">;
  readonly line: Pick<Line, "insight">;
}

export async function takeReading(of: DeliveryRef, { store, line }: ReadingPorts): Promise<void> {
  const snapshot = await store.delivery(of);
  if (snapshot === null || !isIn(snapshot.delivery, "measuring")) return;
  const { delivery, now } = snapshot;
  const { nextReadingAt, following } = delivery.state;
  if (now < nextReadingAt) {
    await store.record(of, asItIs);
    return;
  }
  const answer = await line.insight(channelOf(delivery), following.requestId);
  const conclude = whileIn(["measuring"], (fresh, at) => afterReading(fresh, answer, at));
  await store.record(of, unmoved(delivery, conclude));
}
