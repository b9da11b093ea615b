/**
 * A sharded PostgreSQL keeps the rows of a portal together only if every key that must be unique, and every reference, knows
 * the portal (docs/scaling.md). What belongs to no portal is small and stays whole.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { distribute, portalTables } from "../../scripts/distribute/distribute-tables.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

/** Of the deployment, its processes and LINE accounts, not of a portal; and who has migrated what. */
const WHOLE = [
  "clock",
  "deployment_facts",
  "instances",
  "kysely_migration",
  "kysely_migration_lock",
  "rate_limits",
  "send_locks",
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function query<Row extends object>(text: string): Promise<Row[]> {
  return (await database.pool.query<Row>(text)).rows;
}

const OURS = "n.nspname = 'public' and t.relkind in ('r', 'p') and not t.relispartition";

test("each table is distributed by its portal, or is one of the few that stay whole", async () => {
  const tables = await query<{ name: string }>(`
    select t.relname as name from pg_class t join pg_namespace n on n.oid = t.relnamespace where ${OURS} order by 1`);
  const distributed = await portalTables(database.db);
  expect(distributed.toSorted()).toEqual(tables.map(({ name }) => name).filter((name) => !WHOLE.includes(name)));
  expect(distributed[0]).toBe("portals");
});

test("a plain PostgreSQL is not distributed", async () => {
  await expect(distribute(database, () => undefined)).rejects.toThrow("a plain PostgreSQL");
});

test("each unique index of a portal's table has the portal in it", async () => {
  const indexes = await query<{ name: string; columns: string[] }>(`
    select i.relname as name, array(
      select a.attname::text from unnest(x.indkey) k join pg_attribute a on a.attrelid = t.oid and a.attnum = k) as columns
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      join pg_namespace n on n.oid = t.relnamespace
    where ${OURS} and x.indisunique and t.relname <> all('{${WHOLE.join()}}') order by 1`);
  expect(indexes.length).toBeGreaterThan(15);
  expect(indexes.filter(({ columns }) => !columns.includes("portal_id"))).toEqual([]);
});

test("each reference between tables leads to the same portal", async () => {
  const references = await query<{ name: string; columns: string[] }>(`
    select c.conname as name, array(
      select a.attname::text from unnest(c.conkey) k join pg_attribute a on a.attrelid = t.oid and a.attnum = k) as columns
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
    where ${OURS} and c.contype = 'f' order by 1`);
  expect(references.length).toBeGreaterThan(8);
  expect(references.filter(({ columns }) => !columns.includes("portal_id"))).toEqual([]);
});
