/** A database of its own for a test file, cloned from the migrated template, with a random name. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { connectDatabase, type Database } from "../../src/store/postgres/database.ts";
import { recordStatements } from "./recorded-statements.ts";

// Processes that run mutants load this many times, and packages once: they would note each statement again and again.
if (process.env["JEST_WORKER_ID"] !== undefined) recordStatements();

export interface TestDatabase extends Database {
  readonly url: string;
  /** The same database for the superuser, which the service is not. */
  readonly superuserUrl: string;
  /** As if PostgreSQL had gone away: open connections break, new ones are refused. */
  refuseConnections(): Promise<void>;
  /** The database as it is now, under another address. Connections break for a moment. */
  keepCopy(): Promise<string>;
  /** What the copy at this address holds is all there is, as after a fail-over to a server that lagged behind. */
  rollBackTo(copyUrl: string): Promise<void>;
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
  const copies: string[] = [];
  const refuseConnections = async () => {
    await administer(administrator, `alter database ${name} with allow_connections false`);
    await administer(administrator, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  };
  const acceptConnections = () => administer(administrator, `alter database ${name} with allow_connections true`);
  return {
    ...database,
    url,
    superuserUrl: administrator.replace(/\/[^/]*$/, `/${name}`),
    refuseConnections,
    acceptConnections,
    async keepCopy() {
      const copy = `${name}_${copies.length}`;
      copies.push(copy);
      await refuseConnections();
      await administer(administrator, `create database ${copy} template ${name} owner ${owner}`);
      await acceptConnections();
      return template.replace(/\/[^/]*$/, `/${copy}`);
    },
    async rollBackTo(copyUrl) {
      await refuseConnections();
      await administer(administrator, `drop database ${name} with (force)`);
      await administer(administrator, `create database ${name} template ${nameIn(copyUrl)} owner ${owner}`);
    },
    async drop() {
      await database.pool.end();
      for (const each of [name, ...copies]) await administer(administrator, `drop database ${each} with (force)`);
    },
  };
}

async function administer(url: string, command: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/\/[^/]*$/, "/postgres") });
  await client.connect();
  try {
    await onceFree(() => client.query(command));
  } finally {
    await client.end();
  }
}

const OBJECT_IN_USE = "55006";

/** PostgreSQL waits five seconds for autovacuum to leave the template, which a busy machine may need longer for. */
async function onceFree(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== OBJECT_IN_USE) throw error;
    }
  }
}

const nameIn = (url: string): string => new URL(url).pathname.slice(1);
