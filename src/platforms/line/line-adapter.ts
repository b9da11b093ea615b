/** LINE behind `ports/line`. */
import type { messagingApi } from "@line/bot-sdk";
import type { Demographics } from "../../delivery/targeting/attributes.ts";
import { nothing, ok, refused } from "../shared/failures.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { Audience, ChannelRef, Line, TestSend } from "../../ports/line.ts";
import { failureOf } from "./answers.ts";
import { readAudience, readAudiences } from "./audience-reader.ts";
import { createChannelTokens } from "./channel-token.ts";
import { readDemographics } from "./demographics.ts";
import { readAccount, readInsight, readProgress, readQuota, readTargetReach } from "./figures.ts";
import { keptFor } from "./kept-for.ts";
import { unreachableIds } from "./reachable.ts";
import { createAsk, requestWith, type Ask, type RequestOptions } from "./request.ts";
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
  const as = (channel: ChannelRef): Ask => createAsk(options, channel);
  const lists = keptFor<readonly Audience[]>(LIST_KEPT_MS);
  const demographics = keptFor<Demographics | null>(REACH_KEPT_MS);
  const reaches = keptFor<number | null>(REACH_KEPT_MS);
  return {
    async verify(who) {
      const answer = await requestWith(options, who, readAccount);
      // Just typed, and never accepted before: waiting changes nothing.
      return answer.kind === "later" && answer.finding.code === "CHANNEL_UNAUTHORIZED"
        ? refused("CHANNEL_CREDENTIALS_REFUSED", { channel: who.lineChannelId })
        : answer;
    },
    // Tokens of its own: a kept one would say nothing about the secret.
    account: (channel) =>
      createAsk({ ...options, tokens: createChannelTokens(apiUrl, timeoutMs) }, channel)(null, readAccount),
    audiences: (channel) => lists(keyOf(channel), () => readAudiences(as(channel))).answer,
    audience: (channel, audienceId) => readAudience(as(channel), audienceId),
    quota: (channel) => readQuota(as(channel)),
    targetReach: (channel, now) => reaches(keyOf(channel), () => readTargetReach(as(channel), now)).answer,
    validateMessages: (channel, messages) => validateMessages(as(channel), messages),
    sendNarrowcast: (channel, narrowcast) => sendNarrowcast(options, channel, narrowcast),
    progress: (channel, requestId) => readProgress(as(channel), requestId),
    insight: (channel, requestId) => readInsight(as(channel), requestId),
    demographics: (channel) => demographics(keyOf(channel), () => readDemographics(as(channel))).answer,
    findUpload: (channel, name) => findUpload(as(channel), name),
    createUpload: (channel, name, file) => createUpload(options, channel, name, file),
    addToUpload: (channel, audienceId, file) => addToUpload(options, channel, audienceId, file),
    deleteAudience: (channel, audienceId) => deleteAudience(as(channel), audienceId),
    unreachableIds: (channel, ids) => unreachableIds(options, channel, ids),
    sendTest: (channel, test) => sendTest(as(channel), test),
  };
}

const keyOf = ({ portalId, channelId }: ChannelRef): string => `${portalId} ${channelId}`;

/** The same key again is the same send. https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
const sendTest = (ask: Ask, { to, messages, retryKey }: TestSend): Promise<Answer<null>> =>
  ask<null>(
    null,
    (line) => line.multicast({ to: [...to], messages: messages as messagingApi.Message[] }, retryKey).then(nothing),
    (error) => (error.status === 409 ? ok(null) : failureOf(error)),
  );

/** The validating route checks nothing but messages. */
const validateMessages = (ask: Ask, messages: readonly unknown[]): Promise<Answer<null>> =>
  ask<null>(
    null,
    (line) => line.validateNarrowcast({ messages: messages as messagingApi.Message[] }).then(nothing),
    (error) =>
      error.status === 400
        ? refused("LINE_REFUSED_MESSAGE", { detail: error.details || error.message })
        : failureOf(error),
  );
