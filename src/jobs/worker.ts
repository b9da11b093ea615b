/** Job name → step. Jobs were added with the state they continue; here they only run. */
import { Logger as JobLogger, run, type TaskList } from "graphile-worker";
import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { Logger } from "pino";
import type { JobName } from "../ports/jobs.ts";
import { TryLater, waitSeconds } from "../steps/try-later.ts";
import { createWorkerNames, type WorkerName, type WorkerNames } from "./worker-names.ts";

export type Jobs = Readonly<Record<JobName, (deliveryId: string) => Promise<void>>>;

export type Again = (
  name: JobName,
  deliveryId: string,
  when: { readonly afterSeconds: number; readonly tries: number },
) => Promise<void>;

export interface WorkerOptions {
  readonly pool: pg.Pool;
  readonly jobs: Jobs;
  readonly log: Logger;
  /** Lets a job that is at work run once more. */
  readonly again: Again;
  /** Called with all names under which jobs are locked, so that they can be freed when whoever has them dies. */
  readonly onWorkers: (workerIds: readonly string[]) => void;
  readonly concurrency?: number;
}

export interface Worker {
  isRunning(): boolean;
  /** Waits for the jobs that run. */
  stop(): Promise<void>;
}

/** How late a job whose time has come may start; jobs that are due at once are announced by the database. */
const POLL_INTERVAL_MS = 500;

/**
 * The end of a job is noted in batches, of whatever ends at the same moment: only these are tried again when the database
 * does not answer, and a lone one that fails would end the process.
 */
const END_NOTED = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

const BEGIN_AGAIN_AFTER_MS = 1000;

/**
 * The library gives up for good when it cannot note the end of a job, as while the database restarts: it is begun again
 * until it is stopped.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { log } = options;
  const ending = new AbortController();
  const names = createWorkerNames(options.onWorkers);
  let begun: Begun | null = await begin(options, names);

  async function keepRunning(): Promise<void> {
    while (!ending.signal.aborted) {
      const broken = begun;
      await broken?.over.catch((err: unknown) => log.error({ event: "worker.broken", err }));
      begun = null;
      await pause(BEGIN_AGAIN_AFTER_MS, null, { signal: ending.signal }).catch(() => null);
      broken?.takesNoMore();
      if (ending.signal.aborted) return;
      begun = await begin(options, names).catch((err: unknown) => {
        log.error({ event: "worker.not_begun", err });
        return null;
      });
      if (begun !== null) log.warn({ event: "worker.begun_again" });
      // Told to stop while it began.
      if (ending.signal.aborted) await stopBegun();
    }
  }

  /** What it could not hand back is found by whoever looks for the jobs of the dead. */
  async function stopBegun(): Promise<void> {
    await begun?.stop().catch((err: unknown) => log.warn({ event: "worker.stopped_uncleanly", err }));
  }

  const kept = keepRunning();
  return {
    isRunning: () => begun !== null,
    async stop() {
      ending.abort();
      await stopBegun();
      await kept;
    },
  };
}

interface Begun {
  /** Settles once it takes no more jobs; those that are at work may go on for a while. */
  readonly over: Promise<void>;
  /** Its name is given up with the last job that is at work: what is locked under it then is as if it had died. */
  takesNoMore(): void;
  /** Waits for the jobs that run, as long as their end can be noted. */
  stop(): Promise<void>;
}

async function begin(
  { pool, jobs, log, again, concurrency = 8 }: Omit<WorkerOptions, "onWorkers">,
  names: WorkerNames,
): Promise<Begun> {
  const events = new EventEmitter();
  let name: WorkerName | null = null;
  // The library locks jobs for the pool, not for each of its workers.
  events.on("pool:create", ({ workerPool }: { workerPool: { id: string } }) => (name = names.begin(workerPool.id)));
  // The library takes no more jobs then. Its own promise may wait for ever: once the ends of several jobs could not be
  // noted, it miscounts those that are still to be (it tries no second time: https://github.com/graphile/worker/issues/636).
  const broken = Promise.withResolvers<void>();
  events.on("pool:fatalError", ({ error: err }: { error: unknown }) => {
    log.error({ event: "worker.broken", err });
    broken.resolve();
  });
  const takesNoMore = () => name?.end();
  try {
    const runner = await run({
      pgPool: pool,
      taskList: taskList({ jobs, log, again, name: () => name }),
      concurrency,
      pollInterval: POLL_INTERVAL_MS,
      preset: { worker: END_NOTED },
      noHandleSignals: true,
      events,
      logger: quietLogger(log),
    });
    const over = Promise.race([runner.promise, broken.promise]);
    return { over, takesNoMore, stop: () => Promise.race([runner.stop(), broken.promise]) };
  } catch (error) {
    takesNoMore();
    throw error;
  }
}

interface TaskListParts extends Pick<WorkerOptions, "jobs" | "log" | "again"> {
  /** Under which the jobs are locked. */
  readonly name: () => WorkerName | null;
}

/** Job name → what the library runs. The library's own pauses would soon be hours: a job that only waits is added anew. */
export function taskList({ jobs, log, again, name: lockedAs }: TaskListParts): TaskList {
  const tasks = (Object.keys(jobs) as JobName[]).map((name) => {
    const work = async (payload: unknown) => {
      const { deliveryId, tries = 0 } = payload as { deliveryId: string; tries?: number };
      try {
        await jobs[name](deliveryId);
      } catch (error) {
        if (!(error instanceof TryLater)) {
          log.error({ event: "job.failed", job: name, deliveryId, err: error });
          throw error;
        }
        const line = { job: name, deliveryId, why: error.message };
        if (error.loud) log.error({ event: "job.refused", ...line });
        else log.info({ event: "job.later", ...line });
        await again(name, deliveryId, { afterSeconds: waitSeconds(error, name, tries), tries: tries + 1 });
      }
    };
    const task = (payload: unknown) => lockedAs()?.during(() => work(payload)) ?? work(payload);
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
