/** Where an execution goes. */
import type { Delivery } from "../../delivery/delivery.ts";
import type { Arrival } from "../../ports/store/enrollments.ts";

export interface Target {
  readonly delivery: Delivery;
  readonly covered: boolean;
}

export interface Placed {
  readonly arrival: Arrival;
  readonly target: Target;
}
