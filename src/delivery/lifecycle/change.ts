/** A delivery after a change, with what the timeline says about it. */
import type { Finding } from "../codes.ts";
import type { Delivery } from "../delivery.ts";

export type TimelineEvent =
  | "opened"
  | "list_looked_up"
  | "edited"
  | "changed_back"
  | "left_by_step"
  | "joined_by_step"
  | "changed_since"
  | "edited_later"
  | "approval_withdrawn"
  | "handed_over"
  | "seal_requested"
  | "sealed"
  | "waiting"
  | "noted"
  | "forecast"
  | "approved"
  | "uploading"
  | "uploaded"
  | "upload_ready"
  | "upload_deleted"
  | "prepared"
  | "attempted"
  | "accepted"
  | "not_accepted"
  | "answer_lost"
  | "conflict"
  | "progressed"
  | "concluded"
  | "released"
  | "refused_later"
  | "read";

export interface DeliveryEvent {
  readonly event: TimelineEvent;
  readonly finding?: Finding;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface Change {
  readonly delivery: Delivery;
  readonly events: readonly DeliveryEvent[];
  /** The delivery whose outcome this one's executions get instead. */
  readonly coveredBy?: string;
}

/** What the timeline says where it is nothing but a finding. */
export const noted = (why: Finding): DeliveryEvent => ({ event: "noted", finding: why });

export const unchanged = (delivery: Delivery): Change => ({ delivery, events: [] });

export const changed = (delivery: Delivery, ...events: readonly DeliveryEvent[]): Change => ({ delivery, events });

/** The same change, with what happened before it. */
export const preceded = (change: Change, ...events: readonly DeliveryEvent[]): Change => ({
  ...change,
  events: [...events, ...change.events],
});
