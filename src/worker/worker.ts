/** Keeps a pool of workers running, whatever becomes of the database meanwhile. */
import { setTimeout as pause } from "node:timers/promises";
import { createWorkerNames } from "./worker-names.ts";
import { beginWorkerPool, type WorkerPool, type WorkerPoolOptions } from "./worker-pool.ts";

export interface WorkerOptions extends Omit<WorkerPoolOptions, "names" | "ending"> {
  /** Called with all names under which jobs are locked, so that they can be unlocked when their process crashes. */
  readonly onWorkers: (workerIds: readonly string[]) => void;
}

export type Worker = Awaited<ReturnType<typeof startWorker>>;

const BEGIN_AGAIN_AFTER_MS = 1000;

/**
 * The library gives up for good when it cannot note the end of a job or its first look for one fails, as while the database
 * restarts: it is begun again until it is stopped.
 */
export async function startWorker(options: WorkerOptions) {
  const { log } = options;
  const ending = new AbortController();
  const names = createWorkerNames(options.onWorkers);
  const pools = new Set<WorkerPool>();
  let current: WorkerPool | null = await beginPool();

  async function beginPool(): Promise<WorkerPool> {
    const next = await beginWorkerPool({ ...options, names, ending: ending.signal });
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
      // Stopped while it began.
      if (ending.signal.aborted) await stopCurrent();
    }
  }

  /** What it could not hand back is unlocked with the jobs of crashed instances. */
  async function stopCurrent(): Promise<void> {
    await current?.stop().catch((err: unknown) => log.warn({ event: "worker.stopped_uncleanly", err }));
  }

  const kept = keepRunning();
  return {
    isRunning: (): boolean => current !== null,
    /** Waits for the jobs that run. */
    async stop(): Promise<void> {
      ending.abort();
      await stopCurrent();
      await kept;
      // Also of those that broke.
      await Promise.all([...pools].map(({ atRest }) => atRest));
    },
  };
}
