/** One message to people by their user ids, at once. https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
import { hasBit } from "../bits.ts";
import { boolean, errorsOf, list, object, string } from "../checks.ts";
import { monthlyLimit, refusal } from "../line-error.ts";
import { messageErrors } from "./message-errors.ts";
import { leftThisMonth } from "../account/quota.ts";
import { acceptedBefore, alreadyAccepted, rememberKey, type MessageCall } from "./retry-key.ts";
import { messages } from "./validate-messages.ts";
import type { Channel, MulticastBody } from "../world.ts";

const MAX_PEOPLE = 500;
const USER_ID = /^U[0-9a-f]{32}$/;

const multicast = object(
  { messages, to: list(string(1, 100), 1, MAX_PEOPLE) },
  { notificationDisabled: boolean, customAggregationUnits: list(string(1, 30, /^[a-zA-Z0-9_]+$/), 0, 1) },
);

export function acceptMulticast(channel: Channel, call: MessageCall, now: number): void {
  const before = acceptedBefore(channel, call, now);
  if (before !== undefined) throw alreadyAccepted(before);
  const errors = errorsOf(multicast, call.body);
  if (errors.length > 0) throw messageErrors(errors);
  const body = call.body as MulticastBody;
  if (!body.to.every((id) => USER_ID.test(id)))
    throw refusal(400, "The property, 'to', in the request body is invalid (line: -, column: -)");
  const recipients = friendsAmong(channel, body.to);
  if (recipients.length > leftThisMonth(channel, now)) throw monthlyLimit();
  const { requestId, retryKey } = call;
  channel.multicasts.push({
    requestId,
    ...(retryKey !== undefined && { retryKey }),
    body,
    acceptedAt: now,
    recipients,
  });
  rememberKey(channel, call, now);
}

/** A user who is no friend or blocks the account is left out without a word, and not counted; no one gets it twice. */
function friendsAmong({ friends }: Channel, userIds: readonly string[]): string[] {
  return [...new Set(userIds)].filter((id) => {
    const index = friends.indexOf(id);
    return index !== -1 && !hasBit(friends.blocked, index);
  });
}
