/** This month's messages of a LINE Official Account, as far as LINE says them while a page is waited for. */
import { setTimeout as pause } from "node:timers/promises";
import { finding, type Finding } from "../../delivery/codes.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { ChannelRef, Quota } from "../../ports/line.ts";
import type { ConsolePorts } from "../request/ports.ts";

/** A page that takes longer is taken for broken. */
const WAIT_MS = 2000;

type Asked = Pick<ConsolePorts, "line" | "knownQuotas" | "log">;

export interface QuotaWithDeadline {
  readonly answer: Answer<Quota>;
  /** Why the answer is what LINE said last; null when it is what it says now. */
  readonly trouble: Finding | null;
}

/** Resolves when no page should wait any longer. */
export const late = (): Promise<unknown> => pause(WAIT_MS, undefined, { ref: false });

/**
 * `isLate` resolves when no one should wait any longer; an answer that comes afterwards is kept for the next page. LINE is not
 * asked where its last answer is younger than `youngerMs`.
 */
export async function quotaWithDeadline(
  channel: ChannelRef,
  { line, knownQuotas, log }: Asked,
  isLate: () => Promise<unknown> = late,
  youngerMs = 0,
): Promise<QuotaWithDeadline> {
  const key = `${channel.portalId} ${channel.channelId}`;
  const known = knownQuotas.get(key);
  if (known !== undefined && performance.now() - known.at < youngerMs)
    return { answer: { kind: "ok", value: known.quota }, trouble: null };
  const asked = line.quota(channel).then((answer) => {
    if (answer.kind === "ok") knownQuotas.set(key, { quota: answer.value, at: performance.now() });
    return answer;
  });
  const now = await Promise.race([asked, isLate().then(() => null)]);
  if (now === null) asked.catch((err: unknown) => log.error({ event: "quota.failed", ...channel, err }));
  const answer = now ?? { kind: "later" as const, finding: finding("LINE_UNAVAILABLE") };
  const last = knownQuotas.get(key);
  if (answer.kind !== "later" || last === undefined) return { answer, trouble: null };
  return { answer: { kind: "ok", value: last.quota }, trouble: answer.finding };
}
