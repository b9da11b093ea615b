/** LINE behind `ports/line`. */
import type { messagingApi } from "@line/bot-sdk";
import { finding } from "../../delivery/codes.ts";
import type { Demographics } from "../../delivery/targeting/forecast.ts";
import type { InsightNumbers } from "../../delivery/numbers/reading.ts";
import { readFields, UnexpectedResponse } from "../shared/read-response.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Credentials } from "../../ports/credentials.ts";
import type {
  Audience,
  ChannelRef,
  Line,
  LineAccount,
  Progress,
  Quota,
  SendAnswer,
  TestSend,
} from "../../ports/line.ts";
import type { RateLimiter } from "../../ports/rate-limiter.ts";
import { failureOf, mapped, refused, type Failure, type LineError } from "./answers.ts";
import {
  acquire,
  createRequestAsChannel,
  createRequestWith,
  notConnected,
  failureIn,
  type RequestAsChannel,
  type AskOptions,
  type OnResponse,
} from "./ask.ts";
import { readAudience, readAudiences } from "./audience-reader.ts";
import { createChannelTokens, unauthorized } from "./channel-token.ts";
import { toDemographics } from "./demographics.ts";
import { keptFor } from "./kept-for.ts";
import { unreachableIds } from "./reachable.ts";
import { postNarrowcast } from "./send.ts";
import { addToUpload, createUpload, deleteAudience, findUpload } from "./uploads.ts";

export interface LineAdapterOptions {
  readonly apiUrl: string;
  readonly dataUrl: string;
  readonly credentials: Pick<Credentials, "channelCredentials">;
  readonly limiter: Pick<RateLimiter, "tryAcquire">;
  readonly timeoutMs?: number;
  /** Of a file of IDs; the largest one is 51 MB. */
  readonly uploadTimeoutMs?: number;
  readonly onResponse?: OnResponse;
}

const LIST_KEPT_MS = 60_000;
const REACH_KEPT_MS = 3_600_000;

/** Every call answers within its time limit, and none throws because of what LINE said. */
export function createLineAdapter(adapter: LineAdapterOptions): Line {
  const { apiUrl, timeoutMs = 20_000, uploadTimeoutMs = 600_000 } = adapter;
  const options = { ...adapter, timeoutMs, uploadTimeoutMs, tokens: createChannelTokens(apiUrl, timeoutMs) };
  const requestWith = createRequestWith(options);
  const requestAsChannel = createRequestAsChannel(options, requestWith);
  const lists = keptFor<readonly Audience[]>(LIST_KEPT_MS);
  const demographics = keptFor<Demographics | null>(REACH_KEPT_MS);
  const reaches = keptFor<number | null>(REACH_KEPT_MS);
  return {
    async verify(who) {
      const answer = await requestWith(who, ({ messaging }) => messaging.getBotInfo());
      // Just typed, and never accepted before: waiting changes nothing.
      if (answer.kind === "later" && answer.finding.code === "CHANNEL_UNAUTHORIZED")
        return refused(finding("CHANNEL_CREDENTIALS_REFUSED", { channel: who.lineChannelId }));
      return mapped(answer, toAccount);
    },
    async account(channel) {
      // Tokens of its own: a kept one would say nothing about the secret.
      const fresh = { ...options, tokens: createChannelTokens(apiUrl, timeoutMs) };
      const ask = createRequestAsChannel(fresh, createRequestWith(fresh));
      return mapped(await ask(channel, null, ({ messaging }) => messaging.getBotInfo()), toAccount);
    },
    audiences: (channel) => lists(keyOf(channel), () => readAudiences(requestAsChannel, channel)),
    audience: (channel, audienceId) => readAudience(requestAsChannel, channel, audienceId),
    async quota(channel) {
      const both = await requestAsChannel(channel, null, ({ messaging }) =>
        Promise.all([messaging.getMessageQuota(), messaging.getMessageQuotaConsumption()]),
      );
      return mapped(both, ([quota, consumption]) => toQuota(quota, consumption));
    },
    targetReach: (channel, now) => reaches(keyOf(channel), () => readTargetReach(requestAsChannel, channel, now)),
    async validateMessages(channel, messages) {
      const content = { messages: messages as messagingApi.Message[] };
      const validate = await requestAsChannel(
        channel,
        null,
        ({ messaging }) => messaging.validateNarrowcast(content),
        messageFailure,
      );
      return mapped(validate, () => null);
    },
    sendNarrowcast: (channel, request) => sendNarrowcast(options, channel, request),
    async progress(channel, requestId) {
      const gone = (error: LineError) =>
        error.status === 404 ? refused(finding("LINE_REQUEST_NOT_FOUND", { requestId })) : failureOf(error);
      return mapped(
        await requestAsChannel(channel, null, ({ messaging }) => messaging.getNarrowcastProgress(requestId), gone),
        toProgress,
      );
    },
    async insight(channel, requestId) {
      const event = await requestAsChannel(channel, "message_event", (clients) =>
        clients.insight.getMessageEvent(requestId),
      );
      return mapped(event, toNumbers);
    },
    demographics: (channel) =>
      demographics(keyOf(channel), async () =>
        mapped(
          await requestAsChannel(channel, "demographics", (clients) => clients.insight.getFriendsDemographics()),
          toDemographics,
        ),
      ),
    findUpload: (channel, name) => findUpload(requestAsChannel, channel, name),
    createUpload: (channel, name, file) => createUpload(options, channel, name, file),
    addToUpload: (channel, audienceId, file) => addToUpload(options, channel, audienceId, file),
    deleteAudience: (channel, audienceId) => deleteAudience(requestAsChannel, channel, audienceId),
    unreachableIds: (channel, ids) => unreachableIds(options, requestWith, channel, ids),
    sendTest: (channel, test) => sendTest(requestAsChannel, channel, test),
  };
}

/** The same key again is the same send. https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
async function sendTest(
  requestAsChannel: RequestAsChannel,
  channel: ChannelRef,
  { to, messages, retryKey }: TestSend,
): Promise<Answer<null>> {
  const request = { to: [...to], messages: messages as messagingApi.Message[] };
  let accepted = false;
  const answer = await requestAsChannel(
    channel,
    null,
    ({ messaging }) => messaging.multicast(request, retryKey),
    (error) => {
      accepted = error.status === 409;
      return failureOf(error);
    },
  );
  return accepted ? { kind: "ok", value: null } : mapped(answer, () => null);
}

/** With a token that LINE refuses the same request goes again, once, with a fresh one. */
async function sendNarrowcast(
  options: AskOptions,
  channel: ChannelRef,
  request: { retryKey: string; body: string },
): Promise<SendAnswer> {
  const { apiUrl, credentials, limiter, tokens, timeoutMs } = options;
  const who = await credentials.channelCredentials(channel);
  if (who === null) return notConnected(channel);
  const waiting = await acquire(limiter, who, "narrowcast");
  if (waiting !== null) return waiting;
  for (let attempt = 0; ; attempt += 1) {
    const token = await tokens.token(who);
    if (token.kind !== "ok") return token;
    const answer = await postNarrowcast(apiUrl, { token: token.value, ...request }, timeoutMs);
    if (answer.kind !== "unauthorized") {
      options.onResponse?.(channel, failureIn(answer));
      return answer;
    }
    tokens.drop(who, token.value);
    if (attempt > 0) return unauthorized(who.lineChannelId);
  }
}

/** Yesterday's figure by Japan's calendar; computed about a day later, so the day before is asked too. */
async function readTargetReach(
  requestAsChannel: RequestAsChannel,
  channel: ChannelRef,
  now: number,
): Promise<Answer<number | null>> {
  for (const daysAgo of [1, 2]) {
    const date = japaneseDate(now, daysAgo);
    const answer = await requestAsChannel(channel, "followers", (clients) =>
      clients.insight.getNumberOfFollowers(date),
    );
    const reach = mapped(answer, (value) => {
      const fields = readFields(value);
      return { ready: fields.text("status") === "ready", people: fields.optionalNumber("targetedReaches") };
    });
    if (reach.kind !== "ok") return reach;
    if (reach.value.ready) return { kind: "ok", value: reach.value.people };
  }
  return { kind: "ok", value: null };
}

function japaneseDate(now: number, daysAgo: number): string {
  const japan = new Date(now + 9 * 3_600_000 - daysAgo * 24 * 3_600_000);
  return japan.toISOString().slice(0, 10).replaceAll("-", "");
}

const keyOf = ({ portalId, channelId }: ChannelRef): string => `${portalId} ${channelId}`;

/** The validating route checks nothing but messages. */
function messageFailure(error: LineError): Failure {
  if (error.status !== 400) return failureOf(error);
  return refused(finding("LINE_REFUSED_MESSAGE", { detail: error.details || error.message }));
}

function toAccount(response: unknown): LineAccount {
  const fields = readFields(response);
  return {
    botUserId: fields.text("userId"),
    basicId: fields.text("basicId"),
    displayName: fields.name("displayName"),
  };
}

function toQuota(quota: unknown, consumption: unknown): Quota {
  const fields = readFields(quota);
  const limited = fields.text("type") === "limited";
  return {
    allowance: limited ? (fields.optionalNumber("value") ?? 0) : null,
    used: readFields(consumption).number("totalUsage"),
  };
}

const PHASES = ["waiting", "sending", "succeeded", "failed"] as const;

function toProgress(response: unknown): Progress {
  const fields = readFields(response);
  const said = fields.text("phase");
  const phase = PHASES.find((one) => one === said);
  if (phase === undefined) throw new UnexpectedResponse("answer.phase", `is not one of ${PHASES.join(", ")}`);
  const target = fields.optionalNumber("targetCount");
  const success = fields.optionalNumber("successCount") ?? 0;
  const failure = fields.optionalNumber("failureCount") ?? 0;
  return {
    phase,
    counts: target === null ? null : { target, success, failure },
    errorCode: fields.optionalNumber("errorCode"),
    failedDescription: fields.optionalText("failedDescription"),
  };
}

/** Null is hidden or not there yet. */
function toNumbers(response: unknown): InsightNumbers {
  const answer = readFields(response);
  const overview = answer.optionalFields("overview");
  const number = (name: string) => overview?.optionalNumber(name) ?? null;
  return {
    delivered: number("delivered"),
    uniqueImpression: number("uniqueImpression"),
    uniqueClick: number("uniqueClick"),
    links: answer.list("clicks").flatMap((link) => {
      const url = link.optionalText("url");
      return url === null
        ? []
        : [{ url, click: link.optionalNumber("click"), uniqueClick: link.optionalNumber("uniqueClick") }];
    }),
  };
}
