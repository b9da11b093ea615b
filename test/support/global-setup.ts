/** One PostgreSQL server for the whole run, with a migrated template that each test file clones. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, migrate } from "../../src/store/database.ts";
import { startEmbeddedPostgres } from "../../src/store/embedded-postgres.ts";

export const TEMPLATE = "line_audience";

export default async function globalSetup(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-test-"));
  // PostgreSQL refuses to run as root; its own user has to get in.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres(folder, () => undefined);
  const database = connectDatabase(server.url, () => undefined);
  await migrate(database);
  await database.pool.end();
  process.env["TEST_DATABASE_URL"] = server.url;
  process.env["TEST_SUPERUSER_URL"] = server.superuserUrl;
  stopTestServer.now = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Kept on the process, because jest loads the teardown as a module of its own. */
export const stopTestServer = ((globalThis as { testServer?: { now: () => Promise<void> } }).testServer ??= {
  now: () => Promise.resolve(),
});
