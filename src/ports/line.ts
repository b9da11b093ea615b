/** What we ask of LINE, in our words. */
import type { Demographics } from "../delivery/targeting/attributes.ts";
import type { CheckedQuota } from "../delivery/numbers/quota.ts";
import type { InsightNumbers } from "../delivery/numbers/reading.ts";
import type { Progress, SendResult } from "../delivery/lifecycle/step-results.ts";
import type { CheckedAudience } from "../delivery/targeting/preflight.ts";
import type { Answer } from "../delivery/answer.ts";

/** A connected LINE Official Account of a portal; its secret is looked up where it is needed. */
export interface ChannelRef {
  readonly portalId: number;
  readonly channelId: string;
}

export interface LineCredentials {
  readonly lineChannelId: string;
  readonly channelSecret: string;
}

export interface LineAccount {
  /** User id of the bot: `U` and 32 hexadecimal digits. */
  readonly botUserId: string;
  readonly basicId: string;
  readonly displayName: string;
}

export type AudienceStatus = "IN_PROGRESS" | "READY" | "FAILED" | "EXPIRED" | "INACTIVE" | "ACTIVATING" | "UNKNOWN";

export interface Audience extends CheckedAudience {
  readonly status: AudienceStatus;
  /** What it was made with, as LINE calls it: `OA_MANAGER`. */
  readonly createRoute: string | null;
  /** What the account may do with it: `READ`, `READ_WRITE`. */
  readonly permission: string | null;
}

export type Quota = Omit<CheckedQuota, "floor">;

/** One file of LINE user IDs, streamed: its memory does not grow with it. */
export interface IdFile {
  /** Exactly this many IDs come out of `ids`. */
  readonly count: number;
  /** Batches of valid LINE user IDs; called again for each try. */
  ids(): AsyncIterable<readonly string[]>;
}

/** A named person who receives test sends. */
export interface TestSend {
  /** LINE user IDs. */
  readonly to: readonly string[];
  readonly messages: readonly unknown[];
  /** UUID sent as X-Line-Retry-Key. */
  readonly retryKey: string;
}

export interface Line {
  /** Mints a token with these credentials and asks who they belong to. Refused with CHANNEL_CREDENTIALS_REFUSED. */
  verify(credentials: LineCredentials): Promise<Answer<LineAccount>>;
  /** Mints a fresh token with the stored credentials and asks who they belong to. */
  account(channel: ChannelRef): Promise<Answer<LineAccount>>;
  /** All audiences, READY first; cached for a short time. */
  audiences(channel: ChannelRef): Promise<Answer<readonly Audience[]>>;
  /** One audience as it is now, never from a cache. Refused with AUDIENCE_NOT_FOUND. */
  audience(channel: ChannelRef, audienceId: string): Promise<Answer<Audience>>;
  quota(channel: ChannelRef): Promise<Answer<Quota>>;
  /** Target reach as of yesterday (Japan time); null while LINE has not computed it. */
  targetReach(channel: ChannelRef, now: number): Promise<Answer<number | null>>;
  /** Refused with LINE_REFUSED_MESSAGE naming the property. */
  validateMessages(channel: ChannelRef, messages: readonly unknown[]): Promise<Answer<null>>;
  /** Sends exactly `body` (JSON text) with `retryKey`. */
  sendNarrowcast(channel: ChannelRef, request: { retryKey: string; body: string }): Promise<SendResult>;
  /** Refused with LINE_REQUEST_NOT_FOUND on 404. */
  progress(channel: ChannelRef, requestId: string): Promise<Answer<Progress>>;
  insight(channel: ChannelRef, requestId: string): Promise<Answer<InsightNumbers>>;
  /** Shares of the account's friends; null while LINE has none. */
  demographics(channel: ChannelRef): Promise<Answer<Demographics | null>>;
  /** The channel's own upload audience with exactly this name, newest first; null when there is none. */
  findUpload(channel: ChannelRef, name: string): Promise<Answer<Audience | null>>;
  /**
   * Creates an audience from a file and answers its id. Refused with UPLOAD_FAILED (`detail` IDS_INVALID when LINE objects to an ID) or
   * AUDIENCES_FULL. An answer that got lost is `later`: look the name up before trying again.
   */
  createUpload(channel: ChannelRef, name: string, file: IdFile): Promise<Answer<string>>;
  /** Adds another file to an audience; may be repeated. */
  addToUpload(channel: ChannelRef, audienceId: string, file: IdFile): Promise<Answer<null>>;
  /** Gone afterwards; an unknown one counts as gone. */
  deleteAudience(channel: ChannelRef, audienceId: string): Promise<Answer<null>>;
  /** Those of at most 500 LINE user IDs that the channel cannot send to (no friend, blocked, unknown). */
  unreachableIds(channel: ChannelRef, ids: readonly string[]): Promise<Answer<readonly string[]>>;
  /** Multicast to at most 20 testers; repeats with the same key are one send. */
  sendTest(channel: ChannelRef, test: TestSend): Promise<Answer<null>>;
}
