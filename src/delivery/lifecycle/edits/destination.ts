/**
 * Where an execution goes that is stored for the first time. Pure: rules 4 and 5 of the product, which see to it that the edit of a
 * step never sends twice unasked.
 */
import type { ResendAfter } from "../../inputs.ts";
import { membership, type EarlierDelivery } from "../membership.ts";

/** A delivery that is on its way or that LINE has (or may have) sent. */
export interface SeenDelivery extends EarlierDelivery {
  readonly id: string;
  readonly key: string;
}

export interface GuardFacts {
  /** The newest with the execution's key. */
  readonly byKey: SeenDelivery | null;
  /** The newest of the execution's step, in the same lane. Null for an execution without a step. */
  readonly ofStep: (SeenDelivery & { readonly shared: boolean }) | null;
  /** The newest of the step in which it once had the execution's key, which an edit may have replaced there. */
  readonly underOldKey: SeenDelivery | null;
  /** The step has asked for this key before, in any delivery. */
  readonly seenBefore: boolean;
}

export type Destination =
  | { readonly do: "join"; readonly id: string }
  | { readonly do: "cover"; readonly id: string }
  | { readonly do: "open" }
  /** Joins the step's window, which from now on means the new version. */
  | { readonly do: "edit"; readonly id: string }
  /** The step leaves its window with all its executions: for this other one, or (null) for a new one. */
  | { readonly do: "leave"; readonly from: string; readonly to: string | null }
  /** Joins the step's window and changes nothing; a person has to look. */
  | { readonly do: "change_back"; readonly id: string };

/**
 * | the step's window is open and means | this execution                                   |
 * |-------------------------------------|--------------------------------------------------|
 * | the same                            | joins                                            |
 * | another version                     | is covered, where the step has sent its version  |
 * |                                     | joins as an old version, where it was seen before|
 * |                                     | takes the step to the open window of its key     |
 * |                                     | takes the step out of a window that it shares    |
 * |                                     | changes the window                               |
 *
 * Without an open window of its step it is covered by what the step did with its key, or goes by its key alone. A step that
 * has sent another version is no matter here: before it is sent, the new delivery waits for a person (`earlier-send.ts`).
 */
export function destinationOf(
  { byKey, ofStep, underOldKey, seenBefore }: GuardFacts,
  { key, resendAfter }: { readonly key: string; readonly resendAfter: ResendAfter },
  now: number,
): Destination {
  const goesTo = (earlier: SeenDelivery | null) => membership(earlier, resendAfter, now);
  const window = ofStep?.phase === "collecting" ? ofStep : null;
  if (window?.key === key) return { do: "join", id: window.id };
  if (underOldKey !== null && goesTo(underOldKey) === "covered") return { do: "cover", id: underOldKey.id };
  if (window !== null) {
    if (seenBefore) return { do: "change_back", id: window.id };
    const toOther = byKey !== null && goesTo(byKey) === "join";
    if (toOther || window.shared) return { do: "leave", from: window.id, to: toOther ? byKey.id : null };
    return { do: "edit", id: window.id };
  }
  if (byKey === null || goesTo(byKey) === "open") return { do: "open" };
  return { do: goesTo(byKey) === "join" ? "join" : "cover", id: byKey.id };
}
