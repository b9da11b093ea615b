/**
 * Takes the pictures of docs/screenshots: a demo is played in the background, then every page is photographed in a real
 * browser, light and dark, as wide as a desk and as a phone.
 */
import chromium from "@sparticuz/chromium";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium as playwright, type Page } from "playwright-core";
import { SandboxClock } from "../simulators/clock.ts";
import { callApi, connectService } from "../simulators/connect.ts";
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
    const message = await saveMessage(publicUrl, cookie);
    for (const name of ["plain", "small-audience", "narrow-filter"] as const) {
      const { control } = world.hubspot;
      const listId = control.addList(PORTAL_ID, { name: LISTS[name], size: 400 });
      const inputFields = { channel, deliveryList: listId, ...SCENARIOS[name]?.inputs({ world, enrollments: 400 }) };
      const workflow = control.createWorkflow(PORTAL_ID, { name: LISTS[name], actionDefinitionId, inputFields });
      await control.enroll(PORTAL_ID, workflow, { listId }).done;
    }
    await passTime(dataDir, clock, 30, 60_000);
    await passTime(dataDir, clock, 20, 24 * 3_600_000);
    const { control } = world.hubspot;
    const listId = control.addList(PORTAL_ID, { name: WAITING, size: 400 });
    const wishes = SCENARIOS["plain"]?.inputs({ world, enrollments: 400 });
    const inputFields = { channel, deliveryList: listId, ...wishes, messageText: "", message, requireApproval: "true" };
    const waiting = control.createWorkflow(PORTAL_ID, { name: WAITING, actionDefinitionId, inputFields });
    await control.enroll(PORTAL_ID, waiting, { listId }).done;
    await passTime(dataDir, clock, 12, 60_000);
    const places = { publicUrl, appUrl: world.urls.hubspotAppUrl, message, workflow: waiting };
    await writeIndex(await photograph(places, cookie));
  } finally {
    await service.stop();
    await world.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const WAITING = "Loyal customers";
const LISTS = { plain: "Newsletter subscribers", "small-audience": "Workshop guests", "narrow-filter": "Regulars" };

/** A card of the kind that people send. Answers its id. */
async function saveMessage(publicUrl: string, cookie: string): Promise<string> {
  const text = (content: string, style: object = {}) => ({ type: "text", text: content, wrap: true, ...style });
  const bubble = {
    type: "bubble",
    body: {
      type: "box",
      layout: "vertical",
      spacing: "md",
      contents: [
        text("Autumn blend", { weight: "bold", size: "xl" }),
        text("Roasted on Monday, at your door on Wednesday."),
        { type: "separator" },
        {
          type: "box",
          layout: "horizontal",
          contents: [text("200 g", { color: "#888888" }), text("¥1,480", { align: "end", weight: "bold" })],
        },
      ],
    },
    footer: {
      type: "box",
      layout: "vertical",
      contents: [
        {
          type: "button",
          style: "primary",
          action: { type: "uri", label: "Order", uri: "https://hoshi-coffee.example/autumn" },
        },
      ],
    },
  };
  const messages = [
    { type: "text", text: "The autumn blend is here." },
    { type: "flex", altText: "Autumn blend, 200 g, ¥1,480", contents: bubble },
  ];
  const saved = await callApi<{ id: string }>(publicUrl, cookie, "/api/messages", { name: "Autumn blend", messages });
  return saved.id;
}

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

/** What stands in the address of each picture's page; `delivery` and the like are found by their names. */
interface Places {
  readonly publicUrl: string;
  readonly appUrl: string;
  readonly message: string;
  readonly workflow: number;
}

/** Long tables are cut off here, in pixels. */
const HIGHEST = 2600;

const SCHEMES = ["light", "dark"] as const;
const WIDTHS = { desktop: { width: 1100, height: 900 }, phone: { width: 390, height: 844 } } as const;

async function photograph(places: Places, cookie: string): Promise<readonly string[]> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const taken: string[] = [];
  // In one process, the browser would end with its first closed window.
  const args = chromium.args.filter((one) => one !== "--single-process");
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args });
  try {
    for (const colorScheme of SCHEMES) {
      for (const [width, viewport] of Object.entries(WIDTHS)) {
        const context = await browser.newContext({
          viewport,
          colorScheme,
          locale: "en-GB",
          timezoneId: "Asia/Tokyo",
          reducedMotion: "reduce",
        });
        await context.addCookies(cookiesOf(cookie, places.publicUrl));
        const page = await context.newPage();
        for (const [name, open] of Object.entries(PAGES)) {
          // HubSpot's own pages know no dark.
          if (name.startsWith("sandbox") && colorScheme === "dark") continue;
          await open(page, places);
          await page.waitForLoadState("load");
          await page.screenshot({
            path: join(FOLDER, `${name}-${width}-${colorScheme}.png`),
            fullPage: true,
            clip: { x: 0, y: 0, width: viewport.width, height: Math.min(await heightOf(page), HIGHEST) },
          });
        }
        taken.push(...Object.keys(PAGES));
        await context.close();
      }
    }
  } finally {
    await browser.close();
  }
  return [...new Set(taken)];
}

const heightOf = (page: Page): Promise<number> => page.evaluate<number>("document.documentElement.scrollHeight");

function cookiesOf(header: string, url: string): { name: string; value: string; url: string }[] {
  return header.split(";").map((one) => {
    const [name = "", ...value] = one.trim().split("=");
    return { name, value: value.join("="), url };
  });
}

const at =
  (path: string) =>
  (page: Page, { publicUrl }: Places): Promise<unknown> =>
    page.goto(publicUrl + path);

const deliveryOf =
  (list: string) =>
  async (page: Page, { publicUrl }: Places): Promise<void> => {
    await page.goto(`${publicUrl}/?search=${encodeURIComponent(list)}`);
    await page.goto(publicUrl + (await page.getByRole("link", { name: list, exact: true }).getAttribute("href")));
  };

const PAGES: Readonly<Record<string, (page: Page, places: Places) => Promise<unknown>>> = {
  welcome: async (page, { publicUrl }) => {
    const kept = await page.context().cookies();
    await page.context().clearCookies();
    await page.goto(publicUrl);
    await page.context().addCookies(kept);
  },
  deliveries: at("/"),
  delivery: deliveryOf(LISTS.plain),
  "delivery-failed": deliveryOf(LISTS["small-audience"]),
  "delivery-to-approve": deliveryOf(WAITING),
  audiences: at("/audiences"),
  channels: at("/channels"),
  messages: at("/messages"),
  message: (page, { publicUrl, message }) => page.goto(`${publicUrl}/messages/${message}`),
  settings: at("/settings"),
  "sandbox-workflow": (page, { appUrl, workflow }) => page.goto(`${appUrl}/workflows/${workflow}`),
  "sandbox-editor": (page, { appUrl }) => page.goto(`${appUrl}/workflows/new?portalId=${PORTAL_ID}`),
};

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

await main();
