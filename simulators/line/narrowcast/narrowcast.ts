/** Accepting a narrowcast, and all that is decided about it. https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message */
import {
  audienceSize,
  audienceStatus,
  findAudience,
  isExempt,
  settle,
  SMALLEST_RESTRICTED,
} from "../audiences/audiences.ts";
import { and, countBits, noBits, pickBits, without, type Bits } from "../bits.ts";
import { chance, seedOf } from "../../chance.ts";
import { monthlyLimit, refusal } from "../line-error.ts";
import { messageErrors } from "../messages/message-errors.ts";
import { isRedeliverable } from "./progress.ts";
import { leftThisMonth } from "../account/quota.ts";
import { acceptedBefore, alreadyAccepted, rememberKey, type MessageCall } from "../messages/retry-key.ts";
import { demographicBits, recipientBits, recipientLeaves, type Leaf } from "./targeting.ts";
import { narrowcastErrors } from "./validate-narrowcast.ts";
import { DAY, MINUTE, SECOND, type Channel, type Narrowcast, type NarrowcastBody, type World } from "../world.ts";

/** Attribute filters need a target reach of 100. https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions */
const SMALLEST_REACH = 100;

export function acceptNarrowcast(world: World, channel: Channel, call: MessageCall): void {
  const { requestId } = call;
  const now = world.clock.now();
  const before = acceptedBefore(channel, call, now, world.behaviour.retryOtherBody);
  if (before !== undefined && world.behaviour.retryConflict === "sync") throw alreadyAccepted(before);
  const errors = narrowcastErrors(call.body);
  if (errors.length > 0) throw messageErrors(errors);
  const body = call.body as NarrowcastBody;
  // The conflict shows in the progress only.
  if (before !== undefined) {
    channel.narrowcasts.set(requestId, outcome(world, channel, call, body, { errorCode: 3, reserved: 0, ceiling: 0 }));
    return;
  }
  const { reserved, ceiling } = refuseOrReserve(world, channel, body, now);
  channel.narrowcasts.set(requestId, outcome(world, channel, call, body, { reserved, ceiling }));
  rememberKey(channel, call, now);
}

interface Allowance {
  readonly reserved: number;
  readonly ceiling: number;
  readonly errorCode?: number;
}

/** https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-limit */
function refuseOrReserve(world: World, channel: Channel, body: NarrowcastBody, now: number): Allowance {
  refuseUnusable(channel, body, now);
  const {
    max = Number.POSITIVE_INFINITY,
    upToRemainingQuota = false,
    forbidPartialDelivery = false,
  } = body.limit ?? {};
  if (forbidPartialDelivery && !upToRemainingQuota) {
    throw refusal(400, "The option forbidPartialDelivery must be used with upToRemainingQuota.");
  }
  if (body.filter?.demographic && channel.targetReach < SMALLEST_REACH) {
    throw refusal(403, "Your account does not have enough friends");
  }
  const left = leftThisMonth(channel, now);
  const wanted = Math.min(channel.targetReach, max);
  if (left <= 0 || (!upToRemainingQuota && wanted > left)) throw monthlyLimit();
  const reach = world.behaviour.capAtTargetReach ? channel.targetReach : Number.POSITIVE_INFINITY;
  return { reserved: Math.min(wanted, left), ceiling: Math.min(max, upToRemainingQuota ? left : Infinity, reach) };
}

function refuseUnusable(channel: Channel, { recipient }: NarrowcastBody, now: number): void {
  const { audiences, redeliveries } = recipientLeaves(recipient);
  for (const id of audiences) {
    const group = findAudience(channel, id, now);
    if (!group || audienceStatus(group, now) !== "READY") throw refusal(400, `Invalid audience group id: ${id}`);
  }
  for (const id of redeliveries) {
    const earlier = channel.narrowcasts.get(id);
    if (!earlier || !isRedeliverable(earlier, now)) throw refusal(400, `Invalid request id: ${id}`);
  }
}

/** Everything to come is settled here and shown when its time has come. */
function outcome(
  world: World,
  channel: Channel,
  call: MessageCall,
  body: NarrowcastBody,
  allowed: Allowance,
): Narrowcast {
  const { clock, behaviour, seed } = world;
  const dice = chance(seedOf(seed, call.requestId));
  const now = clock.now();
  const meant = meantBy(world, channel, body);
  const target = without(meant, channel.friends.blocked);
  const size = countBits(target);
  const errorCode =
    allowed.errorCode ?? channel.doomed.shift() ?? failureOf(world, channel, body, { size, ceiling: allowed.ceiling });
  const failed = errorCode !== undefined;
  const recipients = failed
    ? noBits(channel.friends.count)
    : size <= allowed.ceiling
      ? target
      : pickBits(target, allowed.ceiling, dice);
  const recipientCount = countBits(recipients);
  const sendingAt = now + (behaviour.waitingMs ?? 30 * SECOND + channel.friends.count / 1000);
  const sendingMs = failed ? 0 : (behaviour.sendingMs ?? 20 * SECOND + (recipientCount / 50_000) * MINUTE);
  return {
    requestId: call.requestId,
    ...(call.retryKey !== undefined && { retryKey: call.retryKey }),
    body,
    acceptedAt: now,
    sendingAt: Math.ceil(sendingAt),
    completedAt: Math.ceil(sendingAt + sendingMs),
    recipients,
    recipientCount,
    meantCount: failed ? 0 : Math.min(countBits(meant), allowed.ceiling),
    failureCount: behaviour.failures === "none" ? 0 : Math.round(recipientCount * 0.002 * dice.next()),
    reserved: failed ? 0 : Math.max(allowed.reserved, 0),
    ...(failed && { errorCode }),
    rates: { open: 0.45 + 0.3 * dice.next(), click: 0.08 + 0.12 * dice.next(), play: 0.3 + 0.3 * dice.next() },
  };
}

/**
 * Rules B and C, then what may not be cut: "when you specify attribute data or audiences as a condition of sending, the final
 * number of recipients must be 50 or more"; uploads and chat tags of the account itself "have no restrictions".
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 */
function failureOf(
  { behaviour, clock }: World,
  channel: Channel,
  body: NarrowcastBody,
  { size, ceiling }: { readonly size: number; readonly ceiling: number },
): number | undefined {
  const now = clock.now();
  const { audiences, redeliveries } = recipientLeaves(body.recipient, { underNot: behaviour.underNot === "counted" });
  const restricted = audiences
    .flatMap((id) => findAudience(channel, id, now) ?? [])
    .filter((group) => !isExempt(group));
  if (restricted.some((group) => audienceSize(group, now) < SMALLEST_RESTRICTED)) return 4;
  const needsMany = body.filter?.demographic !== undefined || restricted.length > 0 || redeliveries.length > 0;
  // No one at all: no code is documented for it, "not enough recipients" is the nearest.
  if (size < (needsMany ? SMALLEST_RESTRICTED : 1)) return 2;
  return size > ceiling && body.limit?.forbidPartialDelivery === true ? 5 : undefined;
}

type Meant = Pick<NarrowcastBody, "recipient" | "filter">;

/** Everybody meant who can be reached; what `countMatching` counts. */
export const targetOf = (world: World, channel: Channel, body: Meant): Bits =>
  without(meantBy(world, channel, body), channel.friends.blocked);

/** Those who block the account among them. */
function meantBy(world: World, channel: Channel, body: Meant): Bits {
  const { friends, createdAt } = channel;
  const now = world.clock.now();
  const leaf = (each: Leaf) => membersOf(channel, each, now);
  const meant = recipientBits(body.recipient, friends.count, leaf);
  const demographic = body.filter?.demographic;
  if (!demographic) return meant;
  const { notIncludesUnknown } = world.behaviour;
  const daysPassed = Math.floor((now - createdAt) / DAY);
  const chosen = and(meant, demographicBits(demographic, { friends, daysPassed, notIncludesUnknown }));
  return friends.country === "TH" ? without(chosen, thaiMinors(channel)) : chosen;
}

function membersOf(channel: Channel, leaf: Leaf, now: number): Bits {
  if (leaf.type === "redelivery")
    return channel.narrowcasts.get(leaf.requestId)?.recipients ?? noBits(channel.friends.count);
  const group = findAudience(channel, leaf.audienceGroupId, now);
  return group ? settle(group, now).members : noBits(channel.friends.count);
}

/** Thai users under 20 are dropped once attributes filter. https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message */
function thaiMinors({ friends }: Channel): Bits {
  const adults = { type: "age", gte: "age_20" } as const;
  const not = { type: "operator", not: adults } as const;
  return demographicBits(not, { friends, daysPassed: 0, notIncludesUnknown: false });
}
