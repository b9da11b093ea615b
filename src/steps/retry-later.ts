import type { Failure } from "../delivery/answer.ts";
import { backOffSeconds } from "../delivery/lifecycle/back-off.ts";
import type { JobName, PortalJobName } from "../ports/jobs.ts";

/** Thrown by a job that cannot go on now: it runs again, not before the seconds a platform asked for. */
export class RetryLater extends Error {
  readonly afterSeconds: number | null;
  /** True when waiting alone will hardly help: a person should look. */
  readonly needsAttention: boolean;
  /** True when a part of the work was done: the pauses begin from the shortest again. */
  readonly progressed: boolean;
  constructor(why: string, afterSeconds: number | null, { needsAttention = false, progressed = false } = {}) {
    super(why);
    this.name = "RetryLater";
    this.afterSeconds = afterSeconds;
    this.needsAttention = needsAttention;
    this.progressed = progressed;
  }
}

/** `what` runs again because of what a platform answered. */
export const retryLater = (what: string, { finding, retryAfterSeconds }: Failure): RetryLater =>
  new RetryLater(`${what}: ${finding.code}`, retryAfterSeconds ?? null);

/**
 * How long a job that waits for a platform stays away at most, unless it was asked to. Held executions are waiting for the
 * release; what is refused altogether, or is not urgent, costs the platform less.
 */
const MAX_WAIT_SECONDS = { release: 60, others: 300 };

/** `tries`: how often the job was put off before. */
export function waitSeconds({ afterSeconds }: RetryLater, job: JobName | PortalJobName, tries: number): number {
  const longest = job === "release" ? MAX_WAIT_SECONDS.release : MAX_WAIT_SECONDS.others;
  return backOffSeconds(tries, 2, longest, afterSeconds ?? 0);
}
