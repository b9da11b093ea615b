/** The database that a demo or a bench is given by DATABASE_URL: empty, or left behind by one of them; never another's. */
import pg from "pg";
import { addressProblem, clientConfig, parseAddress, placeOf } from "../../src/store/postgres/connection/address.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { distribute, hasCitus } from "../distribute/distribute-tables.ts";

/** Its presence says that everything beside it may go. */
const MARK = "listcast_demo";

const OTHERS = `select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace
  where nspname !~ '^pg_' and nspname <> 'information_schema' and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
  order by 1 limit 3`;

/** All that the service makes: its tables and functions in the first schema of the path, and the jobs. */
const EMPTY = `do $$
declare
  command text;
begin
  drop schema if exists graphile_worker cascade;
  -- All named before the first goes: dropping one may take others along.
  foreach command in array array(
    select format('drop table if exists %s cascade', c.oid::regclass) from pg_class c
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
    union all
    select format('drop routine if exists %s cascade', p.oid::regprocedure) from pg_proc p
    where pronamespace = current_schema()::regnamespace
      and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e'))
  loop
    execute command;
  end loop;
  drop schema if exists ${MARK};
end
$$`;

/** `databaseUrl` as in the service; null where it is unset. Throws a sentence where it cannot be used. */
export function givenDatabaseUrl({ DATABASE_URL: url }: NodeJS.ProcessEnv): string | null {
  if (url === undefined || url === "") return null;
  const problem = addressProblem(url);
  if (problem !== null) throw new Error(`DATABASE_URL: ${problem}`);
  return url;
}

/** Where it is, without user and password. */
export const nameOf = (url: string): string =>
  `${parseAddress(url).database ?? "the database"} at ${placeOf(url).name}`;

/**
 * Empties what an earlier run has left, and marks the database. Rejects, and changes nothing, where there is anything else:
 * tables of another application, or a portal that is none of `portals`. A Citus cluster is distributed already.
 */
export async function takeDatabase(url: string, portals: readonly number[]): Promise<void> {
  await withClient(url, async (client) => {
    const isOurs = await exists(client, "select from pg_namespace where nspname = $1", MARK);
    const { rows: others } = isOurs ? { rows: [] } : await client.query<{ name: string }>(OTHERS);
    if (others.length > 0)
      throw new Error(
        `DATABASE_URL leads to ${nameOf(url)}, which has data (${others.map(({ name }) => name).join(", ")}): it must be empty, because it is emptied at the end`,
      );
    if (await hasOtherPortals(client, portals))
      throw new Error(
        `DATABASE_URL leads to ${nameOf(url)}, where portals have been connected since the last run: use an empty database`,
      );
    await client.query("begin");
    await client.query(EMPTY);
    await client.query(`create schema ${MARK}`);
    await client.query("commit");
  });
  const database = connectDatabase(url, () => undefined, { maxConnections: 2 });
  try {
    if (await hasCitus(database.db)) await distribute(database, () => undefined);
  } finally {
    await database.pool.end();
  }
}

/** After `takeDatabase`: as empty as before. */
export const emptyDatabase = (url: string): Promise<void> =>
  withClient(url, async (client) => void (await client.query(EMPTY)));

async function hasOtherPortals(client: pg.Client, portals: readonly number[]): Promise<boolean> {
  if (!(await exists(client, "select where to_regclass($1) is not null", "portals"))) return false;
  return exists(client, "select from portals where portal_id <> all ($1)", portals);
}

const exists = async (client: pg.Client, text: string, value: unknown): Promise<boolean> =>
  ((await client.query(text, [value])).rowCount ?? 0) > 0;

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(clientConfig(url));
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
