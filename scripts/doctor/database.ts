/** Is there a database, is it one that the service can work with, and can it be written to? */
import type { Pool } from "pg";
import type { Config } from "../../src/config.ts";
import { ENCODING, isTooOld, MIN_VERSION, readServer } from "../../src/store/connection/server.ts";
import { ReadOnlyServer } from "../../src/store/connection/session.ts";
import { connectDatabase, type Database } from "../../src/store/database.ts";
import { runningEmbeddedUrl } from "../../src/store/embedded-postgres.ts";
import { findingsOf, reasonOf, type Finding } from "./finding.ts";

const { ok, warning, fault } = findingsOf("database");

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
  const database = connectDatabase(url, () => undefined, { maxConnections: 1 });
  try {
    const { version } = await readServer(database.pool);
    return { database, finding: versionFinding(version, databaseUrl === null && production) };
  } catch (error) {
    await database.pool.end();
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

/** Writes a fact in a transaction that is rolled back. */
export async function examineDatabase(pool: Pool): Promise<readonly Finding[]> {
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
    await tryToWrite(pool),
  ];
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
