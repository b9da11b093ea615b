/** One process of the service: started, killed and started again; its jobs run when the simulation says so. */
import { Logger as JobLogger, runTaskListOnce } from "graphile-worker";
import { EventEmitter } from "node:events";
import pino from "pino";
import { APP, SEGMENT, type World } from "../../../simulators/demo-world.ts";
import { readConfig } from "../../../src/app/config.ts";
import { startTimers } from "../../../src/worker/chores.ts";
import { taskList } from "../../../src/worker/task-list.ts";
import type { WorkerOptions } from "../../../src/worker/worker.ts";
import { createWorkerNames, type WorkerName, type WorkerNames } from "../../../src/worker/worker-names.ts";
import { createRoom } from "../../../src/server/load/room.ts";
import { startService } from "../../../src/app/service.ts";
import type { Secrets } from "../../../src/store/postgres/secrets.ts";
import { connectGated, type GatedDatabase } from "./gated-pool.ts";
import type { Host, Network } from "./network.ts";
import { asOwner } from "../scheduler/owner.ts";
import type { Turns } from "../scheduler/turns.ts";

export interface Instance extends Host {
  readonly database: GatedDatabase;
  /** Resolves when the service listens and takes jobs. */
  readonly started: Promise<void>;
  /** True while one of its workers has nothing to do. */
  idle(): boolean;
  /** True while one of its workers does something. */
  busy(): boolean;
  /** Lets an idle worker look for jobs, and do them until there are none. */
  work(): void;
}

export interface Surroundings {
  readonly databaseUrl: string;
  readonly network: Network;
  readonly turns: Turns;
  readonly world: World;
  readonly secrets: Secrets;
  /** Gets the lines of the service's log. */
  readonly log: ((line: string) => void) | null;
  /** What must not happen in a process: an error that is not caught. */
  readonly failed: (error: unknown) => void;
}

/** Jobs of one process that are under way at once. */
const WORKERS = 2;

const nothing = new JobLogger(() => () => undefined);

export function startInstance(name: string, surroundings: Surroundings): Instance {
  const { databaseUrl, network, turns, world, secrets, failed } = surroundings;
  const host = { name, alive: true, listener: null } as Pick<Host, "name" | "alive" | "listener">;
  const database = connectGated(databaseUrl, host, turns);
  let jobs: { readonly options: WorkerOptions; readonly names: WorkerNames } | null = null;
  let working = 0;

  const instance: Instance = Object.assign(host, {
    database,
    started: asOwner(host, start),
    idle: () => host.alive && jobs !== null && working < WORKERS,
    busy: () => host.alive && (jobs === null || working > 0),
    work() {
      if (jobs === null) return;
      working += 1;
      const { options, names } = jobs;
      void asOwner(host, () => workOnce(options, names).catch(failed)).finally(() => {
        working -= 1;
      });
    },
  });

  async function start(): Promise<void> {
    const config = {
      ...readConfig({}),
      intakeSegments: [SEGMENT],
      ...world.urls,
      app: { ...APP },
      publicUrl: network.publicUrl,
    };
    await startService({
      config,
      database,
      secrets,
      log: pino(
        { level: surroundings.log === null ? "silent" : "debug", base: { instance: name } },
        { write: (line: string) => surroundings.log?.(line) },
      ),
      sandbox: null,
      server: {
        port: 0,
        connections: { trust: () => undefined, room: createRoom({ perOwner: 0, total: 0, giveUp: () => undefined }) },
        setHandler: (listener) => void (host.listener = listener),
        close: () => Promise.resolve(),
      },
      async runJobs(options) {
        // The library's cron needs a clock that moves by itself.
        startTimers(options.log, options.chores);
        jobs = { options, names: createWorkerNames(options.onWorkers) };
        return { isRunning: () => true, stop: () => Promise.resolve() };
      },
    });
  }

  network.hosts.add(instance);
  return instance;
}

/** The job library itself, one worker at a time and without its own clock. */
async function workOnce({ pool, log, reschedule, jobs }: WorkerOptions, names: WorkerNames): Promise<void> {
  const events = new EventEmitter();
  let name: WorkerName | null = null;
  events.on("pool:create", ({ workerPool }: { workerPool: { id: string } }) => (name = names.begin(workerPool.id)));
  const tasks = taskList({ jobs, chores: {}, log, reschedule, name: () => name });
  const client = await pool.connect();
  try {
    await runTaskListOnce({ noHandleSignals: true, events, logger: nothing }, tasks, client);
  } finally {
    client.release();
    (name as WorkerName | null)?.end();
  }
}
