/** Who the account is, what it may send, and who its friends are. */
import { hasBit } from "../bits.ts";
import { notFound, refusal } from "../line-error.ts";
import { usedThisMonth } from "./quota.ts";
import type { Channel } from "../world.ts";

/** https://developers.line.biz/en/reference/messaging-api/#get-bot-info */
export function botInfo({ botUserId, basicId, displayName }: Channel): object {
  return { userId: botUserId, basicId, displayName, chatMode: "bot", markAsReadMode: "auto" };
}

/** https://developers.line.biz/en/reference/messaging-api/#get-quota */
export const quota = (channel: Channel): object => ({ ...channel.quota });

export const consumption = (channel: Channel, now: number): object => ({ totalUsage: usedThisMonth(channel, now) });

/** Only friends have a profile to see. https://developers.line.biz/en/reference/messaging-api/#get-profile */
export function profile({ friends }: Channel, userId: string): object {
  if (!/^U[0-9a-f]{32}$/.test(userId)) throw refusal(400, "The value for the 'userId' parameter is invalid");
  const index = friends.indexOf(userId);
  if (index === -1 || hasBit(friends.blocked, index)) throw notFound();
  const languages = { JP: "ja", TW: "zh-Hant", TH: "th", other: "en" } as const;
  return { userId, displayName: `Friend ${index + 1}`, language: languages[friends.country] };
}
