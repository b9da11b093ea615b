/** A database that says nothing any more, without a goodbye: nobody waits for ever, and its locks do not stay. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { connectDatabase, isOutage, type Database } from "../../src/store/database.ts";
import { joinInstances, type Instance } from "../../src/store/instances.ts";
import { createTimeLimit } from "../../src/store/time-limit.ts";
import { startMuteProxy, type MuteProxy } from "../support/mute-proxy.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let real: TestDatabase;
let proxy: MuteProxy;
let database: Database;
let instance: Instance;

beforeEach(async () => {
  real = await createTestDatabase();
  const url = new URL(real.url);
  proxy = await startMuteProxy(Number(url.port));
  url.port = String(proxy.port);
  database = connectDatabase(url.href, () => undefined);
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
  await instance.stayKnown();
  expect(await unanswered).toBe("an outage");
  expect(await locksHeld()).toBe(1);
  client.release(true);
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

test("a statement that takes longer than it may is given up with its connection, another one takes its time", async () => {
  const { query } = createTimeLimit(2000);
  const lasting = (seconds: string) => ({ text: "select pg_sleep($1), 1 as one", values: [seconds] });
  for (const seconds of ["1.2", "1.2"]) {
    expect((await query(database.pool, lasting(seconds))).rows).toMatchObject([{ one: 1 }]);
  }
  const late = await query(database.pool, lasting("30")).catch((error: unknown) => error);
  expect(isOutage(late)).toBe(true);
  expect((await query(database.pool, lasting("0"))).rows).toMatchObject([{ one: 1 }]);
  const slow = database.pool.query("select pg_sleep(0.5), 1 as one");
  expect((await slow).rows).toMatchObject([{ one: 1 }]);
});

test("a slow statement on a database that answers is left alone", async () => {
  const slow = database.pool.query("select pg_sleep(0.5), 1 as one");
  await instance.stayKnown();
  expect((await slow).rows).toMatchObject([{ one: 1 }]);
});

test("an instance that could not take its lock again at first takes it later", async () => {
  await real.refuseConnections();
  await expect(instance.stayKnown()).rejects.toThrow();
  await expect(instance.stayKnown()).rejects.toThrow();
  await real.acceptConnections();
  await instance.stayKnown();
  expect(await locksHeld()).toBe(1);
});

test("PostgreSQL asks after each of our sessions soon, and ends those that say nothing", async () => {
  const names = ["tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout"];
  const settings = await Promise.all(names.map((name) => database.pool.query<Record<string, string>>(`show ${name}`)));
  expect(settings.map(({ rows }) => Object.values(rows[0] ?? {})[0])).toEqual(["10", "5", "4", "30000"]);
});
