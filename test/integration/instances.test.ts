/** Which processes are known to be alive, where their connections do not stay what they were. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type pg from "pg";
import { connectDatabase, type Database } from "../../src/store/postgres/database.ts";
import { joinInstances, type Instance } from "../../src/store/jobs/instances.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { startTransactionPooler, type TransactionPooler } from "../support/transaction-pooler.ts";

let database: TestDatabase;
let instances: Instance[];
beforeEach(async () => {
  database = await createTestDatabase();
  instances = [];
});
afterEach(async () => {
  for (const one of instances) await one.leave();
  await database.drop();
});

async function join(through: Database = database): Promise<Instance> {
  const instance = await joinInstances(through);
  instances.push(instance);
  await instance.setWorkers([`worker-${instance.id}`]);
  return instance;
}

/** As each process has written it. */
const known = async () =>
  (await database.pool.query<{ ids: string[] }>("select worker_ids as ids from instances order by id")).rows.flatMap(
    ({ ids }) => ids,
  );

const lockedBy = async ({ id }: Instance) => {
  // Other tests' databases are on the same server.
  const here = "database = (select oid from pg_database where datname = current_database())";
  const text = `select pid from pg_locks where locktype = 'advisory' and objid = $1 and granted and ${here}`;
  return (await database.pool.query<{ pid: number }>(text, [id])).rows.map(({ pid }) => pid);
};

test("an instance that was struck off although it lives is known again, and its lock is taken again", async () => {
  const [first, second] = [await join(), await join()];
  const before = await lockedBy(first);
  await database.pool.query("delete from instances where id = $1", [first.id]);
  expect(await known()).toEqual([`worker-${second.id}`]);
  await first.renewLease();
  expect(await known()).toEqual([`worker-${first.id}`, `worker-${second.id}`]);
  expect(await lockedBy(first)).toHaveLength(1);
  expect(await lockedBy(first)).not.toEqual(before);
  expect(await second.unlockJobsOfCrashedInstances()).toBe(0);
  const after = await lockedBy(first);
  await first.renewLease();
  expect(await lockedBy(first)).toEqual(after);
});

test("connections to what has become read-only are broken once the address leads to a server that is not", async () => {
  const through = connectDatabase(database.url, () => undefined);
  const clients: pg.ClientBase[] = [];
  through.pool.on("connect", (client) => clients.push(client));
  const instance = await join(through);
  const other = await through.pool.connect();
  // As where a primary became a standby under its connections.
  for (const client of clients) await client.query("set default_transaction_read_only = on");
  const write = () => other.query("update instances set worker_ids = worker_ids");
  await expect(write()).rejects.toMatchObject({ code: "25006" });
  await instance.renewLease();
  await expect(write()).rejects.toThrow(/terminated|not queryable/);
  other.release(true);
  expect(await known()).toEqual([`worker-${instance.id}`]);
  await instance.leave();
  instances = [];
  await through.pool.end();
});

test("an instance that cannot say that it leaves keeps no connection", async () => {
  const through = connectDatabase(database.url, () => undefined);
  const instance = await joinInstances(through);
  await database.refuseConnections();
  await expect(instance.leave()).rejects.toThrow();
  await through.pool.end();
  await database.acceptConnections();
  expect(await lockedBy(instance)).toEqual([]);
});

describe("behind a pooler that changes the session", () => {
  let pooler: TransactionPooler;
  let pooled: Database;
  beforeEach(async () => {
    pooler = await startTransactionPooler(database.url, 3);
    pooled = connectDatabase(pooler.url, () => undefined);
  });
  afterEach(async () => {
    for (const one of instances) await one.leave();
    instances = [];
    await pooled.pool.end();
    await pooler.close();
  });

  test("an instance whose lock is another session's takes it again", async () => {
    const instance = await join(pooled);
    const [before] = await lockedBy(instance);
    pooler.turnOver();
    await instance.renewLease();
    const [after, ...more] = await lockedBy(instance);
    expect(more).toEqual([]);
    expect(after).not.toBe(before);
    expect(await known()).toEqual([`worker-${instance.id}`]);
  });
});
