/**
 * A standby of the simulated database that has stopped following, and the fail-over to it: what was committed since is
 * lost. https://www.postgresql.org/docs/18/warm-standby.html#STREAMING-REPLICATION
 */
import type pg from "pg";

type Query = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

export interface Standby {
  /** From now on it keeps what is committed at this instant. */
  stopFollowing(): Promise<void>;
  /** Puts that back; every connection but this one has to be gone. */
  takeOver(): Promise<void>;
}

interface Table {
  readonly name: string;
  readonly kept: string;
  /** Without those that PostgreSQL computes. */
  readonly columns: string;
}

const COLUMNS = `
  select format('%I.%I', n.nspname, c.relname) as name, format('kept.%I', n.nspname || '_' || c.relname) as kept,
    string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where format('%I.%I', n.nspname, c.relname) = any($1) group by 1, 2 order by 1`;

/** `weeks`: the names of the partitions there are; `keepWeeks` leaves these and no others. */
export async function createStandby(
  query: Query,
  tables: readonly string[],
  { weeks, keepWeeks }: { weeks(): Promise<string[]>; keepWeeks(names: readonly string[]): Promise<void> },
): Promise<Standby> {
  const copied = await query<Table & pg.QueryResultRow>(COLUMNS, [tables]);
  await query("create schema kept");
  for (const { name, kept, columns } of copied)
    await query(`create unlogged table ${kept} as select ${columns} from ${name} with no data`);
  let weeksThen: readonly string[] = [];
  const all = copied.map(({ kept }) => kept).join(", ");
  const take = copied.map(({ name, kept, columns }) => `insert into ${kept} select ${columns} from ${name}`);
  const put = copied.map(
    ({ name, kept, columns }) => `insert into ${name} (${columns}) overriding system value select * from ${kept}`,
  );
  return {
    async stopFollowing() {
      weeksThen = await weeks();
      // One instant for all tables: what others have not committed is not in it.
      await query(["begin isolation level repeatable read", `truncate ${all}`, ...take, "commit"].join(";\n"));
    },
    async takeOver() {
      await query(`truncate ${copied.map(({ name }) => name).join(", ")}`);
      await keepWeeks(weeksThen);
      // Rows come back as they were: no trigger and no foreign key has a say.
      await query(["begin", "set local session_replication_role = replica", ...put, "commit"].join(";\n"));
    },
  };
}
