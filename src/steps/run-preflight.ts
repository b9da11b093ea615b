/** Asks LINE what preflight has to know, cheapest doubt first, and prepares the one request. */
import { randomUUID } from "node:crypto";
import type { PreflightResult } from "../delivery/after-step.ts";
import { finding, type Finding } from "../delivery/codes.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { hasAttributes } from "../delivery/inputs.ts";
import { messagesOf, personalTokenIn, type LineMessage } from "../delivery/message.ts";
import { checkAudience, checkQuota, checkReach } from "../delivery/preflight.ts";
import { narrowcastBody } from "../delivery/targeting.ts";
import type { Answer } from "../ports/answer.ts";
import type { Audience, ChannelRef, Line } from "../ports/line.ts";
import type { Accounts } from "../ports/store.ts";

interface PreflightPorts {
  readonly line: Line;
  readonly store: Pick<Accounts, "savedMessage">;
}

/** Thrown inside this file only: the first thing that stands in the way. */
class Stopped extends Error {
  readonly result: PreflightResult;
  constructor(result: PreflightResult) {
    super(result.kind);
    this.result = result;
  }
}

export async function runPreflight(delivery: Delivery, now: number, ports: PreflightPorts): Promise<PreflightResult> {
  try {
    return await preflight(delivery, now, ports);
  } catch (error) {
    if (error instanceof Stopped) return error.result;
    throw error;
  }
}

async function preflight(delivery: Delivery, now: number, { line, store }: PreflightPorts): Promise<PreflightResult> {
  const { inputs, portalId } = delivery;
  const channel: ChannelRef = { portalId, channelId: inputs.channelId };
  const messages = await readMessages(delivery, store);
  const audience = inputs.audienceId === null ? null : await readAudience(channel, inputs.audienceId, line);
  if (audience !== null) stopIf(checkAudience(audience, inputs, now));
  if (hasAttributes(inputs.attributes)) stopIf(checkReach(ok(await line.targetReach(channel, now))));
  stopIf(checkQuota(ok(await line.quota(channel))));
  ok(await line.validateMessages(channel, messages));
  const body = narrowcastBody(inputs, audience, messages);
  return { kind: "go", narrowcast: { retryKey: randomUUID(), body, audienceName: audience?.name ?? null } };
}

async function readMessages(
  { inputs, portalId }: Delivery,
  store: Pick<Accounts, "savedMessage">,
): Promise<readonly LineMessage[]> {
  const choice = inputs.message;
  const saved = choice.kind === "saved" ? await store.savedMessage(portalId, choice.messageId) : null;
  const messages = messagesOf(choice, saved?.messages ?? null);
  const missing = choice.kind === "saved" ? choice.messageId : "";
  if (messages === null)
    throw new Stopped({ kind: "refused", finding: finding("MESSAGE_NOT_FOUND", { message: missing }) });
  const token = personalTokenIn(messages);
  stopIf(token === null ? null : finding("PERSONAL_TOKEN_IN_MESSAGE", { token }));
  return messages;
}

const readAudience = async (channel: ChannelRef, audienceId: string, line: Line): Promise<Audience> =>
  ok(await line.audience(channel, audienceId));

function ok<T>(answer: Answer<T>): T {
  if (answer.kind === "ok") return answer.value;
  throw new Stopped(answer);
}

function stopIf(why: Finding | null): void {
  if (why !== null) throw new Stopped({ kind: "refused", finding: why });
}
