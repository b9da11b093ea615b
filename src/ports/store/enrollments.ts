/** Executions on their way into a delivery, and their release with its outcome. */
import type { Finding } from "../../delivery/codes.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { ExecutionRef } from "../../delivery/execution.ts";
import type { Inputs } from "../../delivery/inputs.ts";

/** One execution on its way into a delivery. */
export interface Arrival {
  readonly execution: ExecutionRef;
  readonly inputs: Inputs;
  readonly key: string;
  /** What the chosen property holds, valid or not; null where the mode needs none. */
  readonly lineUserId: string | null;
}

export type Enrolled =
  /** Stored; HubSpot is to hold the execution this long. */
  | { readonly kind: "held"; readonly deliveryId: string; readonly covered: boolean; readonly holdSeconds: number }
  /** The delivery's outcome is known already: tell it at once. */
  | {
      readonly kind: "finished";
      readonly delivery: Delivery;
      readonly covered: boolean;
      /** HubSpot had taken the outcome of this execution before: a sign that it did not act on it. */
      readonly calledAgain?: true;
    }
  /** It would have opened a delivery that cannot be: nothing was stored. */
  | { readonly kind: "refused"; readonly finding: Finding };

export interface HeldEnrollment {
  readonly callbackId: string;
  readonly objectId: string;
  readonly covered: boolean;
}

export interface Enrollments {
  /** Stores all arrivals in one transaction and answers them in the same order; a known callback is counted once. */
  enroll(arrivals: readonly Arrival[]): Promise<readonly Enrolled[]>;
  /** Held enrollments whose answer HubSpot surely has by now, in a stable order, at most `limit` and after `after`. */
  held(deliveryId: string, page: { limit: number; after: HeldEnrollment | null }): Promise<readonly HeldEnrollment[]>;
  /** Notes that HubSpot has let these go; `gone` are those it no longer knew. */
  markReleased(deliveryId: string, completed: readonly string[], gone: readonly string[]): Promise<void>;
  /** Notes why the executions stay held, and lets the release go on after so many seconds. */
  putOffRelease(deliveryId: string, why: Finding, seconds: number): Promise<void>;
  /** Notes the end of the release when nothing is held any more; answers whether it is so. */
  finishRelease(deliveryId: string): Promise<boolean>;
}
