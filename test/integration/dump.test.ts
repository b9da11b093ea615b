/** Backup and restore by PostgreSQL's own tools, as docs/operations.md describes them, while work is in flight. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createCredentials } from "../../src/store/accounts/credentials.ts";
import { connectDatabase, migrate, type Database } from "../../src/store/postgres/database.ts";
import { joinInstances } from "../../src/store/jobs/instances.ts";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { anArrival, anInputs, WINDOW } from "../support/builders.ts";
import { machinePostgres, startMachinePostgres } from "../support/machine-postgres.ts";

const PORTAL_ID = 77;
const secrets = createSecrets([randomBytes(32)]);
const storeOf = (database: Database) =>
  createStore({ database, secrets, windowDefaults: WINDOW, onChange: () => undefined });

let folder = "";
/** What to end, newest first. */
let ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-dump-"));
  await chmod(folder, 0o777);
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  ends = [];
  await rm(folder, { recursive: true, force: true });
});

/** Every row of every table, the jobs among them. */
async function everything({ pool }: Database): Promise<Record<string, unknown>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'graphile_worker') order by 1`,
  );
  const all: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query(`select to_jsonb(t) as row from ${name} t order by 1`);
    all[name] = rows;
  }
  return all;
}

/** A portal, a channel, a delivery of three, and an action in its audit trail. */
async function fill(database: Database) {
  const store = storeOf(database);
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 1800 };
  const user = { userId: 1, userEmail: "mika@example.com" };
  await store.saveInstallation({ portalId: PORTAL_ID, hubDomain: "x", scopes: [], tokens, ...user });
  const account = { botUserId: "U", basicId: "@", displayName: "x" };
  const credentials = { lineChannelId: "1", channelSecret: "channel secret" };
  const channel = await store.saveChannel({ portalId: PORTAL_ID, name: "x", credentials, account });
  const inputs = anInputs({ channelId: channel.id });
  await store.enroll([1, 2, 3].map((number) => anArrival(number, { portalId: PORTAL_ID }, inputs)));
  await store.recordAudit({ portalId: PORTAL_ID, ...user, action: "seal", subject: "List", details: {} });
  return {
    channelId: channel.id,
    arrival: (number: number) => anArrival(number, { portalId: PORTAL_ID }, inputs),
    user,
  };
}

const programs = machinePostgres();
const reason = "pg_dump and pg_restore are not tried here: no PostgreSQL 15 or newer with its tools is installed";

if (programs === null) {
  test("dump and restore cannot be tried here", () => {
    process.stderr.write(`${reason}\n`);
    expect(machinePostgres()).toBeNull();
  });
} else {
  test("a dump of the running service, restored elsewhere, has every row and job, and goes on", async () => {
    const server = await startMachinePostgres(programs, join(folder, "server"));
    ends.push(() => server.stop());
    const create = async (name: string) => {
      const client = new pg.Client({ connectionString: server.url("postgres") });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      const database = connectDatabase(server.url(name), () => undefined);
      ends.push(() => database.pool.end());
      return database;
    };
    const original = await create("line_audience");
    await migrate(original);
    const { channelId, arrival, user } = await fill(original);
    const instance = await joinInstances(original);

    const dump = join(folder, "line-audience.dump");
    const tool = (name: string, ...options: string[]) => execFileSync(join(programs, name), options, { stdio: "pipe" });
    tool("pg_dump", "--format=custom", `--file=${dump}`, server.url("line_audience"));
    const copy = await create("restored");
    tool("pg_restore", "--no-owner", "--exit-on-error", `--dbname=${server.url("restored")}`, dump);

    expect(await everything(copy)).toEqual(await everything(original));
    // As the service does when it starts on it.
    await migrate(copy);
    const store = storeOf(copy);
    const kept = createCredentials(copy.db, secrets);
    expect(await kept.portalTokens(PORTAL_ID)).toMatchObject({ accessToken: "access" });
    const channel = await kept.channelCredentials({ portalId: PORTAL_ID, channelId });
    expect(channel).toMatchObject({ channelSecret: "channel secret" });
    const [known, fresh] = await store.enroll([arrival(3), arrival(4)]);
    expect([known, fresh]).toMatchObject([{ kind: "held" }, { kind: "held" }]);
    // Numbers go on where they were.
    await store.recordAudit({ portalId: PORTAL_ID, ...user, action: "cancel", subject: "List", details: {} });
    expect(await store.auditTrail(PORTAL_ID, { limit: 5, before: null })).toHaveLength(2);
    const next = await joinInstances(copy);
    expect(next.id).toBeGreaterThan(instance.id);
    // Of the process that the dump was made beside, only its number was restored: it is dead here.
    expect(await next.unlockJobsOfCrashedInstances()).toBe(1);

    for (const one of [next, instance]) await one.leave();
  });
}
