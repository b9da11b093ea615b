/** Jobs that run while other processes look for the jobs of crashed instances. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import pino from "pino";
import type { ClusterChores } from "../../src/worker/chores.ts";
import { taskList, type Jobs } from "../../src/worker/task-list.ts";
import { startWorker, type Worker } from "../../src/worker/worker.ts";
import type { JobName } from "../../src/ports/jobs.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { addAgain, addJob, addPortalJob } from "../../src/store/jobs/jobs.ts";
import { shortenWaits } from "../../src/store/jobs/housekeeping.ts";
import { readWorkload } from "../../src/store/jobs/workload.ts";
import { joinInstances, type Instance } from "../../src/store/jobs/instances.ts";
import { RetryLater } from "../../src/steps/retry-later.ts";
import { PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const DELIVERY = "0d9f6f7e-0000-4000-8000-000000000001";
/** Of a pool. */
const WORKERS = 8;

let database: TestDatabase;
let instance: Instance;
let runner: Worker | null = null;
/** Lets the release end, also where a test fails: no worker could be stopped otherwise. */
let mayEnd: PromiseWithResolvers<void>;
/** What else has to be let go for that. */
let letGo: (() => void)[] = [];
/** Further instances of the same database: until they have left, it cannot be dropped. */
let others: Instance[] = [];

beforeEach(async () => {
  mayEnd = Promise.withResolvers();
  database = await createTestDatabase();
  instance = await joinInstances(database);
});
afterEach(async () => {
  mayEnd.resolve();
  for (const one of letGo) one();
  letGo = [];
  await runner?.stop();
  runner = null;
  for (const one of [instance, ...others]) await one.leave();
  others = [];
  await database.drop();
});

const nothing = () => Promise.resolve();

async function joinBeside(): Promise<Instance> {
  const other = await joinInstances(database);
  others.push(other);
  return other;
}

/** A worker whose other jobs do nothing; answers the events that it logs, and the names under which it locks. */
async function start(jobsAtWork: Partial<Jobs>, pool: pg.Pool = database.pool, chores: Partial<ClusterChores> = {}) {
  const lines: string[] = [];
  const names: string[] = [];
  const noted: Promise<void>[] = [];
  runner = await startWorker({
    pool,
    log: pino({}, { write: (line: string) => void lines.push((JSON.parse(line) as { event: string }).event) }),
    reschedule: (name, id, when) => addAgain(database.db, name, id, when),
    onWorkers: (ids) => {
      names.push(...ids.filter((id) => !names.includes(id)));
      const written = instance.setWorkers(ids);
      // Only who is registered at the start; later the heartbeat notes what could not be written.
      written.catch(() => undefined);
      noted.push(written);
    },
    jobs: {
      advance: nothing,
      release: nothing,
      estimate: nothing,
      reading: nothing,
      tidy: nothing,
      record: nothing,
      records: nothing,
      access: nothing,
      alerts: nothing,
      mails: nothing,
      notify: nothing,
      ...jobsAtWork,
    },
    chores,
  });
  await Promise.all(noted);
  const logged = (event: string) => until(() => Promise.resolve(lines.includes(event)));
  return { logged, names };
}

/** Its release takes until the test ends it; counts how often it began. */
async function startSlowWorker(pool?: pg.Pool) {
  const begun = Promise.withResolvers<void>();
  const seen = { times: 0 };
  const release = async () => {
    seen.times += 1;
    begun.resolve();
    await mayEnd.promise;
  };
  await start({ release }, pool);
  await add("release");
  await begun.promise;
  return seen;
}

const add = (name: JobName) => database.db.transaction().execute((trx) => addJob(trx, name, refTo(DELIVERY), null));

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached().catch(() => false))) await pause(20);
}

async function jobs(name: string): Promise<number> {
  const known = "select from graphile_worker.jobs where task_identifier = $1";
  return (await database.pool.query(known, [name])).rowCount ?? 0;
}

async function locks(): Promise<number> {
  const held = "select from graphile_worker._private_jobs where locked_by is not null";
  return (await database.pool.query(held)).rowCount ?? 0;
}

test("a job that takes long stays with the process that runs it", async () => {
  await startSlowWorker();
  const other = await joinBeside();
  await other.unlockJobsOfCrashedInstances();
  await instance.unlockJobsOfCrashedInstances();
  expect(await locks()).toBe(1);
});

test("the jobs of a process that is gone are free for others", async () => {
  const seen = await startSlowWorker();
  const other = await joinBeside();
  // As a process that is killed: its number stays, the lock on it does not, once PostgreSQL has noticed.
  const here = "database = (select oid from pg_database where datname = current_database())";
  const held = `from pg_locks where locktype = 'advisory' and objid = $1 and ${here}`;
  await database.pool.query(`select pg_terminate_backend(pid) ${held}`, [instance.id]);
  await until(async () => (await database.pool.query(`select ${held}`, [instance.id])).rowCount === 0);
  expect(await other.unlockJobsOfCrashedInstances()).toBe(1);
  // Here the process lives on: another of its workers may take the job at once.
  await until(async () => seen.times === 2 || (await locks()) === 0);
});

test("a job that ends while the database is away does not end the work", async () => {
  const seen = await startSlowWorker();
  await database.refuseConnections();
  mayEnd.resolve();
  await pause(500);
  await database.acceptConnections();
  await instance.renewLease();
  await until(() => Promise.resolve(runner?.isRunning() === true));
  await add("advance");
  await until(async () => (await jobs("advance")) === 0);
  // What the broken worker held is begun again by the next one, once it has had the time to be noted.
  for (const locked of ["jobs", "job_queues"]) {
    await database.pool.query(
      `update graphile_worker._private_${locked} set locked_at = now() - interval '1 minute' where locked_at is not null`,
    );
  }
  // Its name is given up only when the last ends had their time.
  await until(async () => {
    await instance.unlockJobsOfCrashedInstances();
    return (await jobs("release")) === 0;
  });
  expect(seen.times).toBe(2);
});

test("several jobs that fail one after the other while the database is away do not end the work", async () => {
  const failures = { advance: Promise.withResolvers<void>(), record: Promise.withResolvers<void>() };
  letGo.push(...Object.values(failures).map(({ resolve }) => resolve));
  const tidied = Promise.withResolvers<void>();
  const { logged } = await start({
    advance: () => failures.advance.promise,
    record: () => failures.record.promise,
    release: () => mayEnd.promise,
    tidy: () => Promise.resolve(tidied.resolve()),
  });
  for (const name of ["advance", "record", "release"] as const) await add(name);
  await until(async () => (await locks()) === 3);
  await database.refuseConnections();
  for (const { reject } of Object.values(failures)) {
    reject(new Error("the database is away"));
    await pause(300);
  }
  mayEnd.resolve();
  await logged("worker.broken");
  await database.acceptConnections();
  await logged("worker.begun_again");
  await add("tidy");
  await tidied.promise;
});

/** Connections of this pool wait, from `hold` on, until they are let go. */
function holdable(pool: pg.Pool) {
  // With a callback or as a promise.
  const connect = pool.connect.bind(pool) as (...given: unknown[]) => Promise<pg.PoolClient>;
  let held: PromiseWithResolvers<void>[] | null = null;
  const connectLater = async (...given: unknown[]) => {
    const turn = Promise.withResolvers<void>();
    if (held === null) turn.resolve();
    else held.push(turn);
    await turn.promise;
    return connect(...given);
  };
  pool.connect = connectLater as typeof pool.connect;
  return {
    hold: () => (held = []),
    /** Those that come from now on do not wait; those that wait do so until the answer is called. */
    pass() {
      const waiting = held ?? [];
      held = null;
      return () => waiting.forEach((turn) => turn.resolve());
    },
    waiting: () => held?.length ?? 0,
  };
}

test("a worker that could not ask for the numbers of its tasks is begun again", async () => {
  await database.pool.query("alter table graphile_worker._private_tasks rename to away");
  const done = Promise.withResolvers<void>();
  const { logged } = await start({ advance: () => Promise.resolve(done.resolve()) });
  await logged("worker.broken");
  await database.pool.query("alter table graphile_worker.away rename to _private_tasks");
  await add("advance");
  await done.promise;
});

test("a job that a broken worker was still about to take is known to be at work", async () => {
  const { pool } = connectDatabase(database.url, () => undefined);
  const connections = holdable(pool);
  const taken = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  letGo.push(first.resolve, () => connections.pass()());
  const record = () => {
    taken.resolve();
    return mayEnd.promise;
  };
  const { logged, names } = await start({ advance: () => first.promise, record }, pool);
  await add("advance");
  await until(async () => (await locks()) === 1);
  connections.hold();
  // All but the one that is at work.
  await until(() => Promise.resolve(connections.waiting() >= WORKERS - 1));
  const letBrokenGo = connections.pass();
  letGo.push(letBrokenGo);
  await database.refuseConnections();
  first.resolve();
  await logged("worker.broken");
  await database.acceptConnections();
  await logged("worker.begun_again");
  connections.hold();
  await until(() => Promise.resolve(connections.waiting() >= WORKERS));
  await add("record");
  letBrokenGo();
  await taken.promise;
  await instance.renewLease();
  const known = `select from graphile_worker.jobs where task_identifier = 'record'
    and locked_by = $1 and locked_by in (select unnest(worker_ids) from instances)`;
  expect((await database.pool.query(known, [names[0]])).rowCount).toBe(1);
  let stopped = false;
  const stop = runner?.stop().then(() => (stopped = true));
  connections.pass()();
  await pause(500);
  expect(stopped).toBe(false);
  mayEnd.resolve();
  await stop;
  await pool.end();
});

test("a worker that is stopped while it starts again stops", async () => {
  const { pool } = connectDatabase(database.url, () => undefined);
  const connections = holdable(pool);
  await startSlowWorker(pool);
  await database.refuseConnections();
  mayEnd.resolve();
  await until(() => Promise.resolve(runner?.isRunning() === false));
  connections.hold();
  await database.acceptConnections();
  await until(() => Promise.resolve(connections.waiting() > 0));
  const stopped = runner?.stop();
  connections.pass()();
  await stopped;
  expect(runner?.isRunning()).toBe(false);
  await add("advance");
  await pause(1000);
  expect(await jobs("advance")).toBe(1);
  await pool.end();
});

/** The release's job once it has come to its end for now: how long it waits, and what for. */
async function waitOfRelease(
  fails: () => Error,
): Promise<{ readonly seconds: number; readonly payload: unknown; readonly attempts: number }> {
  await start({ release: () => Promise.reject(fails()) });
  await add("release");
  for (;;) {
    const { rows } = await database.pool.query<{ seconds: number; payload: unknown; attempts: number }>(
      `select extract(epoch from run_at - now())::float8 as seconds, payload, attempts
       from graphile_worker._private_jobs where locked_at is null and run_at > now()`,
    );
    if (rows[0] !== undefined && (await jobs("release")) === 1) return rows[0];
    await pause(20);
  }
}

test("a job that waits for a platform stays away for as long as it was asked to", async () => {
  const { seconds, payload, attempts } = await waitOfRelease(() => new RetryLater("HubSpot asks to wait", 600));
  expect(seconds).toBeGreaterThan(500);
  expect(seconds).toBeLessThanOrEqual(600);
  expect([payload, attempts]).toEqual([{ portalId: PORTAL_ID, deliveryId: DELIVERY, tries: 1 }, 0]);
});

test("a job without a given pause waits no longer than a minute, however often it tried", async () => {
  const added: unknown[] = [];
  const release = () => Promise.reject(new RetryLater("HubSpot is away", null));
  const { release: task } = taskList({
    name: () => null,
    jobs: {
      advance: nothing,
      release,
      estimate: nothing,
      reading: nothing,
      tidy: nothing,
      record: nothing,
      records: nothing,
      access: nothing,
      alerts: nothing,
      mails: nothing,
      notify: nothing,
    },
    chores: {},
    log: pino({ level: "silent" }),
    reschedule: async (...job) => void added.push(job),
  });
  for (const tries of [undefined, 3, 40])
    await task?.({ portalId: PORTAL_ID, deliveryId: DELIVERY, tries }, null as never);
  const waits = [2, 16, 60].map((afterSeconds, index) => ({ afterSeconds, tries: [1, 4, 41][index] }));
  expect(added).toEqual(waits.map((when) => ["release", { portalId: PORTAL_ID, deliveryId: DELIVERY }, when]));
});

test("a job about a portal gets the portal's id, and again when it waits", async () => {
  const seen: unknown[] = [];
  await start({
    records: async ({ portalId }) => {
      seen.push(portalId);
      if (seen.length === 1) throw new RetryLater("HubSpot asks to wait", 0);
    },
  });
  await database.db.transaction().execute((trx) => addPortalJob(trx, "records", 4711, null));
  await until(async () => seen.length === 2 && (await jobs("records")) === 0);
  expect(seen).toEqual([4711, 4711]);
});

test("a job that was added while it ran keeps its time", async () => {
  await startSlowWorker();
  await add("release");
  await addAgain(
    database.db,
    "release",
    { portalId: PORTAL_ID, deliveryId: DELIVERY },
    { afterSeconds: 300, tries: 1 },
  );
  const due = "select from graphile_worker.jobs where key is not null and run_at <= now()";
  expect((await database.pool.query(due)).rowCount).toBe(1);
});

test("a job that fails again and again waits no longer than five minutes", async () => {
  await waitOfRelease(() => new Error("a bug"));
  await database.pool.query(
    "update graphile_worker._private_jobs set attempts = 9, run_at = now() + interval '2 hours'",
  );
  await shortenWaits(database.db);
  const { rows } = await database.pool.query<{ seconds: number; attempts: number }>(
    "select extract(epoch from run_at - now())::float8 as seconds, attempts from graphile_worker.jobs",
  );
  expect(rows[0]?.seconds).toBeLessThanOrEqual(300);
  expect(rows[0]?.attempts).toBe(9);
});

/** As if the processes had known the chore for a day, and all had been away since. */
async function missed(chore: keyof ClusterChores): Promise<void> {
  const text = `insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
    values ($1, now() - interval '1 day', now() - interval '1 day')`;
  await database.pool.query(text, [chore]);
}

/** The instant for which the chore that runs now was due. */
async function turnOf(chore: keyof ClusterChores): Promise<string | undefined> {
  const text = `select j.payload -> '_cron' ->> 'ts' as turn from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1 and j.locked_at is not null`;
  return (await database.pool.query<{ turn: string }>(text, [chore])).rows[0]?.turn;
}

test("of a chore that was missed while no process ran, two processes do each turn once", async () => {
  await missed("removeExpired");
  await missed("prepareWeeks");
  const turns: (string | undefined)[] = [];
  const removeExpired = async () => void turns.push(await turnOf("removeExpired"));
  const looked = Promise.withResolvers<void>();
  await start({}, database.pool, { removeExpired });
  const first = runner;
  // It asks for this one after it has asked for the other.
  await start({}, database.pool, { removeExpired, prepareWeeks: async () => looked.resolve() });
  await looked.promise;
  await until(() => Promise.resolve(turns.length > 0));
  await first?.stop();
  await runner?.stop();
  runner = null;
  expect(turns).not.toContain(undefined);
  expect(turns).toEqual([...new Set(turns)]);
});

test("a chore that fails is logged, and done again", async () => {
  await missed("removeExpired");
  let times = 0;
  const removeExpired = async () => {
    times += 1;
    if (times === 1) throw new Error("a bug");
  };
  const { logged } = await start({}, database.pool, { removeExpired });
  await logged("chore.failed");
  await until(() => Promise.resolve(times > 1));
});

test("chores are no part of the workload", async () => {
  const queueName = "chore:removeExpired";
  await database.pool.query("select graphile_worker.add_job('removeExpired', queue_name => $1)", [queueName]);
  await add("release");
  expect(await readWorkload(database.db)).toMatchObject({ jobsRunning: 0, jobsWaiting: 1 });
});
