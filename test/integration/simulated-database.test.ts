/** The simulation's database: whatever else goes on in the server leaves the course of a seed as it is. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { createSimulatedDatabase, type SimulatedDatabase } from "../../scripts/simulate/system/simulated-database.ts";

const server = process.env["TEST_SUPERUSER_URL"] ?? "";
const mark = randomBytes(6).toString("hex");
const name = `simulation_${mark}`;
const role = `somebody_${mark}`;

let database: SimulatedDatabase;
let administrator: pg.Client;
const clients: pg.Client[] = [];

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

const pidOf = async (client: pg.Client): Promise<number> =>
  (await client.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]?.pid ?? 0;

beforeAll(async () => {
  database = await createSimulatedDatabase(server, name);
  administrator = await connect(server);
  await administrator.query(`create role ${role}`);
});

afterAll(async () => {
  await database.stop();
  await administrator.query(`drop role ${role}`);
  await Promise.all(clients.map((client) => client.end()));
  const last = await connect(server);
  await last.query(`drop database ${name} with (force)`);
  await last.end();
});

describe("who waits for a lock", () => {
  // Roles are the server's: of all databases.
  const change = `alter role ${role} connection limit 5`;

  /** The holder's transaction is open, and the other waits for its end; returns what the simulation learns. */
  async function meanwhile(holder: pg.Client, look: (waiting: number, holding: number) => Promise<void>) {
    const waiter = await connect(database.url);
    const [waiting, holding] = [await pidOf(waiter), await pidOf(holder)];
    await holder.query("begin");
    await holder.query(change);
    const waited = waiter.query(change).catch((error: unknown) => error);
    const blocked = "select where $2 = any(pg_blocking_pids($1))";
    while ((await administrator.query(blocked, [waiting, holding])).rowCount === 0) await pause(20);
    try {
      await look(waiting, holding);
    } finally {
      await holder.query("rollback");
    }
    expect(await waited).toMatchObject({ command: "ALTER" });
  }

  test("is reported with the holder it waits for", async () => {
    await meanwhile(await connect(database.url), async (waiting, holding) =>
      expect(await database.blocked([waiting])).toEqual(new Map([[waiting, [holding]]])),
    );
  });

  test("does not count while a session of another database has it, as during a commit that notifies", async () => {
    await meanwhile(await connect(server), async (waiting) =>
      expect(await database.blocked([waiting])).toEqual(new Map()),
    );
  });
});

describe("jobs that are due at the same instant", () => {
  const AT = Date.parse("2031-03-01T00:00:00Z");
  let worker: pg.Client;

  beforeAll(async () => {
    worker = await connect(database.url);
  });

  beforeEach(async () => {
    await database.clear();
    await database.setClock(AT);
  });

  const due = async () =>
    (await worker.query<{ id: number }>("select id from graphile_worker.jobs where run_at <= now() order by run_at"))
      .rows;

  test("are due one after the other, and all at that instant", async () => {
    for (let count = 0; count < 1000; count += 1)
      await worker.query("select graphile_worker.add_job('follow', run_at => $1)", [new Date(AT)]);
    expect(await database.nextJobAt()).toBe(AT);
    const { rows } = await worker.query("select from graphile_worker.jobs group by run_at");
    expect(rows).toHaveLength(1000);
    expect(await due()).toHaveLength(1000);
    const [first, second] = await due();
    expect(Number(second?.id) - Number(first?.id)).not.toBe(1);
  });

  test("stay so when they are put off", async () => {
    await worker.query("select graphile_worker.add_job('follow', run_at => $1)", [new Date(AT)]);
    await worker.query("update graphile_worker._private_jobs set run_at = greatest(run_at, now())");
    expect(await database.nextJobAt()).toBe(AT);
    await worker.query("update graphile_worker._private_jobs set run_at = now() + interval '1.5 milliseconds'");
    expect(await due()).toEqual([]);
    expect(await database.nextJobAt()).toBe(AT + 2);
  });
});
