/** Is there a database, is it one that the service can work with, and can it be written to? */
import type { Pool } from "pg";
import type { Config } from "../../src/app/config.ts";
import { tlsWarning } from "../../src/store/postgres/connection/address.ts";
import { ENCODING, isTooOld, MIN_VERSION, readServer } from "../../src/store/postgres/connection/server.ts";
import { POOLER_PROBLEM, POOLER_REMEDY, trySessions } from "../../src/store/postgres/connection/sessions.ts";
import { ReadOnlyServer } from "../../src/store/postgres/connection/session.ts";
import { connectDatabase, type Database } from "../../src/store/postgres/database.ts";
import { runningEmbeddedUrl } from "../../src/store/postgres/embedded-postgres.ts";
import { findingsOf, reasonOf, type Finding } from "./finding.ts";

const { ok, warning, fault } = findingsOf("database");

/** Enough to tell a pooler from the server, and few beside those of the running service. */
const SESSIONS = 4;

type Opened = { readonly database: Database | null; readonly finding: Finding };

/** Starts and creates nothing: what the service has not made is reported as missing. */
export async function openDatabase({ databaseUrl, dataDir, production }: Config): Promise<Opened> {
  const url = databaseUrl ?? (await runningEmbeddedUrl(dataDir));
  if (url === null) {
    return {
      database: null,
      finding: fault(
        `No embedded database is running in ${dataDir}.`,
        "Start the service first (npm start), with the same DATA_DIR; or set DATABASE_URL.",
      ),
    };
  }
  let database: Database | null = null;
  try {
    database = connectDatabase(url, () => undefined, { maxConnections: SESSIONS });
    const { version } = await readServer(database.pool);
    return { database, finding: tlsFinding(url) ?? versionFinding(version, databaseUrl === null && production) };
  } catch (error) {
    await database?.pool.end();
    if (error instanceof ReadOnlyServer)
      return {
        database: null,
        finding: fault(`It cannot be written to: ${error.message}.`, "Use the address of the primary."),
      };
    return {
      database: null,
      finding: fault(
        `It cannot be reached: ${reasonOf(error)}`,
        "Check DATABASE_URL, that PostgreSQL is running, and that this machine may connect to it.",
      ),
    };
  }
}

/** Null where the connection is protected, or stays on this machine. */
export function tlsFinding(url: string): Finding | null {
  const [says, remedy = ""] = tlsWarning(url)?.split(": ") ?? [];
  return says === undefined ? null : warning(`${says}.`, `${remedy}.`);
}

/** `version`: as PostgreSQL says it. */
export function versionFinding(version: string, embeddedInProduction: boolean): Finding {
  if (isTooOld(version)) return fault(`PostgreSQL ${version} is too old.`, `Use PostgreSQL ${MIN_VERSION} or newer.`);
  return embeddedInProduction
    ? warning(
        `PostgreSQL ${version} answers; it is the embedded one.`,
        "Set DATABASE_URL to a PostgreSQL that you back up: docs/deployment.md.",
      )
    : ok(`PostgreSQL ${version} answers.`);
}

/** Writes a fact in a transaction that is rolled back. `poolSize`: connections that each process of the service opens. */
export async function examineDatabase(pool: Pool, poolSize: number): Promise<readonly Finding[]> {
  const { encoding } = await readServer(pool);
  return [
    ...(encoding === ENCODING
      ? []
      : [
          fault(
            `Its encoding is ${encoding}: names and messages do not fit.`,
            `Create the database again with encoding ${ENCODING} and move the data.`,
          ),
        ]),
    ...(await examineConnections(pool, poolSize)),
    await tryToWrite(pool),
  ];
}

/** Null where it sets none. */
interface Limits {
  readonly server: number;
  readonly user: number | null;
  readonly database: number | null;
}

const LIMITS = `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as server,
  (select nullif(rolconnlimit, -1) from pg_roles where rolname = current_user) as user,
  (select nullif(datconnlimit, -1) from pg_database where datname = current_database()) as database`;

async function examineConnections(pool: Pool, poolSize: number): Promise<readonly Finding[]> {
  const { ownSessions, opened, refusal } = await trySessions(pool, SESSIONS);
  if (opened > 1 && !ownSessions)
    return [fault(`DATABASE_URL leads to ${POOLER_PROBLEM}.`, `Instead ${POOLER_REMEDY}.`)];
  const { rows } = await pool.query<Limits>(LIMITS);
  const [limit, whose] = lowest(rows[0]);
  const remedy = `Raise the limit, or set DATABASE_POOL_SIZE (${poolSize}) lower.`;
  if (limit < poolSize)
    return [fault(`It allows ${limit} connections (${whose}): a process needs ${poolSize}.`, remedy)];
  if (refusal !== null)
    return [
      warning(
        `Beside the running service it gives ${opened} of ${SESSIONS} more connections: ${reasonOf(refusal)}`,
        remedy,
      ),
    ];
  return limit < 2 * poolSize
    ? [
        warning(
          `It allows ${limit} connections (${whose}), enough for one process of the service.`,
          `${remedy} While a new version starts, the one before still runs.`,
        ),
      ]
    : [];
}

function lowest(limits: Limits | undefined): readonly [number, string] {
  const { server = 0, user = null, database = null } = limits ?? {};
  const all = [
    [server, "max_connections"],
    [user ?? server, "the limit of the user"],
    [database ?? server, "the limit of the database"],
  ] as const;
  return all.toSorted(([one], [other]) => one - other)[0] ?? [0, "max_connections"];
}

async function tryToWrite(pool: Pool): Promise<Finding> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("insert into deployment_facts (name, value, noted_at) values ('doctor', '0', now())");
    return ok("It can be written to.");
  } catch (error) {
    const { code } = error as { code?: unknown };
    return code === "42P01"
      ? fault(
          "Its tables are missing or older than this version.",
          "Start the service of this version: it brings the tables up to date.",
        )
      : fault(
          `It cannot be written to: ${reasonOf(error)}`,
          "Check that it is no read-only copy, that its disk is not full, and that the user owns the tables.",
        );
  } finally {
    await client.query("rollback");
    client.release();
  }
}
