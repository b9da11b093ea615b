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

/** `late` resolves when no one should wait any longer; an answer that comes afterwards is kept for the next page. */
export async function quotaWithDeadline(
  channel: ChannelRef,
  { line, knownQuotas, log }: Asked,
  late: () => Promise<unknown> = () => pause(WAIT_MS, undefined, { ref: false }),
): Promise<QuotaWithDeadline> {
  const key = `${channel.portalId} ${channel.channelId}`;
  const asked = line.quota(channel).then((answer) => {
    if (answer.kind === "ok") knownQuotas.set(key, answer.value);
    return answer;
  });
  const now = await Promise.race([asked, late().then(() => null)]);
  if (now === null) asked.catch((err: unknown) => log.error({ event: "quota.failed", ...channel, err }));
  const answer = now ?? { kind: "later" as const, finding: finding("LINE_UNAVAILABLE") };
  const last = knownQuotas.get(key);
  if (answer.kind !== "later" || last === undefined) return { answer, trouble: null };
  return { answer: { kind: "ok", value: last }, trouble: answer.finding };
}
