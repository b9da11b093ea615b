/** One snapshot of LINE's insight numbers, when it is due. */
import { afterReading } from "../delivery/lifecycle/results/after-reading.ts";
import type { ReadingResult } from "../delivery/lifecycle/step-results.ts";
import { changed } from "../delivery/lifecycle/change.ts";
import { isIn, type In } from "../delivery/phases.ts";
import type { Line } from "../ports/line.ts";
import type { Deliveries } from "../ports/store/deliveries.ts";

interface ReadingPorts {
  readonly store: Pick<Deliveries, "delivery" | "record">;
  readonly line: Pick<Line, "insight">;
}

export async function takeReading(id: string, { store, line }: ReadingPorts): Promise<void> {
  const snapshot = await store.delivery(id);
  if (snapshot === null || !isIn(snapshot.delivery, "measuring")) return;
  const { delivery, now } = snapshot;
  // Woken too early (the clock was set, or a straggler): storing it as it is brings the job back in time.
  if (now < delivery.state.nextReadingAt) {
    await store.record(id, (fresh) => changed({ ...fresh }));
    return;
  }
  const result = await readInsight(delivery, line);
  await store.record(id, (fresh, at) =>
    isIn(fresh, "measuring") && fresh.version === delivery.version ? afterReading(fresh, result, at) : null,
  );
}

async function readInsight(
  { portalId, inputs, state }: In<"measuring">,
  line: Pick<Line, "insight">,
): Promise<ReadingResult> {
  const channel = { portalId, channelId: inputs.channelId };
  const answer = await line.insight(channel, state.following.requestId);
  if (answer.kind === "ok") return { kind: "numbers", numbers: answer.value };
  return answer.kind === "later" ? answer : { kind: "later", finding: answer.finding };
}
