/** The demo on a database that it is given: it uses an empty one, leaves it empty, and touches no other. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { runDemo } from "../../scripts/demo/run-demo.ts";
import type { Scenario } from "../../scripts/demo/scenarios/scenario.ts";
import { SCENARIOS } from "../../scripts/demo/scenarios/scenarios.ts";
import { emptyDatabase, givenDatabaseUrl, nameOf, takeDatabase } from "../../scripts/shared/given-database.ts";
import { PORTAL_ID } from "../../simulators/demo-world.ts";
import { connectDatabase, migrate } from "../../src/store/postgres/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ schema: false });
});
afterEach(() => database.drop());

const PORTALS = [PORTAL_ID];

async function content(): Promise<string[]> {
  const text = `select format('%s.%s', nspname, relname) as name from pg_namespace n left join pg_class c on relnamespace = n.oid
    where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`;
  return (await database.pool.query<{ name: string }>(text)).rows.map(({ name }) => name);
}

/** As the service leaves it. */
async function fill(portalId: number): Promise<void> {
  const service = connectDatabase(database.url, () => undefined);
  await migrate(service);
  await service.pool.query(
    "insert into portals (portal_id, hub_domain, scopes, installed_at) values ($1, 'x', '{}', now()) on conflict do nothing",
    [portalId],
  );
  await service.pool.end();
}

test("the main job, as the database's ordinary owner", async () => {
  const said: string[] = [];
  const result = await runDemo({
    enrollments: 60,
    seed: 1,
    kills: 0,
    databaseKills: 0,
    instances: 1,
    hubspot: "2027",
    databaseUrl: database.url,
    scenario: SCENARIOS["plain"] as Scenario,
    say: (line) => said.push(line),
  });
  expect([result.broken, result.narrowcasts, result.callbacksReleased]).toEqual([[], 1, 60]);
  expect(await content()).toEqual(["public."]);
});

test("what an earlier run has left goes; twice", async () => {
  await takeDatabase(database.url, PORTALS);
  for (let run = 0; run < 2; run += 1) {
    await fill(PORTAL_ID);
    await takeDatabase(database.url, PORTALS);
    expect(await content()).toEqual(["listcast_demo.", "public."]);
  }
  await emptyDatabase(database.url);
  expect(await content()).toEqual(["public."]);
});

test.each([
  ["a table of another application", "create table orders (id int)", "public.orders"],
  ["one in another schema", 'create schema shop create table "Orders" (id int)', 'shop."Orders"'],
])("%s: refused, and kept", async (_whose, sql, name) => {
  await database.pool.query(sql);
  const before = await content();
  await expect(takeDatabase(database.url, PORTALS)).rejects.toThrow(`has data (${name}): it must be empty`);
  expect(await content()).toEqual(before);
});

test("a service that has been started there since, or is in production: refused, and kept", async () => {
  await fill(1);
  await expect(takeDatabase(database.url, PORTALS)).rejects.toThrow(/has data/);
  await database.pool.query("create schema listcast_demo");
  await expect(takeDatabase(database.url, PORTALS)).rejects.toThrow(/portals have been connected since/);
  expect((await database.pool.query("select portal_id from portals")).rows).toEqual([{ portal_id: 1 }]);
});

test("DATABASE_URL is named without its user and password", () => {
  const url = "postgres://user:pass-word@db.example:5433/line";
  expect(givenDatabaseUrl({ DATABASE_URL: url })).toBe(url);
  expect(nameOf(url)).toBe("line at db.example:5433");
  expect(givenDatabaseUrl({ DATABASE_URL: "" })).toBeNull();
  expect(() => givenDatabaseUrl({ DATABASE_URL: "postgres://u:pass-word@h1,h2/x" })).toThrow(/^DATABASE_URL: it names/);
});
