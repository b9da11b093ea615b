/**
 * Takes the pictures of the setup guide and of docs/screenshots, or with `--all` of every page, light and dark, as wide as
 * a desk and as a phone: a demo is played in the background on given days, then the pages are photographed in a real browser.
 */
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SandboxClock } from "../simulators/clock.ts";
import { callApi, connectService } from "../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, startWorld } from "../simulators/demo-world.ts";
import { readCommandLine, runCommand } from "./shared/command-line.ts";
import { freePort } from "./demo/free-port.ts";
import { serviceEnvironment } from "./demo/service-environment.ts";
import { ServiceProcess } from "./demo/service-process.ts";
import { expose, SCHEMES, WIDTHS } from "./screenshots/camera.ts";
import { launchBrowser } from "./screenshots/chromium.ts";
import { photographGuide } from "./screenshots/guide.ts";
import { followClock, play } from "./screenshots/past.ts";
import { ENGLISH, JAPANESE, KEPT, LIGHT, SANDBOX, STOPPED, type Places } from "./screenshots/pictures.ts";

const FOLDER = new URL("../docs/screenshots/", import.meta.url).pathname;

const USAGE = `npm run screenshots                   the setup guide's and those of docs/screenshots
npm run screenshots -- --all FOLDER   every page, into a folder of yours`;

/** A Tuesday morning in Japan: dates in the pictures stay the same when they are taken again. */
const BEGINNING = Date.UTC(2026, 9, 6, 1);

async function main(): Promise<void> {
  const { all } = readCommandLine(USAGE, { options: { all: { type: "string" } } }).values;
  const dataDir = await mkdtemp(join(tmpdir(), "line-audience-pictures-"));
  await chmod(dataDir, 0o755);
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  const clock = new SandboxClock(1, BEGINNING);
  const world = await startWorld(clock, publicUrl);
  const service = new ServiceProcess(
    publicUrl,
    serviceEnvironment(publicUrl, dataDir, world),
    join(dataDir, "service.log"),
  );
  try {
    await service.start();
    await followClock(dataDir, clock);
    const { cookie, channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
    const played = await play({ publicUrl, dataDir, clock, world, cookie, channel });
    const places = { publicUrl, appUrl: world.urls.hubspotAppUrl, cookie, ...played };
    await photograph(places, all === undefined ? null : resolve(all));
  } finally {
    await service.stop();
    await world.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function photograph(places: Places, all: string | null): Promise<void> {
  const folder = all ?? FOLDER;
  if (all === null) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const wanted = (name: string) => all !== null || KEPT.includes(name);
  const browser = await launchBrowser();
  try {
    if (all === null) await photographGuide(browser, places);
    for (const roll of [SANDBOX, ENGLISH, LIGHT, JAPANESE]) await expose(browser, roll, places, folder, wanted);
    if (all === null) return;
    await callApi(places.publicUrl, places.cookie, "/api/sending/stop", {});
    await expose(browser, STOPPED, places, folder, wanted);
    await writeIndex(folder);
  } finally {
    await browser.close();
  }
}

/** All pictures on one page, to be looked through. */
async function writeIndex(folder: string): Promise<void> {
  const names = [ENGLISH, LIGHT, STOPPED, JAPANESE, SANDBOX].flatMap(({ pictures }) => Object.keys(pictures));
  const rows = names.map((name) => {
    const cells = SCHEMES.flatMap((scheme) => Object.keys(WIDTHS).map((width) => `${name}-${width}-${scheme}.webp`));
    const pictures = cells.map((file) => (existsSync(join(folder, file)) ? `![${file}](${file})` : ""));
    return `| ${name} | ${pictures.join(" | ")} |`;
  });
  const head = ["page", ...SCHEMES.flatMap((scheme) => Object.keys(WIDTHS).map((width) => `${width}, ${scheme}`))];
  await writeFile(
    join(folder, "README.md"),
    `# Every page\n\n| ${head.join(" | ")} |\n|${head.map(() => " - |").join("")}\n${rows.join("\n")}\n`,
  );
}

runCommand(main);
