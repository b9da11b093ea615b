import type { Delivery } from "./delivery.ts";
import type { Inputs } from "./inputs.ts";
import { holdSeconds } from "./window.ts";

export interface WindowDefaults {
  readonly quietSeconds: number;
  readonly ceilingSeconds: number;
}

export interface Opening {
  readonly id: string;
  readonly portalId: number;
  readonly key: string;
  readonly inputs: Inputs;
  readonly minimum: number;
  readonly defaults: WindowDefaults;
}

/** A delivery that nobody has joined yet; the first arrival is counted by whoever stores it. */
export function openDelivery({ id, portalId, key, inputs, minimum, defaults }: Opening, now: number): Delivery {
  const ceilingSeconds = inputs.collectForSeconds ?? defaults.ceilingSeconds;
  return {
    id,
    portalId,
    key,
    inputs,
    version: 0,
    openedAt: now,
    window: { quietSeconds: Math.min(defaults.quietSeconds, ceilingSeconds), ceilingSeconds },
    minimum,
    holdsUntil: now + holdSeconds(ceilingSeconds) * 1000,
    list: { known: "no", askAt: now, asked: 0 },
    enrolled: 0,
    executions: 0,
    covered: 0,
    lastEnrolledAt: now,
    state: { phase: "collecting", sealRequestedBy: null },
  };
}
