/** SIGTERM while a platform does not answer: the process ends by itself in time, and the next one goes on. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/demo/free-port.ts";
import { serviceEnvironment } from "../../scripts/demo/service-environment.ts";
import { ServiceProcess } from "../../scripts/demo/service-process.ts";
import { allReleased, narrowcasts, shareTime } from "../../scripts/demo/stage.ts";
import { SandboxClock } from "../../simulators/clock.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, startWorld, type World } from "../../simulators/demo-world.ts";
import { runningEmbeddedUrl } from "../../src/store/postgres/embedded-postgres.ts";

/** What docs/operations.md promises. */
const PROMISED_MS = 10_000;

let folder = "";
let world: World;
let service: ServiceProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-stop-"));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  await service.stop();
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Ends it by SIGTERM; answers how. */
async function ended(): Promise<{ code: number | null; inTime: boolean }> {
  const begun = performance.now();
  const code = await service.stop();
  return { code, inTime: performance.now() - begun < PROMISED_MS };
}

test("a stop while LINE, then HubSpot, does not answer: in time, with code 0; nothing is lost and nothing sent twice", async () => {
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  const clock = new SandboxClock();
  world = await startWorld(clock, publicUrl, { friends: 2000 });
  const start = async () => {
    service = new ServiceProcess(publicUrl, serviceEnvironment(publicUrl, folder, world), join(folder, "service.log"));
    await service.start();
  };
  await start();
  const server = await runningEmbeddedUrl(folder);
  const time = await shareTime({ clock, dataDir: folder });
  const { channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
  const hubspot = world.hubspot.control;
  const line = world.line.control;
  const listId = hubspot.addList(PORTAL_ID, { name: "Newsletter", size: 80 });
  const [readers] = line.audiences(ACCOUNT.channelId);
  const inputFields = {
    channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    messageText: "Stop",
    audienceId: String(readers?.id),
  };
  const actionDefinitionId = await world.publishAction(publicUrl);
  const workflow = hubspot.createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });

  // LINE accepts, and never says so.
  line.fault({ method: "POST", path: "/v2/bot/message/narrowcast", times: 1, kind: "timeout-after" });
  await hubspot.enroll(PORTAL_ID, workflow, { listId }).done;
  await time.passUntil(() => narrowcasts(world).length === 1, 15_000);
  expect(await ended()).toEqual({ code: 0, inTime: true });
  // Steps that did not end in time leave the database running: it belongs to the process that starts next.
  expect(await runningEmbeddedUrl(folder)).toBe(server);

  await start();
  expect(await runningEmbeddedUrl(folder)).toBe(server);
  hubspot.fault({ path: "callbacks/2026-09/complete", times: 1, kind: "timeout-before" });
  await time.passUntil(
    () => hubspot.requests().some(({ path }) => path.includes("callbacks/2026-09/complete")),
    15_000,
  );
  expect(await ended()).toEqual({ code: 0, inTime: true });

  await start();
  await time.passUntil(() => allReleased(world, workflow), 15_000);
  await time.stop();
  const executions = hubspot.executions(PORTAL_ID, workflow);
  expect(executions).toHaveLength(80);
  for (const { outputFields, completions } of executions)
    expect([outputFields["outcome"], completions]).toEqual(["delivered", 1]);
  expect(narrowcasts(world)).toHaveLength(1);
  // With nothing under way the database goes too.
  expect(await ended()).toEqual({ code: 0, inTime: true });
  expect(await runningEmbeddedUrl(folder)).toBeNull();
});
