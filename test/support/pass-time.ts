/** Service time that passes as fast as the service and the simulated platforms follow. */
import { sql } from "kysely";
import { setTimeout as pause } from "node:timers/promises";
import type { SandboxClock } from "../../simulators/clock.ts";
import type { World } from "../../simulators/demo-world.ts";
import { setClock } from "../../src/store/postgres/clock.ts";
import type { Db } from "../../src/store/postgres/database.ts";

export interface PassingTime {
  /**
   * Skips ahead step by step, with a moment of wall time for the real work in between, until it is so.
   */
  passUntil(reached: () => boolean | Promise<boolean>, stepMs?: number): Promise<void>;
  /** So long, in such steps. Where nothing happens for some of them, it goes on with what is due next, at the platforms or here. */
  pass(ms: number, stepMs: number): Promise<void>;
}

interface Setting {
  readonly db: () => Db;
  readonly clock: SandboxClock;
  readonly world: World;
}

interface Work {
  /** Jobs that are at work or due. */
  readonly jobs: readonly string[];
  /** Until the next of the others runs, in wall time; estimates, records and tidying alone only within a minute. */
  readonly jobInMs: number | null;
  /** When the next delivery or account goes on, in service time. */
  readonly dueAt: number | null;
}

async function readWork(db: Db): Promise<Work> {
  const { rows } = await sql<Work>`
    with jobs as (
      select id, attempts, run_at, task_identifier, locked_at is not null or run_at <= now() as is_open
      from graphile_worker.jobs where queue_name not like 'chore:%' and attempts < max_attempts
    ), due as (
      select least(advance_at, reading_at, release_at) as at from deliveries
      union all select least(records_due_at, access_due_at) from portals
    )
    select
      (select coalesce(array_agg(id || ' ' || attempts), '{}') from jobs where is_open) as jobs,
      (select extract(epoch from min(run_at) - now())::float8 * 1000 from jobs
        where not is_open and (run_at < now() + interval '1 minute' or task_identifier not in ('estimate', 'record', 'tidy'))) as job_in_ms,
      (select extract(epoch from min(at))::float8 * 1000 from due) as due_at`.execute(db);
  return rows[0] ?? { jobs: [], jobInMs: null, dueAt: null };
}

/** Looks until time goes on although jobs are at work: they may wait in real time for a platform that is slow on purpose. */
const IDLE_WITHIN = 40;

/** Steps in which nothing happens until it goes on with what is due next. */
const QUIET_STEPS = 4;

/** By which an instant may differ between both clocks. */
const ABOUT_MS = 1000;

const STEP_MS = 15_000;

export function passTime({ db, clock, world }: Setting): PassingTime {
  /** Waited for long enough, once: a worker that a fail-over made forget its job never ends it. */
  const given = new Set<string>();

  /** So that time does not run away from a worker that the machine is too busy for. */
  function isIdle({ jobs, dueAt }: Work): boolean {
    const isOverdue = dueAt !== null && dueAt <= clock.now();
    return jobs.every((job) => !isOverdue && given.has(job));
  }

  /** Milliseconds; null while something goes on, or waits by the wall's clock, and where nothing waits. */
  function untilNext({ jobs, jobInMs, dueAt }: Work): number | null {
    const next = Math.min(dueAt ?? Infinity, world.hubspot.control.nextAt() ?? Infinity) - clock.now();
    return jobs.length > 0 || next === Infinity || (jobInMs ?? Infinity) < next - ABOUT_MS ? null : next;
  }

  async function passUntil(
    reached: () => boolean | Promise<boolean>,
    stepMs = 15_000,
    until: number | null = null,
  ): Promise<void> {
    for (let [looks, quietSteps] = [0, 0]; !(await reached());) {
      await pause(50);
      looks += 1;
      const work = await readWork(db());
      if (!(until === null ? work.jobs.length === 0 : isIdle(work)) && looks < IDLE_WITHIN) continue;
      for (const job of work.jobs) given.add(job);
      // What a test waits for may follow the service by the wall's clock, such as a page: then time goes in steps.
      const next = until !== null && looks === 1 && stepMs >= STEP_MS ? untilNext(work) : null;
      quietSteps = next === null ? 0 : quietSteps + 1;
      looks = 0;
      const isQuiet = next !== null && quietSteps > QUIET_STEPS;
      // What happens then is looked at before anything else is gone to.
      if (isQuiet) quietSteps = 0;
      clock.skip(Math.min(isQuiet ? Math.max(stepMs, next) : stepMs, (until ?? Infinity) - clock.now()));
      await setClock(db(), clock.state);
    }
  }

  return {
    passUntil: (reached, stepMs) => passUntil(reached, stepMs),
    pass(ms, stepMs) {
      const until = clock.now() + ms;
      return passUntil(() => clock.now() >= until, stepMs, until);
    },
  };
}
