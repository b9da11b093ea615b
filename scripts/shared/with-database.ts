/** The service's database for a command: the given one, or the embedded one whether or not it is running. */
import { reasonOf } from "../doctor/finding.ts";
import type { Config } from "../../src/app/config.ts";
import { startProblem } from "../../src/app/start-problem.ts";
import { connectDatabase, migrate, type Database, type Db } from "../../src/store/postgres/database.ts";
import { runningEmbeddedUrl, startEmbeddedPostgres } from "../../src/store/postgres/embedded-postgres.ts";

export async function withDatabase<T>(config: Config, work: (db: Db, database: Database) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir } = config;
  const running = databaseUrl ?? (await runningEmbeddedUrl(dataDir));
  const embedded = running === null ? await startEmbeddedPostgres(dataDir, () => undefined) : null;
  let database: Database | null = null;
  try {
    database = await reach(running ?? embedded?.url ?? "", config);
    if (embedded !== null) await migrate(database);
    return await work(database.db, database);
  } finally {
    await database?.pool.end();
    await embedded?.stop();
  }
}

/** Throws what the start of the service would say of a database that cannot be used. */
async function reach(url: string, config: Config): Promise<Database> {
  let database: Database | null = null;
  try {
    database = connectDatabase(url, () => undefined, { maxConnections: 2 });
    await database.pool.query("select 1");
    return database;
  } catch (error) {
    await database?.pool.end();
    throw new Error(startProblem(error, config) ?? reasonOf(error), { cause: error });
  }
}
