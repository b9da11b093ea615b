/** A database that says nothing any more, without a goodbye: nothing waits forever, and its locks do not stay. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type pg from "pg";
import { connectDatabase, isOutage, type Database } from "../../src/store/postgres/database.ts";
import { joinInstances, type Instance } from "../../src/store/jobs/instances.ts";
import { createTimeLimit } from "../../src/store/postgres/time-limit.ts";
import { startMuteProxy, type MuteProxy } from "../support/mute-proxy.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let real: TestDatabase;
let proxy: MuteProxy;
let database: Database;
let instance: Instance;

beforeEach(async () => {
  real = await createTestDatabase();
  const url = new URL(real.url);
  const folder = decodeURIComponent(url.hostname);
  proxy = await startMuteProxy(() => (folder.startsWith("/") ? `${folder}/.s.PGSQL.${url.port}` : Number(url.port)));
  const { username, password, pathname } = url;
  database = connectDatabase(`postgres://${username}:${password}@127.0.0.1:${proxy.port}${pathname}`, () => undefined);
  instance = await joinInstances(database, { answersWithinMs: 100 });
});
afterEach(async () => {
  await instance.leave().catch(() => undefined);
  await database.pool.end();
  await proxy.close();
  await real.drop();
});

const locksHeld = async () => {
  const text = `select count(*)::int as locks from pg_locks l join pg_database d on d.oid = l.database
    where datname = current_database() and locktype = 'advisory' and objid = $1 and granted`;
  return (await real.pool.query<{ locks: number }>(text, [instance.id])).rows[0]?.locks;
};

test("connections that give no answer are broken once the database answers a new one", async () => {
  const client = await database.pool.connect();
  client.on("error", () => undefined);
  proxy.mute();
  const unanswered = client.query("select 1").then(
    () => "answered",
    (error: unknown) => (isOutage(error) ? "an outage" : String(error)),
  );
  await instance.renewLease();
  expect(await unanswered).toBe("an outage");
  expect(await locksHeld()).toBe(1);
  client.release(true);
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

describe("a time limit", () => {
  let pool: pg.Pool;
  beforeEach(() => {
    ({ pool } = connectDatabase(real.url, () => undefined, { maxConnections: 1 }));
  });
  afterEach(() => pool.end());

  const lasting = (seconds: string) => ({ text: "select pg_sleep($1), pg_backend_pid() as pid", values: [seconds] });
  const pidOf = async (asked: Promise<pg.QueryResult<{ pid: number }>>) => (await asked).rows[0]?.pid;

  test("gives up each statement that takes longer, with its connection", async () => {
    const { query } = createTimeLimit(2200);
    const first = await pidOf(query(pool, lasting("1.2")));
    expect(await pidOf(query(pool, lasting("1.2")))).toBe(first);
    const late = await query(pool, lasting("30")).catch((error: unknown) => error);
    expect(isOutage(late)).toBe(true);
    expect(await pidOf(query(pool, lasting("0")))).not.toBe(first);
  });

  test("leaves the connection's next user alone, and is there again after that", async () => {
    const { query } = createTimeLimit(500);
    const first = await pidOf(query(pool, lasting("0")));
    expect(await pidOf(pool.query(lasting("1.5")))).toBe(first);
    const late = await query(pool, lasting("30")).catch((error: unknown) => error);
    expect(isOutage(late)).toBe(true);
  });

  test("keeps no connection on which a statement failed: a prepared one may be out of date", async () => {
    const { query } = createTimeLimit(10_000);
    const named = { name: "changing", text: "select * from changing()" };
    const returning = (columns: string) =>
      real.pool.query(
        `drop function if exists changing(); create function changing() returns table (${columns}) language sql as $$
         select ${columns.replace(/\w+ int/g, "1")} $$`,
      );
    await returning("a int");
    expect((await query(pool, named)).rows).toEqual([{ a: 1 }]);
    await returning("a int, b int");
    await query(pool, named).catch((error: unknown) => error);
    expect((await query(pool, named)).rows).toEqual([{ a: 1, b: 1 }]);
  });
});

test("a slow statement on a database that answers is left alone", async () => {
  const slow = database.pool.query("select pg_sleep(0.5), 1 as one");
  await instance.renewLease();
  expect((await slow).rows).toMatchObject([{ one: 1 }]);
});

test("an instance that could not take its lock again at first takes it later", async () => {
  await real.refuseConnections();
  await expect(instance.renewLease()).rejects.toThrow();
  await expect(instance.renewLease()).rejects.toThrow();
  await real.acceptConnections();
  await instance.renewLease();
  expect(await locksHeld()).toBe(1);
});
