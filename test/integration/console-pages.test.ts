import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { SandboxClock } from "../../simulators/clock.ts";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { anInputs, anArrival, CLEARED, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestConsole, EMAIL, NEW_PORTAL_ID, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";
import { LANGUAGES, textsIn } from "../../src/i18n/languages.ts";
import { dateTimeText } from "../../src/i18n/wording.ts";
import { measured } from "./console-deliveries.support.ts";

const NOBODYS_ID = "00000000-0000-4000-8000-000000000000";
const EVIL = '<script>alert("x")</script>';

let tested: TestConsole;
let cookie: string;
let usual: TestConsole["platforms"];
beforeAll(async () => {
  tested = await createTestConsole();
  usual = { ...tested.platforms };
  cookie = await tested.signIn();
});
afterAll(() => tested.close());
afterEach(() => void Object.assign(tested.platforms, usual));

const get = (path: string) => tested.http.get(path).set("Cookie", cookie).set("Accept", "text/html");
const post = (path: string, form: Record<string, string> = {}) =>
  tested.http.post(path).set("Cookie", cookie).type("form").send(form);

type Sealed = Parameters<typeof afterPreflight>[0];
type Collecting = Delivery & { state: Extract<Delivery["state"], { phase: "collecting" }> };
const seal = (id: string) => tested.change(id, (one, now) => afterSeal(one as Collecting, "list_complete", now));

describe("every page", () => {
  test("runs no script and no style but our own files, in no frame, and is not kept", async () => {
    const delivery = await tested.openDelivery();
    for (const path of ["/", "/deliveries", "/channels", "/messages", `/deliveries/${delivery}`, "/nowhere"]) {
      const response = await get(path);
      expect(response.get("Content-Security-Policy")).toBe(
        "default-src 'none';style-src 'self';script-src 'self';img-src 'self' data:;connect-src 'self';" +
          "form-action 'self';frame-ancestors 'none';base-uri 'none'",
      );
      expect(response.get("X-Content-Type-Options")).toBe("nosniff");
      expect(response.get("Referrer-Policy")).toBe("no-referrer");
      expect(response.headers).toMatchObject({
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "origin-agent-cluster": "?1",
        "x-dns-prefetch-control": "off",
        "x-download-options": "noopen",
        "x-frame-options": "DENY",
        "x-permitted-cross-domain-policies": "none",
        "x-xss-protection": "0",
      });
      expect(response.get("Cache-Control")).toBe("no-store");
      expect(response.text).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|\sstyle=|\son\w+=/);
    }
  });

  test("brings its own files, with a version", async () => {
    const { text } = await get("/");
    const files = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, file]) => file ?? "");
    expect(files.map((file) => file.split("?")[0])).toEqual([
      "/assets/icon.svg",
      "/assets/console.css",
      "/assets/console.js",
      "/assets/icon.svg",
      "/assets/idiomorph.js",
    ]);
    for (const file of files) {
      expect(file).toMatch(/\?v=[0-9a-f]{12}$/);
      const response = await tested.http.get(file);
      expect([response.status, response.get("Cache-Control")]).toEqual([200, "public, max-age=3600"]);
    }
    expect((await tested.http.get("/assets/../pages.ts")).status).toBe(404);
  });

  test("speaks the language that was asked for, and remembers it", async () => {
    const english = await get("/");
    expect(english.text).toContain('<html lang="en">');
    const neither = await get("/").set("Accept-Language", "fr, ja;q=0.5, en;q=0.4");
    expect(neither.text).toContain('<html lang="ja">');
    const browser = await get("/").set("Accept-Language", "ja-JP,ja;q=0.9,en;q=0.5");
    expect(browser.text).toContain('<html lang="ja">');
    const asked = await get("/?lang=ja");
    expect(asked.text).toContain("ログアウト");
    const [remembered = ""] = (asked.get("Set-Cookie") ?? []).map((one) => one.split(";")[0] ?? "");
    expect((await get("/").set("Cookie", `${cookie}; ${remembered}`)).text).toContain('<html lang="ja">');
    expect((await get("/?lang=xx")).get("Set-Cookie")).toBeUndefined();
  });

  test("says so when the platforms are simulated", async () => {
    const examples = { state: () => "there" as const, add: () => undefined };
    const sandbox = await createTestConsole({
      sandbox: { url: "http://simulated.example", clock: new SandboxClock(), examples },
    });
    const signedIn = await sandbox.signIn();
    for (const path of ["/", "/channels", "/messages", `/deliveries/${NOBODYS_ID}`]) {
      const { text } = await sandbox.http.get(path).set("Cookie", signedIn);
      expect(text).toContain("Sandbox: HubSpot and LINE are simulated");
      expect(text).toContain('<a href="http://simulated.example">Open simulated HubSpot</a>');
    }
    expect((await sandbox.http.get("/")).text).toContain("Sandbox: HubSpot and LINE are simulated");
    expect((await get("/")).text).not.toContain("Sandbox");
    await sandbox.close();
  });

  test("lets time run and skip in the sandbox alone, for people of its own pages, and leads back to them", async () => {
    const clock = new SandboxClock();
    const asked: string[] = [];
    const examples = { state: () => "coming" as const, add: () => void asked.push("examples") };
    const { http, close } = await createTestConsole({ sandbox: { url: "http://simulated.example", clock, examples } });
    const press = (what: string, form: object) => http.post(`/sandbox/${what}`).type("form").send(form);
    const before = clock.now();
    const skipped = await press("clock", { skipMs: 300_000, page: "/?search=a" });
    expect([skipped.status, skipped.get("Location")]).toEqual([303, "/?search=a"]);
    expect(clock.now() - before).toBeGreaterThanOrEqual(300_000);
    await press("clock", { speed: 600 });
    expect(clock.state.speed).toBe(600);
    expect((await http.get("/")).text).toMatch(/value="600" aria-pressed="true"/);
    await press("examples", {});
    expect(asked).toEqual(["examples"]);
    // While they come, the button says so.
    expect((await http.get("/")).text).toMatch(/<button class="quiet" disabled/);
    for (const form of [
      { speed: 0 },
      { skipMs: -1 },
      { skipMs: 1 },
      { page: "//evil.example" },
      { page: "https://evil.example" },
    ])
      expect((await press("clock", form)).status).toBe(400);
    expect((await press("clock", { speed: 1 }).set("Sec-Fetch-Site", "cross-site")).status).toBe(403);
    expect(clock.state.speed).toBe(600);
    await close();
    expect(
      (await tested.http.post("/sandbox/clock").type("form").send({ speed: 1 }).set("Cookie", cookie)).status,
    ).toBe(404);
  });
});

describe.each(LANGUAGES)("%s", (language) => {
  const { locale, name, page } = textsIn(language);
  const others = LANGUAGES.filter((other) => other !== language);

  test("is spoken where the browser asks for it, and is offered on the pages of the others", async () => {
    const { text } = await get("/").set("Accept-Language", `${locale},en;q=0.1`);
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(page.nav.signOut);
    for (const other of others)
      expect(text).toContain(`<a href="?lang=${other}" lang="${other}" hreflang="${other}">${textsIn(other).name}</a>`);
    expect(text).not.toContain(`>${name}</a>`);
  });

  test("is remembered when it is asked for", async () => {
    const asked = await get(`/?lang=${language}`);
    expect(asked.text).toContain(`<html lang="${language}">`);
    expect([asked.get("Set-Cookie")].flat().join()).toContain(`line_audience_language=${language}`);
  });
});

test("the API says where a delivery stands in every language", async () => {
  const id = await tested.openDelivery();
  const delivery = await tested.http.get(`/api/deliveries/${id}`).set("Cookie", cookie);
  expect(Object.keys(delivery.body.standing.sentence)).toEqual(LANGUAGES);
});

describe("dates", () => {
  const opened = async (id: string) => (await tested.store.viewDelivery(PORTAL_ID, id))?.delivery.openedAt ?? 0;

  test.each(["en", "ja"] as const)("are the portal's time, and written as in %s", async (language) => {
    const id = await tested.openDelivery();
    const at = new Date(await opened(id));
    for (const timeZone of ["Asia/Bangkok", "America/Los_Angeles"]) {
      await tested.store.changeSettings(PORTAL_ID, { timeZone });
      const said = dateTimeText(at.getTime(), language, timeZone);
      for (const path of ["/deliveries", `/deliveries/${id}`]) {
        const { text } = await get(path).set("Accept-Language", language);
        expect(text).toContain(`datetime="${at.toISOString()}" title="${at.toISOString()}">${said}</time>`);
      }
    }
  });
});

describe("a person who is not signed in", () => {
  test("learns what this is and how to sign in", async () => {
    const { status, text } = await tested.http.get("/");
    expect(status).toBe(200);
    expect(text).toContain('href="/hubspot/oauth/install"');
    expect(text).not.toContain("Sign out");
  });

  test("is sent to the sign-in and then back to the page; nothing is done", async () => {
    const id = await tested.openDelivery();
    const page = await tested.http.get(`/deliveries/${id}`);
    expect([page.status, page.get("Location")]).toEqual([
      303,
      `/hubspot/oauth/install?return=${encodeURIComponent(`/deliveries/${id}`)}`,
    ]);
    const form = await tested.http.post(`/deliveries/${id}/cancel`);
    expect(form.status).toBe(401);
    expect((await tested.store.viewDelivery(PORTAL_ID, id))?.delivery.state.phase).toBe("collecting");
  });
});

describe("a form whose session is over", () => {
  const NO_SESSION = { Cookie: "line_audience_session=ended" };
  const id = NOBODYS_ID;

  // A browser follows no redirect to another site after a form: https://www.w3.org/TR/CSP3/#directive-form-action
  test.each([
    [`/deliveries/${id}/approve`, `/deliveries/${id}`],
    [`/messages/${id}/test`, `/messages/${id}`],
    ["/channels", "/channels"],
    [`/channels/${id}/verify`, "/channels"],
    [`/testers/${id}/delete`, "/channels"],
    ["/settings", "/settings"],
    [`/members/7`, "/settings"],
    ["/disconnect", "/settings"],
    ["/sending/stop", "/deliveries"],
  ])("%s: says so, with the way back to %s", async (path, back) => {
    const { status, text } = await tested.http.post(path).set(NO_SESSION).type("form").send({ name: "x" });
    expect(status).toBe(401);
    expect(text).toContain("You are no longer signed in");
    const link = `/hubspot/oauth/install?return=${encodeURIComponent(back)}`;
    expect(text).toContain(`href="${link}"`);
    const install = await tested.http.get(link);
    expect(install.get("Set-Cookie")?.join()).toContain(`:${back};`);
  });

  test("one that asks for a page, too; what is no page of ours leads to the first", async () => {
    for (const path of ["/audiences", "/not-started"]) {
      const asked = await tested.http.get(`${path}?name=tea`).set(NO_SESSION);
      const link = `return=${encodeURIComponent(path)}`;
      expect([asked.status, asked.text]).toEqual([401, expect.stringContaining(link)]);
    }
    const evil = await tested.http.get("/hubspot/oauth/install?return=//evil.example/channels");
    expect(evil.get("Set-Cookie")?.join()).toContain(":/;");
  });

  test.each(["/messages", `/messages/${id}`])("%s: what was written is not lost", async (path) => {
    const written = { name: "Spring <sale>", bubble1: "Long work\nof an evening", utm_source: "line" };
    const page = `${path}?portal=${PORTAL_ID}`;
    const { status, text } = await tested.http.post(page).set(NO_SESSION).type("form").send(written);
    expect(status).toBe(401);
    expect(text).toContain(`<form method="post" action="${path}?portal=${PORTAL_ID}"`);
    expect(text).toContain('value="Spring &lt;sale>"');
    expect(text).toContain("Long work\nof an evening");
    expect(text).toContain('name="utm_source" value="line"');
    expect(text).toMatch(/href="[^"]+" target="_blank" rel="noopener">Sign in again/);
    expect(text).not.toContain("<nav>");
  });
});

describe("deliveries", () => {
  test("are listed with outcome and numbers; hidden is said", async () => {
    const id = await measured(tested);
    const { text } = await get("/deliveries");
    expect(text).toContain(`href="/deliveries/${id}"`);
    expect(text).toContain('<span class="badge delivered">Delivered</span>');
    expect(text).toContain("0 (hidden)");
    expect(text).not.toContain("theirs");
  });

  test("none yet: what to do", async () => {
    const { text } = await get("/deliveries").set("Cookie", await tested.signIn(NEW_PORTAL_ID));
    expect(text).toContain("Nothing was sent yet");
  });

  test("page by page", async () => {
    const newest = await tested.openDelivery();
    const { text } = await get("/deliveries?limit=1");
    expect(text).toContain(newest);
    const older = /href="(\/deliveries\?before=[^"]+)"/.exec(text)?.[1] ?? "";
    expect(older).not.toBe("");
    expect((await get(older)).text).not.toContain(`/deliveries/${newest}`);
  });

  test("of another portal are not there, like ids that are none", async () => {
    const theirs = await tested.openDelivery(1, OTHER_PORTAL_ID);
    for (const id of [theirs, NOBODYS_ID, "7", "%00"]) {
      expect((await get(`/deliveries/${id}`)).status).toBe(404);
      expect((await post(`/deliveries/${id}/cancel`)).status).toBe(404);
    }
    expect((await tested.store.viewDelivery(OTHER_PORTAL_ID, theirs))?.delivery.state.phase).toBe("collecting");
  });
});

describe("one delivery", () => {
  test("while collecting: the sentence, what is to come, both buttons, and it looks again by itself", async () => {
    const id = await tested.openDelivery(60);
    const { text } = await get(`/deliveries/${id}`);
    expect(text).toContain("Collecting contacts before one message is sent: 60 so far.");
    expect(text).toContain(`action="/deliveries/${id}/seal?`);
    expect(text).toContain(`action="/deliveries/${id}/cancel?`);
    expect(text).toMatch(/data-stream="\/live\/[^"]+\?portal=\d+" data-version="[0-9a-f]{32}" data-portal="\d+"/);
    expect(text).toContain("How many people receive this is not known yet. Your 60 contacts start it.");
  });

  describe("before the send", () => {
    /** What is behind the summary of a command; empty where there is none. */
    const asked = (text: string, command: string) =>
      new RegExp(`<details class="command" id="ask-${command}">.*?</details>`, "s").exec(text)?.[0] ?? "";
    const timeOf = (at: number) =>
      new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Tokyo" });
    const opened = async (id: string) => (await tested.store.viewDelivery(PORTAL_ID, id))?.delivery.openedAt ?? 0;
    const sized = (id: string, size: number) =>
      tested.change(id, (one) => ({
        delivery: { ...one, list: { known: "yes", name: "Regulars", size } },
        events: [],
      }));
    beforeAll(() => tested.store.changeSettings(PORTAL_ID, { timeZone: "Asia/Tokyo" }));

    test("too few: so many of how many, when it closes, and what would come of stopping now", async () => {
      const id = await tested.openDelivery(30);
      await sized(id, 500);
      const { text } = await get(`/deliveries/${id}`);
      expect(text).toContain("30 of 500 contacts so far, at least 50 are needed");
      const latest = timeOf((await opened(id)) + 2_700_000);
      expect(text).toContain(`as soon as the whole list has enrolled, and at ${latest} at the latest.`);
      expect(asked(text, "seal")).toContain(
        "Only 30 contacts have enrolled, and at least 50 are needed. " +
          "If you stop now, this delivery ends as failed and nothing is sent.",
      );
      expect(asked(text, "cancel")).toContain("30 contacts that wait in HubSpot go on with the outcome “cancelled”");
      const japanese = (await get(`/deliveries/${id}`).set("Accept-Language", "ja")).text;
      expect(japanese).toContain("500件中30件（50件以上必要）");
      // A full-width colon needs no space beside it.
      expect(japanese).toContain("この配信をダウンロード：<a");
    });

    test("enough: what follows on the seal is said as it is", async () => {
      const sendAt = Date.now() + 24 * 3_600_000;
      const follows: [string, Parameters<TestConsole["openDelivery"]>[2]][] = [
        ["After that everything is checked and the message is sent.", {}],
        ["After that everything is checked, and a person has to approve the send.", { requireApproval: true }],
        [`the message is sent at ${timeOf(sendAt)} at the earliest`, { sendAt }],
        ["because of quiet hours the message is sent at", { quietHours: { from: 1, to: 0 } }],
        ["This is a rehearsal: nothing is sent.", { rehearsal: true }],
      ];
      for (const [words, change] of follows) {
        const id = await tested.openDelivery(60, PORTAL_ID, change);
        const { text } = await get(`/deliveries/${id}`);
        expect(asked(text, "seal")).toContain("60 contacts have enrolled, and at least 50 are needed.");
        expect(asked(text, "seal")).toContain(words);
        expect(text).toContain("if no one else enrolls until then");
        expect(text).not.toContain("send now");
      }
    });

    test("approval: the forecast and the last instant stand where the button is", async () => {
      const id = await tested.openDelivery(60, PORTAL_ID, { requireApproval: true });
      expect((await get(`/deliveries/${id}`)).text).toContain("A person has to approve the send once");
      await seal(id);
      await tested.change(id, (one, now) => afterPreflight(one as Sealed, { ...CLEARED, narrowcast: null }, now));
      const { text } = await get(`/deliveries/${id}`);
      const slot = text.slice(text.indexOf('id="slot-approve"'), text.indexOf('id="slot-cancel"'));
      const range = `Between ${CLEARED.forecast.low} and ${CLEARED.forecast.high} people`;
      expect(slot).toContain(range);
      expect(asked(slot, "approve")).toContain("About 60 people receive this. Your 60 contacts start it.");
      const { holdsUntil } = (await tested.store.viewDelivery(PORTAL_ID, id))!.delivery;
      expect(slot).toContain(`Approve by ${timeOf(holdsUntil - 4 * 3_600_000)}; otherwise nothing is sent.`);
      expect(text).not.toContain('id="ask-seal"');
      await post(`/deliveries/${id}/approve`);
      expect((await get(`/deliveries/${id}`)).text).not.toContain('id="ask-approve"');
    });

    test("one is one contact, not 1 contacts", async () => {
      const id = await tested.openDelivery(1);
      await sized(id, 1);
      await seal(id);
      const { text } = await get(`/deliveries/${id}`);
      expect(text).toContain("Regulars (1 contact)");
      expect(text).toContain("the whole list has enrolled; 1 contact<");
      expect(text).not.toMatch(/\b1 contacts/);
    });

    test("every command takes a second press", async () => {
      const id = await tested.openDelivery(60);
      const { text } = await get(`/deliveries/${id}`);
      const direct = text.replaceAll(/<details.*?<\/details>/gs, "");
      expect(direct).not.toContain('action="/deliveries/');
    });
  });

  test("after the send: every number with its state, the exact request, the request id", async () => {
    const id = await measured(tested);
    const { text } = await get(`/deliveries/${id}`);
    expect(text).toContain("LINE delivered the message to 120 people.");
    expect(text).toMatch(/Click rate<\/dt>\s*<dd class="value">–<\/dd>\s*<dd class="state">hidden for privacy</);
    expect(text).toMatch(/Open rate<\/dt>\s*<dd class="value">50%<\/dd>\s*<dd class="state">60 people opened</);
    expect(text).toContain("LINE shows totals only; no one can see who opened.");
    expect(text).toContain("delivered 120, opens 60, clicks 0 (hidden)");
    expect(text).toContain("Next reading");
    expect(text).toContain("request-1");
    expect(text).toContain("&quot;messages&quot;: [");
    expect(text).not.toContain('action="/deliveries/');
  });

  test("that failed: nothing was sent, and why, in the reader's language", async () => {
    const id = await tested.openDelivery(7);
    const few = finding("ENROLLED_BELOW_MINIMUM", { enrolled: 7, needed: 50, hint: "none" });
    await tested.change(id, (one, now) => afterConclusion(one, { kind: "failed", finding: few }, now));
    const { text } = await get(`/deliveries/${id}`);
    expect(text).toContain("7 contacts were enrolled, at least 50 are needed");
    expect(text).not.toMatch(/class="numbers"|id="way"/);
    // In the column of the results, which it has none of.
    expect(text.indexOf("<h2>Details</h2>")).toBeLessThan(text.indexOf('id="message"'));
    expect((await get(`/deliveries/${id}?lang=ja`)).text).toContain("失敗");
  });

  test("is looked at again until everyone is released", async () => {
    const id = await tested.openDelivery(7);
    const few = finding("ENROLLED_BELOW_MINIMUM", { enrolled: 7, needed: 50, hint: "none" });
    await tested.change(id, (one, now) => afterConclusion(one, { kind: "failed", finding: few }, now));
    expect((await get(`/deliveries/${id}`)).text).toContain("data-stream");
    await tested.skip(5000);
    const held = await tested.store.held(refTo(id), { limit: 10, after: null });
    const callbacks = held.map(({ callbackId }) => callbackId);
    await tested.store.markReleased(refTo(id), callbacks, []);
    expect(await tested.store.finishRelease(refTo(id))).toBe(true);
    expect((await get(`/deliveries/${id}`)).text).not.toContain("data-stream");
  });

  test("that HubSpot asks to wait is said calmly: it is no fault; what it refuses is one", async () => {
    const id = await tested.openDelivery(7);
    const few = finding("ENROLLED_BELOW_MINIMUM", { enrolled: 7, needed: 50, hint: "none" });
    await tested.change(id, (one, now) => afterConclusion(one, { kind: "failed", finding: few }, now));
    const notice = async () => /<p class="([^"]*)" id="release">/.exec((await get(`/deliveries/${id}`)).text)?.[1];
    await tested.store.putOffRelease(refTo(id), finding("HUBSPOT_LOCKED"), 600);
    expect(await notice()).toBe("said calm");
    await tested.store.putOffRelease(refTo(id), finding("HUBSPOT_HOLDS_UNKNOWN"), 600);
    expect(await notice()).toBe("said");
  });

  test("shows whatever a person wrote as text", async () => {
    const inputs = anInputs({ listId: "evil", message: { kind: "text", text: EVIL } });
    const [enrolled] = await tested.store.enroll([anArrival(99_001, { workflowId: EVIL }, inputs)]);
    const id = enrolled?.kind === "held" ? enrolled.deliveryId : "";
    const list = { known: "yes", name: EVIL, size: 7 } as const;
    await tested.change(id, (delivery) => ({ delivery: { ...delivery, list }, events: [] }));
    for (const path of ["/deliveries", `/deliveries/${id}`]) {
      const { text } = await get(path);
      expect(text).toContain("&lt;script>alert");
      expect(text).not.toContain("<script>alert");
    }
  });
});

describe("commands", () => {
  test("seal and cancel, in the name of who pressed, then back to the page", async () => {
    const id = await tested.openDelivery(60);
    const sealed = await post(`/deliveries/${id}/seal`);
    expect([sealed.status, sealed.get("Location")]).toEqual([303, `/deliveries/${id}?done=seal`]);
    expect((await get(`/deliveries/${id}`)).text).toContain(EMAIL);
    await seal(id);
    await post(`/deliveries/${id}/cancel`);
    expect((await get(`/deliveries/${id}`)).text).toContain(`${EMAIL} cancelled the send. Nothing was sent.`);
  });

  test("too late: nothing changes and the page says so", async () => {
    const id = await tested.openDelivery(60);
    await seal(id);
    const response = await post(`/deliveries/${id}/seal`);
    expect((await get(response.get("Location") ?? "")).text).toContain("Too late: this delivery has moved on");
  });

  test("nothing for another site, nothing unknown", async () => {
    const id = await tested.openDelivery(60);
    expect((await post(`/deliveries/${id}/cancel`).set("Sec-Fetch-Site", "cross-site")).status).toBe(403);
    expect((await post(`/deliveries/${id}/cancel`).set("Origin", "https://evil.example")).status).toBe(403);
    expect((await post(`/deliveries/${id}/destroy`)).status).toBe(404);
    expect((await get(`/deliveries/${id}`)).text).toContain("Collecting");
  });
});

describe("channels", () => {
  const form = { name: "Tea house", channelId: "1234567891", channelSecret: "0123456789abcdef".repeat(2) };

  test("are connected by a form and show their quota", async () => {
    expect((await post("/channels", form)).get("Location")).toBe("/channels?done=connectedAccount");
    const { text } = await get("/channels");
    expect(text).toContain("Tea house");
    expect(text).toContain("About 12,350 of 30,000 used, 0 kept for chat, 17,650 left for sends");
    expect(text).not.toContain(form.channelSecret);
  });

  const wrongField = (page: string) => /<input name="(\w+)"[^>]*aria-invalid="true"/.exec(page)?.[1] ?? null;

  test("LINE's refusal is said at the field; what was written stays, the secret does not", async () => {
    const refused = finding("CHANNEL_CREDENTIALS_REFUSED", { channel: "1234567891" });
    tested.platforms.verify = () => Promise.resolve({ kind: "refused", finding: refused });
    const response = await post("/channels", form);
    expect([response.status, wrongField(response.text)]).toEqual([422, "channelSecret"]);
    expect(response.text).toContain("LINE does not accept channel ID 1234567891 with this channel secret");
    expect(response.text).toContain('href="https://developers.line.biz/console/"');
    expect(response.text).toContain('href="https://manager.line.biz/"');
    expect(response.text).toContain('value="1234567891"');
    expect(response.text).not.toContain(form.channelSecret);
    const empty = await post("/channels", { ...form, channelId: "" });
    expect([empty.status, empty.text]).toEqual([422, expect.stringContaining("Fill in “Channel ID”.")]);
    const short = await post("/channels", { ...form, channelSecret: "0123456789abcdef" });
    expect([wrongField(short.text), short.text]).toEqual(["channelSecret", expect.stringContaining("32 characters")]);
    const swapped = await post("/channels", { ...form, channelId: form.channelSecret });
    expect([wrongField(swapped.text), swapped.text]).toEqual(["channelId", expect.stringContaining("has 10 digits")]);
    tested.platforms.verify = () => Promise.resolve({ kind: "later", finding: finding("LINE_UNAVAILABLE") });
    const away = await post("/channels", form);
    expect([wrongField(away.text), away.text]).toEqual([null, expect.stringContaining("LINE is not answering")]);
  });

  test("an account that LINE does not answer for says so; the page stands", async () => {
    tested.platforms.quota = () => Promise.resolve({ kind: "later", finding: finding("LINE_UNAVAILABLE") });
    const { status, text } = await get("/channels");
    expect(status).toBe(200);
    expect(text).toContain("LINE is not answering");
  });
});

describe("what goes wrong", () => {
  test("is shown to people on a page, in their language, and to programs as a problem", async () => {
    const large = { name: "x".repeat(70_000) };
    const page = await post("/settings", large).set("Accept", "text/html").set("Accept-Language", "ja");
    expect([page.status, page.type, page.text]).toEqual([413, "text/html", expect.stringContaining("大きすぎます")]);
    expect((await post("/settings", large)).body).toMatchObject({ status: 413, code: "TOO_LARGE" });
    const foreign = await post("/settings").set("Accept", "text/html").set("Sec-Fetch-Site", "cross-site");
    expect([foreign.status, foreign.type]).toEqual([403, "text/html"]);
    expect(foreign.text).toContain("came from another site");
  });

  test("so is a fault of ours, with nothing of what went wrong", async () => {
    tested.platforms.quota = () => Promise.reject(new Error("a secret detail"));
    const { status, type, text } = await get("/channels");
    expect([status, type]).toEqual([500, "text/html"]);
    expect(text).toContain("Something went wrong on our side");
    expect(text).not.toContain("secret detail");
  });
});

describe("an unknown path", () => {
  test("is a page for people and a problem for programs", async () => {
    const page = await get("/nowhere");
    expect([page.status, page.type]).toEqual([404, "text/html"]);
    const problem = await tested.http.get("/nowhere").set("Cookie", cookie);
    expect([problem.status, problem.type]).toEqual([404, "application/problem+json"]);
  });
});
