/** Backup and restore as docs/operations.md describes them, with work in flight. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { outcomeOf } from "../../src/delivery/delivery.ts";
import { createCredentials } from "../../src/store/accounts.ts";
import { cancelOpenDeliveries } from "../../src/store/after-restore.ts";
import { connectDatabase, migrate, type Database } from "../../src/store/database.ts";
import { startEmbeddedPostgres, type EmbeddedServer } from "../../src/store/embedded-postgres.ts";
import { createSecrets } from "../../src/store/secrets.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { anArrival, anInputs, WINDOW } from "../support/builders.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-backup-"));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const KEY = randomBytes(32);
const secrets = createSecrets([KEY]);
const PORTAL_ID = 77;

interface Opened {
  readonly server: EmbeddedServer;
  readonly database: Database;
}

async function open(dataDir: string): Promise<Opened> {
  const server = await startEmbeddedPostgres(dataDir, () => undefined);
  const database = connectDatabase(server.url, () => undefined);
  await migrate(database);
  return { server, database };
}

async function close({ server, database }: Opened): Promise<void> {
  await database.pool.end();
  await server.stop();
}

const storeOf = (database: Database) =>
  createStore({ database, secrets, windowDefaults: WINDOW, onChange: () => undefined });

test("a copy of the stopped data folder, started elsewhere, has everything; what was open is not sent again", async () => {
  const [original, copy] = [join(folder, "original"), join(folder, "copy")];
  const before = await open(original);
  const store = storeOf(before.database);
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 1800 };
  const user = { userId: 1, userEmail: "mika@example.com" };
  await store.saveInstallation({ portalId: PORTAL_ID, hubDomain: "x", scopes: [], tokens, ...user });
  const account = { botUserId: "U", basicId: "@", displayName: "x" };
  const credentials = { lineChannelId: "1", channelSecret: "channel secret" };
  const channel = await store.saveChannel({ portalId: PORTAL_ID, name: "x", credentials, account });
  const inputs = anInputs({ channelId: channel.id });
  const arrivals = [1, 2, 3].map((number) => anArrival(number, { portalId: PORTAL_ID }, inputs));
  const [held] = await store.enroll(arrivals);
  const id = held?.kind === "held" ? held.deliveryId : "";
  await close(before);

  await promisify(execFile)("cp", ["-a", original, copy]);

  const after = await open(copy);
  const restored = storeOf(after.database);
  expect(await restored.viewDelivery(PORTAL_ID, id)).toMatchObject({ heldCount: 3, delivery: { enrolled: 3 } });
  const kept = createCredentials(after.database.db, secrets);
  expect(await kept.portalTokens(PORTAL_ID)).toMatchObject({ accessToken: "access" });
  expect(await kept.channelCredentials({ portalId: PORTAL_ID, channelId: channel.id })).toMatchObject(credentials);

  expect(await cancelOpenDeliveries(after.database.db)).toBe(1);
  expect(await cancelOpenDeliveries(after.database.db)).toBe(0);
  const view = await restored.viewDelivery(PORTAL_ID, id);
  expect(view === null ? null : outcomeOf(view.delivery)).toMatchObject({ kind: "cancelled" });
  // HubSpot asks again for somebody of that delivery: no second one is opened for him.
  const [known] = await restored.enroll(arrivals.slice(0, 1));
  expect(known).toMatchObject({ kind: "finished", delivery: { id } });
  await close(after);
});
