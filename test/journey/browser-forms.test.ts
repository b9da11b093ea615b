/** Forms in a real browser: nothing that was written is lost, what is wrong is found, and everything works by keyboard. */
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from "@jest/globals";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { callApi } from "../../simulators/connect.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { DESK, enroll, hasBrowser, inABrowser, launchBrowser, signedIn } from "./browser.support.ts";

let service: RunningService;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (!hasBrowser) return;
  service = await startTestService();
  browser = await launchBrowser();
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await service.close();
});

const open = async (javaScriptEnabled = true): Promise<void> => {
  page = await (await signedIn(browser, service, { ...DESK, javaScriptEnabled })).newPage();
};
const at = (path: string) => page.goto(service.publicUrl + path);
const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
const follow = (name: string) => page.getByRole("link", { name, exact: true }).click();
const says = (text: string) => page.getByText(text).waitFor();
const saved = (name: string) =>
  callApi<{ id: string }>(service.publicUrl, service.cookie, "/api/messages", {
    name,
    messages: [{ type: "text", text: "The autumn blend" }],
  });

/** What the browser asks before it leaves, and what a person answers. */
function answering(leave: boolean): string[] {
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void (leave ? dialog.accept() : dialog.dismiss());
  });
  return asked;
}

/** On with the key for it, until the element has the focus. */
const reach = async (selector: string): Promise<void> => {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`${selector} cannot be reached`);
};

const focused = () => page.evaluate(() => document.activeElement?.getAttribute("name"));

const forms = (): void => {
  describe.each([
    ["with JavaScript", true],
    ["without JavaScript", false],
  ])("%s", (_, javaScriptEnabled) => {
    beforeEach(() => open(javaScriptEnabled));
    afterEach(() => page.context().close());

    test("a message is deleted after a question, and brought back", async () => {
      const { id } = await saved(`Autumn ${javaScriptEnabled}`);
      await at(`/messages/${id}`);
      const sure = page.getByRole("button", { name: "Delete message" });
      expect(await sure.isVisible()).toBe(false);
      await page.getByText("Delete…").click();
      await says("No delivery used this message in the last 30 days.");
      await sure.click();
      await says(`“Autumn ${javaScriptEnabled}” was deleted.`);
      await press("Undo");
      await says("The message is back.");
      expect(await page.getByLabel("Bubble 1").inputValue()).toBe("The autumn blend");
    });

    test("a preview shows what is written, and going back to it finds it again", async () => {
      await at("/messages/new");
      await page.getByLabel("Name", { exact: true }).fill("Unsaved");
      await page.getByLabel("Bubble 1").fill("Not saved yet");
      await press("Preview without saving");
      await page.locator(".line-chat").getByText("Not saved yet").waitFor();
      expect(await page.locator("main").count()).toBe(1);
      answering(true);
      await follow("All messages");
      await page.getByRole("link", { name: "New message" }).waitFor();
      if (!javaScriptEnabled) return;
      await page.goBack();
      expect(await page.getByLabel("Bubble 1").inputValue()).toBe("Not saved yet");
    });

    test("a field that is wrong has the focus, and says what is wrong", async () => {
      await at("/settings");
      await page.getByLabel("Quiet hours from").fill("21:00");
      await page.getByLabel("Quiet hours until").fill("21:00");
      await press("Save settings");
      const wrong = page.locator("[aria-invalid]");
      await wrong.waitFor();
      expect(await focused()).toBe("quietTo");
      const problem = await wrong.getAttribute("aria-describedby");
      expect(await page.locator(`#${problem}`).textContent()).toContain("must differ");
      await page.getByLabel("Quiet hours until").fill("08:00");
      await press("Save settings");
      await says("The settings are saved.");
    });

    test("a delivery is cancelled, another one approved", async () => {
      const { world } = service;
      const action = await world.publishAction(service.publicUrl);
      const name = `Members ${javaScriptEnabled}`;
      const get = async (path: string) =>
        (await fetch(service.publicUrl + path, { headers: { cookie: service.cookie } })).text();
      const delivery = async (list: string, count: number, inputs: Record<string, string>) => {
        await enroll(service, { action, name: list, size: 60, count }, inputs);
        // The list's name comes with a look into HubSpot.
        for (;;) {
          const id = /"id":"([^"]+)"/.exec(await get(`/api/deliveries?search=${encodeURIComponent(list)}`))?.[1];
          if (id !== undefined) return id;
          await pause(100);
        }
      };
      const collecting = await delivery(`${name} collecting`, 30, {});
      await at(`/deliveries/${collecting}`);
      await page.locator("#ask-cancel summary").click();
      await page.locator("#ask-cancel button").click();
      await says("You cancelled the delivery.");
      const waiting = await delivery(`${name} waiting`, 60, { requireApproval: "on" });
      await service.passUntil(async () => (await get(`/deliveries/${waiting}`)).includes('id="ask-approve"'));
      await at(`/deliveries/${waiting}`);
      await page.locator("#ask-approve summary").click();
      await page.locator("#ask-approve button").click();
      await says("You approved the send.");
    });
  });

  describe("with a person at the keys", () => {
    beforeEach(() => open());
    afterEach(() => page.context().close());

    test("leaving what is not saved is asked about; saving it, or leaving what was not touched, is not", async () => {
      const { id } = await saved("Guarded");
      const asked = answering(false);
      await at(`/messages/${id}`);
      await page.getByLabel("Bubble 1").fill("Changed");
      await follow("All messages");
      expect(asked).toEqual(["beforeunload"]);
      expect(await page.getByLabel("Bubble 1").inputValue()).toBe("Changed");
      await press("Save");
      await says("The message is saved; LINE accepts it.");
      await follow("All messages");
      await page.getByRole("link", { name: "New message" }).waitFor();
      expect(asked).toEqual(["beforeunload"]);
    });

    test("two tabs change a message: the second is asked before it replaces the first, and loses nothing", async () => {
      const { id } = await saved("Two tabs");
      await at(`/messages/${id}`);
      const other = await page.context().newPage();
      await other.goto(`${service.publicUrl}/messages/${id}`);
      await other.getByLabel("Bubble 1").fill("From the other tab");
      await other.getByRole("button", { name: "Save", exact: true }).click();
      await other.getByText("The message is saved; LINE accepts it.").waitFor();
      await page.getByLabel("Bubble 1").fill("From this tab");
      await press("Preview without saving");
      await page.locator(".line-chat").getByText("From this tab").waitFor();
      await press("Save");
      await says("This message was changed after you opened it");
      expect(await page.getByLabel("Bubble 1").inputValue()).toBe("From this tab");
      await press("Save");
      await says("The message is saved; LINE accepts it.");
    });

    test("saving one form of a page asks before what is written into another one goes", async () => {
      const asked = answering(false);
      await at("/settings");
      await page.getByLabel("At most one send to the same people within (days)").fill("7");
      await press("Save settings");
      expect(asked).toEqual(["beforeunload"]);
      await press("Save policies");
      await says("The policies are saved.");
      expect(asked).toEqual(["beforeunload"]);
    });

    test("a preview that the service cannot answer leaves what is written where the way back finds it", async () => {
      await at("/messages/new");
      await page.getByLabel("Bubble 1").fill("Written on a train");
      await page.route("**/messages?*", (route) =>
        route.fulfill({ status: 503, contentType: "text/html", body: "<main>Busy</main>" }),
      );
      await press("Preview without saving");
      await says("Busy");
      await page.unroute("**/messages?*");
      await page.goBack();
      expect(await page.getByLabel("Bubble 1").inputValue()).toBe("Written on a train");
      await press("Preview without saving");
      await page.locator(".line-chat").getByText("Written on a train").waitFor();
    });

    test("what is typed while a preview is on its way stays", async () => {
      await at("/messages/new");
      await page.getByLabel("Bubble 1").fill("Before");
      await page.route("**/messages?*", async (route) => {
        const answer = await route.fetch();
        await page.getByLabel("Bubble 1").fill("After");
        await page.getByLabel("Name", { exact: true }).fill("Since");
        await route.fulfill({ response: answer });
      });
      await press("Preview without saving");
      await page.locator(".line-chat").getByText("Before").waitFor();
      expect(await page.getByLabel("Bubble 1").inputValue()).toBe("After");
      expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Since");
    });

    test("what was refused is found again on the way back, and is still not saved", async () => {
      await at("/messages/new");
      await page.getByLabel("Name", { exact: true }).fill("Broken");
      await page.getByLabel("Bubble 1").fill('{"type":');
      await press("Save");
      await page.locator("[aria-invalid]").waitFor();
      expect([await focused(), new URL(page.url()).pathname]).toEqual(["bubble1", "/messages/new"]);
      const asked = answering(true);
      await follow("All messages");
      await page.getByRole("link", { name: "New message" }).waitFor();
      expect(asked).toEqual(["beforeunload"]);
      await page.goBack();
      expect(await page.getByLabel("Bubble 1").inputValue()).toBe('{"type":');
    });

    test("a preview of something wrong marks it where it is, without leaving the page", async () => {
      await at("/messages/new");
      const steps = await page.evaluate(() => history.length);
      await page.getByLabel("Bubble 1").fill('{"type":');
      await press("Preview without saving");
      await page.locator("[aria-invalid]").waitFor();
      expect(await focused()).toBe("bubble1");
      expect(await page.evaluate(() => history.length)).toBe(steps);
    });

    test("a success is said once: not after the page is loaded again", async () => {
      const { id } = await saved("Once");
      await at(`/messages/${id}`);
      await press("Save");
      await says("The message is saved; LINE accepts it.");
      await page.reload();
      expect(await page.getByText("The message is saved; LINE accepts it.").count()).toBe(0);
    });

    test("settings are saved by keyboard alone, and the key that saves does not ask", async () => {
      const asked = answering(false);
      await at("/settings");
      await reach("[name=quietMinutes]");
      await page.keyboard.type("4");
      await page.keyboard.press("Enter");
      await says("The settings are saved.");
      expect(asked).toEqual([]);
      expect(await page.locator("[name=quietMinutes]").inputValue()).toBe("4");
    });

    test("a message is written, looked at, saved, deleted and brought back by keyboard alone", async () => {
      await at("/messages");
      await reach('a[href="/messages/new"]');
      await page.keyboard.press("Enter");
      await page.waitForURL("**/messages/new");
      await reach("[name=name]");
      await page.keyboard.type("By keyboard");
      await reach("[name=bubble1]");
      await page.keyboard.type("Typed");
      await reach("button[name=preview]");
      await page.keyboard.press("Enter");
      await page.locator(".line-chat").getByText("Typed").waitFor();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Enter");
      await says("The message is saved; LINE accepts it.");
      await reach("#ask-delete summary");
      await page.keyboard.press("Enter");
      await reach("#ask-delete button");
      await page.keyboard.press("Enter");
      await says("“By keyboard” was deleted.");
      await reach(".said button");
      await page.keyboard.press("Enter");
      await says("The message is back.");
    });
  });
};

inABrowser("forms", forms);
