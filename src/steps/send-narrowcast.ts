/** The one request, repeated with the same key and body until LINE says 202 or 409. */
import type { Later, Refused } from "../delivery/answer.ts";
import { finding } from "../delivery/codes.ts";
import { beginAttempt } from "../delivery/lifecycle/results/after-send.ts";
import type { SendResult } from "../delivery/lifecycle/step-results.ts";
import { channelOf, isIn, type Delivery } from "../delivery/delivery.ts";
import { checkQuota } from "../delivery/numbers/quota.ts";
import type { ChannelRef, Line } from "../ports/line.ts";
import type { Deliveries } from "../ports/store/deliveries.ts";
import { unmoved, whileIn } from "./conclude.ts";

interface SendPorts {
  readonly line: Pick<Line, "sendNarrowcast" | "quota" | "audience">;
  readonly store: Pick<Deliveries, "record">;
}

/** Null when the delivery has moved on. The attempt is stored before the request goes out. */
export async function sendNarrowcast(
  delivery: Delivery,
  request: { retryKey: string; body: string },
  { line, store }: SendPorts,
): Promise<SendResult | null> {
  const begin = whileIn(["sending"], (fresh, now) => beginAttempt(fresh, now, Date.now()));
  const begun = await store.record(delivery, unmoved(delivery, begin));
  // Without an open attempt the store let nothing out: the portal may have removed the app.
  if (begun.kind !== "recorded" || !isIn(begun.delivery, "sending") || !begun.delivery.state.attempts.open) return null;
  const channel = channelOf(delivery);
  const answer = await line.sendNarrowcast(channel, request);
  if (answer.kind === "refused" && answer.finding.code === "AUDIENCE_NOT_READY")
    return deletedOrNotReady(answer, channel, line);
  if (answer.kind !== "later" || answer.finding.code !== "QUOTA_RESERVED") return answer;
  return begun.delivery.state.attempts.answerLost ? answer : reservedOrUsedUp(answer, channel, line);
}

/**
 * LINE answers "Invalid audience group id" both for an audience that it does not have any more and for one that is not ready.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message
 */
async function deletedOrNotReady(answer: Refused, channel: ChannelRef, line: SendPorts["line"]): Promise<SendResult> {
  const now = await line.audience(channel, String(answer.finding.figures["audience"]));
  if (now.kind === "later") return answer;
  if (now.kind === "refused") return now.finding.code === "AUDIENCE_NOT_FOUND" ? now : answer;
  const { name, status } = now.value;
  return { kind: "refused", finding: finding("AUDIENCE_NOT_READY", { audience: name, status }) };
}

/**
 * LINE answers "monthly limit" both while another send has reserved the quota (waiting helps) and when it is used up.
 * https://developers.line.biz/en/faq/#why-do-i-get-429-error-during-message-delivery
 */
async function reservedOrUsedUp(answer: Later, channel: ChannelRef, line: SendPorts["line"]): Promise<SendResult> {
  const quota = await line.quota(channel);
  const usedUp = quota.kind === "ok" ? checkQuota({ ...quota.value, floor: 0 }) : null;
  return usedUp === null ? answer : { kind: "refused", finding: usedUp };
}
