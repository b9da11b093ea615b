/**
 * Messages used, held and left this month. A running narrowcast holds what it may need until the real number is known.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-cautions
 */
import { HOUR, type Channel, type Narrowcast } from "../world.ts";

/** The calendar of Japan. */
export const tokyoDay = (at: number): string => new Date(at + 9 * HOUR).toISOString().slice(0, 10).replaceAll("-", "");

const month = (at: number): string => tokyoDay(at).slice(0, 6);

/** How much of it went out by now, failures not counted. */
export function sentBy(narrowcast: Narrowcast, now: number): number {
  const { sendingAt, completedAt, recipientCount, failureCount, errorCode } = narrowcast;
  if (errorCode !== undefined || now < sendingAt) return 0;
  const success = recipientCount - failureCount;
  return now >= completedAt ? success : Math.floor((success * (now - sendingAt)) / (completedAt - sendingAt));
}

export function usedThisMonth({ used, narrowcasts, multicasts }: Channel, now: number): number {
  const ofMonth = ({ acceptedAt }: { readonly acceptedAt: number }) => month(acceptedAt) === month(now);
  const before = month(used.at) === month(now) ? used.count : 0;
  const own = [...narrowcasts.values()].filter(ofMonth);
  const direct = multicasts.filter(ofMonth).reduce((total, { recipients }) => total + recipients.length, before);
  return own.reduce((total, narrowcast) => total + sentBy(narrowcast, now), direct);
}

/** Without a cap there is always enough. */
export function leftThisMonth(channel: Channel, now: number): number {
  if (channel.quota.type === "none") return Number.POSITIVE_INFINITY;
  const running = [...channel.narrowcasts.values()].filter(({ completedAt }) => now < completedAt);
  const held = running.reduce((total, each) => total + Math.max(0, each.reserved - sentBy(each, now)), 0);
  return Math.max(0, channel.quota.value - usedThisMonth(channel, now) - held);
}
