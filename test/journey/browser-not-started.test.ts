/** A workflow whose runs are refused, in a real browser: how a person hears of it, why it is, and where it is put right. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { PORTAL_ID } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import {
  DESK,
  enroll,
  hasBrowser,
  inABrowser,
  launchBrowser,
  PHONE,
  seriousFaults,
  signedIn,
} from "./browser.support.ts";

let service: RunningService;
let browser: Browser;
let workflow: number;

beforeAll(async () => {
  if (!hasBrowser) return;
  service = await startTestService();
  browser = await launchBrowser();
  const action = await service.world.publishAction(service.publicUrl);
  ({ workflow } = await enroll(service, { action, name: "Late autumn", size: 80 }, { messageText: "" }));
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await service.close();
});

const link = (page: Page) => page.locator('header nav a[href="/not-started"]');

/** Refusals are stored a moment after HubSpot is answered, and a session is read again a moment after that. */
async function counted(page: Page): Promise<void> {
  for (let looks = 0; looks < 100; looks += 1) {
    await page.goto(service.publicUrl);
    if ((await link(page).locator(".count").count()) > 0) return;
    await pause(100);
  }
  throw new Error("the navigation shows no number");
}

const refused = (): void => {
  describe.each([
    ["a desk", DESK],
    ["a phone, without JavaScript", { ...PHONE, javaScriptEnabled: false }],
  ])("on %s", (_name, options) => {
    let context: BrowserContext;
    let page: Page;
    beforeAll(async () => {
      context = await signedIn(browser, service, options);
      page = await context.newPage();
    });
    afterAll(() => context.close());

    test("a number in the navigation says that a workflow was refused", async () => {
      await counted(page);
      const menu = page.getByRole("button", { name: "Menu" });
      if (await menu.isVisible()) await menu.click();
      expect(await link(page).locator(".count").innerText()).toBe("1");
      expect(await link(page).locator(".count").getAttribute("title")).toContain("refused");
      await link(page).click();
      await page.locator("h1", { hasText: "Not started" }).waitFor();
    });

    test("the page says why, how many contacts it was, and that nothing was sent", async () => {
      const row = page.locator("tbody tr");
      expect(await row.count()).toBe(1);
      const said = await row.innerText();
      for (const part of ["No message", "Choose a saved message or write a text in the workflow action.", "80"])
        expect(said).toContain(part);
      expect(await page.locator("main").innerText()).toContain("Nothing was sent");
      if (options !== DESK) return;
      expect(await seriousFaults(page)).toEqual([]);
    });

    test("a link leads to the workflow, whose contacts have the same sentence in their history", async () => {
      await page.getByRole("link", { name: `Workflow ${workflow}` }).click();
      await page.locator("h1", { hasText: "Late autumn" }).waitFor();
      await page.locator("details:has(dl) > summary").first().click();
      await page.getByText("Choose a saved message or write a text in the workflow action.").first().waitFor();
    });
  });

  test("once the action has a message, the same workflow has a delivery and nothing more is refused", async () => {
    const { hubspot } = service.world;
    hubspot.control.editWorkflow(PORTAL_ID, workflow, { messageText: "Late, but here" });
    const contactIds = hubspot.control.addContacts(PORTAL_ID, 60);
    await hubspot.control.enroll(PORTAL_ID, workflow, { contactIds }).done;
    const page = await (await signedIn(browser, service, DESK)).newPage();
    await page.goto(`${service.publicUrl}/deliveries`);
    await page.getByRole("link", { name: "Late, but here" }).waitFor();
    await link(page).click();
    expect(await page.locator("tbody tr").count()).toBe(1);
    await page.context().close();
  });
};

inABrowser("a refused workflow found and explained", refused);
