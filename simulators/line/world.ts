/** Everything the simulated platform knows. */
import type { SandboxClock } from "../clock.ts";
import type { Bits } from "./bits.ts";
import type { Chance } from "../chance.ts";
import type { FaultRule } from "./faults/fault-rule.ts";
import type { Country } from "./account/areas.ts";
import type { Friends } from "./account/friends.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface World {
  readonly clock: SandboxClock;
  readonly seed: number;
  readonly defaultFriends: number;
  readonly chance: Chance;
  readonly channels: Map<string, Channel>;
  readonly tokens: Map<string, { readonly channelId: string; readonly expiresAt: number }>;
  readonly requests: SeenRequest[];
  readonly faults: FaultRule[];
  readonly behaviour: Behaviour;
}

/** How the platform behaves where its documentation is silent, and how fast it is; every default is our guess. */
export interface Behaviour {
  /** Fixed times instead of ones that grow with the number of people. */
  waitingMs?: number;
  sendingMs?: number;
  audienceMs?: number;
  /** Progress answers 404 until then after the 202. */
  progressVisibleAfterMs: number;
  /** Whether `not` of a demographic filter keeps people whose attribute is unknown. */
  notIncludesUnknown: boolean;
  /** What a well-formed id does in an upload that no friend has: it is left out, fails the upload, or is counted in it. */
  unknownUserIds: "dropped" | "refused" | "added";
  /** Whether an audience or earlier send under `not` brings LINE's minimum of recipients with it, as an included one does. */
  underNot: "counted" | "ignored";
  /** Whether the ceiling of `limit` includes the estimated target reach. */
  capAtTargetReach: boolean;
  /** "async": a repeated retry key is answered 202 and fails with error code 3. */
  retryConflict: "sync" | "async";
  /** What a known retry key meets with another body. */
  retryOtherBody: "conflict" | "refused";
  /** "some": up to one in five hundred recipients is not delivered to. */
  failures: "some" | "none";
}

export interface SeenRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  channelId?: string;
  /** What the platform decided; 0 when it was stopped before. */
  status: number;
  /** False when the caller never saw the answer. */
  answered: boolean;
  requestId: string;
  retryKey?: string;
  body?: unknown;
}

export type Quota = { type: "none" } | { type: "limited"; value: number };

export interface Channel {
  readonly channelId: string;
  channelSecret: string;
  readonly displayName: string;
  readonly botUserId: string;
  readonly basicId: string;
  readonly country: Country;
  readonly createdAt: number;
  readonly friends: Friends;
  readonly targetReach: number;
  quota: Quota;
  /** Messages of this month that did not go through narrowcasts of the simulator, and when that was said. */
  used: { count: number; at: number };
  readonly audiences: Map<number, AudienceGroup>;
  nextAudienceId: number;
  nextJobId: number;
  readonly narrowcasts: Map<string, Narrowcast>;
  readonly multicasts: Multicast[];
  readonly retryKeys: Map<string, { readonly at: number; readonly requestId: string; readonly bodyText: string }>;
  readonly buckets: Map<string, { tokens: number; at: number }>;
  /** Error codes the next narrowcasts fail with. */
  readonly doomed: number[];
}

export interface AudienceGroup {
  readonly id: number;
  readonly type: string;
  readonly createRoute: string;
  description: string;
  /** Absent: this account's own. */
  readonly owner?: { readonly serviceType: string; readonly id: string; readonly name: string };
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly inactive?: "INACTIVE" | "ACTIVATING";
  readonly failedType?: string;
  readonly requestId?: string;
  readonly clickUrl?: string;
  readonly isIfaAudience: boolean;
  members: Bits;
  /** Ids in it that are no friends of the account. */
  strangers: number;
  readyAt: number;
  readonly jobs: AudienceJob[];
}

export interface AudienceJob {
  readonly id: number;
  readonly description: string;
  readonly createdAt: number;
  readonly workingAt: number;
  readonly finishedAt: number;
  readonly added: number;
  /** Dropped once they are in the audience. */
  members?: Bits;
  strangers: number;
}

export interface NarrowcastBody {
  readonly messages: readonly Record<string, unknown>[];
  readonly recipient?: RecipientTree;
  readonly filter?: { readonly demographic?: DemographicTree };
  readonly limit?: {
    readonly max?: number;
    readonly upToRemainingQuota?: boolean;
    readonly forbidPartialDelivery?: boolean;
  };
  readonly notificationDisabled?: boolean;
}

export type RecipientTree =
  | { readonly type: "audience"; readonly audienceGroupId: number }
  | { readonly type: "redelivery"; readonly requestId: string }
  | Operator<RecipientTree>;

export type DemographicTree =
  | { readonly type: "gender" | "appType" | "area"; readonly oneOf: readonly string[] }
  | { readonly type: "age" | "subscriptionPeriod"; readonly gte?: string; readonly lt?: string }
  | Operator<DemographicTree>;

export interface Operator<Tree> {
  readonly type: "operator";
  readonly and?: readonly Tree[];
  readonly or?: readonly Tree[];
  readonly not?: Tree;
}

export interface Narrowcast {
  readonly requestId: string;
  readonly retryKey?: string;
  readonly body: NarrowcastBody;
  readonly acceptedAt: number;
  readonly sendingAt: number;
  readonly completedAt: number;
  /** Who it goes to, after every cut; no one where it fails. */
  readonly recipients: Bits;
  readonly recipientCount: number;
  /** The same with those who block the account, which no one but LINE can know; 0 where it fails. */
  readonly meantCount: number;
  readonly failureCount: number;
  /** Messages of the quota held while it runs. */
  readonly reserved: number;
  readonly errorCode?: number;
  readonly rates: { readonly open: number; readonly click: number; readonly play: number };
}

export interface MulticastBody {
  readonly to: readonly string[];
  readonly messages: readonly Record<string, unknown>[];
  readonly notificationDisabled?: boolean;
  readonly customAggregationUnits?: readonly string[];
}

export interface Multicast {
  readonly requestId: string;
  readonly retryKey?: string;
  readonly body: MulticastBody;
  readonly acceptedAt: number;
  /** User ids of those who got it. */
  readonly recipients: readonly string[];
}
