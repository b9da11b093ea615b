/**
 * One PostgreSQL server for the whole run, with a migrated template that each test file clones: the embedded one, or with
 * TEST_POSTGRES=machine the one that is installed on this machine, as it comes.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { connectDatabase, migrate } from "../../src/store/postgres/database.ts";
import { startEmbeddedPostgres, type EmbeddedServer } from "../../src/store/postgres/embedded-postgres.ts";
import { machinePostgres, startMachinePostgres } from "./machine-postgres.ts";

export const TEMPLATE = "line_audience";

export default async function globalSetup(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-test-"));
  // PostgreSQL refuses to run as root; its own user has to get in.
  await chmod(folder, 0o755);
  const server =
    process.env["TEST_POSTGRES"] === "machine"
      ? await startMachineTemplate(folder)
      : await startEmbeddedPostgres(folder, () => undefined);
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

/** The service's role is no superuser there either. */
async function startMachineTemplate(folder: string): Promise<EmbeddedServer> {
  const programs = machinePostgres();
  if (programs === null) throw new Error("TEST_POSTGRES=machine: no PostgreSQL 15 or newer is installed here");
  await chmod(folder, 0o777);
  const { url, stop } = await startMachinePostgres(programs, join(folder, "machine"));
  const client = new pg.Client({ connectionString: url("postgres") });
  await client.connect();
  await client.query(`create role ${TEMPLATE} login`);
  await client.query(`create database ${TEMPLATE} owner ${TEMPLATE}`);
  const { rows } = await client.query<{ version: string }>("select version()");
  await client.end();
  process.stderr.write(`${rows[0]?.version}\n`);
  const superuserUrl = url(TEMPLATE);
  const own = superuserUrl.replace("postgres@", `${TEMPLATE}:none@`);
  return { url: own, superuserUrl, stop };
}

/** Kept on the process, because jest loads the teardown as a module of its own. */
export const stopTestServer = ((globalThis as { testServer?: { now: () => Promise<void> } }).testServer ??= {
  now: () => Promise.resolve(),
});
