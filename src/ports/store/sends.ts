/** What other deliveries have sent, or are about to. */
import type { OtherDelivery } from "../../delivery/lifecycle/edits/earlier-send.ts";
import type { LeftOut } from "../../delivery/targeting/may-be-below.ts";

/** A narrowcast of a channel that LINE has delivered, or may have. */
export interface RecentSend {
  readonly deliveryId: string;
  /** LINE leaves out the people of delivered ones alone. */
  readonly state: "delivered" | "uncertain" | "under_way";
  /** Null where LINE is not known to have accepted it. */
  readonly requestId: string | null;
  /** When LINE accepted it; the end of a doubt where that is not known, and the future while it is under way. */
  readonly at: number;
  /** People it went to; null where LINE did not say. */
  readonly target: number | null;
}

/** Whose people LINE leaves out. */
export type DeliveredSend = RecentSend & { readonly requestId: string };

/** Which sends to compare one with. */
export interface SimilarTo {
  readonly portalId: number;
  readonly channelId: string;
  /** Not itself. */
  readonly deliveryId: string;
  /** As `meantFor` says it. */
  readonly meantFor: string;
  readonly since: number;
}

export interface Sends {
  /**
   * Deliveries of the steps of this one, in the same portal and for the same list, that are on their way or that LINE has (or
   * may have) sent; also those with its key, where an edit led to it. Newest first, at most 50.
   */
  otherDeliveries(id: string): Promise<readonly OtherDelivery[]>;
  /** Sends of the channel after `since` that LINE delivered or may have delivered, newest first. */
  recentSends(portalId: number, channelId: string, since: number): Promise<readonly RecentSend[]>;
  /** What sends left out that were prepared for the same people after `since`, and were or may have been delivered. */
  similarSends(to: SimilarTo): Promise<readonly LeftOut[]>;
}
