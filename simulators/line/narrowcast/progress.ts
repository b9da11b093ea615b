/** How far a narrowcast is. https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status */
import { notFound, refusal } from "../line-error.ts";
import { sentBy } from "../account/quota.ts";
import { DAY, type Channel, type Narrowcast, type World } from "../world.ts";

export const PROGRESS_KEPT_MS = 14 * DAY;

export type Phase = "waiting" | "sending" | "succeeded" | "failed";

const DESCRIPTIONS: Record<number, string> = {
  1: "internal error",
  2: "not enough recipients",
  3: "request conflict: the retry key is already accepted",
  4: "an audience with less than 50 recipients is included as a condition of sending",
  5: "canceled to avoid partial delivery",
};

export function phaseOf({ sendingAt, completedAt, errorCode }: Narrowcast, now: number): Phase {
  if (now < sendingAt) return "waiting";
  if (errorCode !== undefined) return "failed";
  return now < completedAt ? "sending" : "succeeded";
}

export function isRedeliverable(narrowcast: Narrowcast, now: number): boolean {
  return phaseOf(narrowcast, now) === "succeeded" && now < narrowcast.acceptedAt + PROGRESS_KEPT_MS;
}

export function progressView({ clock, behaviour }: World, channel: Channel, requestId: string | null): object {
  if (!requestId) throw refusal(400, "The value for the 'requestId' parameter is invalid");
  if (!/^[0-9a-f-]{36}$/.test(requestId)) throw refusal(400, "The value for the 'requestId' parameter is invalid");
  const narrowcast = channel.narrowcasts.get(requestId);
  const now = clock.now();
  if (!narrowcast || now >= narrowcast.acceptedAt + PROGRESS_KEPT_MS) throw notFound();
  if (now < narrowcast.acceptedAt + behaviour.progressVisibleAfterMs) throw notFound();
  const phase = phaseOf(narrowcast, now);
  const { acceptedAt, completedAt, errorCode = 0 } = narrowcast;
  return {
    phase,
    ...(phase !== "waiting" && counts(narrowcast, now)),
    ...(phase === "failed" && { failedDescription: DESCRIPTIONS[errorCode] ?? "failed", errorCode }),
    acceptedTime: new Date(acceptedAt).toISOString(),
    ...((phase === "failed" || phase === "succeeded") && { completedTime: new Date(completedAt).toISOString() }),
  };
}

function counts(narrowcast: Narrowcast, now: number): object {
  const { recipientCount, failureCount, completedAt } = narrowcast;
  const done = now >= completedAt;
  return { successCount: sentBy(narrowcast, now), failureCount: done ? failureCount : 0, targetCount: recipientCount };
}
