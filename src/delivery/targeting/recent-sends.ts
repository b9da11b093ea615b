/** Who was sent to lately and is left out: because the workflow asks for it, or because the account requires it. */
import { finding, type Finding } from "../../delivery/codes.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { Policies, PolicyFacts } from "../../delivery/lifecycle/policies.ts";
import { roomForReached } from "../../delivery/targeting/targeting.ts";
import type { Answer } from "../../ports/answer.ts";
import type { DeliveredSend, RecentSend, Sends } from "../../ports/store/sends.ts";
import { DAY_MS } from "../../delivery/durations.ts";

export interface Reached extends Pick<PolicyFacts, "notLeftOut"> {
  /** Sends whose people are left out, the newest first. */
  readonly sends: readonly DeliveredSend[];
  /** Service time; null where no one is left out for that. */
  readonly readAt: number | null;
  /** What the workflow asked for and LINE does not take; null where all is left out. */
  readonly incomplete: Finding | null;
}

/**
 * LINE takes sends of the last 14 days; the days that are offered leave time until it is asked. A send that is on its way is
 * waited for: only then LINE can leave out its people.
 */
export async function readReached(
  { portalId, inputs }: Pick<Delivery, "portalId" | "inputs">,
  { oneSendInDays }: Pick<Policies, "oneSendInDays">,
  now: number,
  store: Pick<Sends, "recentSends">,
): Promise<Answer<Reached>> {
  const [asked, required] = [inputs.excludeReachedDays ?? 0, oneSendInDays ?? 0];
  const days = Math.max(asked, required);
  if (days === 0) return { kind: "ok", value: { sends: [], readAt: null, incomplete: null, notLeftOut: 0 } };
  const sends = await store.recentSends(portalId, inputs.channelId, now - days * DAY_MS);
  if (!inputs.rehearsal && sends.some(({ state }) => state === "under_way")) {
    return { kind: "later", finding: finding("WAITING_FOR_TURN") };
  }
  const out = sends.filter(isDelivered).slice(0, roomForReached(inputs));
  const stay = sends.filter((send) => !out.some(({ deliveryId }) => deliveryId === send.deliveryId));
  const within = (some: number) => stay.filter(({ at }) => at > now - some * DAY_MS).length;
  const left = within(asked);
  const value = {
    sends: out,
    readAt: now,
    incomplete: left === 0 ? null : finding("EXCLUSION_INCOMPLETE", { left, days: asked }),
    notLeftOut: within(required),
  };
  return { kind: "ok", value };
}

const isDelivered = (send: RecentSend): send is DeliveredSend => send.state === "delivered" && send.requestId !== null;
