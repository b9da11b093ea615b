/** Takes README's pictures: a demo is played in the background, then our pages are photographed in a real browser. */
import chromium from "@sparticuz/chromium";
import { mkdir, mkdtemp, chmod, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium as playwright, type Page } from "playwright-core";
import { SandboxClock } from "../simulators/clock.ts";
import { connectService } from "../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, startWorld } from "../simulators/demo-world.ts";
import { setClock } from "../src/store/clock.ts";
import { connectDatabase } from "../src/store/database.ts";
import { runningEmbeddedUrl } from "../src/store/embedded-postgres.ts";
import { freePort } from "./demo/free-port.ts";
import { serviceEnvironment } from "./demo/service-environment.ts";
import { SCENARIOS } from "./demo/scenarios.ts";
import { ServiceProcess } from "./demo/service-process.ts";

const FOLDER = new URL("../docs/screenshots/", import.meta.url).pathname;

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "line-audience-pictures-"));
  await chmod(dataDir, 0o755);
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  const clock = new SandboxClock();
  const world = await startWorld(clock, publicUrl);
  const service = new ServiceProcess(
    publicUrl,
    serviceEnvironment(publicUrl, dataDir, world),
    join(dataDir, "service.log"),
  );
  try {
    await service.start();
    const { cookie, channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
    const actionDefinitionId = await world.publishAction(publicUrl);
    for (const name of ["plain", "small-audience", "narrow-filter"] as const) {
      const { control } = world.hubspot;
      const listId = control.addList(PORTAL_ID, { name: LISTS[name], size: 400 });
      const inputFields = { channel, deliveryList: listId, ...SCENARIOS[name]?.inputs({ world, enrollments: 400 }) };
      const workflow = control.createWorkflow(PORTAL_ID, { name: LISTS[name], actionDefinitionId, inputFields });
      await control.enroll(PORTAL_ID, workflow, { listId }).done;
    }
    await passTime(dataDir, clock, 30, 60_000);
    await passTime(dataDir, clock, 20, 24 * 3_600_000);
    await photograph(publicUrl, cookie);
  } finally {
    await service.stop();
    await world.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const LISTS = { plain: "Newsletter subscribers", "small-audience": "Workshop guests", "narrow-filter": "Regulars" };

async function passTime(dataDir: string, clock: SandboxClock, steps: number, stepMs: number): Promise<void> {
  const database = connectDatabase((await runningEmbeddedUrl(dataDir)) ?? "", () => undefined, { maxConnections: 2 });
  for (let step = 0; step < steps; step += 1) {
    await pause(300);
    clock.skip(stepMs);
    await setClock(database.db, clock.state);
  }
  await pause(1000);
  await database.pool.end();
}

async function photograph(publicUrl: string, cookie: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args });
  try {
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, extraHTTPHeaders: { cookie } });
    const page = await context.newPage();
    await shoot(page, `${publicUrl}/`, "deliveries");
    await page.getByRole("link", { name: LISTS.plain }).click();
    await shoot(page, page.url(), "delivery");
    await shoot(page, `${publicUrl}/channels`, "channels");
    await shoot(page, `${publicUrl}/messages`, "messages");
  } finally {
    await browser.close();
  }
}

async function shoot(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: name !== "channels" });
}

await main();
