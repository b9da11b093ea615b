/** Job name → step. Jobs were added with the state they continue; here they only run. */
import { Logger as JobLogger, run, type Runner, type TaskList } from "graphile-worker";
import { EventEmitter } from "node:events";
import type pg from "pg";
import type { Logger } from "pino";
import type { JobName } from "../ports/jobs.ts";
import { TryLater } from "../steps/try-later.ts";

export type Jobs = Readonly<Record<JobName, (deliveryId: string) => Promise<void>>>;

export interface WorkerOptions {
  readonly pool: pg.Pool;
  readonly jobs: Jobs;
  readonly log: Logger;
  /** Called with the name under which jobs are locked before the first one is, so that others can free them if we die. */
  readonly onWorker: (workerId: string) => void;
  readonly concurrency?: number;
}

export type Worker = Pick<Runner, "promise" | "stop">;

/** How late a job whose time has come may start; jobs that are due at once are announced by the database. */
const POLL_INTERVAL_MS = 500;

export function startWorker({ pool, jobs, log, onWorker, concurrency = 8 }: WorkerOptions): Promise<Worker> {
  const events = new EventEmitter();
  // The library locks jobs for the pool, not for each of its workers.
  events.on("pool:create", ({ workerPool }: { workerPool: { id: string } }) => onWorker(workerPool.id));
  return run({
    pgPool: pool,
    taskList: taskList(jobs, log),
    concurrency,
    pollInterval: POLL_INTERVAL_MS,
    noHandleSignals: true,
    events,
    logger: quietLogger(log),
  });
}

/** Job name → what the library runs. */
export function taskList(jobs: Jobs, log: Logger): TaskList {
  const tasks = Object.entries(jobs).map(([name, job]) => {
    const task = async (payload: unknown) => {
      const { deliveryId } = payload as { deliveryId: string };
      try {
        await job(deliveryId);
      } catch (error) {
        if (error instanceof TryLater) log.info({ event: "job.later", job: name, deliveryId, why: error.message });
        else log.error({ event: "job.failed", job: name, deliveryId, err: error });
        throw error;
      }
    };
    return [name, task] as const;
  });
  return Object.fromEntries(tasks);
}

/** The job library's own lines at debug level: what matters is logged by the tasks. */
export function quietLogger(log: Logger): JobLogger {
  return new JobLogger(() => (_level, message, meta) => {
    const { job, error: err } = (meta ?? {}) as {
      job?: { payload?: unknown; task_identifier?: unknown };
      error?: unknown;
    };
    const { deliveryId } = (job?.payload ?? {}) as { deliveryId?: unknown };
    log.debug({ event: "worker", deliveryId, job: job?.task_identifier, err }, message);
  });
}
