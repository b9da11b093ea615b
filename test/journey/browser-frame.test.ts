/** What surrounds every page, in a real browser: the header, its menus and the footer, on a desk and on a phone. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { fillDeliveries } from "../../scripts/bench/data/fill-deliveries.ts";
import { PORTAL_ID } from "../../simulators/demo-world.ts";
import { LANGUAGES } from "../../src/i18n/languages.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { DESK, hasBrowser, inABrowser, launchBrowser, PHONE, signedIn } from "./browser.support.ts";

let service: RunningService;
let browser: Browser;

beforeAll(async () => {
  if (!hasBrowser) return;
  service = await startTestService();
  browser = await launchBrowser();
  const { database, channel } = service;
  await fillDeliveries(database.pool, { portalId: PORTAL_ID, channel, deliveries: 60, lists: 20 });
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await service.close();
});

async function looking(options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const context = await signedIn(browser, service, options);
  try {
    await look(await context.newPage());
  } finally {
    await context.close();
  }
}

const SMALL_DESK = { ...DESK, viewport: { width: 1024, height: 768 } };
const WITHOUT_SCRIPT = { javaScriptEnabled: false };

/** Whether a reader would have to scroll sideways. */
const overflows = (page: Page): Promise<boolean> =>
  page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");

async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not shown`);
  return box;
}

const frameOfPages = (): void => {
  describe.each(LANGUAGES)("in %s", (language) => {
    test("the header is one row from 1,024 px on", async () => {
      await looking(SMALL_DESK, async (page) => {
        await page.goto(`${service.publicUrl}/?lang=${language}`);
        const { height } = await boxOf(page, "header");
        expect(height).toBeLessThanOrEqual(60);
        for (const link of await page.locator("header nav a").all()) {
          const box = await link.boundingBox();
          expect(box?.height).toBeLessThan(height);
        }
        expect(await overflows(page)).toBe(false);
      });
    });

    test("a phone has one row too, and the pages are in a menu", async () => {
      await looking({ ...PHONE, ...WITHOUT_SCRIPT }, async (page) => {
        await page.goto(`${service.publicUrl}/?lang=${language}`);
        expect((await boxOf(page, "header")).height).toBeLessThanOrEqual(60);
        const messages = page.locator('header nav a[href="/messages"]');
        expect(await messages.isVisible()).toBe(false);
        await page.locator('[popovertarget="pages"]').click();
        await messages.click();
        await page.waitForURL(/messages/);
        expect(await overflows(page)).toBe(false);
      });
    });
  });

  describe.each([
    ["a desk", DESK],
    ["a phone", PHONE],
  ])("the account menu on %s, without JavaScript", (_name, options) => {
    test("says who is signed in where, and changes the language", async () => {
      await looking({ ...options, ...WITHOUT_SCRIPT }, async (page) => {
        await page.goto(`${service.publicUrl}/messages`);
        const menu = page.locator("#account");
        const open = () => page.locator('[popovertarget="account"]').click();
        expect(await menu.isVisible()).toBe(false);
        await open();
        expect(await menu.textContent()).toContain("mika@hoshi-coffee.example");
        expect(await menu.textContent()).toContain(String(PORTAL_ID));
        await menu.getByRole("link", { name: "日本語" }).click();
        await page.locator('html[lang="ja"]').waitFor();
      });
    });
  });

  test("the keyboard skips to the content, and closes the menu", async () => {
    await looking(DESK, async (page) => {
      await page.goto(`${service.publicUrl}/settings`);
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")).toBe(true);
      await page.keyboard.press("Enter");
      await page.waitForFunction("document.activeElement.localName === 'main'");
      await page.locator('[popovertarget="account"]').focus();
      await page.keyboard.press("Enter");
      await page.locator("#account").waitFor();
      await page.keyboard.press("Escape");
      await page.locator("#account").waitFor({ state: "hidden" });
      expect(await page.evaluate("document.activeElement.getAttribute('popovertarget')")).toBe("account");
    });
  });

  test("an icon stands in the tab, and in the footer what a customer may ask for", async () => {
    await looking(DESK, async (page) => {
      await page.goto(service.publicUrl);
      const icon = await page.locator('link[rel="icon"]').getAttribute("href");
      const response = await fetch(new URL(icon ?? "", service.publicUrl));
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
      expect(
        await page.locator(".brand img").evaluate((image: HTMLImageElement) => image.naturalWidth),
      ).toBeGreaterThan(0);
      const links = await page.locator("footer a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      expect(links).toEqual(expect.arrayContaining(["/help", "/help/setup", "/support", "/privacy", "/terms"]));
      const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
        version: string;
      };
      expect(await page.locator("footer").textContent()).toContain(`Listcast ${version}`);
    });
  });

  test.each([
    ["with", true],
    ["without", false],
  ])("a phone's first screen has a delivery, and its filters when asked, %s JavaScript", async (_how, script) => {
    await looking({ ...PHONE, javaScriptEnabled: script }, async (page) => {
      await page.goto(`${service.publicUrl}/deliveries`);
      const { y, height } = await boxOf(page, "#live tbody tr");
      expect(y + height).toBeLessThanOrEqual(844);
      const search = page.getByRole("searchbox");
      expect(await search.isVisible()).toBe(false);
      await page.locator('[popovertarget="filters"]').click();
      await search.fill("nothing of the kind");
      await search.press("Enter");
      await page.waitForURL(/search=nothing/);
    });
  });

  test("a desk shows the filters, and uses its width", async () => {
    await looking({ ...DESK, viewport: { width: 1920, height: 1000 } }, async (page) => {
      await page.goto(`${service.publicUrl}/deliveries`);
      expect(await page.getByRole("searchbox").isVisible()).toBe(true);
      expect(await page.locator('[popovertarget="filters"]').isVisible()).toBe(false);
      expect((await boxOf(page, "main table")).width).toBeGreaterThan(1200);
    });
  });

  test("signing out is in the account menu, and ends the session", async () => {
    await looking({ ...DESK, ...WITHOUT_SCRIPT }, async (page) => {
      await page.goto(`${service.publicUrl}/messages`);
      await page.locator('[popovertarget="account"]').click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.locator(".hero").waitFor();
      expect(await page.locator('[popovertarget="account"]').count()).toBe(0);
    });
  });
};

inABrowser("the frame of pages", frameOfPages);
