/** A marketer's day in a real browser: from connecting a LINE account to the downloaded numbers. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { becomeSignedIn, DESK, enroll, hasBrowser, inABrowser, launchBrowser, signedIn } from "./browser.support.ts";

const SECOND = { channelId: "1657009999", channelSecret: "f".repeat(32), displayName: "Hoshi Tea" };
const OTHER_PORTAL_ID = 204_000_111;
const LIST = "Autumn campaign";
const CSV_MARK = "\u{FEFF}";

let service: RunningService;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let actionDefinitionId: number;
let delivery = "";
let strangersCookie = "";

beforeAll(async () => {
  if (!hasBrowser) return;
  service = await startTestService();
  service.world.line.control.addChannel({ ...SECOND, quota: { type: "limited", value: 1000 } });
  actionDefinitionId = await service.world.publishAction(service.publicUrl);
  browser = await launchBrowser();
  context = await signedIn(browser, service, DESK);
  page = await context.newPage();
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await service.close();
});

const at = (path: string) => page.goto(service.publicUrl + path);
const badge = () => page.locator("h1 .badge").textContent();

/** Two presses: what it would do is read first. */
async function command(name: "seal" | "approve" | "cancel"): Promise<void> {
  await page.locator(`#ask-${name} summary`).click();
  await page.locator(`#command-${name}`).click();
}

async function openDelivery(name: string): Promise<void> {
  await at("/deliveries");
  await page.locator("tr", { hasText: name }).locator("a[href^='/deliveries/']").click();
  await page.waitForURL(/deliveries/);
}

const marketersDay = (): void => {
  test("a LINE Official Account is connected, and a wrong secret is said where it was written", async () => {
    await at("/channels");
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    const form = page.locator('form[action^="/channels?"]');
    const fill = async (secret: string) => {
      await form.locator('[name="name"]').fill("Hoshi Tea");
      await form.locator('[name="channelId"]').fill(SECOND.channelId);
      await form.locator('[name="channelSecret"]').fill(secret);
      await form.getByRole("button").click();
    };
    await fill("f".repeat(31) + "0");
    await page.locator(".said").waitFor();
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    await fill(SECOND.channelSecret);
    await page.getByText("Hoshi Tea").first().waitFor();
    expect(await page.locator("main").textContent()).toContain("Hoshi Tea");
  });

  test("the action is filled in in HubSpot's editor, and 500 contacts enroll", async () => {
    const listId = service.world.hubspot.control.addList(PORTAL_ID, { name: LIST, size: 500 });
    const { appUrl } = service.world.hubspot;
    await page.goto(`${appUrl}/workflows/new?portalId=${PORTAL_ID}`);
    const choose = async (field: string, option: string) => {
      const place = page.locator(`[data-field="${field}"]`);
      await place.locator(".picker > button").click();
      await place.locator(".options button", { hasText: option }).first().click();
    };
    await page.locator('[name="name"]').first().fill("Autumn workflow");
    await choose("channel", "Hoshi Coffee");
    await choose("deliveryList", LIST);
    await page.locator('[name="field.targetingMode"]').selectOption("line_conditions");
    await choose("audienceId", "Newsletter readers");
    await page.locator('[name="field.messageText"]').fill("The autumn blend: https://hoshi-coffee.example/autumn");
    await page.locator('form[data-definition] button[type="submit"]').last().click();
    await page.waitForURL(/workflows\/\d+/);
    const workflow = page.url();
    await at("/deliveries");
    await page.evaluate("window.sameDocument = true");
    const builder = await context.newPage();
    await builder.goto(workflow);
    await builder.locator('[name="listId"]').selectOption(listId);
    await builder.getByRole("button", { name: "Enroll contacts" }).click();
    await builder.waitForURL(/workflows\/\d+/);
    await builder.close();
    // The page is not loaded again: the change comes by itself.
    await page.bringToFront();
    await page.getByText(LIST).last().waitFor({ state: "attached" });
    expect(await page.evaluate("window.sameDocument")).toBe(true);
  });

  test("it is watched live: enrolled, sent, delivered, without loading the page again", async () => {
    await service.passUntil(async () => (await page.locator("td a").count()) > 0, 1000);
    await page.locator("td a").first().click();
    await page.waitForURL(/deliveries/);
    delivery = new URL(page.url()).pathname;
    await page.evaluate("window.sameDocument = true");
    await page.locator("#slot-seal", { hasText: "500" }).waitFor();
    const message = await placesOf("#message");
    expect(await page.locator("main svg, .numbers").count()).toBe(0);
    await service.passUntil(async () => (await badge()) === "Delivered");
    expect(await placesOf("#message")).toEqual(message);
    await passUntilShown("#links td", 0);
    const places = await placesOf(".numbers", "#picture", "svg.curve");
    const moved = await shifts();
    const readings = await page.locator("#readings tbody tr").count();
    await passUntilShown("#readings tbody tr", readings);
    expect(await placesOf(".numbers", "#picture", "svg.curve")).toEqual(places);
    // Other numbers move nothing; what comes with the outcome and the first numbers, less than people notice.
    expect((await shifts()).slice(moved.length).filter((shift) => shift > 0.001)).toEqual([]);

    expect(Math.max(0, ...moved)).toBeLessThan(0.1);
    expect(await page.evaluate("window.sameDocument")).toBe(true);
    expect(await page.locator("#links td").first().textContent()).toBe("https://hoshi-coffee.example/autumn");
    expect(service.world.line.control.narrowcasts(ACCOUNT.channelId)).toHaveLength(1);
  });

  test("the page goes on after a restart of the service", async () => {
    await service.restart();
    const before = await page.locator(".timeline li").count();
    await passUntilShown(".timeline li", before);
    expect(await page.evaluate("window.sameDocument")).toBe(true);
  });

  test("in Japanese, and back", async () => {
    const choose = async (name: string) => {
      await page.locator('[popovertarget="account"]').click();
      await page.getByRole("link", { name }).click();
    };
    await choose("日本語");
    await page.locator('html[lang="ja"]').waitFor();
    expect(await badge()).toBe("配信済み");
    await choose("English");
    await page.locator('html[lang="en"]').waitFor();
  });

  test("the list is searched, and downloaded as CSV", async () => {
    await at("/deliveries");
    await page.getByLabel("Search").fill("autumn");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/search=autumn/);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
    expect(file.suggestedFilename()).toBe("line-deliveries.csv");
    const text = await readFile(await file.path(), "utf8");
    expect(text.startsWith(CSV_MARK)).toBe(true);
    expect(text.trimEnd().split("\r\n")).toHaveLength(2);
    expect(text).toContain(LIST);
  });

  test("one is approved and goes out", async () => {
    await enroll(service, { action: actionDefinitionId, name: "To be approved", size: 60 }, { requireApproval: "on" });
    await openDelivery("To be approved");
    await service.passUntil(async () => (await page.locator("#ask-approve").count()) === 1);
    expect(await page.locator("#slot-approve").textContent()).toContain("Approve by");
    await command("approve");
    await service.passUntil(async () => (await badge()) === "Delivered");
    expect(await page.locator(".facts").first().textContent()).toContain("mika@hoshi-coffee.example");
  });

  test("one is cancelled, and nothing goes out", async () => {
    await enroll(service, { action: actionDefinitionId, name: "To be cancelled", size: 60 }, { requireApproval: "on" });
    await openDelivery("To be cancelled");
    await command("cancel");
    await page.locator("h1 .badge.cancelled").waitFor();
    expect(service.world.line.control.narrowcasts(ACCOUNT.channelId)).toHaveLength(2);
  });

  /** Until the page shows more of these than so many. It follows the service after a moment, in which no time may run away. */
  async function passUntilShown(selector: string, count: number): Promise<void> {
    const more = page.locator(selector).nth(count);
    const shown = () =>
      more.waitFor({ state: "attached", timeout: 1000 }).then(
        () => true,
        () => false,
      );
    while (!(await shown())) await service.pass(6 * 3600_000, 6 * 3600_000);
  }

  describe("a page that changes while a person uses it", () => {
    const enrolled = (count: number) => page.locator("#slot-seal", { hasText: `${count} of 80 contacts` });
    const isOpen = async () => (await page.locator("#ask-seal").getAttribute("open")) !== null;
    let more: Awaited<ReturnType<typeof enroll>>["more"];

    test("nothing moves while a pointer is down: the press counts", async () => {
      const enrolling = { action: actionDefinitionId, name: "Under the hand", size: 80, count: 20 };
      ({ more } = await enroll(service, enrolling, { requireApproval: "on" }));
      await openDelivery("Under the hand");
      await enrolled(20).waitFor();
      await page.evaluate("document.querySelector('#ask-seal summary').sameNode = true");
      await page.locator("#ask-seal summary").hover();
      await page.mouse.down();
      const looked = page.waitForResponse((response) => response.url() === page.url());
      await more(1);
      await (await looked).finished();
      expect(await enrolled(20).count()).toBe(1);
      await page.mouse.up();
      await enrolled(21).waitFor();
      expect(await isOpen()).toBe(true);
    });

    test("what is unfolded and focused stays; what it says is up to date", async () => {
      await page.locator("#command-seal").focus();
      await more(1);
      await enrolled(22).waitFor();
      expect(await page.evaluate("document.querySelector('#ask-seal summary').sameNode")).toBe(true);
      expect(await page.evaluate("document.activeElement.id")).toBe("command-seal");
      expect(await isOpen()).toBe(true);
      expect(await page.locator("#ask-seal").textContent()).toContain("Only 22 contacts have enrolled");
    });

    test("it is looked at every two seconds at most", async () => {
      const looks: number[] = [];
      page.on("request", (request) => {
        if (request.url() === page.url()) looks.push(performance.now());
      });
      let turns = 0;
      await service.passUntil(async () => {
        turns += 1;
        if (turns % 5 === 0) await more(1);
        return looks.length >= 3;
      }, 1);
      page.removeAllListeners("request");
      const gaps = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
      for (const gap of gaps) expect(gap).toBeGreaterThan(1900);
    });

    test("a question that is being answered goes when it is left; the rest goes on, and approving is elsewhere", async () => {
      const place = await page.locator("#ask-seal summary").boundingBox();
      await more(80);
      await service.passUntil(async () => (await page.locator("#ask-approve").count()) === 1);
      expect(await isOpen()).toBe(true);
      const approve = await page.locator("#ask-approve summary").boundingBox();
      expect(approve?.x).toBeGreaterThan((place?.x ?? 0) + (place?.width ?? 0));
      await page.mouse.move(0, 0);
      await page.evaluate("document.activeElement.blur()");
      await page.locator("#ask-seal").waitFor({ state: "detached" });
      const alone = await page.locator("#ask-approve summary").boundingBox();
      expect(alone?.x).toBe(approve?.x);
    });

    test("a service that is away is said, and no longer when it is back", async () => {
      await context.setOffline(true);
      await service.restart();
      await page.getByText("Not live since").first().waitFor();
      expect(await page.locator('#not-live [data-why="away"]').textContent()).toContain("Load the page again");
      await context.setOffline(false);
      await page.locator('#not-live [data-why="away"]').waitFor({ state: "hidden" });
    });

    test("so is a session that is over, with the way back to the page", async () => {
      const { db } = service.database;
      const ended = await db.deleteFrom("sessions").returningAll().execute();
      await service.restart();
      const over = page.locator('#not-live [data-why="over"]');
      await over.waitFor();
      await over.getByRole("link", { name: "Sign in again" }).click();
      await page.waitForURL(/oauth|authorize/);
      const sessions = ended.map((row) => ({
        ...row,
        createdAt: new Date(row.createdAt),
        expiresAt: new Date(row.expiresAt),
      }));
      await db.insertInto("sessions").values(sessions).execute();
    });
  });

  test("a person of another portal sees none of it", async () => {
    const user = { id: 49, email: "eve@other.example" };
    service.world.hubspot.control.addPortal({ portalId: OTHER_PORTAL_ID, name: "Other", enterprise: true, user });
    const { cookie } = await connectService(service.publicUrl, OTHER_PORTAL_ID, SECOND);
    const stranger = await signedIn(browser, { ...service, cookie }, DESK);
    const other = await stranger.newPage();
    expect((await other.goto(service.publicUrl + delivery))?.status()).toBe(404);
    expect(await other.content()).not.toContain(LIST);
    await other.goto(`${service.publicUrl}/deliveries`);
    expect(await other.content()).not.toContain(LIST);
    await stranger.close();
    strangersCookie = cookie;
  });

  test("a page stays what it was when its browser signs in to another account, and says so", async () => {
    const cookiesNow = await context.cookies();
    await page.clock.install();
    await at("/deliveries");
    await page.getByText(LIST).last().waitFor({ state: "attached" });
    await becomeSignedIn(context, { ...service, cookie: strangersCookie });
    // Ends the stream of the first account: the page looks again.
    await service.restart();
    await page.locator('#not-live [data-why="other"]').waitFor();
    // The lost connection is no reason any more, however much time passes.
    await page.clock.fastForward(60_000);
    expect(await page.locator("#not-live [data-why]:visible").getAttribute("data-why")).toBe("other");
    expect(await page.locator("#live").textContent()).toContain(LIST);
    expect(await page.locator("header").textContent()).toContain(String(PORTAL_ID));
    await page.locator("#ask-stop summary").click();
    await page.locator("#ask-stop button").click();
    await page.getByText("You are signed in to another HubSpot account").first().waitFor();
    const { db } = service.database;
    const stopped = await db.selectFrom("portals").select("portalId").where("stoppedAt", "is not", null).execute();
    expect(stopped).toEqual([]);
    await context.addCookies(cookiesNow);
  });
};

/** Where on the page these begin and end. */
const placesOf = (...selectors: readonly string[]): Promise<readonly number[]> =>
  page.evaluate(`(() => {
    const boxes = ${JSON.stringify(selectors)}.map((one) => document.querySelector(one).getBoundingClientRect());
    return boxes.flatMap(({ top, bottom }) => [top, bottom].map((edge) => Math.round(edge + scrollY)));
  })()`);

/** How much moved each time under the reader's eyes; 0.1 is what people begin to notice. https://web.dev/articles/cls */
const shifts = (): Promise<readonly number[]> =>
  page.evaluate(`new Promise((done) => {
    const all = [];
    new PerformanceObserver((list) => { for (const one of list.getEntries()) all.push(one.value); })
      .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(all), 300);
  })`);

inABrowser("a day", marketersDay);
