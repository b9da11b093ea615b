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

/** The end of a job is noted in batches, of whatever ends at the same moment: a lone one that fails would end the process. */
const END_NOTED = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

const BEGIN_AGAIN_AFTER_MS = 1000;

/** The last ends of a broken worker's jobs are noted by then or never: a connection alone may take ten seconds. */
const LAST_ENDS_NOTED_WITHIN_MS = 15_000;

/**
 * The library gives up for good when it cannot note the end of a job, as while the database restarts: it is begun again
 * until it is stopped.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { log } = options;
  const ending = new AbortController();
  const names = createWorkerNames(options.onWorkers);
  const pools = new Set<Pool>();
  let current: Pool | null = await beginPool();

  async function beginPool(): Promise<Pool> {
    const next = await begin(options, names);
    pools.add(next);
    void next.atRest.then(() => pools.delete(next));
    return next;
  }

  async function keepRunning(): Promise<void> {
    for (;;) {
      await current?.over;
      current = null;
      if (ending.signal.aborted) return;
      await pause(BEGIN_AGAIN_AFTER_MS, null, { signal: ending.signal }).catch(() => null);
      if (ending.signal.aborted) return;
      current = await beginPool().catch((err: unknown) => {
        log.error({ event: "worker.not_begun", err });
        return null;
      });
      if (current !== null) log.warn({ event: "worker.begun_again" });
      // Told to stop while it began.
      if (ending.signal.aborted) await stopCurrent();
    }
  }

  /** What it could not hand back is found by whoever looks for the jobs of the dead. */
  async function stopCurrent(): Promise<void> {
    await current?.stop().catch((err: unknown) => log.warn({ event: "worker.stopped_uncleanly", err }));
  }

  const kept = keepRunning();
  return {
    isRunning: () => current !== null,
    async stop() {
      ending.abort();
      await stopCurrent();
      await kept;
      // Also of those that broke.
      await Promise.all([...pools].map(({ atRest }) => atRest));
    },
  };
}

/** What the library calls a pool: several workers under one name. */
interface Pool {
  /** Resolves once no more jobs are looked for; those that are at work may go on for a while. */
  readonly over: Promise<void>;
  /** Resolves once no job is at work any more, nor about to be. */
  readonly atRest: Promise<void>;
  /** Looks for no more jobs. */
  stop(): Promise<void>;
}

async function begin(
  { pool, jobs, log, again, concurrency = 8 }: Omit<WorkerOptions, "onWorkers">,
  names: WorkerNames,
): Promise<Pool> {
  const events = new EventEmitter();
  let name: WorkerName | null = null;
  // The library locks jobs for the pool, not for each of its workers.
  events.on("pool:create", ({ workerPool }: { workerPool: { id: string } }) => (name = names.begin(workerPool.id)));
  const giveUpName = () => name?.end();
  const broken = Promise.withResolvers<void>();
  events.once("pool:fatalError", ({ error: err }: { error: unknown }) => {
    log.error({ event: "worker.broken", err });
    broken.resolve();
  });
  const atRest = whenAllHaveStopped(events);
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
    // The library's own promise may wait for ever: once one end could not be noted, it counts each later one off twice.
    // https://github.com/graphile/worker/issues/636 has the place.
    const over = Promise.race([runner.promise, broken.promise]);
    const lastEndsNoted = atRest.then(() => pause(LAST_ENDS_NOTED_WITHIN_MS, undefined, { ref: false }));
    void Promise.race([runner.promise, lastEndsNoted]).then(giveUpName, giveUpName);
    // Its timer for jobs at fixed times would go on.
    void broken.promise.then(() => runner.stop()).catch(() => undefined);
    return { over, atRest, stop: () => Promise.race([broken.promise, runner.stop()]) };
  } catch (error) {
    giveUpName();
    throw error;
  }
}

/** One that has been told to stop does so once it neither waits for a job from the database nor does one. */
function whenAllHaveStopped(events: EventEmitter): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  let working = 0;
  events.on("worker:create", () => (working += 1));
  events.on("worker:stop", () => {
    working -= 1;
    if (working === 0) stopped.resolve();
  });
  return stopped.promise;
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
