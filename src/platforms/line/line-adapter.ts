/** LINE behind `ports/line`. */
import type { messagingApi } from "@line/bot-sdk";
import type { Demographics } from "../../delivery/targeting/attributes.ts";
import { ok, refused } from "../shared/failures.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Audience, ChannelRef, Line, TestSend } from "../../ports/line.ts";
import { failureOf } from "./answers.ts";
import { readAudience, readAudiences } from "./audience-reader.ts";
import { createChannelTokens } from "./channel-token.ts";
import { toDemographics } from "./demographics.ts";
import { readAccount, readInsight, readProgress, readQuota, readTargetReach } from "./figures.ts";
import { keptFor } from "./kept-for.ts";
import { unreachableIds } from "./reachable.ts";
import { createRequestAsChannel, createRequestWith, type RequestAsChannel, type RequestOptions } from "./request.ts";
import { sendNarrowcast } from "./send.ts";
import { addToUpload, createUpload, deleteAudience, findUpload } from "./uploads.ts";

export interface LineAdapterOptions extends Omit<RequestOptions, "tokens" | "timeoutMs"> {
  readonly dataUrl: string;
  readonly timeoutMs?: number;
  /** Of a file of IDs; the largest one is 51 MB. */
  readonly uploadTimeoutMs?: number;
}

const LIST_KEPT_MS = 60_000;
const REACH_KEPT_MS = 3_600_000;

/** Every call answers within its time limit, and none throws because of what LINE said. */
export function createLineAdapter(adapter: LineAdapterOptions): Line {
  const { apiUrl, timeoutMs = 20_000, uploadTimeoutMs = 600_000 } = adapter;
  const options = { ...adapter, timeoutMs, uploadTimeoutMs, tokens: createChannelTokens(apiUrl, timeoutMs) };
  const requestWith = createRequestWith(options);
  const request = createRequestAsChannel(options, requestWith);
  const lists = keptFor<readonly Audience[]>(LIST_KEPT_MS);
  const demographics = keptFor<Demographics | null>(REACH_KEPT_MS);
  const reaches = keptFor<number | null>(REACH_KEPT_MS);
  return {
    async verify(who) {
      const answer = await requestWith(who, readAccount);
      // Just typed, and never accepted before: waiting changes nothing.
      return answer.kind === "later" && answer.finding.code === "CHANNEL_UNAUTHORIZED"
        ? refused("CHANNEL_CREDENTIALS_REFUSED", { channel: who.lineChannelId })
        : answer;
    },
    account(channel) {
      // Tokens of its own: a kept one would say nothing about the secret.
      const fresh = { ...options, tokens: createChannelTokens(apiUrl, timeoutMs) };
      return createRequestAsChannel(fresh, createRequestWith(fresh))(channel, null, readAccount);
    },
    audiences: (channel) => lists(keyOf(channel), () => readAudiences(request, channel)),
    audience: (channel, audienceId) => readAudience(request, channel, audienceId),
    quota: (channel) => readQuota(request, channel),
    targetReach: (channel, now) => reaches(keyOf(channel), () => readTargetReach(request, channel, now)),
    validateMessages: (channel, messages) => validateMessages(request, channel, messages),
    sendNarrowcast: (channel, narrowcast) => sendNarrowcast(options, channel, narrowcast),
    progress: (channel, requestId) => readProgress(request, channel, requestId),
    insight: (channel, requestId) => readInsight(request, channel, requestId),
    demographics: (channel) =>
      demographics(keyOf(channel), () =>
        request(channel, "demographics", async ({ insight }) => toDemographics(await insight.getFriendsDemographics())),
      ),
    findUpload: (channel, name) => findUpload(request, channel, name),
    createUpload: (channel, name, file) => createUpload(options, channel, name, file),
    addToUpload: (channel, audienceId, file) => addToUpload(options, channel, audienceId, file),
    deleteAudience: (channel, audienceId) => deleteAudience(request, channel, audienceId),
    unreachableIds: (channel, ids) => unreachableIds(options, requestWith, channel, ids),
    sendTest: (channel, test) => sendTest(request, channel, test),
  };
}

const keyOf = ({ portalId, channelId }: ChannelRef): string => `${portalId} ${channelId}`;

/** The same key again is the same send. https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
const sendTest = (
  request: RequestAsChannel,
  channel: ChannelRef,
  { to, messages, retryKey }: TestSend,
): Promise<Answer<null>> =>
  request<null>(
    channel,
    null,
    async ({ messaging }) => {
      await messaging.multicast({ to: [...to], messages: messages as messagingApi.Message[] }, retryKey);
      return null;
    },
    (error) => (error.status === 409 ? ok(null) : failureOf(error)),
  );

/** The validating route checks nothing but messages. */
const validateMessages = (
  request: RequestAsChannel,
  channel: ChannelRef,
  messages: readonly unknown[],
): Promise<Answer<null>> =>
  request<null>(
    channel,
    null,
    async ({ messaging }) => {
      await messaging.validateNarrowcast({ messages: messages as messagingApi.Message[] });
      return null;
    },
    (error) =>
      error.status === 400
        ? refused("LINE_REFUSED_MESSAGE", { detail: error.details || error.message })
        : failureOf(error),
  );
