/**
 * Asks LINE, while a delivery collects, how many people would receive it. For people alone: a job of its own, so that LINE
 * being slow delays no send, and an answer that does not come leaves the number unknown.
 */
import { isDeepStrictEqual } from "node:util";
import type { Answer } from "../../delivery/answer.ts";
import { channelOf, isIn, type Delivery, type In } from "../../delivery/delivery.ts";
import { afterEstimate } from "../../delivery/targeting/estimate.ts";
import { forecast } from "../../delivery/targeting/forecast.ts";
import { forecastFacts } from "../../delivery/targeting/forecast-facts.ts";
import type { CheckedQuota } from "../../delivery/numbers/quota.ts";
import type { Estimate } from "../../delivery/lifecycle/step-results.ts";
import type { Audience, Line } from "../../ports/line.ts";
import type { Channels } from "../../ports/store/channels.ts";
import type { Deliveries, Recipients } from "../../ports/store/deliveries.ts";
import { asItIs, whileIn } from "../conclude.ts";
import { askAboutFriends, askAudiences } from "./ask-line.ts";

export interface EstimatePorts {
  readonly store: Pick<Deliveries, "delivery" | "record"> &
    Pick<Channels, "channels"> &
    Pick<Recipients, "recipientCounts">;
  readonly line: Pick<Line, "audience" | "quota" | "targetReach" | "demographics">;
}

export async function estimateRecipients(id: string, ports: EstimatePorts): Promise<void> {
  const snapshot = await ports.store.delivery(id);
  if (snapshot === null || !isIn(snapshot.delivery, "collecting")) return;
  const { delivery, now } = snapshot;
  const { estimate } = delivery.state;
  if (estimate === undefined) return;
  if (now < estimate.askAt) {
    await ports.store.record(id, whileIn(["collecting"], asItIs));
    return;
  }
  const answer = await ask(delivery, now, ports);
  // Once the action was changed it is the number of another send; the edit has brought a job of its own.
  const conclude = whileIn(["collecting"], (fresh, at) =>
    isDeepStrictEqual(fresh.inputs, delivery.inputs) ? afterEstimate(fresh, answer, at) : null,
  );
  await ports.store.record(id, conclude);
}

/** A failure only means that nothing can be said yet: preflight says what is wrong. */
async function ask(delivery: In<"collecting">, now: number, ports: EstimatePorts): Promise<Answer<Estimate>> {
  const { store, line } = ports;
  const { enrolled, inputs } = delivery;
  const audiences: Audience[] = [];
  for await (const answer of askAudiences(delivery, line)) {
    if (answer.kind !== "ok") return answer;
    audiences.push(answer.value);
  }
  const quota = await readQuota(delivery, ports);
  if (quota.kind !== "ok") return quota;
  const narrow = inputs.targetingMode === "narrow_to_enrolled";
  const ids = narrow ? (await store.recipientCounts(delivery.id, "enrolled")).valid : null;
  const reachedOut = inputs.excludeReachedDays !== null;
  const friends = await askAboutFriends(delivery, now, line);
  if (friends.kind !== "ok") return friends;
  const facts = forecastFacts(inputs, { ids, reachedOut, audiences, quota: quota.value, friends: friends.value });
  return { kind: "ok", value: { forecast: forecast(facts), enrolled } };
}

/** Only a send that may leave people out is bounded by what is left of the month. */
async function readQuota(delivery: Delivery, { store, line }: EstimatePorts): Promise<Answer<CheckedQuota | null>> {
  const { portalId, channelId } = channelOf(delivery);
  if (delivery.inputs.quotaPolicy === "all_or_nothing") return { kind: "ok", value: null };
  const quota = await line.quota({ portalId, channelId });
  if (quota.kind !== "ok") return quota;
  const floor = (await store.channels(portalId)).find(({ id }) => id === channelId)?.quotaFloor ?? 0;
  return { kind: "ok", value: { ...quota.value, floor } };
}
