/** LINE behind `ports/line`. */
import { insight, manageAudience, messagingApi } from "@line/bot-sdk";
import { finding } from "../delivery/codes.ts";
import type { Answer } from "../ports/answer.ts";
import type { Credentials } from "../ports/credentials.ts";
import type { Audience, ChannelRef, Line, LineAccount, LineCredentials, Progress } from "../ports/line.ts";
import type { Pace } from "../ports/pace.ts";
import { failureOf, lineErrorOf, refused, unreachable, type Later, type LineError } from "./answers.ts";
import { inOrder, toAudience, type AudienceGroup } from "./audiences.ts";
import { createChannelTokens, unauthorized } from "./channel-token.ts";
import { postNarrowcast } from "./send.ts";
import { within } from "../outbound/within.ts";

export interface LineAdapterOptions {
  readonly apiUrl: string;
  readonly dataUrl: string;
  readonly credentials: Pick<Credentials, "channelCredentials">;
  readonly pace: Pace;
  readonly timeoutMs?: number;
}

/** The clients of one token; the SDK fixes the token per client. */
interface Clients {
  readonly messaging: messagingApi.MessagingApiClient;
  readonly audience: manageAudience.ManageAudienceClient;
  readonly insight: insight.InsightClient;
}

type Budget =
  "narrowcast" | "message_event" | "followers" | "audience_list" | "audience_get" | "shared_list" | "shared_get";

/** https://developers.line.biz/en/reference/messaging-api/#rate-limits — per channel, method and path. */
const HOURLY = { count: 60, perSeconds: 3600 };
const MINUTELY = { count: 60, perSeconds: 60 };
const BUDGETS: Readonly<Record<Budget, typeof HOURLY>> = {
  narrowcast: HOURLY,
  message_event: HOURLY,
  followers: HOURLY,
  audience_list: MINUTELY,
  audience_get: MINUTELY,
  shared_list: MINUTELY,
  shared_get: MINUTELY,
};

const PAGE_SIZE = 40;
const LIST_KEPT_MS = 60_000;
const REACH_KEPT_MS = 3_600_000;

export function createLineAdapter({ apiUrl, credentials, pace, timeoutMs = 20_000 }: LineAdapterOptions): Line {
  const tokens = createChannelTokens(apiUrl, timeoutMs);
  const lists = keptFor<readonly Audience[]>(LIST_KEPT_MS);
  const reaches = keptFor<number | null>(REACH_KEPT_MS);

  /** Asks with a token; a refused one is replaced once. */
  async function ask<T>(
    who: LineCredentials,
    question: (clients: Clients) => Promise<T>,
    fail = failureOf,
  ): Promise<Answer<T>> {
    for (let attempt = 0; ; attempt += 1) {
      const token = await tokens.token(who);
      if (token.kind !== "ok") return token;
      try {
        return { kind: "ok", value: await within(timeoutMs, question(clientsFor(apiUrl, token.value))) };
      } catch (error) {
        const answered = lineErrorOf(error);
        if (answered === null) return notUnderstood(error);
        if (answered.status !== 401) return fail(answered);
        tokens.drop(who, token.value);
        if (attempt > 0) return unauthorized(who.lineChannelId);
      }
    }
  }

  async function askAs<T>(
    channel: ChannelRef,
    budget: Budget | null,
    question: (clients: Clients) => Promise<T>,
    fail = failureOf,
  ): Promise<Answer<T>> {
    const who = await credentials.channelCredentials(channel);
    if (who === null) return refused(finding("CHANNEL_NOT_FOUND", { channel: channel.channelId }));
    const waitMs = budget === null ? 0 : await pace.take(`line:${who.lineChannelId}:${budget}`, BUDGETS[budget]);
    if (waitMs > 0) return limited(waitMs);
    return ask(who, question, fail);
  }

  return {
    async verify(who) {
      const answer = await ask(who, ({ messaging }) => messaging.getBotInfo());
      return answer.kind === "ok" ? { kind: "ok", value: toAccount(answer.value) } : answer;
    },

    audiences: (channel) => lists(keyOf(channel), () => sweep(channel)),

    async audience(channel, audienceId) {
      const missing = (error: LineError) =>
        isNotFound(error) ? refused(finding("AUDIENCE_NOT_FOUND", { audience: audienceId })) : failureOf(error);
      const own = await askAs(
        channel,
        "audience_get",
        ({ audience }) => audience.getAudienceData(Number(audienceId)),
        missing,
      );
      if (own.kind === "ok") return { kind: "ok", value: toAudience(own.value.audienceGroup ?? {}, { shared: false }) };
      if (own.kind === "later" || own.finding.code !== "AUDIENCE_NOT_FOUND") return own;
      const shared = await askAs(
        channel,
        "shared_get",
        ({ audience }) => audience.getSharedAudienceData(Number(audienceId)),
        missing,
      );
      // Sharing needs rights that most accounts lack: a refusal here says nothing new.
      if (shared.kind === "refused") return own;
      return shared.kind === "ok"
        ? { kind: "ok", value: toAudience(shared.value.audienceGroup ?? {}, { shared: true }) }
        : shared;
    },

    async quota(channel) {
      const answer = await askAs(channel, null, ({ messaging }) =>
        Promise.all([messaging.getMessageQuota(), messaging.getMessageQuotaConsumption()]),
      );
      if (answer.kind !== "ok") return answer;
      const [quota, consumption] = answer.value;
      return {
        kind: "ok",
        value: { allowance: quota.type === "limited" ? (quota.value ?? 0) : null, used: consumption.totalUsage },
      };
    },

    targetReach: (channel, now) => reaches(keyOf(channel), () => reachOf(channel, now)),

    async validateMessages(channel, messages) {
      const content = messages as messagingApi.Message[];
      const answer = await askAs(
        channel,
        null,
        ({ messaging }) => messaging.validateNarrowcast({ messages: content }),
        messageFailure,
      );
      return answer.kind === "ok" ? { kind: "ok", value: null } : answer;
    },

    async sendNarrowcast(channel, request) {
      const who = await credentials.channelCredentials(channel);
      if (who === null) return refused(finding("CHANNEL_NOT_FOUND", { channel: channel.channelId }));
      const waitMs = await pace.take(`line:${who.lineChannelId}:narrowcast`, BUDGETS.narrowcast);
      if (waitMs > 0) return limited(waitMs);
      for (let attempt = 0; ; attempt += 1) {
        const token = await tokens.token(who);
        if (token.kind !== "ok") return token;
        const answer = await postNarrowcast(apiUrl, { token: token.value, ...request }, timeoutMs);
        if (answer.kind !== "unauthorized") return answer;
        tokens.drop(who, token.value);
        if (attempt > 0)
          return { kind: "later", finding: finding("CHANNEL_UNAUTHORIZED", { channel: who.lineChannelId }) };
      }
    },

    async progress(channel, requestId) {
      const gone = (error: LineError) =>
        error.status === 404 ? refused(finding("LINE_REQUEST_NOT_FOUND", { requestId })) : failureOf(error);
      const answer = await askAs(channel, null, ({ messaging }) => messaging.getNarrowcastProgress(requestId), gone);
      return answer.kind === "ok" ? { kind: "ok", value: toProgress(answer.value) } : answer;
    },

    async insight(channel, requestId) {
      const answer = await askAs(channel, "message_event", (clients) => clients.insight.getMessageEvent(requestId));
      if (answer.kind !== "ok") return answer;
      const { delivered, uniqueImpression, uniqueClick } = answer.value.overview ?? {};
      return {
        kind: "ok",
        value: {
          delivered: delivered ?? null,
          uniqueImpression: uniqueImpression ?? null,
          uniqueClick: uniqueClick ?? null,
        },
      };
    },
  };

  /** All pages of the channel's own audiences, then those shared with it. */
  async function sweep(channel: ChannelRef): Promise<Answer<readonly Audience[]>> {
    const own = await allPages(async (page) =>
      askAs(channel, "audience_list", ({ audience }) =>
        audience.getAudienceGroups(page, undefined, undefined, PAGE_SIZE),
      ),
    );
    if (own.kind !== "ok") return own;
    const shared = await allPages(async (page) =>
      askAs(channel, "shared_list", ({ audience }) =>
        audience.getSharedAudienceGroups(page, undefined, undefined, PAGE_SIZE),
      ),
    );
    const known = new Set(own.value.map(({ audienceGroupId }) => audienceGroupId));
    // Accounts that may not share answer 4xx; their own audiences are no less choosable for it.
    const others =
      shared.kind === "ok" ? shared.value.filter(({ audienceGroupId }) => !known.has(audienceGroupId)) : [];
    const all = [
      ...own.value.map((group) => toAudience(group, { shared: false })),
      ...others.map((group) => toAudience(group, { shared: true })),
    ];
    return { kind: "ok", value: inOrder(all) };
  }

  /** Yesterday's figure by Japan's calendar; computed about a day later, so the day before is asked too. */
  async function reachOf(channel: ChannelRef, now: number): Promise<Answer<number | null>> {
    for (const daysAgo of [1, 2]) {
      const answer = await askAs(channel, "followers", (clients) =>
        clients.insight.getNumberOfFollowers(japaneseDate(now, daysAgo)),
      );
      if (answer.kind !== "ok") return answer;
      if (answer.value.status === "ready") return { kind: "ok", value: answer.value.targetedReaches ?? null };
    }
    return { kind: "ok", value: null };
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

async function allPages(
  page: (number: number) => Promise<Answer<{ audienceGroups?: AudienceGroup[]; hasNextPage?: boolean }>>,
): Promise<Answer<readonly AudienceGroup[]>> {
  const groups: AudienceGroup[] = [];
  for (let number = 1; ; number += 1) {
    const answer = await page(number);
    if (answer.kind !== "ok") return answer;
    groups.push(...(answer.value.audienceGroups ?? []));
    if (answer.value.hasNextPage !== true) return { kind: "ok", value: groups };
  }
}

/** Good answers are kept, and whoever asks while one is under way waits for the same. */
function keptFor<T>(ms: number): (key: string, look: () => Promise<Answer<T>>) => Promise<Answer<T>> {
  const kept = new Map<string, { answer: Promise<Answer<T>>; until: number }>();
  return async (key, look) => {
    const known = kept.get(key);
    if (known !== undefined && Date.now() < known.until) return known.answer;
    const entry = { answer: look(), until: Date.now() + ms };
    kept.set(key, entry);
    const forget = () => void (kept.get(key) === entry && kept.delete(key));
    entry.answer.then(({ kind }) => kind === "ok" || forget(), forget);
    return entry.answer;
  };
}

const keyOf = ({ portalId, channelId }: ChannelRef): string => `${portalId} ${channelId}`;

const limited = (waitMs: number): Later => ({
  kind: "later",
  finding: finding("LINE_RATE_LIMITED"),
  retryAfterSeconds: Math.ceil(waitMs / 1000),
});

/** A broken connection is LINE's trouble; anything else that is thrown here is ours. */
function notUnderstood(error: unknown): Answer<never> {
  if (error instanceof Error) return unreachable;
  throw error;
}

/** The validating route checks nothing but messages. */
function messageFailure(error: LineError): ReturnType<typeof failureOf> {
  if (error.status !== 400) return failureOf(error);
  return refused(finding("LINE_REFUSED_MESSAGE", { detail: error.details || error.message }));
}

/** LINE says 400 with a detail for an unknown audience; 404 is tolerated. */
const isNotFound = ({ status, message, details }: LineError): boolean =>
  status === 404 || (status === 400 && /NOT_FOUND/.test(`${message} ${details}`));

const toAccount = ({ userId, basicId, displayName }: messagingApi.BotInfoResponse): LineAccount => ({
  botUserId: userId,
  basicId,
  displayName,
});

function toProgress(response: messagingApi.NarrowcastProgressResponse): Progress {
  const { phase, targetCount, successCount, failureCount, errorCode, failedDescription } = response;
  const counted = targetCount !== undefined && targetCount !== null;
  return {
    phase,
    counts: counted ? { target: targetCount, success: successCount ?? 0, failure: failureCount ?? 0 } : null,
    errorCode: errorCode ?? null,
    failedDescription: failedDescription ?? null,
  };
}

function japaneseDate(now: number, daysAgo: number): string {
  const japan = new Date(now + 9 * 3_600_000 - daysAgo * 24 * 3_600_000);
  return japan.toISOString().slice(0, 10).replaceAll("-", "");
}
