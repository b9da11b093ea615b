/** Job name → step. Jobs were added with the state they continue; here they only run. */
import { Logger as JobLogger, type TaskList } from "graphile-worker";
import type { Logger } from "pino";
import type { JobName, JobSubject, PortalJobName } from "../ports/jobs.ts";
import { RetryLater, waitSeconds } from "../steps/retry-later.ts";
import type { WorkerName } from "./worker-names.ts";

/** `id`: of the delivery, or of the portal. */
export type Jobs = Readonly<Record<JobName | PortalJobName, (id: string) => Promise<void>>>;

export type Reschedule = (
  name: keyof Jobs,
  subject: JobSubject,
  when: { readonly afterSeconds: number; readonly tries: number },
) => Promise<void>;

export interface TaskListParts {
  readonly jobs: Jobs;
  readonly log: Logger;
  /** Lets a job that is at work run once more. */
  readonly reschedule: Reschedule;
  /** Under which the jobs are locked. */
  readonly name: () => WorkerName | null;
}

/** Job name → what the library runs. The library's own pauses would soon be hours: a job that only waits is added again. */
export function taskList({ jobs, log, reschedule, name: lock }: TaskListParts): TaskList {
  const tasks = (Object.keys(jobs) as (keyof Jobs)[]).map((name) => {
    const work = async (payload: unknown) => {
      const { tries = 0, ...subject } = payload as JobSubject & { tries?: number };
      try {
        await jobs[name]("portalId" in subject ? String(subject.portalId) : subject.deliveryId);
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
    const task = (payload: unknown) => lock()?.track(() => work(payload)) ?? work(payload);
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
    const { deliveryId, portalId } = (job?.payload ?? {}) as { deliveryId?: unknown; portalId?: unknown };
    log.debug({ event: "worker", deliveryId, portalId, job: job?.task_identifier, err }, message);
  });
}
