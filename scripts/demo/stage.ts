/** Where a demo plays: the service in a process of its own, both simulated platforms, one clock. */
import { setTimeout as pause } from "node:timers/promises";
import type { SandboxClock } from "../../simulators/clock.ts";
import { ACCOUNT, PORTAL_ID, type World } from "../../simulators/demo-world.ts";
import { setClock } from "../../src/store/postgres/clock.ts";
import { connectDatabase, isOutage, type Database } from "../../src/store/postgres/database.ts";
import { runningEmbeddedUrl } from "../../src/store/postgres/embedded-postgres.ts";
import type { ServiceGroup } from "./service-group.ts";

export interface Stage {
  readonly publicUrl: string;
  readonly clock: SandboxClock;
  readonly world: World;
  readonly service: ServiceGroup;
  readonly dataDir: string;
  /** Null or absent: embedded in `dataDir`. */
  readonly databaseUrl?: string | null;
  readonly seed: number;
  readonly enrollments: number;
  readonly kills: number;
  readonly say: (line: string) => void;
}

/** A stage on which the app is installed, an account connected and the action published. */
export interface Play extends Stage {
  readonly time: SharedTime;
  /** The console's session. */
  readonly cookie: string;
  /** The service's id of the connected account. */
  readonly channel: string;
  readonly actionDefinitionId: number;
  /** The delivery list: as many contacts as are to enroll. */
  readonly listId: string;
}

export interface SharedTime {
  /** Real work gets a moment of wall time after each skip. */
  passUntil(reached: () => boolean | Promise<boolean>, stepMs: number, work?: Work): Promise<void>;
  /** Looks into the service's database, where a promise is about what it keeps. */
  look(work: (database: Database) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** What is being done meanwhile, and takes as long as it takes: while it goes on, time must not run away from it. */
export interface Work {
  done(): number;
  /** The skip while it goes on. */
  readonly stepMs: number;
}

const PATIENT_STEPS = 60;
const HASTE = 20;
const LONG_STEP_MS = 15_000;

export const SECOND_MS = 1000;
export const HOUR_MS = 3600 * SECOND_MS;

/** Skips ahead on both sides together: the simulated platforms' clock and the service's. */
export async function shareTime(stage: Pick<Stage, "clock" | "dataDir" | "databaseUrl">): Promise<SharedTime> {
  const { clock } = stage;
  const database = await serviceDatabase(stage);
  await database.do(({ db }) => setClock(db, clock.state));
  return {
    async passUntil(reached, stepMs, work) {
      let done = work?.done();
      for (let steps = 1; !(await reached()); steps += 1) {
        await pause(100);
        if (await reached()) return;
        const before = done;
        done = work?.done();
        if (work !== undefined && done !== before) {
          steps = 0;
          clock.skip(work.stepMs);
        } else {
          // What has not happened for a while takes hours: there is nothing to miss in between.
          clock.skip(steps > PATIENT_STEPS && stepMs >= LONG_STEP_MS ? stepMs * HASTE : stepMs);
        }
        await database.do(({ db }) => setClock(db, clock.state));
      }
    },
    look: (work) => database.do(work),
    stop: () => database.stop(),
  };
}

interface ServiceDatabase {
  /** Again until it succeeds: PostgreSQL may be killed, and come back at another port. */
  do(work: (database: Database) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

async function serviceDatabase({
  dataDir,
  databaseUrl,
}: Pick<Stage, "dataDir" | "databaseUrl">): Promise<ServiceDatabase> {
  const connect = async () => {
    const url = databaseUrl ?? (await runningEmbeddedUrl(dataDir));
    return url === null ? null : connectDatabase(url, () => undefined, { maxConnections: 2 });
  };
  let database = await connect();
  if (database === null) throw new Error("the service's embedded database is not running");
  return {
    async do(work) {
      for (;;) {
        try {
          if (database !== null) return await work(database);
        } catch (error) {
          if (!isOutage(error)) throw error;
          await database?.pool.end();
          database = null;
        }
        await pause(100);
        database ??= await connect();
      }
    },
    stop: async () => database?.pool.end(),
  };
}

/** What LINE accepted, oldest first. */
export const narrowcasts = ({ line }: World) => line.control.narrowcasts(ACCOUNT.channelId);

/** True once every execution of the workflow has its outcome. */
export function allReleased({ hubspot }: World, workflow: number): boolean {
  const { PENDING: unanswered, BLOCKED: held } = hubspot.control.executionCounts(PORTAL_ID, workflow);
  return unanswered + held === 0;
}

/** Lets the verdict come and everybody be released. */
export async function releaseAll({ world, time }: Pick<Play, "world" | "time">, workflow: number): Promise<void> {
  const held = () => world.hubspot.control.executionCounts(PORTAL_ID, workflow).BLOCKED;
  // Time goes on a little while executions are let go, or HubSpot's rate limit would be the whole demo.
  await time.passUntil(() => allReleased(world, workflow), 15 * SECOND_MS, { done: held, stepMs: 2 * SECOND_MS });
}

/**
 * Lets everybody enroll, or the contacts named. While the service is killed time goes slowly: skipped ahead, a restart of two
 * seconds would be longer than the gap that closes a window.
 */
export async function enrollAll(
  { world, time, kills }: Play,
  workflow: number,
  enrollment: Parameters<World["hubspot"]["control"]["enroll"]>[2],
): Promise<void> {
  const stepMs = (kills > 0 ? 2 : 15) * SECOND_MS;
  // How HubSpot's waits between two calls grow is not documented; here they stay below that gap.
  if (kills > 0) world.hubspot.control.settings.retryDelayMaximumMs = 60 * SECOND_MS;
  const { control } = world.hubspot;
  const unanswered = () => control.executionCounts(PORTAL_ID, workflow).PENDING;
  // HubSpot's calls take their real time; only its waits between two calls are skipped.
  const work = { done: unanswered, stepMs: 0 };
  await time.passUntil(settled(control.enroll(PORTAL_ID, workflow, enrollment).done), stepMs, work);
}

export function settled(work: Promise<void>): () => boolean {
  let done = false;
  let failed: Error | null = null;
  work.then(
    () => (done = true),
    (error: unknown) => (failed = error instanceof Error ? error : new Error(String(error))),
  );
  return () => {
    if (failed !== null) throw failed;
    return done;
  };
}
