/** The embedded database where its folder's name is too long for a socket, as on systems that have none. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/demo/free-port.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { startEmbeddedPostgres } from "../../src/store/postgres/embedded-postgres.ts";

let folder: string;
let other: Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), `line-audience-${"long".repeat(20)}-`));
  await chmod(folder, 0o755);
  other = createServer();
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
});
afterEach(async () => {
  await new Promise((done) => other.close(done));
  await rm(folder, { recursive: true, force: true });
});

test("a port that another process took meanwhile is chosen again", async () => {
  const taken = (other.address() as AddressInfo).port;
  const ports = [taken, taken];
  const choosePort = () => Promise.resolve(ports.shift() ?? freePort());
  const server = await startEmbeddedPostgres(folder, () => undefined, { choosePort });
  const { hostname, port } = new URL(server.url);
  expect([hostname, ports]).toEqual(["127.0.0.1", []]);
  expect(Number(port)).not.toBe(taken);
  const database = connectDatabase(server.url, () => undefined);
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);

  // PostgreSQL asks after each of our sessions soon, and ends those that say nothing.
  const names = ["tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout"];
  const settings = await Promise.all(names.map((name) => database.pool.query<Record<string, string>>(`show ${name}`)));
  expect(settings.map(({ rows }) => Object.values(rows[0] ?? {})[0])).toEqual(["10", "5", "4", "30000"]);
  await database.pool.end();
  await server.stop();
});
