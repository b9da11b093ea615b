/** Jobs that run while others look for the jobs of the dead. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { setTimeout as pause } from "node:timers/promises";
import pino from "pino";
import { startWorker, type Worker } from "../../src/jobs/worker.ts";
import { addJob } from "../../src/store/jobs.ts";
import { joinInstances, type Instance } from "../../src/store/instances.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const DELIVERY = "0d9f6f7e-0000-4000-8000-000000000001";

let database: TestDatabase;
let instance: Instance;
let runner: Worker;
/** Lets the release end, also where a test fails: nobody could be stopped otherwise. */
let mayEnd: PromiseWithResolvers<void>;

beforeEach(async () => {
  mayEnd = Promise.withResolvers();
  database = await createTestDatabase();
  instance = await joinInstances(database);
});
afterEach(async () => {
  mayEnd.resolve();
  await runner.stop();
  await instance.leave();
  await database.drop();
});

/** A worker whose release takes until it is told to end; counts how often it began. */
async function startSlowWorker() {
  const begun = Promise.withResolvers<void>();
  const seen = { times: 0 };
  const nothing = () => Promise.resolve();
  const release = async () => {
    seen.times += 1;
    begun.resolve();
    await mayEnd.promise;
  };
  const noted: Promise<void>[] = [];
  runner = await startWorker({
    pool: database.pool,
    log: pino({ level: "silent" }),
    onWorker: (id) => void noted.push(instance.setWorker(id)),
    jobs: { advance: nothing, release, reading: nothing, tidy: nothing, record: nothing },
  });
  await Promise.all(noted);
  await database.db.transaction().execute((trx) => addJob(trx, "release", DELIVERY, null));
  await begun.promise;
  return seen;
}

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

test("a job that takes long stays with whoever runs it", async () => {
  await startSlowWorker();
  const other = await joinInstances(database);
  await other.freeJobsOfTheDead();
  await instance.freeJobsOfTheDead();
  expect(await locks()).toBe(1);
  await other.leave();
});

test("the jobs of whoever is gone are free for others", async () => {
  await startSlowWorker();
  const other = await joinInstances(database);
  // As a process that is killed: its number stays, the lock on it does not, once PostgreSQL has noticed.
  const held = "from pg_locks where locktype = 'advisory' and objid = $1";
  await database.pool.query(`select pg_terminate_backend(pid) ${held}`, [instance.id]);
  await until(async () => (await database.pool.query(`select ${held}`, [instance.id])).rowCount === 0);
  await other.freeJobsOfTheDead();
  expect(await locks()).toBe(0);
  await other.leave();
});

test("a job that ends while the database is away does not end the work", async () => {
  const seen = await startSlowWorker();
  await database.refuseConnections();
  mayEnd.resolve();
  await pause(500);
  await database.acceptConnections();
  await instance.stayKnown();
  await until(() => Promise.resolve(runner.isRunning()));
  await database.db.transaction().execute((trx) => addJob(trx, "advance", DELIVERY, null));
  await until(async () => (await jobs("advance")) === 0);
  // What the broken worker held is begun again by the next one, once it has had the time to be noted.
  for (const locked of ["jobs", "job_queues"]) {
    await database.pool.query(
      `update graphile_worker._private_${locked} set locked_at = now() - interval '1 minute' where locked_at is not null`,
    );
  }
  await instance.freeJobsOfTheDead();
  await until(async () => (await jobs("release")) === 0);
  expect(seen.times).toBe(2);
});
