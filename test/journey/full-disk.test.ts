/** A disk that runs full under the embedded database, and is given room again. A real file system, and so only as root. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SandboxClock } from "../../simulators/clock.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, startWorld, type World } from "../../simulators/demo-world.ts";
import { freePort } from "../../scripts/demo/free-port.ts";
import { createServiceGroup, type ServiceGroup } from "../../scripts/demo/service-group.ts";
import { allReleased, narrowcasts, settled, shareTime } from "../../scripts/demo/stage.ts";

const SIZE = "160m";

let disk = "";
let world: World;
let service: ServiceGroup;

/** False where a small file system may not be mounted. */
function mount(at: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE},mode=755`, "tmpfs", at], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function mayMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), "line-audience-probe-"));
  const mounted = mount(probe);
  if (mounted) execFileSync("umount", [probe]);
  rmSync(probe, { recursive: true });
  return mounted;
}

/** Writes until nothing more fits. */
function fill(file: string): void {
  const block = Buffer.alloc(64 * 1024);
  const target = openSync(file, "w");
  try {
    for (;;) writeSync(target, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(target);
  }
}

if (!mayMount()) {
  test("a full disk cannot be tried here", () => {
    process.stderr.write(
      "full-disk: a small file system can be mounted only as root on Linux; nothing is tried here\n",
    );
    expect(disk).toBe("");
  });
} else {
  beforeEach(() => {
    disk = mkdtempSync(join(tmpdir(), "line-audience-disk-"));
    mount(disk);
  });
  afterEach(async () => {
    await service.stop();
    await world.stop();
    execFileSync("umount", ["-l", disk]);
    for (const left of [disk, `${disk}.log`]) rmSync(left, { recursive: true, force: true });
  });

  test("nothing is acknowledged that is not stored, and everything goes on once there is room", async () => {
    const publicUrl = `http://127.0.0.1:${await freePort()}`;
    const clock = new SandboxClock();
    world = await startWorld(clock, publicUrl, { friends: 2000 });
    service = await createServiceGroup({ instances: 1, publicUrl, folder: disk, log: `${disk}.log`, world });
    await service.start();
    const time = await shareTime({ clock, dataDir: disk });
    const { channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
    const { control } = world.hubspot;
    const listId = control.addList(PORTAL_ID, { name: "Newsletter", size: 4000 });
    const readers = world.line.control
      .audiences(ACCOUNT.channelId)
      .find(({ description }) => description === "Newsletter readers");
    const inputFields = { channel, deliveryList: listId, messageText: "Room again", audienceId: String(readers?.id) };
    const actionDefinitionId = await world.publishAction(publicUrl);
    const workflow = control.createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
    const executions = () => control.executions(PORTAL_ID, workflow);

    fill(join(disk, "ballast"));
    const enrolled = settled(control.enroll(PORTAL_ID, workflow, { listId }).done);
    // HubSpot is told to come again: there is no room.
    while (!executions().some(({ retryAt }) => retryAt !== undefined)) await pause(50);
    rmSync(join(disk, "ballast"));
    await time.passUntil(enrolled, 15_000);
    await time.passUntil(() => allReleased(world, workflow), 15_000);
    await time.stop();
    expect(new Set(executions().map(({ outputFields }) => outputFields["outcome"]))).toEqual(new Set(["delivered"]));
    expect(executions()).toHaveLength(4000);
    expect(narrowcasts(world)).toHaveLength(1);
  });
}
