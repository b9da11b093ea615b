/** One question to LINE: whose token, whose turn, and what an answer that is no success means. */
import { insight, manageAudience, messagingApi } from "@line/bot-sdk";
import { setTimeout as pause } from "node:timers/promises";
import { finding, type Finding } from "../../delivery/codes.ts";
import { isOddAnswer } from "../shared/read-response.ts";
import { within } from "../shared/with-timeout.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Credentials } from "../../ports/credentials.ts";
import type { ChannelRef, LineCredentials } from "../../ports/line.ts";
import type { Pace } from "../../ports/rate-limiter.ts";
import {
  failureOf,
  isOurFault,
  lineErrorOf,
  oddAnswer,
  refused,
  unreachable,
  type Failure,
  type Later,
  type LineError,
} from "./answers.ts";
import { unauthorized, type ChannelTokens } from "./channel-token.ts";

/** The clients of one token; the SDK fixes the token per client. */
export interface Clients {
  readonly messaging: messagingApi.MessagingApiClient;
  readonly audience: manageAudience.ManageAudienceClient;
  readonly insight: insight.InsightClient;
}

export interface AskOptions {
  readonly apiUrl: string;
  readonly credentials: Pick<Credentials, "channelCredentials">;
  readonly pace: Pick<Pace, "take">;
  readonly tokens: ChannelTokens;
  readonly timeoutMs: number;
  /** Told what LINE answered on behalf of a channel: null, or why there was no answer to be used. */
  readonly heard?: Heard;
}

export type Heard = (channel: ChannelRef, finding: Finding | null) => void;

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

/** An audience call's turn comes every second: shorter waits are not worth giving up a sweep of many pages. */
const WAIT_IN_PLACE_MS = 2000;

type Question<T> = (clients: Clients) => Promise<T>;
type Fail = (error: LineError) => Failure;
export type AskWith = <T>(who: LineCredentials, question: Question<T>, fail?: Fail) => Promise<Answer<T>>;
export type AskAs = <T>(
  channel: ChannelRef,
  budget: Budget | null,
  question: Question<T>,
  fail?: Fail,
) => Promise<Answer<T>>;

/** Asks with a token; a refused one is replaced once. */
export function createAskWith({ apiUrl, tokens, timeoutMs }: AskOptions): AskWith {
  return async (who, question, fail = failureOf) => {
    for (let attempt = 0; ; attempt += 1) {
      const token = await tokens.token(who);
      if (token.kind !== "ok") return token;
      try {
        return { kind: "ok", value: await within(timeoutMs, question(clientsFor(apiUrl, token.value))) };
      } catch (error) {
        if (isOddAnswer(error)) return oddAnswer(error);
        if (isOurFault(error)) throw error;
        const answered = lineErrorOf(error);
        if (answered === null) return unreachable;
        if (answered.status !== 401) return fail(answered);
        tokens.drop(who, token.value);
        if (attempt > 0) return unauthorized(who.lineChannelId);
      }
    }
  };
}

/** Asks on behalf of a connected channel, when its budget allows. */
export function createAskAs({ credentials, pace, heard }: AskOptions, askWith: AskWith): AskAs {
  return async (channel, budget, question, fail = failureOf) => {
    const who = await credentials.channelCredentials(channel);
    if (who === null) return notConnected(channel);
    const waiting = budget === null ? null : await turn(pace, who, budget);
    if (waiting !== null) return waiting;
    const answer = await askWith(who, question, fail);
    heard?.(channel, troubleIn(answer));
    return answer;
  };
}

/** A refusal of what was asked is an answer like any other: the account works. */
export const troubleIn = (answer: { readonly kind: string; readonly finding?: Finding }): Finding | null =>
  answer.kind === "later" || answer.kind === "unknown" ? (answer.finding ?? null) : null;

export const notConnected = ({ channelId }: ChannelRef) =>
  refused(finding("CHANNEL_NOT_FOUND", { channel: channelId }));

/** Null when the request may go now. */
export async function turn(
  pace: Pick<Pace, "take">,
  { lineChannelId }: LineCredentials,
  budget: Budget,
): Promise<Later | null> {
  const limit = BUDGETS[budget];
  let patienceMs = limit === MINUTELY ? WAIT_IN_PLACE_MS : 0;
  for (;;) {
    const waitMs = await pace.take(`line:${lineChannelId}:${budget}`, limit);
    if (waitMs <= 0) return null;
    if (waitMs > patienceMs) return limited(waitMs);
    await pause(waitMs);
    patienceMs -= waitMs;
  }
}

const limited = (waitMs: number): Later => ({
  kind: "later",
  finding: finding("LINE_RATE_LIMITED"),
  retryAfterSeconds: Math.ceil(waitMs / 1000),
});

function clientsFor(baseURL: string, channelAccessToken: string): Clients {
  const config = { baseURL, channelAccessToken };
  return {
    messaging: new messagingApi.MessagingApiClient(config),
    audience: new manageAudience.ManageAudienceClient(config),
    insight: new insight.InsightClient(config),
  };
}
