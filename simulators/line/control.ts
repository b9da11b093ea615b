/** What tests and the sandbox may arrange and read without HTTP. */
import { allAudiences, audienceSize, audienceStatus } from "./audiences/audiences.ts";
import { countBits, hasBit, setBit } from "./bits.ts";
import type { FaultRule } from "./faults/fault-rule.ts";
import { memoryOf, remember, type Memory } from "./memory.ts";
import { addChannel, setQuota, type AddedChannel, type NewChannel } from "./account/new-channel.ts";
import { targetOf } from "./narrowcast/narrowcast.ts";
import { phaseOf, type Phase } from "./narrowcast/progress.ts";
import { plantAudience, type AudienceSeed } from "./audiences/seed-audiences.ts";
import type { Behaviour, Channel, Multicast, NarrowcastBody, SeenRequest, World } from "./world.ts";

export interface AudienceSummary {
  readonly id: number;
  readonly type: string;
  readonly createRoute: string;
  readonly description: string;
  readonly status: string;
  /** Never rounded or hidden. */
  readonly size: number;
  readonly shared: boolean;
}

export interface SeenNarrowcast {
  readonly requestId: string;
  readonly retryKey?: string;
  readonly body: NarrowcastBody;
  readonly acceptedAt: number;
  readonly sendingAt: number;
  readonly completedAt: number;
  readonly recipients: number;
  /** With those who block the account, which no one but LINE can know. */
  readonly meant: number;
  readonly failures: number;
  readonly phase: Phase;
  readonly errorCode?: number;
}

export interface Pace {
  /** A fixed time for filtering; absent: grows with the friends. */
  readonly waitingMs?: number;
  /** Absent: grows with the recipients. */
  readonly sendingMs?: number;
  /** Until an uploaded audience is ready; absent: grows with the ids. */
  readonly audienceMs?: number;
  readonly progressVisibleAfterMs?: number;
}

export type Uncertain = Partial<
  Pick<
    Behaviour,
    | "notIncludesUnknown"
    | "unknownUserIds"
    | "underNot"
    | "capAtTargetReach"
    | "retryConflict"
    | "retryOtherBody"
    | "failures"
  >
>;

export interface LineControl {
  /** Makes the account with its friends and one audience of every kind. */
  addChannel(channel: NewChannel): AddedChannel;
  audiences(channelId: string): AudienceSummary[];
  addAudience(channelId: string, audience: AudienceSeed): number;
  /** Every accepted narrowcast, as LINE saw it, oldest first. */
  narrowcasts(channelId: string): SeenNarrowcast[];
  /** Every accepted multicast, oldest first. */
  multicasts(channelId: string): readonly Multicast[];
  /** Who got it (or will), by user id. */
  recipientsOf(channelId: string, requestId: string): string[];
  requests(channelId?: string): SeenRequest[];
  forgetRequests(): void;
  countMatching(channelId: string, wanted: Pick<NarrowcastBody, "recipient" | "filter">): number;
  /** How many of these user ids are reachable friends who match; `uploaded`: and would be kept in an upload. */
  countAmong(
    channelId: string,
    userIds: readonly string[],
    wanted: Pick<NarrowcastBody, "recipient" | "filter">,
    way?: "uploaded" | "sent",
  ): number;
  /** Those of these user ids that an upload keeps: friends who have accepted the privacy policy. */
  keptInUpload(channelId: string, userIds: readonly string[]): string[];
  /** User ids of friends, from the first on; `blocked`: only those who block (true) or do not (false). */
  friendIds(
    channelId: string,
    count: number,
    options?: { readonly from?: number; readonly blocked?: boolean },
  ): string[];
  /** From now on these friends have not accepted LINE's privacy policy: an upload leaves them out. */
  declinePolicy(channelId: string, userIds: readonly string[]): void;
  setQuota(channelId: string, quota: NonNullable<NewChannel["quota"]>): void;
  rotateSecret(channelId: string, channelSecret: string): void;
  setSendingPace(pace: Pace): void;
  /** Where the documentation is silent: which way the platform behaves. */
  assume(uncertain: Uncertain): void;
  /** The next accepted narrowcast of the channel fails so (1 is LINE's internal error). */
  failNextNarrowcast(channelId: string, errorCode: number): void;
  /** Everything that a restart has to find again; shares the living objects. */
  memory(): Memory;
  /** Once the same channels have been added, with the same seed. */
  remember(memory: Memory): void;
  fault(rule: FaultRule): void;
  clearFaults(): void;
}

export function lineControl(world: World): LineControl {
  const { behaviour, clock, faults, requests } = world;
  const of = (channelId: string) => knownChannel(world, channelId);
  return {
    addChannel: (channel) => addChannel(world, channel),
    audiences: (channelId) => summaries(of(channelId), clock.now()),
    addAudience: (channelId, audience) => plantAudience(of(channelId), audience, clock.now()),
    narrowcasts: (channelId) => seenNarrowcasts(of(channelId), clock.now()),
    multicasts: (channelId) => [...of(channelId).multicasts],
    recipientsOf: (channelId, requestId) => recipientIds(of(channelId), requestId),
    requests: (channelId) => requests.filter((seen) => channelId === undefined || seen.channelId === channelId),
    forgetRequests: () => void (requests.length = 0),
    countMatching: (channelId, wanted) => countBits(targetOf(world, of(channelId), wanted)),
    countAmong: (channelId, userIds, wanted, way = "uploaded") => {
      const channel = of(channelId);
      return countAmong(channel, userIds, targetOf(world, channel, wanted), way);
    },
    keptInUpload: (channelId, userIds) => keptInUpload(of(channelId), userIds),
    friendIds: (channelId, count, options) => friendIds(of(channelId), count, options),
    declinePolicy: (channelId, userIds) => declinePolicy(of(channelId), userIds),
    setQuota: (channelId, quota) => setQuota(of(channelId), quota, clock.now()),
    rotateSecret: (channelId, channelSecret) => void (of(channelId).channelSecret = channelSecret),
    setSendingPace: (pace) => void Object.assign(behaviour, pace),
    assume: (uncertain) => void Object.assign(behaviour, uncertain),
    failNextNarrowcast: (channelId, errorCode) => void of(channelId).doomed.push(errorCode),
    memory: () => memoryOf(world),
    remember: (memory) => remember(world, memory),
    fault: (rule) => void faults.push({ ...rule }),
    clearFaults: () => void (faults.length = 0),
  };
}

function knownChannel({ channels }: World, channelId: string): Channel {
  const channel = channels.get(channelId);
  if (!channel) throw new Error(`The simulator has no channel ${channelId}`);
  return channel;
}

function summaries(channel: Channel, now: number): AudienceSummary[] {
  return allAudiences(channel, now).map((group) => ({
    id: group.id,
    type: group.type,
    createRoute: group.createRoute,
    description: group.description,
    status: audienceStatus(group, now),
    size: audienceSize(group, now),
    shared: group.owner !== undefined,
  }));
}

function seenNarrowcasts({ narrowcasts }: Channel, now: number): SeenNarrowcast[] {
  return [...narrowcasts.values()].map((narrowcast) => {
    const { requestId, retryKey, body, acceptedAt, sendingAt, completedAt, errorCode } = narrowcast;
    const { recipientCount, meantCount, failureCount } = narrowcast;
    return {
      requestId,
      body,
      acceptedAt,
      sendingAt,
      completedAt,
      recipients: recipientCount,
      meant: meantCount,
      failures: failureCount,
      phase: phaseOf(narrowcast, now),
      ...(retryKey !== undefined && { retryKey }),
      ...(errorCode !== undefined && { errorCode }),
    };
  });
}

function recipientIds({ friends, narrowcasts }: Channel, requestId: string): string[] {
  const recipients = narrowcasts.get(requestId)?.recipients;
  if (!recipients) throw new Error(`The simulator has no narrowcast ${requestId}`);
  const everybody = Array.from({ length: friends.count }, (_, index) => index);
  return everybody.filter((index) => hasBit(recipients, index)).map(friends.idOf);
}

function countAmong(
  { friends }: Channel,
  userIds: readonly string[],
  target: ReturnType<typeof targetOf>,
  way: "uploaded" | "sent",
): number {
  const known = new Set(userIds.map(friends.indexOf).filter((index) => index >= 0));
  const kept = (index: number) => way === "sent" || !hasBit(friends.declinedPolicy, index);
  return [...known].filter((index) => hasBit(target, index) && kept(index)).length;
}

function keptInUpload({ friends }: Channel, userIds: readonly string[]): string[] {
  return userIds.filter((id) => {
    const index = friends.indexOf(id);
    return index >= 0 && !hasBit(friends.declinedPolicy, index);
  });
}

function declinePolicy({ friends }: Channel, userIds: readonly string[]): void {
  for (const index of userIds.map(friends.indexOf)) if (index >= 0) setBit(friends.declinedPolicy, index);
}

function friendIds({ friends }: Channel, count: number, options: { from?: number; blocked?: boolean } = {}): string[] {
  const ids: string[] = [];
  for (let index = options.from ?? 0; index < friends.count && ids.length < count; index += 1) {
    const wanted = options.blocked === undefined || hasBit(friends.blocked, index) === options.blocked;
    if (wanted) ids.push(friends.idOf(index));
  }
  return ids;
}
