/** A PostgreSQL that goes away and returns, and instances that are killed, with everything under way. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../scripts/demo/free-port.ts";
import { serviceEnvironment } from "../../scripts/demo/service-environment.ts";
import { createServiceGroup } from "../../scripts/demo/service-group.ts";
import { ServiceProcess } from "../../scripts/demo/service-process.ts";
import { allReleased, narrowcasts, settled, shareTime, type SharedTime } from "../../scripts/demo/stage.ts";
import { SandboxClock } from "../../simulators/clock.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, startWorld, type World } from "../../simulators/demo-world.ts";
import { startEmbeddedPostgres } from "../../src/store/postgres/embedded-postgres.ts";

let folder = "";
let publicUrl = "";
let clock: SandboxClock;
let world: World;
/** What to end, newest first. */
let ends: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-outages-"));
  await chmod(folder, 0o755);
  publicUrl = `http://127.0.0.1:${await freePort()}`;
  clock = new SandboxClock();
  world = await startWorld(clock, publicUrl, { friends: 2000 });
  ends = [() => world.stop()];
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  await rm(folder, { recursive: true, force: true });
});

/** A server that others run, as far as the service knows; `shareTime` finds it in its folder. */
async function startForeignPostgres() {
  const start = () => startEmbeddedPostgres(folder, () => undefined);
  let server = await start();
  return {
    url: server.url,
    stop: () => server.stop(),
    async start() {
      server = await start();
    },
  };
}

/** A workflow over a list of so many; HubSpot retries soon where it was turned away. */
async function campaign(size: number) {
  const { channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
  const { control } = world.hubspot;
  control.settings.retryDelayMaximumMs = 60_000;
  const listId = control.addList(PORTAL_ID, { name: "Newsletter", size });
  const readers = world.line.control
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === "Newsletter readers");
  const inputFields = {
    channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    messageText: "Back again",
    audienceId: String(readers?.id),
  };
  const actionDefinitionId = await world.publishAction(publicUrl);
  const workflow = control.createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
  return {
    executions: () => control.executions(PORTAL_ID, workflow),
    enroll: () => settled(control.enroll(PORTAL_ID, workflow, { listId, duplicateShare: 0.1 }).done),
    released: () => allReleased(world, workflow),
  };
}

function expectOneSend(executions: ReturnType<Awaited<ReturnType<typeof campaign>>["executions"]>, size: number): void {
  expect(executions).toHaveLength(size);
  expect(new Set(executions.map(({ outputFields }) => outputFields["outcome"]))).toEqual(new Set(["delivered"]));
  expect(new Set(executions.map(({ completions }) => completions))).toEqual(new Set([1]));
  expect(narrowcasts(world)).toHaveLength(1);
}

async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await reached())) await pause(20);
}

test("a database away while executions arrive, a send waits for its answer, and executions are released", async () => {
  const database = await startForeignPostgres();
  ends.push(() => database.stop());
  const environment = {
    ...serviceEnvironment(publicUrl, folder, world),
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: randomBytes(32).toString("base64"),
  };
  const service = new ServiceProcess(publicUrl, environment, join(folder, "service.log"));
  ends.push(() => service.stop());
  await service.start();
  const time: SharedTime = await shareTime({ clock, dataDir: folder });
  ends.push(() => time.stop());
  const { executions, enroll, released } = await campaign(300);
  const away = async () => {
    await database.stop();
    await until(async () => (await fetch(`${publicUrl}/readyz`)).status === 503);
  };

  const enrolled = enroll();
  await until(() => executions().some(({ state }) => state === "BLOCKED"));
  await away();
  await until(() => executions().some(({ retryAt }) => retryAt !== undefined) || enrolled());
  await database.start();
  await time.passUntil(enrolled, 2000);

  // The answer comes while it cannot be stored.
  const slow = { times: 1, kind: "slow", delayMs: 3000 } as const;
  world.line.control.fault({ ...slow, method: "POST", path: "/v2/bot/message/narrowcast" });
  await time.passUntil(() => narrowcasts(world).length === 1, 15_000);
  await away();
  await database.start();

  const complete = "callbacks/2026-09/complete";
  world.hubspot.control.fault({ ...slow, path: complete });
  await time.passUntil(() => world.hubspot.control.requests().some(({ path }) => path.includes(complete)), 15_000);
  await away();
  await database.start();
  await time.passUntil(released, 15_000);
  expectOneSend(executions(), 300);
});

test("two instances killed in turn: one narrowcast, every execution completed once", async () => {
  const service = await createServiceGroup({
    instances: 2,
    publicUrl,
    folder,
    log: join(folder, "service.log"),
    world,
  });
  ends.push(() => service.stop());
  await service.start();
  const time = await shareTime({ clock, dataDir: folder });
  ends.push(() => time.stop());
  const { executions, enroll, released } = await campaign(300);
  const enrolled = enroll();
  await until(() => executions().some(({ state }) => state === "BLOCKED"));
  await service.killAndRestart(0);
  await time.passUntil(enrolled, 2000);
  await time.passUntil(() => narrowcasts(world).length === 1, 15_000);
  await service.killAndRestart(0.5);
  await time.passUntil(() => executions().some(({ completions }) => completions > 0), 15_000);
  await service.killAndRestart(0);
  await time.passUntil(released, 15_000);
  expectOneSend(executions(), 300);
});
