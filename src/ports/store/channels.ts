/** Connected LINE Official Accounts, their testers, how they are doing, and which deliveries use their audiences. */
import type { Finding } from "../../delivery/codes.ts";
import type { OutcomeKind, Phase } from "../../delivery/delivery.ts";
import type { LineAccount, LineCredentials } from "../line.ts";

export interface ChannelFacts {
  readonly id: string;
  readonly portalId: number;
  readonly name: string;
  readonly lineChannelId: string;
  readonly botUserId: string;
  readonly basicId: string;
  readonly displayName: string;
  readonly connectedAt: number;
  /** IANA name; quiet hours and dates are meant in it. */
  readonly timeZone: string;
  /** Messages of the month that sends leave for chat. */
  readonly quotaFloor: number;
}

/** A person who receives test sends of a channel. */
export interface Tester {
  readonly id: string;
  readonly channelId: string;
  readonly name: string;
  readonly lineUserId: string;
}

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

/** Every operation is about one portal. */
export interface Channels {
  saveChannel(channel: {
    portalId: number;
    name: string;
    credentials: LineCredentials;
    account: LineAccount;
  }): Promise<ChannelFacts>;
  channels(portalId: number): Promise<readonly ChannelFacts[]>;
  /** Null when the portal has no such channel. */
  changeChannel(
    portalId: number,
    id: string,
    change: { name: string; timeZone: string; quotaFloor: number },
  ): Promise<ChannelFacts | null>;
  /** By name. */
  testers(portalId: number, channelId: string): Promise<readonly Tester[]>;
  /** Renames the one who has this LINE user ID already; null when the portal has no such channel. */
  saveTester(portalId: number, channelId: string, tester: { name: string; lineUserId: string }): Promise<Tester | null>;
  /** Null when the portal has no such tester. */
  deleteTester(portalId: number, id: string): Promise<Tester | null>;
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
