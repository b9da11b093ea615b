/**
 * Takes the pictures of docs/screenshots: a demo is played in the background, then every page is photographed in a real
 * browser, light and dark, as wide as a desk and as a phone.
 */
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxClock } from "../simulators/clock.ts";
import { callApi, connectService } from "../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, startWorld } from "../simulators/demo-world.ts";
import { readCommandLine, runCommand } from "./command-line.ts";
import { freePort } from "./demo/free-port.ts";
import { serviceEnvironment } from "./demo/service-environment.ts";
import { ServiceProcess } from "./demo/service-process.ts";
import { expose, SCHEMES, WIDTHS } from "./screenshots/camera.ts";
import { launchBrowser } from "./screenshots/chromium.ts";
import { play } from "./screenshots/past.ts";
import { ENGLISH, JAPANESE, LIGHT, SANDBOX, STOPPED, type Places } from "./screenshots/pictures.ts";

const FOLDER = new URL("../docs/screenshots/", import.meta.url).pathname;

async function main(): Promise<void> {
  readCommandLine("npm run screenshots", {});
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
    const played = await play({ publicUrl, dataDir, clock, world, cookie, channel });
    await photograph({ publicUrl, appUrl: world.urls.hubspotAppUrl, cookie, ...played });
  } finally {
    await service.stop();
    await world.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function photograph(places: Places): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const roll of [SANDBOX, ENGLISH, LIGHT, JAPANESE]) await expose(browser, roll, places, FOLDER);
    await callApi(places.publicUrl, places.cookie, "/api/sending/stop", {});
    await expose(browser, STOPPED, places, FOLDER);
  } finally {
    await browser.close();
  }
  await writeIndex([ENGLISH, LIGHT, STOPPED, JAPANESE, SANDBOX].flatMap(({ pictures }) => Object.keys(pictures)));
}

/** All pictures on one page, to be looked through. */
async function writeIndex(names: readonly string[]): Promise<void> {
  const rows = names.map((name) => {
    const cells = SCHEMES.flatMap((scheme) => Object.keys(WIDTHS).map((width) => `${name}-${width}-${scheme}.png`));
    const pictures = cells.map((file) => (existsSync(join(FOLDER, file)) ? `![${file}](${file})` : ""));
    return `| ${name} | ${pictures.join(" | ")} |`;
  });
  const head = ["page", ...SCHEMES.flatMap((scheme) => Object.keys(WIDTHS).map((width) => `${width}, ${scheme}`))];
  const text = `# Every page\n\nTaken by \`npm run screenshots\` in the sandbox.\n\n| ${head.join(" | ")} |\n|${head.map(() => " - |").join("")}\n${rows.join("\n")}\n`;
  await writeFile(join(FOLDER, "README.md"), text);
}

runCommand(main);
