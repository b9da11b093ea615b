/**
 * Whose turn it is to ask HubSpot: 110 requests in any 10 seconds per app and portal, shared by all instances.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
import { setTimeout as pause } from "node:timers/promises";
import { finding, type Code } from "../../delivery/codes.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Limit, Pace } from "../../ports/rate-limiter.ts";
import { isOrderToWait, type Later, type Refused } from "./answers.ts";

/**
 * Evenly, because the window slides: in any ten seconds no more than `count` and `burst` together go out. What is left to
 * 110 is for requests that the way makes catch up with each other.
 */
export const PORTAL_LIMIT: Limit = { count: 106, perSeconds: 10, burst: 2 };

/** Worth waiting in place: a job given back comes again no sooner. */
const PATIENCE_MS = 2000;

/** `release`: batches of completions come by the dozen; whoever waits for anything else must not stand behind them. */
export type Turn = (
  portalId: number,
  queue: "prompt" | "release",
) => Promise<Extract<Answer<null>, { kind: "later" }> | null>;

/** Null when the request may go now; a turn that comes soon is waited for. */
export async function takeTurn(pace: Pick<Pace, "book">, bucket: string, limit: Limit) {
  const booking = await pace.book(bucket, limit, PATIENCE_MS);
  if (booking.kind === "later") return limited(booking.waitMs, booking.code ?? undefined);
  if (booking.inMs > 0) await pause(booking.inMs);
  return null;
}

/** Null when the request may go now. */
export function createTurn(pace: Pace): Turn {
  const ahead = new Map<number, Promise<unknown>>();
  const book = (portalId: number) => takeTurn(pace, bucketOf(portalId), PORTAL_LIMIT);
  return (portalId, queue) => {
    if (queue === "prompt") return book(portalId);
    // One booking of a process at a time: the others of its dozens would fill the seconds to come.
    const mine = (ahead.get(portalId) ?? Promise.resolve()).then(() => book(portalId));
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    ahead.set(portalId, settled);
    void settled.then(() => ahead.get(portalId) === settled && ahead.delete(portalId));
    return mine;
  };
}

const limited = (waitMs: number, code: Code = "HUBSPOT_RATE_LIMITED") => ({
  kind: "later" as const,
  finding: finding(code),
  retryAfterSeconds: waitMs / 1000,
});

export const bucketOf = (portalId: number): string => `hubspot:${portalId}`;

/** Keeps what HubSpot asks for, for all processes: what each of them would send next is refused as well. */
export async function keepOrder(pace: Pace, portalId: number, answer: Refused | Later): Promise<Refused | Later> {
  if (answer.kind !== "later" || !isOrderToWait(answer)) return answer;
  const { finding: why, retryAfterSeconds: asked = 0 } = answer;
  const seconds = await pace.rest(bucketOf(portalId), PORTAL_LIMIT, { seconds: asked, code: why.code });
  return { ...answer, retryAfterSeconds: seconds };
}
