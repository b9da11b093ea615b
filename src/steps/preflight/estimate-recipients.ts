/**
 * Asks LINE, while a delivery collects, how many people would receive it. For people alone: a job of its own, so that LINE
 * being slow delays no send, and an answer that does not come leaves the number unknown.
 */
import { isDeepStrictEqual } from "node:util";
import type { Answer } from "../../delivery/answer.ts";
import { isIn, type In } from "../../delivery/delivery.ts";
import { afterEstimate, forecastFacts, NOTHING_ASKED } from "../../delivery/targeting/estimate.ts";
import { forecast } from "../../delivery/targeting/forecast.ts";
import type { Estimate } from "../../delivery/lifecycle/step-results.ts";
import type { Line } from "../../ports/line.ts";
import type { Channels } from "../../ports/store/channels.ts";
import type { Deliveries, DeliveryRef, Recipients } from "../../ports/store/deliveries.ts";
import { asItIs, whileIn } from "../conclude.ts";
import { askLine, quotaFloor } from "./ask-line.ts";

interface EstimatePorts {
  readonly store: Pick<Deliveries, "delivery" | "record"> &
    Pick<Channels, "channels"> &
    Pick<Recipients, "recipientCounts">;
  readonly line: Pick<Line, "audience" | "quota" | "targetReach" | "demographics">;
}

export async function estimateRecipients(of: DeliveryRef, ports: EstimatePorts): Promise<void> {
  const snapshot = await ports.store.delivery(of);
  if (snapshot === null || !isIn(snapshot.delivery, "collecting")) return;
  const { delivery, now } = snapshot;
  if (now < delivery.state.estimate.askAt) {
    await ports.store.record(of, whileIn(["collecting"], asItIs));
    return;
  }
  const answer = await ask(delivery, now, ports);
  // Once the action was changed it is the number of another send; the edit has brought a job of its own.
  const conclude = whileIn(["collecting"], (fresh, at) =>
    isDeepStrictEqual(fresh.inputs, delivery.inputs) ? afterEstimate(fresh, answer, at) : null,
  );
  await ports.store.record(of, conclude);
}

/** A failure only means that nothing can be said yet: preflight says what is wrong. */
async function ask(delivery: In<"collecting">, now: number, { store, line }: EstimatePorts): Promise<Answer<Estimate>> {
  const { enrolled, inputs } = delivery;
  // Only a send that may leave people out is bounded by what is left of the month.
  const floor = inputs.quotaPolicy === "all_or_nothing" ? null : await quotaFloor(delivery, store);
  let facts = NOTHING_ASKED;
  for await (const answer of askLine(delivery, { now, floor }, line)) {
    if (answer.kind !== "ok") return answer;
    facts = answer.value;
  }
  const narrow = inputs.targetingMode === "narrow_to_enrolled";
  const known = forecastFacts(inputs, {
    ...facts,
    ids: narrow ? (await store.recipientCounts(delivery, "enrolled")).valid : null,
    reachedOut: inputs.excludeReachedDays !== null,
  });
  return { kind: "ok", value: { forecast: forecast(known), enrolled } };
}
