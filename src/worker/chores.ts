/** Work that comes round again: each chore looks after itself, and a failed one is tried again at the next turn. */
import { parseCronItems, type ParsedCronItem } from "graphile-worker";
import type { Logger } from "pino";

const HOUR_SECONDS = 3600;

/** Done by each process for itself. */
const PROCESS = { unlockJobsOfCrashedInstances: 5, keepWindowsOpen: 5 };

/** Done once for all processes, as jobs: the first each minute, the others each hour. */
const CLUSTER = {
  wakeStragglers: 60,
  removeExpiredSessions: HOUR_SECONDS,
  removeExpired: HOUR_SECONDS,
  prepareWeeks: HOUR_SECONDS,
};

const EVERY_SECONDS = { ...PROCESS, ...CLUSTER };

type ChoresOf<Every> = Readonly<Record<keyof Every, () => Promise<void>>>;

export type ProcessChores = ChoresOf<typeof PROCESS>;
export type ClusterChores = ChoresOf<typeof CLUSTER>;

/** When these are due. An hourly one has a minute of its own; if it was missed while no process ran, it is done at the start. */
export function cronItems(chores: Partial<ClusterChores>): ParsedCronItem[] {
  const items = (Object.keys(chores) as (keyof ClusterChores)[]).map((task, minute) => {
    const isHourly = CLUSTER[task] === HOUR_SECONDS;
    // One waiting job for each, and one at work. The schema's `count_jobs` leaves queues of this name out.
    const queueName = `chore:${task}`;
    const options = { queueName, jobKey: queueName, backfillPeriod: isHourly ? 2 * HOUR_SECONDS * 1000 : 0 };
    return { task, match: isHourly ? `${minute} * * * *` : "* * * * *", options };
  });
  return parseCronItems(items);
}

/** Does these in this process, on timers: its own chores, and in a simulation the cluster's. */
export function startTimers(log: Logger, chores: Partial<ProcessChores & ClusterChores>): { stop(): void } {
  const timers = Object.entries(chores).map(([name, chore]) => {
    let running = false;
    const run = () => {
      // One that waits for a database without an answer is not started again beside itself.
      if (running) return;
      running = true;
      chore()
        .catch((err: unknown) => logFailure(log, name, err))
        .finally(() => (running = false));
    };
    return setInterval(run, EVERY_SECONDS[name as keyof typeof EVERY_SECONDS] * 1000).unref();
  });
  return { stop: () => timers.forEach((timer) => clearInterval(timer)) };
}

export const logFailure = (log: Logger, chore: string, err: unknown): void =>
  log.error({ event: "chore.failed", chore, err });
