/** Jobs that run while others look for the jobs of the dead. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import pino from "pino";
import { startWorker, type Worker } from "../../src/jobs/worker.ts";
import { addJob } from "../../src/store/jobs.ts";
import { joinInstances, type Instance } from "../../src/store/instances.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const DELIVERY = "0d9f6f7e-0000-4000-8000-000000000001";

let database: TestDatabase;
let instance: Instance;
let runner: Worker;

beforeEach(async () => {
  database = await createTestDatabase();
  instance = await joinInstances(database);
});
afterEach(async () => {
  await runner.stop();
  await instance.leave();
  await database.drop();
});

/** A worker whose release takes until it is told to end; counts how often it began. */
async function startSlowWorker() {
  const [begun, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
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
    onWorker: (id) => void noted.push(instance.addWorker(id)),
    jobs: { advance: nothing, release, reading: nothing, tidy: nothing, record: nothing },
  });
  await Promise.all(noted);
  await database.db.transaction().execute((trx) => addJob(trx, "release", DELIVERY, null));
  await begun.promise;
  return { seen, end: mayEnd.resolve };
}

async function locks(): Promise<number> {
  const held = "select from graphile_worker._private_jobs where locked_by is not null";
  return (await database.pool.query(held)).rowCount ?? 0;
}

test("a job that takes long stays with whoever runs it", async () => {
  const { end } = await startSlowWorker();
  const other = await joinInstances(database);
  await other.freeJobsOfTheDead();
  await instance.freeJobsOfTheDead();
  expect(await locks()).toBe(1);
  end();
  await other.leave();
});

test("the jobs of whoever is gone are free for others", async () => {
  const { end } = await startSlowWorker();
  const other = await joinInstances(database);
  // As a process that is killed: its number stays, the lock on it does not.
  await database.pool.query(
    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = $1",
    [instance.id],
  );
  await other.freeJobsOfTheDead();
  expect(await locks()).toBe(0);
  end();
  await other.leave();
});
