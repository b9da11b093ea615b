/** A request to LINE: with which token, within which rate limit, and what an error response means. */
import { insight, manageAudience, messagingApi } from "@line/bot-sdk";
import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "../../delivery/codes.ts";
import { attempt, later, refused, type Later } from "../shared/failures.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Credentials } from "../../ports/credentials.ts";
import type { ChannelRef, LineCredentials } from "../../ports/line.ts";
import type { RateLimiter } from "../../ports/rate-limiter.ts";
import { failureOf, LINE, type LineError } from "./answers.ts";
import { REFUSED_TOKEN, type ChannelTokens } from "./channel-token.ts";

/** The clients of one token; the SDK fixes the token per client. */
export interface Clients {
  readonly messaging: messagingApi.MessagingApiClient;
  readonly audience: manageAudience.ManageAudienceClient;
  readonly insight: insight.InsightClient;
}

export interface RequestOptions {
  readonly apiUrl: string;
  readonly credentials: Pick<Credentials, "channelCredentials">;
  readonly limiter: Pick<RateLimiter, "tryAcquire">;
  readonly tokens: ChannelTokens;
  readonly timeoutMs: number;
  /** Called after each response to a channel: with null, or with why it could not be used. */
  readonly onResponse?: OnResponse;
}

export type OnResponse = (channel: ChannelRef, finding: Finding | null) => void;

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

/** An audience request may go every second: a wait as short is not worth giving up the reading of many pages. */
const MAX_WAIT_MS = 2000;

/** Sends a request and reads the response. */
type Send<T> = (clients: Clients) => Promise<T>;
/** What an error response means; of a route that expects one, a value. */
type OnError<T> = (error: LineError) => Answer<T>;
export type RequestWith = <T>(who: LineCredentials, send: Send<T>, onError?: OnError<T>) => Promise<Answer<T>>;
export type RequestAsChannel = <T>(
  channel: ChannelRef,
  budget: Budget | null,
  send: Send<T>,
  onError?: OnError<T>,
) => Promise<Answer<T>>;

export function createRequestWith({ apiUrl, tokens, timeoutMs }: RequestOptions): RequestWith {
  return (who, send, onError = failureOf) =>
    tokens.use(who, async (token) => {
      const answer = await attempt(LINE, timeoutMs, send(clientsFor(apiUrl, token)));
      if (answer.kind !== "error") return answer;
      return answer.error.status === 401 ? REFUSED_TOKEN : onError(answer.error);
    });
}

/** Sends on behalf of a connected channel, if its budget allows. */
export function createRequestAsChannel(
  { credentials, limiter, onResponse }: RequestOptions,
  requestWith: RequestWith,
): RequestAsChannel {
  return async (channel, budget, send, onError) => {
    const who = await credentials.channelCredentials(channel);
    if (who === null) return notConnected(channel);
    const waiting = budget === null ? null : await acquire(limiter, who, budget);
    if (waiting !== null) return waiting;
    const answer = await requestWith(who, send, onError);
    onResponse?.(channel, failureIn(answer));
    return answer;
  };
}

/** A refusal of what was asked for is a response like any other: the account works. */
export const failureIn = (answer: { readonly kind: string; readonly finding?: Finding }): Finding | null =>
  answer.kind === "later" || answer.kind === "unknown" ? (answer.finding ?? null) : null;

export const notConnected = ({ channelId }: ChannelRef) => refused("CHANNEL_NOT_FOUND", { channel: channelId });

/** Null when the request may go now. */
export async function acquire(
  limiter: Pick<RateLimiter, "tryAcquire">,
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

function clientsFor(baseURL: string, channelAccessToken: string): Clients {
  const config = { baseURL, channelAccessToken };
  return {
    messaging: new messagingApi.MessagingApiClient(config),
    audience: new manageAudience.ManageAudienceClient(config),
    insight: new insight.InsightClient(config),
  };
}
