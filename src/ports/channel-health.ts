/** How a connected LINE Official Account is doing, and which deliveries use its audiences. */
import type { Finding } from "../delivery/codes.ts";
import type { OutcomeKind, Phase } from "../delivery/delivery.ts";
import type { LineAccount } from "./line.ts";

/** What LINE last answered on behalf of a channel. Instants by service time. */
export interface ChannelHealth {
  /** When a person's credentials were last checked: at the connection or since. */
  readonly verifiedAt: number;
  readonly lastOkAt: number | null;
  readonly lastErrorAt: number | null;
  readonly lastError: Finding | null;
}

/** A delivery that names an audience. */
export interface AudienceUse {
  readonly audienceId: string;
  readonly excluded: boolean;
  readonly deliveryId: string;
  readonly listName: string;
  readonly phase: Phase;
  readonly outcome: OutcomeKind | null;
  readonly openedAt: number;
  readonly workflowIds: readonly string[];
}

export interface ChannelWatch {
  /** Null when the portal has no such channel. */
  channelHealth(portalId: number, channelId: string): Promise<ChannelHealth | null>;
  /** LINE has just said whose the stored credentials are. */
  markVerified(portalId: number, channelId: string, account: LineAccount): Promise<void>;
  /** Uses by deliveries opened within so many days, newest first, and the service's time. */
  audienceUses(
    portalId: number,
    channelId: string,
    days: number,
  ): Promise<{ readonly now: number; readonly uses: readonly AudienceUse[] }>;
}
