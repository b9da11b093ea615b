/**
 * A pool of workers, as the job library calls it: several under one name, until it is stopped or breaks.
 *
 * Works round bugs of graphile-worker 0.18.0; delete when fixed:
 * - https://github.com/graphile/worker/issues/636: the end of a job is noted once and never again, and a failure breaks the
 *   pool. `END_NOTED`, `lastEndsNoted`, the restart in `worker.ts`, and most of `worker-names.ts`.
 * - https://github.com/graphile/worker/issues/635: `runner.promise` resolves when the pool broke. `whenBroken`.
 */
import { run } from "graphile-worker";
import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { cronItems } from "./chores.ts";
import { quietLogger, taskList, type TaskListParts } from "./task-list.ts";
import type { WorkerName, WorkerNames } from "./worker-names.ts";

export type WorkerPool = Awaited<ReturnType<typeof beginWorkerPool>>;

export interface WorkerPoolOptions extends Omit<TaskListParts, "name"> {
  readonly pool: pg.Pool;
  readonly concurrency?: number;
  readonly names: WorkerNames;
  /** When the process ends, nothing is waited for but jobs. */
  readonly ending: AbortSignal;
}

/** How late a job whose time has come may start; jobs that are due at once are announced by the database. */
const POLL_INTERVAL_MS = 500;

/** The end of a job is noted in batches, of whatever ends at the same moment: a lone one that fails would end the process. */
const END_NOTED = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/** The last ends of a broken pool's jobs are noted by then, as a rule, or never: a connection alone may take ten seconds. */
const LAST_ENDS_NOTED_WITHIN_MS = 15_000;

export async function beginWorkerPool(options: WorkerPoolOptions) {
  const { pool, jobs, chores, log, reschedule, concurrency = 8, names, ending } = options;
  const events = new EventEmitter();
  let name: WorkerName | null = null;
  // The library locks jobs for the pool, not for each of its workers.
  events.on("pool:create", ({ workerPool }: { workerPool: { id: string } }) => (name = names.begin(workerPool.id)));
  const giveUpName = () => name?.end();
  const broken = whenBroken(events).then((err) => log.error({ event: "worker.broken", err }));
  const atRest = whenAllHaveStopped(events);
  try {
    const runner = await run({
      pgPool: pool,
      taskList: taskList({ jobs, chores, log, reschedule, name: () => name }),
      parsedCronItems: cronItems(chores),
      concurrency,
      pollInterval: POLL_INTERVAL_MS,
      preset: { worker: END_NOTED },
      noHandleSignals: true,
      events,
      logger: quietLogger(log),
    });
    // It refuses only when it has stopped already; why it broke is logged.
    void broken.then(() => runner.stop()).catch(() => undefined);
    // Its own promise cannot be trusted once one end could not be noted: it counts each later one off twice, and may never
    // resolve or resolve too soon.
    const lastEndsNoted = broken
      .then(() => atRest)
      .then(() => pause(LAST_ENDS_NOTED_WITHIN_MS, null, { signal: ending, ref: false }))
      .catch(() => null);
    // Another server may answer now, one that lacks the last commits: to it this pool still does jobs that have ended. A
    // new name is not bound to them.
    const cutOff = new Promise<void>((resolve) => void events.once("pool:listen:error", () => resolve()));
    void cutOff.then(() => runner.stop()).catch(() => undefined);
    const ended = Promise.race([broken.then(() => true), runner.promise.then(() => false)]);
    void ended.then((isBroken) => (isBroken ? lastEndsNoted : null)).then(giveUpName, giveUpName);
    return {
      /** Resolves once no more jobs are looked for; one that was asked for before may still come. */
      over: Promise.race([broken, runner.promise, cutOff]),
      /** Resolves once no job is at work any more, nor about to be. */
      atRest,
      /** Looks for no more jobs. */
      stop: () => Promise.race([broken, runner.stop()]),
    };
  } catch (error) {
    giveUpName();
    throw error;
  }
}

/**
 * Resolves with the reason. The library takes no more jobs when it cannot note the end of one; and when its first look for
 * one fails it may never take any: where it could not ask for the numbers of its tasks, it keeps that failure as the answer.
 */
function whenBroken(events: EventEmitter): Promise<unknown> {
  const broken = Promise.withResolvers<unknown>();
  let hasLooked = false;
  for (const event of ["worker:getJob:empty", "job:start"]) events.once(event, () => (hasLooked = true));
  events.on("pool:fatalError", ({ error }: { error: unknown }) => broken.resolve(error));
  events.on("worker:getJob:error", ({ error }: { error: unknown }) => {
    if (!hasLooked) broken.resolve(error);
  });
  return broken.promise;
}

/** A worker that is to stop does so once it neither waits for a job from the database nor does one. */
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
