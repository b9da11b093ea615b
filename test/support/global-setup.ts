/**
 * One PostgreSQL server for the whole run, with a migrated template that each test file clones: the embedded one, or the one
 * whose programs are in the folder TEST_POSTGRES (`machine`: installed here), as it comes: `npm run test:database`.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { forgetDurability } from "../../scripts/shared/forget-durability.ts";
import { connectDatabase, migrate } from "../../src/store/postgres/database.ts";
import { startEmbeddedPostgres, type EmbeddedServer } from "../../src/store/postgres/embedded-postgres.ts";
import { machinePostgres, startMachinePostgres } from "./machine-postgres.ts";

export const TEMPLATE = "line_audience";

export default async function globalSetup(): Promise<void> {
  // Given by `npm run mutate`, which starts the tests many times.
  if (process.env["TEST_DATABASE_URL"] !== undefined) return;
  const folder = await mkdtemp(join(tmpdir(), "line-audience-test-"));
  // PostgreSQL refuses to run as root; its own user has to get in.
  await chmod(folder, 0o755);
  const programs = givenPrograms();
  // Tests that start servers of their own take the same.
  if (programs !== undefined) process.env["TEST_POSTGRES"] = programs;
  const server =
    programs === undefined
      ? await startEmbeddedPostgres(folder, () => undefined)
      : await startMachineTemplate(programs, folder);
  if (programs === undefined) await forgetDurability(server.superuserUrl);
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

function givenPrograms(): string | undefined {
  const given = process.env["TEST_POSTGRES"];
  if (given !== "machine") return given;
  const installed = machinePostgres();
  if (installed === null) throw new Error("TEST_POSTGRES=machine: no PostgreSQL 15 or newer is installed here");
  return installed;
}

/** The service's role is no superuser there either. */
async function startMachineTemplate(programs: string, folder: string): Promise<EmbeddedServer> {
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
