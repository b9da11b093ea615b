/** The connection to PostgreSQL and its schema. */
import { runMigrations as migrateJobs } from "graphile-worker";
import { CamelCasePlugin, Kysely, PostgresDialect, sql, type Transaction, type UnknownRow } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { CannotStart } from "./cannot-start.ts";
import { clientConfig } from "./connection/address.ts";
import { otherUse, requireServer } from "./connection/server.ts";
import { ASK_AFTER_SECONDS, prepareSession } from "./connection/session.ts";
import type { Tables } from "./tables.ts";

export interface Database {
  readonly pool: pg.Pool;
  readonly db: Db;
  /**
   * Breaks all connections once the database has answered a new one: what waits on them learns that nothing will come.
   * Rejects, and breaks none, when it does not answer or is read-only.
   */
  renew(): Promise<void>;
}

/** The service's tables, in or outside of a transaction. */
export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

/** Operations of a port on the database. */
export type Operations<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...args: infer Args) => infer Result
    ? (db: Db, ...args: Args) => Result
    : never;
};

export const SERVICE_NOW = sql<Date>`service_now()`;

/** Columns are in camelCase, and instants in milliseconds since 1970; what is in JSON stays as it is. */
class Rows extends CamelCasePlugin {
  constructor() {
    super({ maintainNestedObjectKeys: true });
  }

  protected override mapRow(row: UnknownRow): UnknownRow {
    const mapped = Object.entries(super.mapRow(row));
    return Object.fromEntries(mapped.map(([name, value]) => [name, value instanceof Date ? value.getTime() : value]));
  }
}

export const queriesOn = (pool: pg.Pool): Db =>
  new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins: [new Rows()] });

// Counts and HubSpot ids fit a double; pg hands bigint over as text by default.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const CONNECTED_WITHIN_MS = 10_000;

/** The first batch that a session stores is planned first, up to 10 ms in which all others wait: sessions are kept. */
const KEPT_IDLE_MS = 10 * 60_000;

export function connectDatabase(
  url: string,
  onError: (error: Error) => void,
  { maxConnections = 12 }: { maxConnections?: number } = {},
): Database {
  const clients = new Set<pg.ClientBase>();
  const prepare = (client: pg.ClientBase): unknown => prepareSession(client);
  const pool = new pg.Pool({
    ...clientConfig(url),
    max: maxConnections,
    connectionTimeoutMillis: CONNECTED_WITHIN_MS,
    idleTimeoutMillis: KEPT_IDLE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: ASK_AFTER_SECONDS * 1000,
    // The pool waits for it, though its types do not say so.
    onConnect: prepare,
  });
  // An idle connection that breaks must not end the process: the next query opens another one.
  pool.on("error", onError);
  pool.on("connect", (client) => {
    clients.add(client);
    client.on("error", onError);
  });
  pool.on("remove", (client) => clients.delete(client));
  return {
    pool,
    db: queriesOn(pool),
    async renew() {
      const probe = new pg.Client({ ...clientConfig(url), connectionTimeoutMillis: CONNECTED_WITHIN_MS });
      probe.on("error", onError);
      await probe.connect();
      try {
        await prepareSession(probe);
        for (const client of clients) breakOff(client);
      } finally {
        await probe.end();
      }
    },
  };
}

/** Without a goodbye, which would wait for an answer. */
export function breakOff(client: pg.ClientBase): void {
  // pg's types leave the connection out.
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

/** Brings schema and job tables up to date; several processes may do so at once. Rejects with CannotStart. */
export async function migrate({ db, pool }: Pick<Database, "db" | "pool">): Promise<void> {
  await requireServer(pool);
  const migrations = await readMigrations();
  const other = await otherUse(pool, Object.keys(migrations));
  if (other !== null) throw new CannotStart(`DATABASE_URL leads to a database that ${other}`);
  const migrator = new Migrator({
    db: db.withoutPlugins(),
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error("the schema could not be brought up to date", { cause: error });
  await migrateJobs({ pgPool: pool });
}

/** When the schema was made, in ISO 8601 with milliseconds: tells this database from others. */
export async function schemaMadeAt({ pool }: Pick<Database, "pool">): Promise<string> {
  const { rows } = await pool.query<{ at: string }>("select min(timestamp) as at from kysely_migration");
  return rows[0]?.at ?? "";
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const folder = join(import.meta.dirname, "migrations");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql")).toSorted();
  const migrations = files.map(async (file) => {
    const text = await readFile(join(folder, file), "utf8");
    const up = async (db: Kysely<unknown>) => void (await sql.raw(text).execute(db));
    return [file, { up }] as const;
  });
  return Object.fromEntries(await Promise.all(migrations));
}

/**
 * True when the database could not be reached or gave up: connection classes 08 and 57, a read-only server (25006), a
 * transaction that was open for too long (25P03, 25P04), one that was in another one's way (40), too many connections
 * (53), a database closed to connections (55000), a lock that was waited for in vain (55P03), disk or I/O trouble (58), and
 * what broke before PostgreSQL could say anything. Whether a commit just made it is then unknown: an execution that is
 * called again is found by its callback.
 */
export function isOutage(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === "string" && /^(08|25006|25P03|25P04|40|53|55000|55P03|57|58)/.test(code)) return true;
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) return true;
  return (
    typeof message === "string" &&
    /connection (terminated|timeout|ended|error)|timeout exceeded when trying to connect|query read timeout/i.test(
      message,
    )
  );
}
