/** What pages and the delivery record show of deliveries. */
import type { Finding } from "../../delivery/codes.ts";
import type { Delivery, OutcomeKind } from "../../delivery/delivery.ts";
import type { Reading } from "../../delivery/numbers/reading.ts";
import type { Snapshot } from "./deliveries.ts";

export interface TimelineEntry {
  readonly at: number;
  readonly event: string;
  readonly phase: string;
  readonly finding: Finding | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface DeliverySummary {
  readonly delivery: Delivery;
  readonly channelName: string;
  /** Of the saved message that it sends; null where it sends a text, or the message is no longer stored. */
  readonly messageName: string | null;
  /** LINE's names of the chosen and excluded audiences by their ids, as far as it has ever said them. */
  readonly knownAudiences: Readonly<Record<string, string>>;
  readonly workflowIds: readonly string[];
}

/** Null: all of them. Days are `YYYY-MM-DD` in `timeZone`, both included. */
export interface DeliveryFilter {
  /** A part of a message, of a list's or audience's name, or the id of a list, audience, workflow, delivery or LINE request. */
  readonly search: string | null;
  readonly listId: string | null;
  readonly audienceId: string | null;
  readonly channelId: string | null;
  /** `open`: none yet; `waiting`: a person has to allow it. */
  readonly outcome: OutcomeKind | "open" | "waiting" | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly timeZone: string;
}

/** By its start, or the highest number first. */
export type DeliverySort = "newest" | "oldest" | "delivered" | "open_rate" | "click_rate";

export interface AskedPage {
  readonly filter: DeliveryFilter;
  readonly sort: DeliverySort;
  readonly limit: number;
  /** The `next` of the page before; null for the first one. */
  readonly before: string | null;
  /** The `previous` of the page that follows; null where `before` counts. */
  readonly after: string | null;
}

export interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
  /** Where the page before ends; null on the first one. */
  readonly previous: string | null;
}

/** What deliveries of a portal were about, as HubSpot and LINE call it; by name, and of each kind only so many. */
export interface NamedThings {
  readonly lists: readonly { readonly id: string; readonly name: string }[];
  readonly audiences: readonly { readonly id: string; readonly name: string }[];
  /** True where there are more: only those of the newest deliveries are here. */
  readonly more: boolean;
}

/** What the pages and the delivery record show of one delivery. */
export interface DeliveryView extends Snapshot, DeliverySummary {
  /** LINE's names of audiences, and ours of saved messages, that the timeline's changes tell, as far as they are known. */
  readonly changedNames: Readonly<Record<string, string>>;
  readonly heldCount: number;
  readonly holdsLost: number;
  readonly releasedAt: number | null;
  /** Why HubSpot has not taken the outcome yet, and when it is asked again; null while nothing is in the way. */
  readonly releaseWait: { readonly finding: Finding; readonly until: number } | null;
  /** Executions that HubSpot called again although it had taken their outcome. */
  readonly calledAgain: number;
  readonly timeline: readonly TimelineEntry[];
  readonly readings: readonly Reading[];
  /** Why HubSpot has no record of it, or one that is behind; null when all is well. */
  readonly recordFinding: Finding | null;
}

/** As much of a send as its numbers are read from. */
export type SendFacts = Pick<Delivery, "state" | "approval">;

/** What a person who comes in the morning looks at first. Of each kind only so many; the newest first unless it says otherwise. */
export interface HomeDeliveries {
  /** They wait until a person allows them. */
  readonly asking: readonly DeliverySummary[];
  /** Within the last week. */
  readonly failed: readonly DeliverySummary[];
  /** On their way without waiting for a person; what goes on first, first. */
  readonly next: readonly DeliverySummary[];
  readonly delivered: readonly DeliverySummary[];
  /** Delivered since the first of the month, by the service's id of their LINE account. */
  readonly month: Readonly<Record<string, readonly SendFacts[]>>;
  /** Some account sent more than are in `month`. */
  readonly more: boolean;
  /** Whether the portal has, or had, any delivery. */
  readonly any: boolean;
  /** Service time. */
  readonly now: number;
}

export interface Views {
  /** Null when the portal has no such delivery. */
  viewDelivery(portalId: number, id: string): Promise<DeliveryView | null>;
  /** As LINE last called these audiences, by their ids; those it never named are not among them. */
  audienceNames(portalId: number, ids: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** The month begins in the portal's time zone. */
  homeDeliveries(portalId: number): Promise<HomeDeliveries>;
  listDeliveries(portalId: number, page: AskedPage): Promise<DeliveryPage>;
  /** How many fit; no more than `most` are counted. */
  countDeliveries(portalId: number, filter: DeliveryFilter, most: number): Promise<number>;
  /** What was chosen is among them in any case. */
  namedThings(portalId: number, chosen: Pick<DeliveryFilter, "listId" | "audienceId">): Promise<NamedThings>;
  /**
   * Another text whenever a page about this delivery, or the first page of all of them (null), may show something else.
   * Null when the portal has no such delivery.
   */
  versionOf(portalId: number, deliveryId: string | null): Promise<string | null>;
}
