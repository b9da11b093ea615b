/** What LINE says of an account and of its sends: quota, reach, progress and statistics. */
import type { LineBotClient } from "@line/bot-sdk";
import { refused, ok } from "../shared/failures.ts";
import { list, name, number, object, oneOf, optional, readResponse, text } from "../shared/read-response.ts";
import type { InsightNumbers } from "../../delivery/numbers/reading.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { Progress } from "../../delivery/lifecycle/step-results.ts";
import type { LineAccount, Quota } from "../../ports/line.ts";
import { failureOf } from "./answers.ts";
import type { Ask } from "./request.ts";

/** https://developers.line.biz/en/reference/messaging-api/#get-bot-info */
const BOT_INFO = object({ userId: text, basicId: text, displayName: name });

export async function readAccount(line: LineBotClient): Promise<LineAccount> {
  const { userId, basicId, displayName } = readResponse(BOT_INFO, await line.getBotInfo());
  return { botUserId: userId, basicId, displayName };
}

/** https://developers.line.biz/en/reference/messaging-api/#get-quota */
const QUOTA = object({ type: text, value: optional(number) });
const CONSUMPTION = object({ totalUsage: number });

export const readQuota = (ask: Ask): Promise<Answer<Quota>> =>
  ask(null, async (line) => {
    const both = await Promise.all([line.getMessageQuota(), line.getMessageQuotaConsumption()]);
    const { type, value } = readResponse(QUOTA, both[0]);
    const { totalUsage } = readResponse(CONSUMPTION, both[1]);
    return { allowance: type === "limited" ? (value ?? 0) : null, used: totalUsage };
  });

/** https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers */
const FOLLOWERS = object({ status: text, targetedReaches: optional(number) });

/** Yesterday's figure by Japan's calendar; computed about a day later, so the day before is read too. */
export async function readTargetReach(ask: Ask, now: number): Promise<Answer<number | null>> {
  for (const daysAgo of [1, 2]) {
    const date = japaneseDate(now, daysAgo);
    const followers = await ask("followers", async (line) =>
      readResponse(FOLLOWERS, await line.getNumberOfFollowers(date)),
    );
    if (followers.kind !== "ok") return followers;
    if (followers.value.status === "ready") return ok(followers.value.targetedReaches);
  }
  return ok(null);
}

function japaneseDate(now: number, daysAgo: number): string {
  const japan = new Date(now + 9 * 3_600_000 - daysAgo * 24 * 3_600_000);
  return japan.toISOString().slice(0, 10).replaceAll("-", "");
}

/** https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status */
const PROGRESS = object({
  phase: oneOf("waiting", "sending", "succeeded", "failed"),
  targetCount: optional(number),
  successCount: optional(number),
  failureCount: optional(number),
  errorCode: optional(number),
  failedDescription: optional(text),
});

export const readProgress = (ask: Ask, requestId: string): Promise<Answer<Progress>> =>
  ask<Progress>(
    null,
    async (line) => {
      const progress = readResponse(PROGRESS, await line.getNarrowcastProgress(requestId));
      const { phase, targetCount: target, successCount: success, failureCount: failure } = progress;
      const counts = target === null ? null : { target, success: success ?? 0, failure: failure ?? 0 };
      return { phase, counts, errorCode: progress.errorCode, failedDescription: progress.failedDescription };
    },
    (error) => (error.status === 404 ? refused("LINE_REQUEST_NOT_FOUND", { requestId }) : failureOf(error)),
  );

/** https://developers.line.biz/en/reference/messaging-api/#get-message-event */
const MESSAGE_EVENT = object({
  overview: optional(
    object({ delivered: optional(number), uniqueImpression: optional(number), uniqueClick: optional(number) }),
  ),
  clicks: list(object({ url: optional(text), click: optional(number), uniqueClick: optional(number) })),
});

/** Null is hidden or not there yet. */
export const readInsight = (ask: Ask, requestId: string): Promise<Answer<InsightNumbers>> =>
  ask("message_event", async (line) => {
    const { overview, clicks } = readResponse(MESSAGE_EVENT, await line.getMessageEvent(requestId));
    return {
      delivered: overview?.delivered ?? null,
      uniqueImpression: overview?.uniqueImpression ?? null,
      uniqueClick: overview?.uniqueClick ?? null,
      links: clicks.flatMap(({ url, ...counts }) => (url === null ? [] : [{ url, ...counts }])),
    };
  });
