/** Job name → step. Jobs were added with the state they continue; here they only run. */
import { Logger as JobLogger, type TaskList } from "graphile-worker";
import type { Logger } from "pino";
import type { DeliverySubject, JobName, JobSubject, PortalJobName, PortalSubject } from "../ports/jobs.ts";
import { RetryLater, waitSeconds } from "../steps/retry-later.ts";
import { logFailure, type ClusterChores } from "./chores.ts";
import type { WorkerName } from "./worker-names.ts";

export type Jobs = Readonly<
  Record<JobName, (subject: DeliverySubject) => Promise<void>> &
    Record<PortalJobName, (subject: PortalSubject) => Promise<void>>
>;

export interface TaskListParts {
  readonly jobs: Jobs;
  readonly chores: Partial<ClusterChores>;
  readonly log: Logger;
  /** Lets a job that is at work run once more. */
  readonly reschedule: (
    name: keyof Jobs,
    subject: JobSubject,
    when: { readonly afterSeconds: number; readonly tries: number },
  ) => Promise<void>;
  /** Under which the jobs are locked. */
  readonly name: () => WorkerName | null;
}

/** Job name → what the library runs. The library's own pauses would soon be hours: a job that only waits is added again. */
export function taskList({ jobs, chores, log, reschedule, name: lock }: TaskListParts): TaskList {
  const tracked = (work: () => Promise<void>) => lock()?.track(work) ?? work();
  const tasks = (Object.keys(jobs) as (keyof Jobs)[]).map((name) => {
    const work = async (payload: unknown) => {
      const { tries = 0, ...subject } = payload as DeliverySubject & { tries?: number };
      try {
        await jobs[name](subject);
      } catch (error) {
        if (!(error instanceof RetryLater)) {
          log.error({ event: "job.failed", job: name, ...subject, err: error });
          throw error;
        }
        const line = { job: name, ...subject, why: error.message };
        if (error.needsAttention) log.error({ event: "job.refused", ...line });
        else log.info({ event: "job.later", ...line });
        const before = error.progressed ? 0 : tries;
        await reschedule(name, subject, { afterSeconds: waitSeconds(error, name, before), tries: before + 1 });
      }
    };
    return [name, (payload: unknown) => tracked(() => work(payload))] as const;
  });
  const choreTasks = Object.entries(chores).map(([name, chore]) => {
    const work = () =>
      chore().catch((error: unknown) => {
        logFailure(log, name, error);
        throw error;
      });
    return [name, () => tracked(work)] as const;
  });
  return Object.fromEntries([...tasks, ...choreTasks]);
}

/** The job library's own lines at debug level: what matters is logged by the tasks. */
export function quietLogger(log: Logger): JobLogger {
  return new JobLogger(() => (_level, message, meta) => {
    const { job, error: err } = (meta ?? {}) as {
      job?: { payload?: unknown; task_identifier?: unknown };
      error?: unknown;
    };
    const { deliveryId, portalId } = (job?.payload ?? {}) as { deliveryId?: unknown; portalId?: unknown };
    log.debug({ event: "worker", deliveryId, portalId, job: job?.task_identifier, err }, message);
  });
}
