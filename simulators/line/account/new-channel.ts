/** Making an account with its friends and audiences. */
import { plantAudience, STANDARD_AUDIENCES } from "../audiences/seed-audiences.ts";
import { seedOf } from "../../chance.ts";
import type { Channel, World } from "../world.ts";
import type { Country } from "./areas.ts";
import { generateFriends } from "./friends.ts";

export interface NewChannel {
  readonly channelId: string;
  readonly channelSecret: string;
  readonly displayName: string;
  readonly friends?: number;
  readonly quota?:
    { readonly type: "none" } | { readonly type: "limited"; readonly value: number; readonly used?: number };
  /** Of the friends who do not block the account. */
  readonly targetReachShare?: number;
  readonly country?: Country;
  readonly blockedShare?: number;
  readonly declinedPolicyShare?: number;
}

export interface AddedChannel {
  readonly botUserId: string;
  readonly basicId: string;
  readonly friendCount: number;
  readonly blockedCount: number;
  readonly targetReach: number;
}

export function addChannel(world: World, added: NewChannel): AddedChannel {
  const { channelId, channelSecret, displayName, country = "JP", targetReachShare = 0.85 } = added;
  const seed = seedOf(world.seed, channelId);
  const shares = { blocked: added.blockedShare ?? 0.08, declinedPolicy: added.declinedPolicyShare ?? 0.01 };
  const friends = generateFriends(seed, added.friends ?? world.defaultFriends, country, shares);
  const now = world.clock.now();
  const targetReach = Math.round((friends.count - friends.blockedCount) * targetReachShare);
  const channel: Channel = {
    channelId,
    channelSecret,
    displayName,
    country,
    friends,
    targetReach,
    createdAt: now,
    botUserId: `U${seed.toString(16).padStart(32, "b")}`,
    basicId: `@${seed.toString(36).padStart(8, "0").slice(-8)}`,
    quota: { type: "none" },
    used: { count: 0, at: now },
    // Thirteen digits, the same for the same channel and seed.
    audiences: new Map(),
    nextAudienceId: 1_000_000_000_000 + (seed % 8_000_000) * 1_000_000,
    nextJobId: 10_000_000,
    narrowcasts: new Map(),
    multicasts: [],
    retryKeys: new Map(),
    buckets: new Map(),
    doomed: [],
  };
  world.channels.set(channelId, channel);
  if (added.quota) setQuota(channel, added.quota, now);
  if (country !== "other") for (const planted of STANDARD_AUDIENCES) plantAudience(channel, planted, now);
  const { botUserId, basicId } = channel;
  return { botUserId, basicId, friendCount: friends.count, blockedCount: friends.blockedCount, targetReach };
}

export function setQuota(channel: Channel, quota: NonNullable<NewChannel["quota"]>, now: number): void {
  channel.quota = quota.type === "none" ? { type: "none" } : { type: "limited", value: quota.value };
  if (quota.type === "limited" && quota.used !== undefined) channel.used = { count: quota.used, at: now };
}
