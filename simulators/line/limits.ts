/**
 * Token buckets per channel, method and path, refilled continuously; how much may come at once is not published, so it
 * is the whole allowance. https://developers.line.biz/en/reference/messaging-api/#rate-limits
 */
import { refusal } from "./line-error.ts";
import { HOUR, MINUTE, SECOND, type Channel } from "./world.ts";

export interface RateLimit {
  readonly count: number;
  readonly perMs: number;
}

export const SIXTY_AN_HOUR: RateLimit = { count: 60, perMs: HOUR };
export const SIXTY_A_MINUTE: RateLimit = { count: 60, perMs: MINUTE };
export const TWO_HUNDRED_A_SECOND: RateLimit = { count: 200, perMs: SECOND };
export const OTHERS: RateLimit = { count: 2000, perMs: SECOND };

export function takeToken(channel: Channel, route: string, { count, perMs }: RateLimit, now: number): void {
  const bucket = channel.buckets.get(route) ?? { tokens: count, at: now };
  const refilled = Math.min(count, bucket.tokens + ((now - bucket.at) * count) / perMs);
  if (refilled < 1) {
    channel.buckets.set(route, { tokens: refilled, at: now });
    throw refusal(429, "The API rate limit has been exceeded. Try again later.");
  }
  channel.buckets.set(route, { tokens: refilled - 1, at: now });
}
