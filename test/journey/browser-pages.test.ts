/** Every page in every state it has, in a real browser: light to load, and no obstacle for people with disabilities. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { fillDeliveries } from "../../scripts/bench/data/fill-deliveries.ts";
import { callApi } from "../../simulators/connect.ts";
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
  weightOf,
} from "./browser.support.ts";

let service: RunningService;
let browser: Browser;
let workflow: number;
let message: string;

const COLLECTING = "Still collecting";
const TO_APPROVE = "To be approved";
const FAILED = "Too few";
const DELIVERED = "Went out";

beforeAll(async () => {
  if (!hasBrowser) return;
  service = await startTestService();
  browser = await launchBrowser();
  const { publicUrl, cookie, world } = service;
  const action = await world.publishAction(publicUrl);
  const saved = { name: "Autumn", messages: [{ type: "text", text: "The autumn blend is here" }] };
  ({ id: message } = await callApi<{ id: string }>(publicUrl, cookie, "/api/messages", saved));
  ({ workflow } = await enroll(service, { action, name: DELIVERED, size: 60 }));
  // Slowly while LINE is asked, so that a busy machine runs into no deadline.
  await service.passUntil(() => shows(DELIVERED, 'class="badge delivered"'));
  await service.passUntil(() => shows(DELIVERED, "Clicks by link"), 3600_000);
  await enroll(service, { action, name: FAILED, size: 10 });
  await service.passUntil(() => shows(FAILED, 'class="badge failed"'));
  const approved = { requireApproval: "on", messageText: "", message };
  await enroll(service, { action, name: TO_APPROVE, size: 60 }, approved);
  await service.passUntil(() => shows(TO_APPROVE, 'id="ask-approve"'));
  await enroll(service, { action, name: COLLECTING, size: 60, count: 30 });
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await service.close();
});

interface Summary {
  readonly id: string;
  readonly list: { readonly name: string };
}

async function pathOf(name: string): Promise<string | null> {
  const response = await fetch(`${service.publicUrl}/api/deliveries`, { headers: { cookie: service.cookie } });
  const { deliveries } = (await response.json()) as { deliveries: readonly Summary[] };
  const found = deliveries.find(({ list }) => list.name === name);
  return found === undefined ? null : `/deliveries/${found.id}`;
}

/** Whether the page of the delivery says so by now. */
async function shows(name: string, text: string): Promise<boolean> {
  const path = await pathOf(name);
  if (path === null) return false;
  const response = await fetch(service.publicUrl + path, { headers: { cookie: service.cookie } });
  return (await response.text()).includes(text);
}

const at = (path: string) => (page: Page) => page.goto(service.publicUrl + path);
const deliveryOf = (name: string) => async (page: Page) => page.goto(service.publicUrl + (await pathOf(name)));
const hubspot = (path: () => string) => (page: Page) => page.goto(service.world.hubspot.appUrl + path());

/** Sends a form with what no browser would let a person send, and waits for what the service says of it. */
const wrong = (path: string, form: string, fields: Readonly<Record<string, string>>) => async (page: Page) => {
  await page.goto(service.publicUrl + path);
  await page.evaluate(
    ([selector, written]) => {
      const element = document.querySelector<HTMLFormElement>(selector);
      if (element === null) throw new Error(`there is no form ${selector}`);
      for (const [name, value] of Object.entries(written)) {
        const field = element.elements.namedItem(name);
        if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
      }
      element.noValidate = true;
      element.requestSubmit();
    },
    [form, fields] as const,
  );
  await page.locator(".said").first().waitFor();
};

let keys = 0;
const newKey = async (page: Page) => {
  await page.goto(`${service.publicUrl}/keys`);
  await page.locator("#make [name=name]").fill(`Weekly report ${(keys += 1)}`);
  await page.locator("#make button").click();
  await page.locator("#secret").waitFor();
};

const PAGES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  home: at("/"),
  deliveries: at("/deliveries"),
  "no delivery found": at("/deliveries?search=nothing+of+the+kind"),
  "a delivery that was delivered": deliveryOf(DELIVERED),
  "one to approve": deliveryOf(TO_APPROVE),
  "one that failed": deliveryOf(FAILED),
  "one that collects": deliveryOf(COLLECTING),
  channels: at("/channels"),
  "channels after a fault": wrong("/channels", 'form[action^="/channels?"]', { name: "Tea", channelId: "letters" }),
  audiences: at("/audiences"),
  messages: at("/messages"),
  "a new message": at("/messages/new"),
  "messages after a fault": wrong("/messages/new", 'form[action^="/messages?"]', {
    name: "Broken",
    bubble1: '{"type":',
  }),
  "a message that lacks its notification text": wrong("/messages/new", 'form[action^="/messages?"]', {
    name: "Card",
    bubble1: JSON.stringify({ type: "bubble", body: { type: "box", layout: "vertical", contents: [] } }),
  }),
  "a message": (page) => page.goto(`${service.publicUrl}/messages/${message}`),
  settings: at("/settings"),
  "settings after a fault": wrong("/settings", 'form[action^="/settings?"]', { minimumEnrolled: "70" }),
  "a new API key": newKey,
  help: at("/help"),
  "the setup guide": at("/help/setup"),
  support: at("/support"),
  privacy: at("/privacy"),
  terms: at("/terms"),
  "no page": at("/nowhere"),
  "a workflow in the sandbox": hubspot(() => `/workflows/${workflow}`),
  "the action's editor in the sandbox": hubspot(() => `/workflows/new?portalId=${PORTAL_ID}`),
};

/** Every language, with both schemes and widths. */
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  "English, light, on a desk": { ...DESK, colorScheme: "light" },
  "Traditional Chinese, dark, on a phone": { ...PHONE, colorScheme: "dark", locale: "zh-TW" },
  "Japanese, light, on a phone": { ...PHONE, colorScheme: "light", locale: "ja-JP" },
  "Thai, dark, on a desk": { ...DESK, colorScheme: "dark", locale: "th-TH" },
};

const SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"></svg>';

/** What fits into the first ten packets of a connection. https://datatracker.ietf.org/doc/html/rfc6928 */
const ONE_ROUND_TRIP = 14_336;
const WIRE_BUDGET = 100_000;

async function looking(options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const context: BrowserContext = await signedIn(browser, service, options);
  try {
    await look(await context.newPage());
  } finally {
    await context.close();
  }
}

const everyPage = (): void => {
  describe.each(Object.entries(LOOKS))("%s: no serious fault for people with disabilities", (_look, options) => {
    let page: Page;
    beforeAll(async () => {
      page = await (await signedIn(browser, service, options)).newPage();
    });
    afterAll(() => page.context().close());

    test.each(Object.entries(PAGES))("%s", async (_name, open) => {
      await open(page);
      expect(await seriousFaults(page)).toEqual([]);
    });

    test("signed out", async () => {
      await page.context().clearCookies();
      await page.goto(service.publicUrl);
      expect(await seriousFaults(page)).toEqual([]);
    });
  });

  test("the setup guide's pictures have the size that the page keeps for them", async () => {
    await looking(DESK, async (page) => {
      await page.goto(`${service.publicUrl}/help/setup`);
      const pictures = page.locator("figure img");
      expect(await pictures.count()).toBe(7);
      for (const picture of await pictures.all()) {
        await picture.scrollIntoViewIfNeeded();
        const sizes = await picture.evaluate(async (image: HTMLImageElement) => {
          await image.decode();
          const { naturalWidth, naturalHeight, width, height } = image;
          const kept = [image.getAttribute("width"), image.getAttribute("height")].map(Number);
          return { natural: [naturalWidth, naturalHeight], kept, ratio: width / height };
        });
        expect(sizes.natural).toEqual(sizes.kept);
        expect(sizes.ratio).toBeCloseTo((sizes.kept[0] ?? 0) / (sizes.kept[1] ?? 1), 1);
      }
    });
  });

  test("a message's pictures: nothing is asked of their site before the reader asks, and then without saying who", async () => {
    const picture = "https://cdn.tea.example/tea.png";
    const content = { type: "image", originalContentUrl: picture, previewImageUrl: picture };
    const { publicUrl, cookie } = service;
    const saved = { name: "Tea", messages: [content] };
    const { id } = await callApi<{ id: string }>(publicUrl, cookie, "/api/messages", saved);
    await looking(DESK, async (page) => {
      const asked: Record<string, string>[] = [];
      await page.route("https://cdn.tea.example/**", async (route) => {
        asked.push(await route.request().allHeaders());
        await route.fulfill({ contentType: "image/svg+xml", body: SQUARE });
      });
      await page.goto(`${publicUrl}/messages/${id}`);
      await page.locator(".line-chat .picture").waitFor();
      expect(asked).toEqual([]);
      await page.getByRole("link", { name: "Show images" }).click();
      await page.waitForFunction(() => document.querySelector<HTMLImageElement>(".line-chat img")?.naturalWidth === 40);
      expect(asked).toHaveLength(1);
      expect(Object.keys(asked[0] ?? {})).not.toEqual(expect.arrayContaining(["referer"]));
      expect(Object.keys(asked[0] ?? {})).not.toEqual(expect.arrayContaining(["cookie"]));
    });
  });

  describe.each([
    ["with JavaScript", true],
    ["without JavaScript", false],
  ])("code is pasted into a bubble, %s", (_, javaScriptEnabled) => {
    const TEXT = { type: "text", text: "Autumn tea" };
    const card = { type: "bubble", body: { type: "box", layout: "vertical", contents: [TEXT] } };

    const writing = (write: (page: Page) => Promise<void>) =>
      looking({ ...DESK, javaScriptEnabled }, async (page) => {
        await page.goto(`${service.publicUrl}/messages/new`);
        await page.getByLabel("Name", { exact: true }).fill("Pasted");
        await write(page);
      });
    const save = (page: Page) => page.getByRole("button", { name: "Save" }).click();

    test("a Flex bubble gets its notification text in a field of its own", async () => {
      await writing(async (page) => {
        const notification = page.getByLabel("Notification text").first();
        expect(await notification.isVisible()).toBe(false);
        await page.getByLabel("Bubble 1").fill(JSON.stringify(card));
        expect(await notification.isVisible()).toBe(javaScriptEnabled);
        await save(page);
        await page.getByText("Bubble 1 needs a notification text").waitFor();
        await notification.fill("The autumn blend is here");
        await save(page);
        await page.getByText("The message is saved; LINE accepts it.").waitFor();
        expect(await notification.inputValue()).toBe("The autumn blend is here");
        expect(await page.locator(".line-chat").textContent()).toContain("The autumn blend is here");
      });
    });

    test("a request becomes the bubbles that are in it", async () => {
      await writing(async (page) => {
        await page.getByLabel("Bubble 1").fill(JSON.stringify({ to: "U1", messages: [TEXT, TEXT, TEXT] }));
        await save(page);
        await page.getByText("The message is saved; LINE accepts it.").waitFor();
        expect(await page.locator(".line-chat .balloon").allTextContents()).toEqual(
          Array.from({ length: 3 }, () => expect.stringContaining("Autumn tea")),
        );
        expect(await page.getByLabel("Bubble 3").inputValue()).toBe("Autumn tea");
      });
    });
  });

  describe("with 60 deliveries, 2,000 lists and an empty cache", () => {
    beforeAll(async () => {
      const { database, channel } = service;
      await fillDeliveries(database.pool, { portalId: PORTAL_ID, channel, deliveries: 60, lists: 2000 });
    });

    const ours = Object.entries(PAGES).filter(([name]) => !name.includes("sandbox"));
    test.each(ours)("%s: the page in one round trip, and all of it below 100 kB", async (_name, open) => {
      await looking(DESK, async (page) => {
        await open(page);
        const { total, page: document, unpacked } = await weightOf(page);
        expect(document).toBeLessThan(unpacked);
        expect(document).toBeLessThan(ONE_ROUND_TRIP);
        expect(total).toBeLessThan(WIRE_BUDGET);
      });
    });
  });

  describe("while all sends are stopped", () => {
    beforeAll(() => callApi(service.publicUrl, service.cookie, "/api/sending/stop", {}));

    test.each(Object.entries(LOOKS))("%s: no serious fault either", async (_look, options) => {
      await looking(options, async (page) => {
        await page.goto(service.publicUrl);
        await page.locator(".stopped").waitFor();
        expect(await seriousFaults(page)).toEqual([]);
      });
    });
  });
};

inABrowser("every page", everyPage);
