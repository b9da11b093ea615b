/**
 * How fast held executions are let go, against what HubSpot's rate limit allows: two instances on one database release two
 * deliveries of one portal at the same time, and the strict simulator takes half a second for each batch.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SandboxClock } from "../../simulators/clock.ts";
import { callApi, connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, startWorld, type World } from "../../simulators/demo-world.ts";
import { runningEmbeddedUrl } from "../../src/store/postgres/embedded-postgres.ts";
import { freePort } from "../demo/free-port.ts";
import { serviceEnvironment } from "../demo/service-environment.ts";
import { ServiceProcess } from "../demo/service-process.ts";
import { allReleased } from "../demo/stage.ts";
import type { BenchResult } from "./bench-result.ts";
import { twoDigits } from "./figures.ts";

const DELIVERIES = 2;
const ENROLLMENTS_EACH = 15_000;
const COMPLETE = "/automation/actions/callbacks/2026-09/complete";
const SLOWED_MS = 500;
const WINDOW_MS = 10_000;

export async function benchRelease(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  const world = await startWorld(new SandboxClock(), publicUrl);
  const services: ServiceProcess[] = [];
  try {
    await startTwo(publicUrl, folder, world, services);
    const workflows = await heldDeliveries(publicUrl, world);
    say(`${DELIVERIES} deliveries of ${ENROLLMENTS_EACH} enrollments each: released together`);
    while (!workflows.every((workflow) => allReleased(world, workflow))) await pause(1000);
    const peaks = await Promise.all(services.map((service) => service.peakMb()));
    return summary(world, peaks);
  } finally {
    // The first one owns the database.
    for (const service of services.toReversed()) await service.stop();
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startTwo(publicUrl: string, folder: string, world: World, services: ServiceProcess[]): Promise<void> {
  const key = randomBytes(32).toString("base64");
  const environment = { ...serviceEnvironment(publicUrl, folder, world), ENCRYPTION_KEYS: key };
  const first = new ServiceProcess(publicUrl, environment, join(folder, "first.log"));
  services.push(first);
  await first.start();
  const port = await freePort();
  const second = { ...environment, PORT: String(port), DATABASE_URL: (await runningEmbeddedUrl(folder)) ?? "" };
  services.push(new ServiceProcess(`http://127.0.0.1:${port}`, second, join(folder, "second.log")));
  await services[1]?.start();
}

/** Enrolls everybody, and ends the deliveries at the same moment. Answers the workflows. */
async function heldDeliveries(publicUrl: string, world: World): Promise<number[]> {
  const { control } = world.hubspot;
  const { cookie, channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
  const actionDefinitionId = await world.publishAction(publicUrl);
  const listId = control.addList(PORTAL_ID, { name: "Everybody", size: ENROLLMENTS_EACH });
  const audienceId = world.line.control.audiences(ACCOUNT.channelId)[0]?.id;
  const workflows: number[] = [];
  for (let number = 1; number <= DELIVERIES; number += 1) {
    const inputFields = {
      channel,
      targetingMode: "line_conditions",
      deliveryList: "77",
      audienceId: String(audienceId),
      messageText: `Bench ${number}`,
    };
    const workflow = control.createWorkflow(PORTAL_ID, { name: `Bench ${number}`, actionDefinitionId, inputFields });
    workflows.push(workflow);
    await control.enroll(PORTAL_ID, workflow, { listId, concurrency: 128 }).done;
  }
  control.fault({ path: COMPLETE, times: Number.MAX_SAFE_INTEGER, kind: "slow", delayMs: SLOWED_MS });
  // An execution released at once might be completed before our own answer has arrived: see the step.
  await pause(3000);
  const ids = new Set(control.executions(PORTAL_ID).map(({ outputFields }) => outputFields["deliveryId"] ?? ""));
  await Promise.all([...ids].map((id) => callApi(publicUrl, cookie, `/api/deliveries/${id}/cancel`, {})));
  return workflows;
}

function summary(world: World, peaks: readonly (number | null)[]): BenchResult {
  const all = world.hubspot.control
    .requests()
    .filter(({ path }) => path.startsWith("/automation/actions/callbacks/2026-09"));
  const sent = all.map(({ at }) => at).toSorted((a, b) => a - b);
  const windows = ((sent.at(-1) ?? 0) - (sent[0] ?? 0)) / WINDOW_MS;
  const perWindow = (sent.length - 1) / windows;
  const allowed = world.hubspot.control.settings.requestsPerTenSeconds;
  const most = Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + WINDOW_MS).length));
  return {
    bench: "release",
    figures: {
      enrollments: DELIVERIES * ENROLLMENTS_EACH,
      requests: sent.length,
      requests_per_ten_seconds: twoDigits(perWindow),
      most_in_any_ten_seconds: most,
      refused_by_the_limit: all.filter(({ status }) => status === 429).length,
      completions_per_second: Math.round((DELIVERIES * ENROLLMENTS_EACH) / (windows * 10)),
      peak_mb: Math.max(...peaks.map((peak) => peak ?? 0)),
    },
    ratios: { of_ceiling: twoDigits(perWindow / allowed) },
  };
}
