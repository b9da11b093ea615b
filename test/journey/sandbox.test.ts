/** The sandbox from `npm start` on, over HTTP: what a start says, what a restart finds, examples at one press. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
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
  const [, hubspot = ""] = /^ {2}Simulated HubSpot +(http\S+)$/m.exec(started.out()) ?? [];
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
async function saveWorkflow(messageText: string): Promise<string> {
  const { hubspot, channel } = sandbox;
  const editor = await textOf(`/workflows/new?portalId=${PORTAL_ID}`);
  const [, definitionId = ""] = /name="definitionId" value="(\d+)"/.exec(editor) ?? [];
  const [, list = ""] = /Newsletter subscribers.*?ID (\d+)/s.exec(await textOf("/")) ?? [];
  const fields = { channel, deliveryList: list, targetingMode: "line_conditions", gender: "female", messageText };
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
    while (((await states(workflow))["BLOCKED"] ?? 0) < 20) await pause(20);
    // What a kill may lose is younger than this.
    await pause(2000);
    await stop(signal);
    await start(new URL(sandbox.console).port);
    await passUntil(isReleased(workflow, 100));
    expect(await deliveries()).toHaveLength(1);
  },
);
