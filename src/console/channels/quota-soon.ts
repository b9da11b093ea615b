/** This month's messages of a LINE Official Account, as far as LINE says them while somebody waits for a page. */
import { setTimeout as pause } from "node:timers/promises";
import { finding, type Finding } from "../../delivery/codes.ts";
import type { Answer } from "../../ports/answer.ts";
import type { ChannelRef, Line, Quota } from "../../ports/line.ts";
import type { ConsolePorts } from "../request/ports.ts";

/** A page that takes longer is taken for broken. */
const WAIT_MS = 2000;

type Asked = Pick<ConsolePorts, "line" | "log">;

/** What LINE said last, in this process. */
const lastOf = new WeakMap<Pick<Line, "quota">, Map<string, Quota>>();

function lastKnown(line: Pick<Line, "quota">): Map<string, Quota> {
  const known = lastOf.get(line) ?? new Map<string, Quota>();
  lastOf.set(line, known);
  return known;
}

export interface QuotaSoon {
  readonly answer: Answer<Quota>;
  /** Why the answer is what LINE said last; null when it is what it says now. */
  readonly trouble: Finding | null;
}

/** `late` resolves when nobody should wait any longer; an answer that comes afterwards is kept for the next page. */
export async function quotaSoon(
  channel: ChannelRef,
  { line, log }: Asked,
  late: () => Promise<unknown> = () => pause(WAIT_MS, undefined, { ref: false }),
): Promise<QuotaSoon> {
  const key = `${channel.portalId} ${channel.channelId}`;
  const known = lastKnown(line);
  const asked = line.quota(channel).then((answer) => {
    if (answer.kind === "ok") known.set(key, answer.value);
    return answer;
  });
  const now = await Promise.race([asked, late().then(() => null)]);
  if (now === null) asked.catch((err: unknown) => log.error({ event: "quota.failed", ...channel, err }));
  const answer = now ?? { kind: "later" as const, finding: finding("LINE_UNAVAILABLE") };
  const last = known.get(key);
  if (answer.kind !== "later" || last === undefined) return { answer, trouble: null };
  return { answer: { kind: "ok", value: last }, trouble: answer.finding };
}
