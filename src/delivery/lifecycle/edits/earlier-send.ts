/** Whether the steps of a delivery have sent already: another send of theirs inside the cooldown takes a person. Pure. */
import { finding, type Finding } from "../../codes.ts";
import type { Delivery } from "../../delivery.ts";
import type { ResendAfter } from "../../inputs.ts";
import { isInCooldown, type EarlierDelivery } from "../membership.ts";
import { localTime } from "../send-time.ts";

/** Another delivery of one of the steps, or of the key that an edit led to. */
export interface OtherDelivery extends EarlierDelivery {
  readonly id: string;
  readonly openedAt: number;
  /** What the step asks for now, in the delivery that is about to be sent. */
  readonly resendAfter: ResendAfter;
}

/** CHANGED_AFTER_SEND with the newest of the others that counts; null where none does. */
export function earlierSend(
  delivery: Pick<Delivery, "openedAt" | "timeZone">,
  others: readonly OtherDelivery[],
  now: number,
): Finding | null {
  const counting = others.filter((other) => counts(other, delivery.openedAt, now));
  const [newest] = counting.toSorted((one, other) => since(other) - since(one));
  if (newest === undefined) return null;
  return finding("CHANGED_AFTER_SEND", {
    earlier: newest.id,
    at: localTime(since(newest), delivery.timeZone),
  });
}

/** Whether a delivery that opens now has to wait for a person, as far as that can be said by now. */
export const willAsk = (earlier: readonly OtherDelivery[], now: number): boolean =>
  earlier.some((one) => counts(one, now, now));

/** Of two that LINE was not asked to send yet, the one that was opened later waits; opened together, both do. */
function counts(other: OtherDelivery, openedAt: number, now: number): boolean {
  const { phase, outcome, resendAfter } = other;
  if (resendAfter === "none") return false;
  if (outcome === null) return phase === "sending" || other.openedAt <= openedAt;
  return isInCooldown(other, resendAfter, now);
}

const since = ({ sealedAt, openedAt }: OtherDelivery): number => sealedAt ?? openedAt;
