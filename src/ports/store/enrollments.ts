/** Executions on their way into a delivery, and their release with its outcome. */
import type { Finding } from "../../delivery/codes.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { ExecutionRef } from "../../delivery/execution.ts";
import type { Inputs } from "../../delivery/inputs.ts";
import type { DeliveryRef } from "./deliveries.ts";

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
  /**
   * Stores the arrivals of each portal in one transaction, and answers all in the same order; a known callback is counted
   * once. Rejects when those of a portal cannot be stored: others' may be then, and are known when they are called again.
   */
  enroll(arrivals: readonly Arrival[]): Promise<readonly Enrolled[]>;
  /** Held enrollments whose answer HubSpot surely has by now, in a stable order, at most `limit` and after `after`. */
  held(of: DeliveryRef, page: { limit: number; after: HeldEnrollment | null }): Promise<readonly HeldEnrollment[]>;
  /** Notes that HubSpot has let these go; `gone` are those it no longer knew. */
  markReleased(of: DeliveryRef, completed: readonly string[], gone: readonly string[]): Promise<void>;
  /** Notes why the executions stay held, and lets the release go on after so many seconds. */
  putOffRelease(of: DeliveryRef, why: Finding, seconds: number): Promise<void>;
  /** Notes the end of the release when nothing is held any more; answers whether it is so. */
  finishRelease(of: DeliveryRef): Promise<boolean>;
}

/** Executions that were refused before there was a delivery: so many of a workflow for the same reason. */
export interface NotStarted {
  /** Null where HubSpot names no workflow. */
  readonly workflowId: string | null;
  /** Of the last one, without what may be a person's. */
  readonly finding: Finding;
  readonly executions: number;
}

export interface NotStartedEntry extends NotStarted {
  /** `YYYY-MM-DD` in the portal's time zone. */
  readonly day: string;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface NotStartedPage {
  readonly entries: readonly NotStartedEntry[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

/** Refused executions, counted by workflow, code and day. Every operation is about one portal. */
export interface NotStartedRuns {
  /** Adds to what is stored, in one statement. Nothing is stored of a portal that does not have the app. */
  noteNotStarted(portalId: number, refused: readonly NotStarted[]): Promise<void>;
  /** The latest first; `before` is the `next` of the page before. */
  notStarted(portalId: number, page: { limit: number; before: string | null }): Promise<NotStartedPage>;
}
