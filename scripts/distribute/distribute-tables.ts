/** What lies where in a Citus cluster: the rows of a portal together on one worker, whatever is of no portal on the coordinator. */
import { sql } from "kysely";
import { migrate, type Database, type Db } from "../../src/store/postgres/database.ts";

/** Those with `portal_id` in their primary key, in the order in which they were made: after what they refer to. */
export async function portalTables(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select t.relname as name from pg_class t
    join pg_index k on k.indrelid = t.oid and k.indisprimary
    join pg_attribute a on a.attrelid = t.oid and a.attnum = any(k.indkey) and a.attname = 'portal_id'
    where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
    order by t.oid`.execute(db);
  return rows.map(({ name }) => name);
}

/**
 * Brings the schema up to date and distributes each table that is not distributed yet; may be repeated. `say`: a line for
 * each table and function. Rejects, and changes nothing, on a PostgreSQL without Citus.
 */
export async function distribute(database: Database, say: (line: string) => void): Promise<void> {
  const { db } = database;
  if (!(await hasCitus(db)))
    throw new Error("the database is a plain PostgreSQL: there is nothing to distribute without the extension citus");
  await migrate(database);
  const { rows } = await sql<{ name: string }>`select logicalrelid::text as name from pg_dist_partition`.execute(db);
  const distributed = new Set(rows.map(({ name }) => name));
  for (const name of await portalTables(db)) {
    const beside = name === "portals" ? "none" : "portals";
    if (!distributed.has(name))
      await sql`select create_distributed_table(${name}, 'portal_id', colocate_with => ${beside})`.execute(db);
    say(`${name}: ${distributed.has(name) ? "was distributed before" : "distributed by portal_id"}`);
  }
  await planEachCall(db, say);
}

/** A plan that is kept for every portal would not know which server to ask. */
async function planEachCall(db: Db, say: (line: string) => void): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select oid::regprocedure::text as name from pg_proc
    where pronamespace = current_schema()::regnamespace and proconfig::text like '%plan_cache_mode=%'`.execute(db);
  for (const { name } of rows) {
    await sql`alter function ${sql.raw(name)} reset plan_cache_mode`.execute(db);
    say(`${name}: planned at each call`);
  }
}

export async function hasCitus(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_extension where extname = 'citus'`.execute(db);
  return rows.length === 1;
}
