/** One database for many seeds, whose clock is the simulation's; and the eye that looks at it from outside. */
import pg from "pg";
import { connectDatabase, migrate } from "../../../src/store/postgres/database.ts";
import { createStandby, type Standby } from "./standby.ts";

export interface SimulatedDatabase {
  readonly url: string;
  readonly standby: Standby;
  /** Empties every table, and leaves the partitions that a new database has. */
  clear(): Promise<void>;
  setClock(ms: number): Promise<void>;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /**
   * Those of these backends that wait for a lock of another, each with the one it waits for. One that waits for a commit in
   * another database of the server, as all that notify do, or for the server's own upkeep goes on by himself.
   */
  blocked(pids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>>;
  /** Resolves when these backends are gone, and with them their transactions and locks. */
  end(pids: readonly number[]): Promise<void>;
  /** True while a job is taken, be it by a process that died. */
  jobsTaken(): Promise<boolean>;
  /** When the next job may run, in milliseconds since 1970 by the database's clock; null when there is none. */
  nextJobAt(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Hides PostgreSQL's own functions of these names: the schema, the jobs and the service all ask the simulation. */
const CLOCK = `
  create table simulated_clock (at timestamptz not null);
  insert into simulated_clock values ('2030-01-01');
  create function now() returns timestamptz language sql stable as 'select at from public.simulated_clock';
  create function clock_timestamp() returns timestamptz language sql volatile as 'select at from public.simulated_clock'`;

const KEPT = ["simulated_clock", "kysely_migration", "kysely_migration_lock", "_private_tasks", "migrations"];

/**
 * Of jobs that are due at the same instant PostgreSQL gives out any one, as its pages happen to lie. Here each is due
 * microseconds before the other, within the millisecond that ends at the instant: in an order that follows from their
 * numbers (617 and 1,000 share no factor: a tie takes a thousand) and is not theirs, for nothing may rely on the elder
 * going first.
 */
const ONE_JOB_AFTER_ANOTHER = `
  create function one_job_after_another() returns trigger language plpgsql as $$
  begin
    new.run_at := date_trunc('milliseconds', new.run_at + interval '999 microseconds')
      - (999 - new.id * 617 % 1000) * interval '1 microsecond';
    return new;
  end $$;
  create trigger one_job_after_another before insert or update of run_at on graphile_worker._private_jobs
    for each row execute function one_job_after_another()`;

/** Also those that a process had detached when it died. */
const WEEKS =
  "select tablename as name from pg_tables where schemaname = 'public' and tablename ~ 'enrollments_' order by 1";

export async function createSimulatedDatabase(serverUrl: string, name: string): Promise<SimulatedDatabase> {
  const url = serverUrl.replace(/\/[^/]*$/, `/${name}`);
  const eye = await createMigrated(serverUrl, name, url);
  const query = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await eye.query<Row>(text, values)).rows;
  const tables = await query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'graphile_worker') and tablename <> all($1) and tablename !~ '^enrollments_'`,
    [KEPT],
  );
  const weeks = async () => (await query<{ name: string }>(WEEKS)).map((week) => week.name);
  const firstWeeks = await weeks();
  const keepWeeks = async (names: readonly string[]) => {
    const now = await weeks();
    for (const week of now) if (!names.includes(week)) await query(`drop table ${week}`);
    const missing = names.filter((week) => !now.includes(week));
    await query("select create_week(to_date(right(name, 8), 'YYYYMMDD')) from unnest($1::text[]) name", [missing]);
  };
  const names = tables.map((table) => table.name);
  const standby = await createStandby(query, names, { weeks, keepWeeks });
  const truncate = `truncate ${names.join(", ")} restart identity cascade`;
  return {
    url,
    standby,
    query,
    async clear() {
      await query(truncate);
      await keepWeeks(firstWeeks);
    },
    setClock: async (ms) => void (await query("update simulated_clock set at = $1", [new Date(ms)])),
    ...looks(query),
    stop: () => eye.end(),
  };
}

/** A client that is connected to a new database with the service's tables. */
async function createMigrated(serverUrl: string, name: string, url: string): Promise<pg.Client> {
  const administrator = new pg.Client({ connectionString: serverUrl });
  await administrator.connect();
  await administrator.query(`create database ${name}`);
  await administrator.query(`alter database ${name} set search_path = public, pg_catalog`);
  await administrator.end();
  const eye = new pg.Client({ connectionString: url });
  await eye.connect();
  await eye.query(CLOCK);
  const database = connectDatabase(url, () => undefined);
  await migrate(database);
  await database.pool.end();
  await eye.query(ONE_JOB_AFTER_ANOTHER);
  return eye;
}

/** What PostgreSQL's processes and the jobs are doing. */
function looks(
  query: SimulatedDatabase["query"],
): Pick<SimulatedDatabase, "blocked" | "end" | "jobsTaken" | "nextJobAt"> {
  return {
    async blocked(pids) {
      const rows = await query<{ pid: number; by: number[] }>(
        `select asked.pid, array_agg(distinct other.pid) as by from unnest($1::int[]) asked (pid)
         cross join lateral unnest(pg_blocking_pids(asked.pid)) blocking (pid)
         join pg_stat_activity other on other.pid = blocking.pid
         where other.datname = current_database() and other.backend_type = 'client backend' group by asked.pid`,
        [pids],
      );
      return new Map(rows.map(({ pid, by }) => [pid, by]));
    },
    async end(pids) {
      await query("select pg_terminate_backend(pid) from unnest($1::int[]) pid", [pids]);
      for (;;) {
        const left = await query("select from pg_stat_activity where pid = any($1)", [pids]);
        if (left.length === 0) return;
      }
    },
    async jobsTaken() {
      const rows = await query(`select from graphile_worker._private_jobs where locked_by is not null
        union all select from graphile_worker._private_job_queues where locked_by is not null`);
      return rows.length > 0;
    },
    async nextJobAt() {
      // The database counts microseconds, the simulation milliseconds.
      const [first] = await query<{ at: number | null }>(
        `select ceil(extract(epoch from min(j.run_at)) * 1000)::float8 as at from graphile_worker._private_jobs j
         left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
         where j.is_available and q.locked_at is null`,
      );
      return first?.at ?? null;
    },
  };
}
