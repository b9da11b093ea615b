/** A disk that runs full under the embedded database, and is given room again. A real file system, and so only as root. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SandboxClock } from "../../simulators/clock.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, startWorld, type World } from "../../simulators/demo-world.ts";
import { freePort } from "../../scripts/demo/free-port.ts";
import { createServiceGroup, type ServiceGroup } from "../../scripts/demo/service-group.ts";
import { allReleased, narrowcasts, settled, shareTime } from "../../scripts/demo/stage.ts";
import { fillDisk, mayMount, mount, unmount } from "../support/small-disk.ts";

const SIZE = "160m";

let disk = "";
let world: World;
let service: ServiceGroup;

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
    mount(disk, SIZE);
  });
  afterEach(async () => {
    await service.stop();
    await world.stop();
    unmount(disk);
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
    const inputFields = {
      channel,
      targetingMode: "line_conditions",
      deliveryList: listId,
      messageText: "Room again",
      audienceId: String(readers?.id),
    };
    const actionDefinitionId = await world.publishAction(publicUrl);
    const workflow = control.createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
    const executions = () => control.executions(PORTAL_ID, workflow);

    fillDisk(join(disk, "ballast"));
    const enrolled = settled(control.enroll(PORTAL_ID, workflow, { listId }).done);
    // HubSpot is asked to retry: there is no room.
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
