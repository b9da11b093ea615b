/** `npm start` as process managers use it: what ends npm ends the service, with its port and its database. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { runningEmbeddedUrl } from "../../src/store/postgres/embedded-postgres.ts";
import { programsOn } from "../support/programs-on.ts";
import { startMain, type Started } from "../support/start-main.ts";

let folder = "";
let started: Started;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-npm-"));
  await chmod(folder, 0o755);
  // Of its own group, so that nothing of it is left whatever happens.
  started = startMain({ DATA_DIR: folder }, ["npm", "start"], { detached: true });
});
afterEach(async () => {
  const { pid } = started.child;
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
  await rm(folder, { recursive: true, force: true });
});

test("SIGTERM while the database is being made for the first time ends what was begun", async () => {
  while ((await programsOn(folder)).length === 0) await pause(20);
  started.child.kill("SIGTERM");
  await started.ended;
  expect(await programsOn(folder)).toEqual([]);
});

test.each(["SIGTERM", "SIGINT"] as const)("%s to npm ends the service, its port and its database", async (signal) => {
  const address = await started.address;
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  const { child } = started;
  // Ctrl-C in a terminal reaches every process of the group at once; the database must not go before the service.
  process.kill(signal === "SIGINT" ? -Number(child.pid) : Number(child.pid), signal);
  const [code] = (await once(child, "exit")) as [number | null];
  expect([code, started.out()]).toEqual([0, expect.not.stringContaining("connection_lost")]);
  await expect(fetch(`${address}/healthz`)).rejects.toThrow(/fetch failed/);
  expect(await runningEmbeddedUrl(folder)).toBeNull();
});

test("a terminal that is closed takes the service and its database along", async () => {
  await started.address;
  // What the system does then, to every process of the group: https://man7.org/linux/man-pages/man3/termios.3.html
  process.kill(-Number(started.child.pid), "SIGHUP");
  await started.ended;
  expect(await runningEmbeddedUrl(folder)).toBeNull();
});
