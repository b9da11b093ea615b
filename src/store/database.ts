/** The connection to PostgreSQL and its schema. */
import { runMigrations as migrateJobs } from "graphile-worker";
import { Kysely, PostgresDialect, sql } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { Tables } from "./tables.ts";

export interface Database {
  readonly pool: pg.Pool;
  readonly db: Kysely<Tables>;
}

export type Db = Kysely<Tables>;

// Counts and HubSpot ids fit a double; pg hands bigint over as text by default.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export function connectDatabase(
  url: string,
  onError: (error: Error) => void,
  { maxConnections = 12 }: { maxConnections?: number } = {},
): Database {
  const pool = new pg.Pool({ connectionString: url, max: maxConnections, connectionTimeoutMillis: 10_000 });
  // An idle connection that breaks must not end the process: the next query opens another one.
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));
  return { pool, db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) };
}

/**
 * Brings schema and job tables up to date; safe to run by several processes at once. `upTo`: the last migration of an
 * earlier version, where a test begins with its schema.
 */
export async function migrate({ db, pool }: Database, upTo: string | null = null): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
  const { error } = await (upTo === null ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error !== undefined) throw new Error("the schema could not be brought up to date", { cause: error });
  await migrateJobs({ pgPool: pool });
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const folder = join(import.meta.dirname, "migrations");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql")).toSorted();
  const migrations = files.map(async (file) => {
    const text = await readFile(join(folder, file), "utf8");
    return [file, { up: async (db: Kysely<unknown>) => void (await sql.raw(text).execute(db)) }] as const;
  });
  return Object.fromEntries(await Promise.all(migrations));
}

/**
 * True when the database could not be reached or gave up: connection classes 08 and 57, a database closed to
 * connections (55000), too many connections (53), disk or I/O trouble (58), and what broke before PostgreSQL could say
 * anything. Whether a commit just made it is then unknown: whoever comes again is found by his callback.
 */
export function isOutage(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === "string" && /^(08|53|55000|57|58)/.test(code)) return true;
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return true;
  return (
    typeof message === "string" &&
    /connection (terminated|timeout|ended)|timeout exceeded when trying to connect/i.test(message)
  );
}
