/** The service's database for a command: the given one, or the embedded one whether or not it is running. */
import type { Config } from "../src/config.ts";
import { connectDatabase, migrate, type Db } from "../src/store/database.ts";
import { runningEmbeddedUrl, startEmbeddedPostgres } from "../src/store/embedded-postgres.ts";

export async function withDatabase<T>(
  { databaseUrl, dataDir }: Pick<Config, "databaseUrl" | "dataDir">,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const running = databaseUrl ?? (await runningEmbeddedUrl(dataDir));
  const embedded = running === null ? await startEmbeddedPostgres(dataDir, () => undefined) : null;
  const database = connectDatabase(running ?? embedded?.url ?? "", () => undefined, { maxConnections: 2 });
  try {
    if (embedded !== null) await migrate(database);
    return await work(database.db);
  } finally {
    await database.pool.end();
    await embedded?.stop();
  }
}
