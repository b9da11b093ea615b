import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SandboxClock } from "../../simulators/clock.ts";
import { ACCOUNT, PORTAL_ID, startWorld, type World } from "../../simulators/demo-world.ts";
import { keepWorld, readWorld, type KeptWorld } from "../../simulators/kept-world.ts";

const DATABASE = "2026-11-30T09:00:00.000Z";

let folder = "";
let file = "";
let world: World;
const clock = new SandboxClock();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-kept-"));
  file = join(folder, "data", "sandbox-world");
  world = await startWorld(clock, "http://localhost:1");
});
afterEach(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

const current = (): KeptWorld => ({
  database: DATABASE,
  appPort: Number(new URL(world.hubspot.appUrl).port),
  hubspot: world.hubspot.control.memory(),
  line: world.line.control.memory(),
});

const keep = () => keepWorld(file, current, (error) => expect(error).toBeUndefined());

test("what is kept is what was there, and ids go on after it", async () => {
  const { hubspot, line } = world;
  const audience = line.control.addAudience(ACCOUNT.channelId, { description: "Kept", size: 70 });
  const listId = hubspot.control.addList(PORTAL_ID, { name: "Kept", size: 5 });
  await keep().stop();
  await world.stop();
  const kept = await readWorld(file, DATABASE);
  if (kept === null || typeof kept === "string") throw new Error(String(kept));
  world = await startWorld(clock, "http://localhost:1", { kept, startedAt: Date.now() });
  expect(new URL(world.hubspot.appUrl).port).toBe(String(kept.appPort));
  const summary = world.line.control.audiences(ACCOUNT.channelId).find(({ id }) => id === audience);
  expect(summary).toMatchObject({ description: "Kept", size: 70 });
  expect(world.hubspot.control.memory().portals.get(PORTAL_ID)?.lists.get(listId)?.memberIds).toHaveLength(5);
  expect(Number(world.hubspot.control.addList(PORTAL_ID, { name: "New", size: 1 }))).toBeGreaterThan(Number(listId));
});

test("another port is taken where the old one is in use", async () => {
  const kept = current();
  const second = await startWorld(clock, "http://localhost:1", { kept });
  expect(second.hubspot.appUrl).not.toBe(world.hubspot.appUrl);
  await second.stop();
});

test("what belongs to another database, is damaged or of another version is not read, and it says why", async () => {
  expect(await readWorld(file, DATABASE)).toBeNull();
  await keep().stop();
  expect(await readWorld(file, "2026-12-01T09:00:00.000Z")).toMatch(/belongs to another database$/);
  const bytes = await readFile(file);
  for (const damaged of [Buffer.alloc(0), Buffer.from("{}"), bytes.subarray(0, bytes.length / 2)]) {
    await writeFile(file, damaged);
    expect(await readWorld(file, DATABASE)).toMatch(/is damaged or of another version$/);
  }
});

test("changes are written while it goes on, and nothing is written where nothing has changed", async () => {
  const keeper = keep();
  const inFile = async () => {
    const kept = await readWorld(file, DATABASE);
    return kept === null || typeof kept === "string"
      ? []
      : [...(kept.hubspot.portals.get(PORTAL_ID)?.lists.values() ?? [])];
  };
  world.hubspot.control.addList(PORTAL_ID, { name: "Meanwhile", size: 1 });
  while ((await inFile()).length === 0) await pause(20);
  await rm(file);
  await keeper.stop();
  await expect(readFile(file)).rejects.toThrow("ENOENT");
});
