/** A database of its own for a test file, cloned from the migrated template, with a random name. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { connectDatabase, type Database } from "../../src/store/database.ts";

export interface TestDatabase extends Database {
  readonly url: string;
  /** The same database for the superuser, whom the service is not. */
  readonly superuserUrl: string;
  /** As if PostgreSQL had gone away: open connections break, new ones are refused. */
  refuseConnections(): Promise<void>;
  acceptConnections(): Promise<void>;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

/** `schema`: none is for tests that bring their own. */
export async function createTestDatabase({ schema = true } = {}): Promise<TestDatabase> {
  const template = process.env["TEST_DATABASE_URL"];
  const administrator = process.env["TEST_SUPERUSER_URL"];
  if (template === undefined || administrator === undefined)
    throw new Error("the test database server is not running: start tests with npm test");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const owner = new URL(template).username;
  await administer(
    administrator,
    `create database ${name} template ${schema ? "line_audience" : "template0"} owner ${owner}`,
  );
  const url = template.replace(/\/[^/]*$/, `/${name}`);
  const database = connectDatabase(url, () => undefined);
  return {
    ...database,
    url,
    superuserUrl: administrator.replace(/\/[^/]*$/, `/${name}`),
    async refuseConnections() {
      await administer(administrator, `alter database ${name} with allow_connections false`);
      await administer(
        administrator,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      );
    },
    acceptConnections: () => administer(administrator, `alter database ${name} with allow_connections true`),
    async drop() {
      await database.pool.end();
      await administer(administrator, `drop database ${name} with (force)`);
    },
  };
}

async function administer(url: string, command: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/\/[^/]*$/, "/postgres") });
  await client.connect();
  try {
    await client.query(command);
  } finally {
    await client.end();
  }
}
