/** What other deliveries have sent, or are about to. */
import type { OtherDelivery } from "../../delivery/lifecycle/edits/earlier-send.ts";
import type { LeftOut } from "../../delivery/targeting/may-be-below.ts";
import type { RecentSend } from "../../delivery/targeting/recent-sends.ts";
import type { DeliveryRef } from "./deliveries.ts";

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
  otherDeliveries(of: DeliveryRef): Promise<readonly OtherDelivery[]>;
  /** Sends of the channel after `since` that LINE delivered or may have delivered, newest first. */
  recentSends(portalId: number, channelId: string, since: number): Promise<readonly RecentSend[]>;
  /** What sends left out that were prepared for the same people after `since`, and were or may have been delivered. */
  similarSends(to: SimilarTo): Promise<readonly LeftOut[]>;
}
