/** One delivery in a real browser: what a person decides by, however they look at it, and what became of it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { ACCOUNT } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { enroll, hasBrowser, inABrowser, launchBrowser, PHONE, seriousFaults, signedIn } from "./browser.support.ts";

const LAPTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: "en-GB" };
const TEXT = "The autumn blend is here: https://hoshi-coffee.example/autumn";

let service: RunningService;
let browser: Browser;
let action: number;

beforeAll(async () => {
  if (!hasBrowser) return;
  service = await startTestService();
  action = await service.world.publishAction(service.publicUrl);
  browser = await launchBrowser();
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await service.close();
});

const headers = () => ({ cookie: service.cookie });
const deliveryOf = async (name: string) => {
  const { deliveries } = (await (
    await fetch(`${service.publicUrl}/api/deliveries`, { headers: headers() })
  ).json()) as {
    deliveries: { id: string; list: { name: string }; standing: { code: string }; outcome: string | null }[];
  };
  return deliveries.find(({ list }) => list.name === name);
};

/** Its page, as a person sees it who opens it for the first time. */
async function waiting(name: string, options: BrowserContextOptions): Promise<Page> {
  await enroll(service, { action, name, size: 60 }, { requireApproval: "on", messageText: TEXT });
  await service.passUntil(async () => (await deliveryOf(name))?.standing.code === "APPROVAL_NEEDED");
  const page = await (await signedIn(browser, service, options)).newPage();
  await page.goto(`${service.publicUrl}/deliveries/${(await deliveryOf(name))?.id}`);
  return page;
}

const sent = () => service.world.line.control.narrowcasts(ACCOUNT.channelId).length;

/** Whether the element is on the screen without scrolling, as a whole. */
async function inView(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).first().boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

const approved = (): void => {
  test("a laptop shows message, people, messages used and left, and both buttons at once", async () => {
    const page = await waiting("On a laptop", LAPTOP);
    for (const part of ["#message .says", "#who", "#way > .facts", "#ask-approve summary", "#ask-cancel summary"])
      expect([part, await inView(page, part)]).toEqual([part, true]);
    expect(await page.locator("#way > .facts").innerText()).toMatch(
      /Messages it uses \?\s+about [\d,]+\s+Left this month\s+[\d,]+ of [\d,]+/,
    );
    expect(await page.locator("main svg, .numbers, #picture, #curve").count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  });

  test("a phone shows who gets it and the button, and the message where it is approved", async () => {
    const page = await waiting("On a phone", PHONE);
    for (const part of ["#who", "#ask-approve summary"]) expect([part, await inView(page, part)]).toEqual([part, true]);
    await page.locator("#ask-approve summary").click();
    const asked = await page.locator("#ask-approve").innerText();
    for (const said of [TEXT, "Newsletter readers", "Hoshi Coffee", "Forecast", "Messages it uses", "Left this month"])
      expect(asked).toContain(said);
    expect(await seriousFaults(page)).toEqual([]);
    const before = sent();
    await page.locator("#command-approve").click();
    await service.passUntil(async () => (await deliveryOf("On a phone"))?.outcome === "delivered");
    expect(sent()).toBe(before + 1);
    await page.context().close();
  });

  test("the keyboard alone approves", async () => {
    const page = await waiting("By keyboard", LAPTOP);
    const focused = () => page.evaluate<string>("document.activeElement.closest('details')?.id ?? ''");
    while ((await focused()) !== "ask-approve") await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate<string>("document.activeElement.id")).toBe("command-approve");
    const before = sent();
    await page.keyboard.press("Enter");
    await service.passUntil(async () => (await deliveryOf("By keyboard"))?.outcome === "delivered");
    expect(sent()).toBe(before + 1);
    await page.context().close();
  });

  test("without JavaScript one is read and approved, another one cancelled", async () => {
    for (const [name, command, outcome] of [
      ["Plain yes", "approve", "delivered"],
      ["Plain no", "cancel", "cancelled"],
    ] as const) {
      const page = await waiting(name, { ...LAPTOP, javaScriptEnabled: false });
      expect(await page.locator("#message").innerText()).toContain(TEXT);
      await page.locator(`#ask-${command} summary`).click();
      await page.locator(`#command-${command}`).click();
      await service.passUntil(async () => (await deliveryOf(name))?.outcome === outcome);
      await page.context().close();
    }
  });
};

const afterwards = (): void => {
  test("what happened, the rates, what is usual, and where to go from here", async () => {
    for (const name of ["First", "Second", "Third"]) await enroll(service, { action, name, size: 60 });
    const last = await waiting("Last", LAPTOP);
    await last.locator("#ask-approve summary").click();
    await last.locator("#command-approve").click();
    await service.passUntil(async () => (await last.locator("#links td").count()) > 0, 3600_000);
    await service.passUntil(async () => {
      await last.reload();
      return (await last.locator("#results").innerText()).includes("Your recent median");
    }, 6 * 3600_000);
    const tiles = await last.locator(".numbers > div").allInnerTexts();
    expect(tiles.map((tile) => tile.split("\n")[0])).toEqual(["Delivered", "Open rate", "Click rate"]);
    for (const tile of tiles.slice(1))
      expect(tile).toMatch(/[\d.]+%\n+[\d,]+ people (?:opened|clicked)\n+Your recent median: [\d.]+%/);
    expect(await last.locator("#results").innerText()).toContain("no one can see who opened");
    expect(await last.locator("#technical").getAttribute("open")).toBeNull();
    expect(await last.getByRole("link", { name: "Run again" }).getAttribute("href")).toContain("/workflow");
    expect(await seriousFaults(last)).toEqual([]);
    await last.getByRole("link", { name: "Duplicate message" }).click();
    await last.waitForURL(/messages/);
    expect(await last.locator('[name="bubble1"]').inputValue()).toBe(TEXT);
    await last.context().close();
  });
};

inABrowser("a delivery that waits for approval", approved);
inABrowser("a delivery that was sent", afterwards);
