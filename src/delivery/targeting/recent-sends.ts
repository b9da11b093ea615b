/** Who was sent to lately and is left out: because the workflow asks for it, or because the account requires it. Pure. */
import { finding, type Finding } from "../codes.ts";
import { DAY_MS } from "../durations.ts";
import type { Inputs } from "../inputs.ts";
import type { Policies, PolicyFacts } from "../lifecycle/policies.ts";
import { roomForReached } from "./targeting.ts";

/** A narrowcast of a channel that LINE has delivered, or may have. */
export interface RecentSend {
  readonly deliveryId: string;
  /** LINE leaves out the people of delivered ones alone. */
  readonly state: "delivered" | "uncertain" | "under_way";
  /** Null where LINE is not known to have accepted it. */
  readonly requestId: string | null;
  /** When LINE accepted it; the end of a doubt where that is not known, and the future while it is under way. */
  readonly at: number;
  /** People it went to; null where LINE did not say. */
  readonly target: number | null;
}

/** Whose people LINE leaves out. */
type DeliveredSend = RecentSend & { readonly requestId: string };

export interface Reached extends Pick<PolicyFacts, "notLeftOut"> {
  /** Sends whose people are left out, the newest first. */
  readonly sends: readonly DeliveredSend[];
  /** Service time; null where no one is left out for that. */
  readonly readAt: number | null;
  /** What the workflow asked for and LINE does not take; null where all is left out. */
  readonly incomplete: Finding | null;
}

/** People of sends of so many days receive nothing; 0: no one is left out for that. */
export const daysLeftOut = (
  { excludeReachedDays }: Pick<Inputs, "excludeReachedDays">,
  { oneSendInDays }: Pick<Policies, "oneSendInDays">,
): number => Math.max(excludeReachedDays ?? 0, oneSendInDays ?? 0);

/** A send that is on its way is waited for: only then LINE can leave out its people. */
export const someUnderWay = (inputs: Pick<Inputs, "rehearsal">, sends: readonly RecentSend[]): boolean =>
  !inputs.rehearsal && sends.some(({ state }) => state === "under_way");

/** LINE takes sends of the last 14 days; the days that are offered leave time until it is asked. */
export function reachedBy(
  sends: readonly RecentSend[],
  inputs: Inputs,
  policies: Pick<Policies, "oneSendInDays">,
  now: number,
): Reached {
  const asked = inputs.excludeReachedDays ?? 0;
  const out = sends.filter(isDelivered).slice(0, roomForReached(inputs));
  const stay = sends.filter((send) => !out.some(({ deliveryId }) => deliveryId === send.deliveryId));
  const within = (days: number) => stay.filter(({ at }) => at > now - days * DAY_MS).length;
  const left = within(asked);
  return {
    sends: out,
    readAt: daysLeftOut(inputs, policies) === 0 ? null : now,
    incomplete: left === 0 ? null : finding("EXCLUSION_INCOMPLETE", { left, days: asked }),
    notLeftOut: within(policies.oneSendInDays ?? 0),
  };
}

const isDelivered = (send: RecentSend): send is DeliveredSend => send.state === "delivered" && send.requestId !== null;
