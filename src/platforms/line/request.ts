/** A request to LINE: with which token, within which rate limit, and what an error response means. */
import { LineBotClient } from "@line/bot-sdk";
import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "../../delivery/codes.ts";
import { attempt, later, ok, refused } from "../shared/failures.ts";
import type { Answer, Later } from "../../delivery/answer.ts";
import type { Credentials } from "../../ports/credentials.ts";
import type { ChannelRef, LineCredentials } from "../../ports/line.ts";
import type { RateLimiter } from "../../ports/rate-limiter.ts";
import { failureOf, LINE, type LineError } from "./answers.ts";
import { REFUSED_TOKEN, type ChannelTokens } from "./channel-token.ts";

export interface RequestOptions {
  readonly apiUrl: string;
  readonly credentials: Pick<Credentials, "channelCredentials">;
  readonly limiter: Pick<RateLimiter, "tryAcquire">;
  readonly tokens: ChannelTokens;
  readonly timeoutMs: number;
  /** Called after each response to a channel: with null, or with why it could not be used. */
  readonly onResponse?: (channel: ChannelRef, finding: Finding | null) => void;
}

/** https://developers.line.biz/en/reference/messaging-api/#rate-limits — per channel, method and path. */
const HOURLY = { count: 60, perSeconds: 3600 };
const MINUTELY = { count: 60, perSeconds: 60 };
const BUDGETS = {
  narrowcast: HOURLY,
  message_event: HOURLY,
  followers: HOURLY,
  audience_list: MINUTELY,
  audience_get: MINUTELY,
  audience_create: MINUTELY,
  audience_add: MINUTELY,
  audience_delete: MINUTELY,
  demographics: HOURLY,
  shared_list: MINUTELY,
  shared_get: MINUTELY,
} as const;
export type Budget = keyof typeof BUDGETS;

/** An audience request may go every second: reading many pages is not given up for so short a wait. */
const MAX_WAIT_MS = 2000;

/**
 * Sends a request and reads its response, on behalf of a connected channel and if its budget allows. `onError`: what an
 * error response means; of a route that expects one, a value.
 */
export type Ask = <T>(
  budget: Budget | null,
  send: (line: LineBotClient) => Promise<T>,
  onError?: (error: LineError) => Answer<T>,
) => Promise<Answer<T>>;

export const createAsk =
  (options: RequestOptions, channel: ChannelRef): Ask =>
  async (budget, send, onError) => {
    const ready = await channelFor(options, channel, budget);
    if (ready.kind !== "ok") return ready;
    const answer = await requestWith(options, ready.value, send, onError);
    options.onResponse?.(channel, failureIn(answer));
    return answer;
  };

/** With these credentials, whichever channel they belong to. */
export const requestWith = <T>(
  { apiUrl, tokens, timeoutMs }: Pick<RequestOptions, "apiUrl" | "tokens" | "timeoutMs">,
  who: LineCredentials,
  send: (line: LineBotClient) => Promise<T>,
  onError: (error: LineError) => Answer<T> = failureOf,
): Promise<Answer<T>> =>
  tokens.use(who, async (channelAccessToken) => {
    // The SDK fixes the token per client.
    const line = LineBotClient.fromChannelAccessToken({ channelAccessToken, apiBaseURL: apiUrl });
    const answer = await attempt(LINE, timeoutMs, send(line));
    if (answer.kind !== "error") return answer;
    return answer.error.status === 401 ? REFUSED_TOKEN : onError(answer.error);
  });

/** A refusal of what was asked for is a response like any other: the account works. */
export const failureIn = (answer: { readonly kind: string; readonly finding?: Finding }): Finding | null =>
  answer.kind === "later" || answer.kind === "unknown" ? (answer.finding ?? null) : null;

/** The credentials of a connected channel whose budget allows a request now. */
export async function channelFor(
  { credentials, limiter }: Pick<RequestOptions, "credentials" | "limiter">,
  channel: ChannelRef,
  budget: Budget | null,
): Promise<Answer<LineCredentials>> {
  const who = await credentials.channelCredentials(channel);
  if (who === null) return refused("CHANNEL_NOT_FOUND", { channel: channel.channelId });
  return (budget === null ? null : await acquire(limiter, who, budget)) ?? ok(who);
}

/** Null when the request may go now. */
async function acquire(
  limiter: RequestOptions["limiter"],
  { lineChannelId }: LineCredentials,
  budget: Budget,
): Promise<Later | null> {
  const limit = BUDGETS[budget];
  let waitLeftMs = limit === MINUTELY ? MAX_WAIT_MS : 0;
  for (;;) {
    const waitMs = await limiter.tryAcquire(`line:${lineChannelId}:${budget}`, limit);
    if (waitMs <= 0) return null;
    if (waitMs > waitLeftMs) return later("LINE_RATE_LIMITED", {}, Math.ceil(waitMs / 1000));
    await sleep(waitMs);
    waitLeftMs -= waitMs;
  }
}
