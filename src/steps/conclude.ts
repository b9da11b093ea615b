/** What a step's result makes of a delivery as it is once the result is there: under its lock, and only if it still fits. */
import { changed, type Change } from "../delivery/lifecycle/change.ts";
import { isIn, type Delivery, type In, type Phase } from "../delivery/delivery.ts";

/** Null changes nothing. */
export type Conclude = (fresh: Delivery, now: number) => Change | null;

/** Decided on facts that must not have changed meanwhile. */
export const unmoved =
  (seen: Delivery, conclude: Conclude): Conclude =>
  (fresh, now) =>
    fresh.version === seen.version ? conclude(fresh, now) : null;

export const whileIn =
  <P extends Phase>(phases: readonly P[], conclude: (fresh: In<P>, now: number) => Change | null): Conclude =>
  (fresh, now) =>
    isIn(fresh, ...phases) ? conclude(fresh, now) : null;

/** Storing it as it is brings the job back in time: it was woken too early, by a clock that was set or by a straggler. */
export const asItIs: Conclude = (fresh) => changed({ ...fresh });
