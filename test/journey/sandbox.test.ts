/** The sandbox from `npm start` on, over HTTP: what a start says, what a restart finds, examples at one press. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { deserialize } from "node:v8";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import type { KeptWorld } from "../../simulators/kept-world.ts";
import { startMain, type Started } from "../support/start-main.ts";

let folder = "";
let sandbox: Running;

interface Running extends Started {
  readonly console: string;
  readonly hubspot: string;
  /** Of the demo account's person. */
  readonly cookie: string;
  readonly channel: string;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-sandbox-"));
  // The embedded database runs as a user of its own when we are root.
  await chmod(folder, 0o755);
  await start();
});
afterEach(async () => {
  await stop("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

async function start(port = "0"): Promise<void> {
  const started = startMain({ DATA_DIR: folder, PORT: port });
  const console = await started.address;
  const [, hubspot = ""] = await started.says(/^ {2}Simulated HubSpot +(http\S+)$/m);
  sandbox = { ...started, console, hubspot, ...(await connectService(console, PORTAL_ID, ACCOUNT)) };
}

async function stop(signal: NodeJS.Signals): Promise<void> {
  sandbox.child.kill(signal);
  await sandbox.ended;
}

/** Ctrl-C and `npm start` again, with what is done in between. */
async function restart(between: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  await stop("SIGINT");
  await between();
  await start(new URL(sandbox.console).port);
}

const post = (address: string, form: Record<string, string>): Promise<Response> =>
  fetch(address, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });

interface Shown {
  readonly id: string;
  readonly list: { readonly name: string };
  readonly outcome: string | null;
}

async function deliveries(): Promise<readonly Shown[]> {
  const { console, cookie } = sandbox;
  const answer = await fetch(`${console}/api/deliveries`, { headers: { cookie } });
  return ((await answer.json()) as { deliveries: readonly Shown[] }).deliveries;
}

const textOf = async (path: string): Promise<string> => await (await fetch(sandbox.hubspot + path)).text();

/** As the editor's form is sent; returns the workflow's path. */
async function saveWorkflow(messageText: string, more: Record<string, string> = {}): Promise<string> {
  const { hubspot, channel } = sandbox;
  const editor = await textOf(`/workflows/new?portalId=${PORTAL_ID}`);
  const [, definitionId = ""] = /name="definitionId" value="(\d+)"/.exec(editor) ?? [];
  const [, list = ""] = /Newsletter subscribers.*?ID (\d+)/s.exec(await textOf("/")) ?? [];
  const fields = {
    channel,
    deliveryList: list,
    targetingMode: "line_conditions",
    gender: "female",
    messageText,
    ...more,
  };
  const named = Object.entries(fields).map(([name, value]) => [`field.${name}`, value] as const);
  const form = { portalId: String(PORTAL_ID), definitionId, name: messageText, ...Object.fromEntries(named) };
  const saved = await post(`${hubspot}/workflows`, form);
  return (saved.headers.get("location") ?? "").replace(/\?.*/, "");
}

const enroll = (workflow: string, form: Record<string, string>) => post(`${sandbox.hubspot}${workflow}/enroll`, form);

/** Of the workflow's contacts. */
async function states(workflow: string): Promise<Record<string, number>> {
  const found = (await textOf(workflow)).matchAll(/<li class="state [A-Z_]+">([A-Z_]+) (\d+)</g);
  return Object.fromEntries([...found].map(([, state = "", count]) => [state, Number(count)]));
}

/** Skips five minutes again and again, with a moment for the work in between. */
async function passUntil(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) {
    await post(`${sandbox.console}/sandbox/clock`, { skipMs: "300000" });
    await pause(300);
  }
}

/** How many executions a kill would not lose. */
async function keptInFile(state: string): Promise<number> {
  const { world } = deserialize(await readFile(join(folder, "sandbox-world"))) as { world: KeptWorld };
  return [...world.hubspot.executions.values()].filter((execution) => execution.state === state).length;
}

const isReleased = (workflow: string, count: number) => async () => (await states(workflow))["SUCCESS"] === count;

test("after a restart HubSpot has its address, workflows and histories, and a new workflow sends its own message", async () => {
  const first = await saveWorkflow("Before the restart");
  await enroll(first, { count: "120" });
  await passUntil(isReleased(first, 120));
  const { hubspot } = sandbox;
  await restart();
  expect(sandbox.hubspot).toBe(hubspot);
  expect(await states(first)).toEqual({ SUCCESS: 120 });
  const second = await saveWorkflow("After the restart");
  await enroll(second, { count: "150" });
  await passUntil(isReleased(second, 150));
  const [newest, oldest, ...more] = await deliveries();
  expect(more).toEqual([]);
  const [told] = /\/deliveries\/[\w-]+(?=">Delivery page)/.exec(await textOf(second)) ?? [];
  expect(told).toBe(`/deliveries/${newest?.id}`);
  // From the delivery to the workflow that it is of.
  const page = await fetch(`${sandbox.console}/deliveries/${oldest?.id}`, { headers: { cookie: sandbox.cookie } });
  expect(await page.text()).toContain(`${hubspot}${first}`);
});

test.each(["SIGINT", "SIGKILL"] as const)(
  "contacts that were enrolling when %s came are enrolled after it",
  async (signal) => {
    const workflow = await saveWorkflow("In the middle");
    await enroll(workflow, { count: "100", ratePerSecond: "20" });
    while ((await keptInFile("BLOCKED")) < 20) await pause(20);
    await stop(signal);
    await start(new URL(sandbox.console).port);
    await passUntil(isReleased(workflow, 100));
    expect(await deliveries()).toHaveLength(1);
  },
);

test("without the kept world HubSpot begins empty, and what is new gets no old result", async () => {
  const first = await saveWorkflow("Forgotten by HubSpot");
  await enroll(first, { count: "60" });
  await passUntil(isReleased(first, 60));
  await restart(() => rm(join(folder, "sandbox-world")));
  expect(await textOf(first)).toContain("There is no such workflow.");
  const second = await saveWorkflow("Sent once more");
  expect(second).not.toBe(first);
  await enroll(second, { count: "60" });
  await passUntil(isReleased(second, 60));
  expect(await deliveries()).toHaveLength(2);
});

test("without the service's data HubSpot begins empty too, and says why", async () => {
  const first = await saveWorkflow("Before");
  await restart(() => rm(join(folder, "postgres"), { recursive: true }));
  expect(sandbox.out()).toContain("sandbox-world belongs to another database: the simulated HubSpot begins empty.");
  expect(await textOf(first)).toContain("There is no such workflow.");
  const second = await saveWorkflow("After");
  await enroll(second, { count: "60" });
  await passUntil(isReleased(second, 60));
});

test("a day is skipped while a delivery waits for a person: it still waits, until its two days are over", async () => {
  const workflow = await saveWorkflow("To be approved", { requireApproval: "on" });
  await enroll(workflow, { count: "60" });
  const isHeld = async () => (await states(workflow))["BLOCKED"] === 60;
  while (!(await isHeld())) await pause(50);
  const skipDay = () => post(`${sandbox.console}/sandbox/clock`, { skipMs: "86400000" });
  await skipDay();
  await restart();
  expect(await isHeld()).toBe(true);
  await skipDay();
  await skipDay();
  await passUntil(async () => (await states(workflow))["FAIL_CONTINUE"] === 60);
});
