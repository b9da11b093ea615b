/** Chores on a timer; each looks after itself, and a failed one is tried again at the next turn. */
import type { Logger } from "pino";

export interface Chores {
  unlockJobsOfCrashedInstances(): Promise<void>;
  keepWindowsOpen(): Promise<void>;
  wakeStragglers(): Promise<void>;
  removeExpiredSessions(): Promise<void>;
  removeExpired(): Promise<void>;
  prepareWeeks(): Promise<void>;
}

const EVERY_SECONDS: Readonly<Record<keyof Chores, number>> = {
  unlockJobsOfCrashedInstances: 5,
  keepWindowsOpen: 5,
  wakeStragglers: 60,
  removeExpiredSessions: 3600,
  removeExpired: 3600,
  prepareWeeks: 3600,
};

export function startHousekeeping(log: Logger, chores: Chores): { stop(): void } {
  const timers = (Object.keys(EVERY_SECONDS) as (keyof Chores)[]).map((name) => {
    let running = false;
    const run = () => {
      // What waits for a database that does not answer is not begun once more beside itself.
      if (running) return;
      running = true;
      chores[name]()
        .catch((err: unknown) => log.error({ event: "housekeeping.failed", chore: name, err }))
        .finally(() => (running = false));
    };
    return setInterval(run, EVERY_SECONDS[name] * 1000).unref();
  });
  return { stop: () => timers.forEach((timer) => clearInterval(timer)) };
}
