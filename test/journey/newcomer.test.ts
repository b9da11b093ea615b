/** A newcomer with nothing but README's first steps, in a browser; the sandbox is stopped and started again on the way. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startMain, type Started } from "../support/start-main.ts";
import { DESK, inABrowser, launchBrowser, seriousFaults } from "./browser.support.ts";

let folder = "";
let started: Started;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-newcomer-"));
  // The embedded database runs as a user of its own when we are root.
  await chmod(folder, 0o755);
  browser = await launchBrowser();
  page = await (await browser.newContext(DESK)).newPage();
  started = startMain({ DATA_DIR: folder });
});
afterAll(async () => {
  await browser.close();
  started.child.kill("SIGKILL");
  await started.ended;
  await rm(folder, { recursive: true, force: true });
});

/** The address that a step of the three names. */
const step = async (number: number): Promise<string> => {
  const [, address] = await started.says(new RegExp(`^ {2}${number}\\. Open (\\S+?),? `, "m"));
  return String(address);
};

const button = (name: string) => page.getByRole("button", { name });
const link = (name: string | RegExp) => page.getByRole("link", { name }).first();

/** The row of a delivery that says so, while the page is live. */
const outcome = (name: string) => page.locator(".badge", { hasText: name });

const newcomersWay = (): void => {
  test("signs in without a password", async () => {
    await page.goto(await step(1));
    await link("Sign in with HubSpot").click();
    await button("Connect app").click();
    await page.locator("h1", { hasText: "Home" }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test("enrolls a list in the workflow that is there", async () => {
    await page.goto(await step(2));
    await link("Autumn blend").click();
    await button("Enroll contacts").click();
    await page.getByText("1000 enrolled").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test("stops the sandbox, starts it again and finds the page as it was, in the tab that stayed open", async () => {
    await page.getByText("BLOCKED 1000").waitFor();
    const { port } = new URL(await step(1));
    started.child.kill("SIGINT");
    await started.ended;
    started = startMain({ DATA_DIR: folder, PORT: port });
    await started.address;
    await page.reload();
    await page.getByText("BLOCKED 1000").waitFor();
  });

  test("skips until the message is delivered, without leaving the page", async () => {
    await link("Open Listcast").click();
    await page.locator("#next a").waitFor();
    await page.evaluate("window.sameDocument = true");
    const time = page.locator("#sandbox time");
    while ((await page.locator("#results td a").count()) === 0) {
      const before = (await time.textContent()) ?? "";
      await button("Skip 5 min").click();
      await page.locator("#sandbox time", { hasNotText: before }).waitFor();
    }
    expect(await page.evaluate("window.sameDocument")).toBe(true);
  });

  test("goes from the delivery to its workflow, and from the workflow's history to the delivery", async () => {
    await page.locator("td a").first().click();
    await page.waitForURL(/deliveries/);
    const delivery = page.url();
    await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
    await page.locator('a[href*="/workflows/"]').first().click();
    await page.locator("h1", { hasText: "Autumn blend" }).waitFor();
    await link("Delivery page").click();
    await page.waitForURL(delivery);
  });

  test("presses for examples in two tabs and gets each of them once", async () => {
    await page.goto(await step(1));
    const other = await page.context().newPage();
    await other.goto(await step(1));
    // At once, as they are: a tab that sees the other's press first has nothing left to press.
    const press = `document.querySelector('[action="/sandbox/examples"] button')?.click()`;
    await Promise.all([page.evaluate(press), other.evaluate(press)]);
    await page.locator('#sandbox:not(:has([action="/sandbox/examples"]))').waitFor({ state: "attached" });
    await page.goto(`${await step(1)}/deliveries`);
    expect(await page.locator("td a[href^='/deliveries/']").count()).toBe(5);
    expect([await outcome("Delivered").count(), await outcome("Failed").count()]).toEqual([3, 1]);
    await outcome("Waiting for approval").waitFor();
    await page.goto(await step(2));
    expect(await page.locator('main a[href^="/workflows/"]:not(.button)').count()).toBe(6);
  });
};

inABrowser("a newcomer", newcomersWay);
