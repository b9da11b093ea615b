/** What is kept, and what is asked of it. Every change of a delivery goes through `record`. */
import type { Change } from "../delivery/lifecycle/change.ts";
import type { Finding } from "../delivery/codes.ts";
import type { Delivery, OutcomeKind } from "../delivery/delivery.ts";
import type { OtherDelivery } from "../delivery/lifecycle/edits/earlier-send.ts";
import type { ExecutionRef } from "../delivery/execution.ts";
import type { Inputs } from "../delivery/inputs.ts";
import type { LineMessage } from "../delivery/message/message.ts";
import type { RefusedAccess } from "../delivery/hubspot/portal-access.ts";
import type { Reading } from "../delivery/numbers/reading.ts";
import type { LeftOut } from "../delivery/targeting/may-be-below.ts";
import type { UploadPurpose } from "../delivery/upload.ts";
import type { Utm } from "../delivery/message/utm.ts";
import type { ChannelWatch } from "./channel-health.ts";
import type { Installation } from "./hubspot.ts";
import type { LineAccount, LineCredentials } from "./line.ts";
import type { Privacy } from "./privacy.ts";
import type { SendingSwitch } from "./sending-stop.ts";
import type { Role, SettingsStore } from "./settings.ts";

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

export type Recorded =
  | { readonly kind: "recorded"; readonly delivery: Delivery }
  /** The delivery is no longer what the caller decided upon: start over from the facts. */
  | { readonly kind: "moved" }
  /** Another narrowcast of the same LINE account is on its way. */
  | { readonly kind: "turn_taken" };

export interface HeldEnrollment {
  readonly callbackId: string;
  readonly objectId: string;
  readonly covered: boolean;
}

export interface Snapshot {
  readonly delivery: Delivery;
  /** Service time of the snapshot, in milliseconds since 1970. */
  readonly now: number;
}

export interface TimelineEntry {
  readonly at: number;
  readonly event: string;
  readonly phase: string;
  readonly finding: Finding | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface DeliveryStore {
  /** Stores all arrivals in one transaction and answers them in the same order; a known callback is counted once. */
  enroll(arrivals: readonly Arrival[]): Promise<readonly Enrolled[]>;
  /** Null when there is no such delivery. */
  delivery(id: string): Promise<Snapshot | null>;
  /** The oldest behaviour of the service that may carry it on; null when there is no such delivery. */
  requiredVersion(id: string): Promise<number | null>;
  /**
   * Locks the delivery, lets `change` decide from its facts and the clock, and stores the result, its timeline entries
   * and the jobs that continue it in one transaction. `change` answers null to leave everything as it is ("moved").
   */
  record(id: string, change: (fresh: Delivery, now: number) => Change | null): Promise<Recorded>;
  /** The same on a person's behalf: "moved" also when the portal has no such delivery. */
  recordFor(portalId: number, id: string, change: (fresh: Delivery, now: number) => Change | null): Promise<Recorded>;
  /**
   * Deliveries of the steps of this one, in the same portal and for the same list, that are on their way or that LINE has (or
   * may have) sent; also those with its key, where an edit led to it. Newest first, at most 50.
   */
  otherDeliveries(id: string): Promise<readonly OtherDelivery[]>;
  /** Held enrollments whose answer HubSpot surely has by now, in a stable order, at most `limit` and after `after`. */
  held(deliveryId: string, page: { limit: number; after: HeldEnrollment | null }): Promise<readonly HeldEnrollment[]>;
  /** Notes that HubSpot has let these go; `gone` are those it no longer knew. */
  markReleased(deliveryId: string, completed: readonly string[], gone: readonly string[]): Promise<void>;
  /** Notes why the executions stay held, and lets the release go on after so many seconds. */
  putOffRelease(deliveryId: string, why: Finding, seconds: number): Promise<void>;
  /** Notes the end of the release when nothing is held any more; answers whether it is so. */
  finishRelease(deliveryId: string): Promise<boolean>;
}

/** LINE user IDs of a delivery, kept until LINE has them. */
export interface RecipientCounts {
  /** Distinct valid IDs. */
  readonly valid: number;
  /** Records without a valid one. */
  readonly invalid: number;
  /** A few of them, as `record: value`. */
  readonly examples: readonly string[];
}

export interface Recipients {
  recipientCounts(deliveryId: string, purpose: UploadPurpose): Promise<RecipientCounts>;
  /** The next distinct valid IDs in a stable order, after `after`. */
  recipientIds(
    deliveryId: string,
    purpose: UploadPurpose,
    page: { limit: number; after: string },
  ): Promise<readonly string[]>;
  /** Stores IDs of a suppression list; those known already stay one. */
  addRecipients(
    deliveryId: string,
    purpose: UploadPurpose,
    members: readonly { readonly objectId: string; readonly value: string }[],
  ): Promise<void>;
  /** From now on these count as invalid. */
  markInvalid(deliveryId: string, purpose: UploadPurpose, ids: readonly string[]): Promise<void>;
  /** How many distinct valid IDs of the enrolled are on the suppression list too, as far as it is stored. */
  suppressedEnrolled(deliveryId: string): Promise<number>;
  deleteRecipients(deliveryId: string): Promise<void>;
}

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

export interface PortalFacts {
  readonly portalId: number;
  readonly hubDomain: string;
  readonly language: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly minimumEnrolled: number;
  readonly installed: boolean;
  /** What HubSpot granted. */
  readonly scopes: readonly string[];
  /** An administrator has disconnected the account here, and HubSpot was not told yet. */
  readonly disconnecting: boolean;
  /** Why HubSpot gives no tokens for the portal, and since when; null while it does. */
  readonly access: RefusedAccess | null;
  readonly recordTypeId: string | null;
  /** Why the portal has no delivery records; null when it has, or when nothing is known yet. */
  readonly recordFinding: Finding | null;
  /** When HubSpot is asked again for what it refused; null while nothing is owed. */
  readonly recordsDueAt: number | null;
  /** That instant has come. */
  readonly recordsDue: boolean;
  /** Service time of these facts. */
  readonly now: number;
}

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

/** Somebody who receives test sends of a channel. */
export interface Tester {
  readonly id: string;
  readonly channelId: string;
  readonly name: string;
  readonly lineUserId: string;
}

export interface SavedMessage {
  readonly id: string;
  readonly portalId: number;
  readonly name: string;
  readonly messages: readonly LineMessage[];
  /** Added to links when the message goes out; null when nothing is to be added. */
  readonly utm: Utm | null;
  readonly updatedAt: number;
  /** HubSpot's user id of who last changed what is sent; null where that was not noted yet. */
  readonly changedBy: number | null;
}

export type MessageContent = Pick<SavedMessage, "name" | "messages" | "utm">;

/** A user of a portal, as HubSpot says who it is. */
export interface SignedInUser {
  readonly portalId: number;
  readonly userId: number;
  readonly userEmail: string;
}

export interface Session extends SignedInUser {
  /** As they are now: a role that was taken is gone with the next request. */
  readonly roles: readonly Role[];
  /** The portal's; dates are shown in it. */
  readonly timeZone: string;
}

export interface DeliverySummary {
  readonly delivery: Delivery;
  readonly channelName: string;
}

/** Null: all of them. Days are `YYYY-MM-DD` in `timeZone`, both included. */
export interface DeliveryFilter {
  /** A part of a list's or audience's name, or the id of a list, audience, delivery or LINE request. */
  readonly search: string | null;
  readonly listId: string | null;
  readonly audienceId: string | null;
  readonly channelId: string | null;
  /** `open`: none yet. */
  readonly outcome: OutcomeKind | "open" | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly timeZone: string;
}

export interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
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
  /** LINE's names of the chosen and excluded audiences by their ids, as far as it has ever said them. */
  readonly knownAudiences: Readonly<Record<string, string>>;
  /** The same of audiences and saved messages that the timeline's changes tell, deleted ones excepted. */
  readonly changedNames: Readonly<Record<string, string>>;
  readonly workflowIds: readonly string[];
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

export interface FoundSession extends Session {
  /** HubSpot was not asked for an hour whether the person is still in the account. */
  readonly checkDue: boolean;
}

/** Deliveries of a portal whose records HubSpot lacks, or that are behind. */
export interface OwedRecords {
  readonly count: number;
  /** The one whose record was refused longest ago; null when none is owed. */
  readonly oldest: string | null;
  /** What the account's own rules refused last; null where they refuse none. Other records are written all the same. */
  readonly byRule: Finding | null;
}

/** A disconnect that HubSpot was not told of yet; by service time. */
export interface Disconnecting {
  readonly sinceSeconds: number;
  /** Until the tokens are erased although HubSpot was not told; negative once it is over. */
  readonly secondsLeft: number;
  /** Executions may still be held. */
  readonly held: boolean;
}

/** Whether the portal now has these tokens, or kept those of an earlier time (milliseconds since 1970). */
export type SavedInstallation =
  /** `first`: nothing was known of the portal before. */
  { readonly kind: "stored"; readonly first: boolean } | { readonly kind: "kept"; readonly since: number };

/** Portals, channels, saved messages and sessions. Every operation is about one portal. */
export interface Accounts {
  /**
   * Stores the tokens, unless those that are stored may do more; the person is a member either way. `voidSince`: the
   * `since` of tokens that HubSpot no longer accepts, which give way to any.
   */
  saveInstallation(installation: Installation, voidSince?: number): Promise<SavedInstallation>;
  /**
   * An administrator disconnects the account: everything of the installation goes at once but the tokens, with which the
   * job `access` releases what is held and tells HubSpot. False where the app is not installed.
   */
  disconnect(by: SignedInUser): Promise<boolean>;
  /** Null where the portal is not being disconnected. */
  disconnecting(portalId: number): Promise<Disconnecting | null>;
  /** Erases the tokens of a portal that was disconnected. */
  endDisconnect(portalId: number): Promise<void>;
  /** Cancels what LINE has not been asked to send, of a portal that no longer has the app. */
  cancelUnsent(portalId: number): Promise<void>;
  portal(portalId: number): Promise<PortalFacts | null>;
  /**
   * Without a finding the jobs that write owed records are added with it, two a second; with one, the job that asks HubSpot
   * again. `asOf`: when the caller began; what was asked for since, as by a sign-in, is still to be done.
   */
  saveRecordType(portalId: number, typeId: string | null, why: Finding | null, asOf: number): Promise<void>;
  /**
   * Notes that HubSpot lacks this delivery's record now, or that it is behind. Null: for the reason that concerns the whole
   * portal; false when there is none any more.
   */
  oweRecord(portalId: number, deliveryId: string, why: Finding | null): Promise<boolean>;
  recordWritten(portalId: number, deliveryId: string): Promise<void>;
  owedRecords(portalId: number): Promise<OwedRecords>;
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
  savedMessages(portalId: number): Promise<readonly SavedMessage[]>;
  savedMessage(portalId: number, id: string): Promise<SavedMessage | null>;
  /** What the portal has saved, without the message `except`; `bytes` as JSON in UTF-8. */
  savedMessagesSize(
    portalId: number,
    except: string | null,
  ): Promise<{ readonly count: number; readonly bytes: number }>;
  /** `by`: HubSpot's user id of who does it. */
  createSavedMessage(portalId: number, content: MessageContent, by?: number): Promise<SavedMessage>;
  /** Null when there is no such message. A new name alone, or the same once more, leaves `changedBy` as it was. */
  changeSavedMessage(portalId: number, id: string, content: MessageContent, by?: number): Promise<SavedMessage | null>;
  deleteSavedMessage(portalId: number, id: string): Promise<boolean>;
  /** By name. */
  testers(portalId: number, channelId: string): Promise<readonly Tester[]>;
  /** Renames the one who has this LINE user ID already; null when the portal has no such channel. */
  saveTester(portalId: number, channelId: string, tester: { name: string; lineUserId: string }): Promise<Tester | null>;
  /** Null when the portal has no such tester. */
  deleteTester(portalId: number, id: string): Promise<Tester | null>;
  /** Answers the secret for the cookie. */
  startSession(user: SignedInUser): Promise<string>;
  session(secret: string): Promise<FoundSession | null>;
  endSession(secret: string): Promise<void>;
}

export interface Views {
  /** Sends of the channel after `since` that LINE delivered or may have delivered, newest first. */
  recentSends(portalId: number, channelId: string, since: number): Promise<readonly RecentSend[]>;
  /** What sends left out that were prepared for the same people after `since`, and were or may have been delivered. */
  similarSends(to: SimilarTo): Promise<readonly LeftOut[]>;
  /** Null when the portal has no such delivery. */
  viewDelivery(portalId: number, id: string): Promise<DeliveryView | null>;
  /** As LINE last called these audiences, by their ids; those it never named are not among them. */
  audienceNames(portalId: number, ids: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** Newest first; `before` is the `next` of the page before. */
  listDeliveries(
    portalId: number,
    page: { filter: DeliveryFilter; limit: number; before: string | null },
  ): Promise<DeliveryPage>;
  /** What was chosen is among them in any case. */
  namedThings(portalId: number, chosen: Pick<DeliveryFilter, "listId" | "audienceId">): Promise<NamedThings>;
  /**
   * Another text whenever a page about this delivery, or the first page of all of them (null), may show something else.
   * Null when the portal has no such delivery.
   */
  standOf(portalId: number, deliveryId: string | null): Promise<string | null>;
}

export type Store = DeliveryStore &
  Recipients &
  Accounts &
  Views &
  SettingsStore &
  ChannelWatch &
  Privacy &
  SendingSwitch;
