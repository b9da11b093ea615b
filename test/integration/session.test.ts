/** A role or a database with defaults of its own: the service works as it does on a new one. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { connectDatabase, migrate, type Database } from "../../src/store/postgres/database.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { allReleased, narrowcasts, settled } from "../../scripts/demo/stage.ts";
import { startTestService } from "../support/start-service.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

/** What operators and providers set for others; the expected value is what ours have. */
const HOSTILE: Readonly<Record<string, readonly [string, string]>> = {
  jit: ["on", "off"],
  datestyle: ["German", "ISO, YMD"],
  intervalstyle: ["sql_standard", "postgres"],
  extra_float_digits: ["-15", "1"],
  standard_conforming_strings: ["off", "on"],
  array_nulls: ["off", "on"],
  default_transaction_isolation: ["serializable", "read committed"],
  statement_timeout: ["50ms", "0"],
  lock_timeout: ["5ms", "0"],
  idle_session_timeout: ["1s", "0"],
  idle_in_transaction_session_timeout: ["20ms", "1min"],
  bytea_output: ["escape", "escape"],
  timezone: ["Asia/Tokyo", "Asia/Tokyo"],
};

async function makeHostile({ url, pool }: Pick<TestDatabase, "url" | "pool">): Promise<void> {
  for (const [name, [value]] of Object.entries(HOSTILE))
    await pool.query(`alter database ${new URL(url).pathname.slice(1)} set ${name} = '${value}'`);
}

describe("a database with other defaults", () => {
  let database: TestDatabase;
  let hostile: Database;
  beforeEach(async () => {
    database = await createTestDatabase({ schema: false });
    await makeHostile(database);
    hostile = connectDatabase(database.url, () => undefined);
  });
  afterEach(async () => {
    await hostile.pool.end();
    await database.drop();
  });

  test("has PostgreSQL's in every connection of the service", async () => {
    const names = Object.keys(HOSTILE);
    const clients = [await hostile.pool.connect(), await hostile.pool.connect()];
    for (const client of clients) {
      const { rows } = await client.query<{ values: string[] }>(
        "select array(select current_setting(name) from unnest($1::text[]) name) as values",
        [names],
      );
      const set = Object.fromEntries(names.map((name, index) => [name, rows[0]?.values[index]]));
      expect(set).toEqual(Object.fromEntries(Object.entries(HOSTILE).map(([name, [, ours]]) => [name, ours])));
      client.release();
    }
  });

  test("gets the schema, however long that takes", async () => {
    await migrate(hostile);
    const slow = await hostile.pool.query<{ one: number }>("select pg_sleep(0.2), 1 as one");
    expect(slow.rows[0]?.one).toBe(1);
  });

  test("lets a transaction wait for another one's row, and decide on what it left there", async () => {
    await hostile.pool.query("create table counted (count int); insert into counted values (0)");
    const [first, second] = [await hostile.pool.connect(), await hostile.pool.connect()];
    for (const client of [first, second]) {
      await client.query("begin");
      await client.query("select 1");
    }
    await first.query("update counted set count = count + 1");
    const waiting = second.query("update counted set count = count + 1");
    await first.query("select pg_sleep(0.1)");
    await first.query("commit");
    await waiting;
    await second.query("commit");
    for (const client of [first, second]) client.release();
    expect((await hostile.pool.query("select count from counted")).rows).toEqual([{ count: 2 }]);
  });
});

test("the main job on such a database: an account is connected, everyone is released, one narrowcast", async () => {
  const service = await startTestService();
  try {
    await service.restart(async (old) => {
      await makeHostile(old);
      const hostile = connectDatabase(old.url, () => undefined);
      const drop = () => hostile.pool.end().then(() => old.drop());
      return { ...old, ...hostile, drop };
    });
    const { world, publicUrl } = service;
    const { channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
    const { control } = world.hubspot;
    const listId = control.addList(PORTAL_ID, { name: "Newsletter", size: 200 });
    const audience = world.line.control
      .audiences(ACCOUNT.channelId)
      .find(({ description }) => description === "Newsletter readers");
    const inputFields = {
      channel,
      targetingMode: "line_conditions",
      deliveryList: listId,
      messageText: "Hello",
      audienceId: String(audience?.id),
    };
    const actionDefinitionId = await world.publishAction(publicUrl);
    const workflow = control.createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
    await service.passUntil(settled(control.enroll(PORTAL_ID, workflow, { listId }).done), 1000);
    await service.passUntil(() => allReleased(world, workflow));
    expect(narrowcasts(world)).toHaveLength(1);
    expect(service.log.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
  } finally {
    await service.close();
  }
});
