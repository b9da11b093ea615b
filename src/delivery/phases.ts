/** The one way to ask in which phase a delivery is. */
import type { Delivery, DeliveryState, Phase } from "./delivery.ts";

/** A delivery in this phase, or in one of these. */
export type In<P extends Phase> = Delivery & { readonly state: Extract<DeliveryState, { phase: P }> };

/** Sealed, and LINE has not been asked to send. */
export type Waiting = In<"sealed" | "preparing">;

/** The phases in which LINE has surely not been asked to send. */
export const BEFORE_SENDING = ["collecting", "sealed", "preparing"] as const satisfies readonly Phase[];

export const isIn = <P extends Phase>(delivery: Delivery, ...phases: readonly P[]): delivery is In<P> =>
  phases.some((phase) => phase === delivery.state.phase);

export const isWaiting = (delivery: Delivery): delivery is Waiting => isIn(delivery, "sealed", "preparing");
