/** Backup and restore as docs/operations.md describes them, with work in flight. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { afterSend } from "../../src/delivery/lifecycle/results/after-send.ts";
import { outcomeOf, type Delivery } from "../../src/delivery/delivery.ts";
import type { Arrival } from "../../src/ports/store/enrollments.ts";
import { createCredentials } from "../../src/store/accounts/credentials.ts";
import { settleAfterRestore } from "../../src/store/postgres/after-restore.ts";
import { connectDatabase, migrate, type Database } from "../../src/store/postgres/database.ts";
import { createFactStore } from "../../src/store/postgres/deployment-facts.ts";
import { startEmbeddedPostgres, type EmbeddedServer } from "../../src/store/postgres/embedded-postgres.ts";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { anArrival, anInputs, CLEARED, WINDOW, refTo } from "../support/builders.ts";

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

type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };

const NARROWCAST = {
  retryKey: "retry-key",
  body: "{}",
  audienceName: "Readers",
  reserved: null,
  meantFor: "everyone",
  leftOut: {},
};

const UNCERTAIN = { kind: "uncertain", finding: { code: "RESTORED_FROM_BACKUP" } };

const run = (command: string, cwd: string) => promisify(execFile)("sh", ["-c", command], { cwd });

/** How docs/operations.md packs a stopped data folder, and unpacks it. */
async function documentedCommands(): Promise<readonly [pack: string, unpack: string]> {
  const page = await readFile(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const [pack, unpack] = [...page.matchAll(/`(tar [^`]+)`/g)].map(([, command]) => command);
  if (pack === undefined || unpack === undefined) throw new Error("docs/operations.md has no commands of tar");
  return [pack, unpack];
}

test("a copy of the stopped data folder, started elsewhere, has everything; nothing is sent from it twice", async () => {
  const [original, copy] = [join(folder, "service/.data"), join(folder, "elsewhere/.data")];
  await mkdir(dirname(original), { mode: 0o755 });
  await mkdir(dirname(copy), { mode: 0o755 });
  const before = await open(original);
  const store = storeOf(before.database);
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 1800 };
  const user = { userId: 1, userEmail: "mika@example.com" };
  await store.saveInstallation({ portalId: PORTAL_ID, hubDomain: "x", scopes: [], tokens, ...user });
  const channelOf = (lineChannelId: string) =>
    store.saveChannel({
      portalId: PORTAL_ID,
      name: "x",
      credentials: { lineChannelId, channelSecret: "channel secret" },
      account: { botUserId: "U", basicId: "@", displayName: "x" },
    });
  const [channel, busyChannel] = [await channelOf("1"), await channelOf("2")];
  let arrived = 0;
  const arrivalsOf = (count: number, listId: string, channelId = channel.id) =>
    Array.from({ length: count }, () => {
      arrived += 1;
      return anArrival(arrived, { portalId: PORTAL_ID }, anInputs({ channelId, listId }));
    });
  const opened = async (arrivals: readonly Arrival[]) => {
    const [held] = await store.enroll(arrivals);
    return held?.kind === "held" ? held.deliveryId : "";
  };
  const setOut = async (id: string) => {
    await store.record(refTo(id, PORTAL_ID), (one, now) => afterSeal(one as In<"collecting">, "person", now));
    const go = { ...CLEARED, narrowcast: NARROWCAST };
    await store.record(refTo(id, PORTAL_ID), (one, now) => afterPreflight(one as In<"sealed">, go, now));
  };
  const arrivals = arrivalsOf(3, "12");
  const collecting = await opened(arrivals);
  const sending = await opened(arrivalsOf(60, "13"));
  await setOut(sending);
  const accepted = await opened(arrivalsOf(60, "14", busyChannel.id));
  await setOut(accepted);
  const yes = { kind: "accepted", requestId: "request-1" } as const;
  await store.record(refTo(accepted, PORTAL_ID), (one, now) => afterSend(one as In<"sending">, yes, now));
  await close(before);

  await writeFile(join(original, "encryption-key"), KEY.toString("base64"), { mode: 0o600 });
  const [pack, unpack] = await documentedCommands();
  await run(pack, dirname(original));
  const archive = await readFile(join(dirname(original), "listcast-data.tar"));
  expect([archive.length > 1e6, archive.includes(KEY.toString("base64"))]).toEqual([true, false]);
  await run(unpack.replace("listcast-data.tar", join(dirname(original), "listcast-data.tar")), dirname(copy));

  const after = await open(copy);
  const restored = storeOf(after.database);
  const view = async (id: string) => (await restored.viewDelivery(PORTAL_ID, id))?.delivery;
  const outcome = async (id: string) => {
    const delivery = await view(id);
    return delivery === undefined ? null : outcomeOf(delivery);
  };
  expect(await restored.viewDelivery(PORTAL_ID, collecting)).toMatchObject({ heldCount: 3, delivery: { enrolled: 3 } });
  const kept = createCredentials(after.database.db, secrets);
  expect(await kept.portalTokens(PORTAL_ID)).toMatchObject({ accessToken: "access" });
  expect(await kept.channelCredentials({ portalId: PORTAL_ID, channelId: channel.id })).toMatchObject({
    channelSecret: "channel secret",
  });

  const facts = createFactStore(after.database.db);
  await facts.noteFact("cardCheckResult", { verdict: "passed", address: "https://cards.example.com", forgeries: {} });
  await facts.noteFact("cardHole", { seen: "missing", path: "/probe" });
  expect(await settleAfterRestore(after.database.db)).toEqual({ uncertain: 2, stopped: 1 });
  expect([await facts.fact("cardCheckResult"), (await facts.fact("cardHole"))?.value.seen]).toEqual([null, "missing"]);
  expect(await settleAfterRestore(after.database.db)).toEqual({ uncertain: 0, stopped: 1 });
  // Both may have been sent since the backup; what LINE had accepted is followed as ever.
  expect([await outcome(collecting), await outcome(sending)]).toMatchObject([UNCERTAIN, UNCERTAIN]);
  expect(await view(accepted)).toMatchObject({ state: { phase: "sending", following: { requestId: "request-1" } } });
  // HubSpot calls again for a contact of that delivery: no second one is opened for it.
  const [known] = await restored.enroll(arrivals.slice(0, 1));
  expect(known).toMatchObject({ kind: "finished", delivery: { id: collecting } });
  // A new contact with the same inputs must not begin the send again, and neither does a run that left no row.
  const covered = { kind: "finished", covered: true };
  const stopped = { kind: "refused", finding: { code: "STOPPED_AFTER_RESTORE" } };
  expect(await restored.enroll(arrivalsOf(50, "12"))).toMatchObject(Array.from({ length: 50 }, () => covered));
  expect(await restored.enroll(arrivalsOf(1, "13"))).toMatchObject([covered]);
  expect(await restored.enroll(arrivalsOf(1, "99"))).toMatchObject([stopped]);
  expect(await restored.sendingStop(PORTAL_ID)).toMatchObject({ by: "restore" });
  await restored.resumeSending(PORTAL_ID);
  expect(await restored.enroll(arrivalsOf(1, "99"))).toMatchObject([{ kind: "held", covered: false }]);
  expect(await restored.enroll(arrivalsOf(1, "12"))).toMatchObject([covered]);
  await close(after);
});
