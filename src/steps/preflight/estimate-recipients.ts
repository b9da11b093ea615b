/**
 * Asks LINE, while a delivery collects, how many people would receive it. For people alone: a job of its own, so that LINE
 * being slow delays no send, and an answer that does not come leaves the number unknown.
 */
import { isDeepStrictEqual } from "node:util";
import { changed } from "../../delivery/lifecycle/change.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { afterEstimate } from "../../delivery/targeting/estimate.ts";
import { forecast } from "../../delivery/targeting/forecast.ts";
import { forecastFacts } from "../../delivery/targeting/forecast-facts.ts";
import type { CheckedQuota } from "../../delivery/numbers/quota.ts";
import { isIn, type In } from "../../delivery/phases.ts";
import type { EstimateResult } from "../../delivery/lifecycle/step-results.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Audience, Line } from "../../ports/line.ts";
import type { Channels } from "../../ports/store/channels.ts";
import type { Deliveries, Recipients } from "../../ports/store/deliveries.ts";
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
    // Woken too early, as when the clock was set: stored as it is, the job comes back in time.
    await ports.store.record(id, (fresh) => (isIn(fresh, "collecting") ? changed({ ...fresh }) : null));
    return;
  }
  const result = await ask(delivery, now, ports);
  await ports.store.record(id, (fresh, at) => {
    // Once the action was changed it is the number of another send; the edit has brought a job of its own.
    const same = isIn(fresh, "collecting") && isDeepStrictEqual(fresh.inputs, delivery.inputs);
    return same ? afterEstimate(fresh, result, at) : null;
  });
}

async function ask(delivery: In<"collecting">, now: number, ports: EstimatePorts): Promise<EstimateResult> {
  const { store, line } = ports;
  const { enrolled, inputs } = delivery;
  const audiences: Audience[] = [];
  for await (const answer of askAudiences(delivery, line)) {
    if (answer.kind !== "ok") return unknown(answer);
    audiences.push(answer.value);
  }
  const quota = await readQuota(delivery, ports);
  if (quota.kind !== "ok") return unknown(quota);
  const narrow = inputs.targetingMode === "narrow_to_enrolled";
  const ids = narrow ? (await store.recipientCounts(delivery.id, "enrolled")).valid : null;
  const reachedOut = inputs.excludeReachedDays !== null;
  const friends = await askAboutFriends(delivery, now, line);
  if (friends.kind !== "ok") return unknown(friends);
  const facts = forecastFacts(inputs, { ids, reachedOut, audiences, quota: quota.value, friends: friends.value });
  return { kind: "known", forecast: forecast(facts), enrolled };
}

type Failed = Exclude<Answer<unknown>, { kind: "ok" }>;

/** Preflight says what is wrong; here it only means that nothing can be said yet. */
function unknown(answer: Failed): EstimateResult {
  const seconds = answer.kind === "later" ? answer.retryAfterSeconds : undefined;
  return { kind: "unknown", ...(seconds !== undefined && { retryAfterSeconds: seconds }) };
}

/** Only a send that may leave people out is bounded by what is left of the month. */
async function readQuota(
  { portalId, inputs }: Delivery,
  { store, line }: EstimatePorts,
): Promise<Answer<CheckedQuota | null>> {
  const { channelId, quotaPolicy } = inputs;
  if (quotaPolicy === "all_or_nothing") return { kind: "ok", value: null };
  const quota = await line.quota({ portalId, channelId });
  if (quota.kind !== "ok") return quota;
  const floor = (await store.channels(portalId)).find(({ id }) => id === channelId)?.quotaFloor ?? 0;
  return { kind: "ok", value: { ...quota.value, floor } };
}
