/** The first page, and the same through the API: what needs a person, this month, what goes out next, how sends did. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Audience } from "../../src/ports/line.ts";
import { CHANNEL_ID, CLEARED, PORTAL_ID } from "../support/builders.ts";
import { measured } from "./console-deliveries.support.ts";
import { createTestConsole, NEW_PORTAL_ID, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

const DAY_MS = 86_400_000;

let tested: TestConsole;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

const page = async (as = cookie, language = "en") =>
  (await tested.http.get("/").set("Cookie", as).set("Accept", "text/html").set("Accept-Language", language)).text;
const home = async (as = cookie) => (await tested.http.get("/api/home").set("Cookie", as)).body;
/** What is below a heading of the page, without its tags. */
const part = (text: string, id: string) =>
  new RegExp(`<section[^>]* id="${id}">(.*?)</section>`, "s").exec(text)?.[1]?.replaceAll(/<[^>]+>/g, " ") ?? null;

async function asking(): Promise<string> {
  const id = await tested.openDelivery(60, PORTAL_ID, { requireApproval: true });
  type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };
  await tested.change(id, (one, now) => afterSeal(one as In<"collecting">, "person", now));
  const narrowcast = {
    retryKey: "key",
    body: "{}",
    audienceName: "Readers",
    reserved: null,
    meantFor: "x",
    leftOut: {},
  };
  await tested.change(id, (one, now) => afterPreflight(one as In<"sealed">, { ...CLEARED, narrowcast }, now));
  return id;
}

describe("before the first delivery", () => {
  test("says what to do, from connecting an account on", async () => {
    const text = await page(await tested.signIn(NEW_PORTAL_ID));
    expect(part(text, "start")).toContain("Connect your LINE Official Account");
    expect(text).toContain('<a class="button" href="/channels">Connect an account</a>');
    expect(text).toContain(`href="https://hubspot.example/${NEW_PORTAL_ID}/workflows"`);
    for (const id of ["needs", "month", "next", "results"]) expect(part(text, id)).toBeNull();
  });

  test("asks no one to connect what is connected", async () => {
    const text = await page(await tested.signIn(OTHER_PORTAL_ID));
    expect(part(text, "start")).toMatch(/Connect your LINE Official Account\s+Done/);
    expect(text).not.toContain('href="/channels">Connect an account');
    expect(text).toContain('<a class="button" href="https://hubspot.example/4712/workflows">');
    expect(part(text, "month")).toContain("17,650");
  });

  test("nor do the deliveries, which lead here", async () => {
    const stranger = await tested.signIn(OTHER_PORTAL_ID);
    const { text } = await tested.http.get("/deliveries").set("Cookie", stranger).set("Accept-Language", "en");
    expect(text).not.toContain("Connect a LINE");
    expect(text).toContain('<a href="/">Home</a>');
  });

  test("knows by a refused run that a workflow has the step, and says where to read why", async () => {
    const refused = [{ workflowId: "1", finding: finding("AUDIENCE_NOT_FOUND", { audience: "7" }), executions: 80 }];
    await tested.store.noteNotStarted(OTHER_PORTAL_ID, refused);
    const text = await page(await tested.signIn(OTHER_PORTAL_ID));
    expect(part(text, "start")).toMatch(/Add the action to a workflow\s+Done/);
    expect(part(text, "needs")).toContain("1 workflow was refused in the last 7 days");
    expect(text).toContain('<a class="button quiet" href="/not-started">See why</a>');
  });
});

describe("with deliveries", () => {
  let waiting: string;
  let failed: string;
  let sent: string;
  let collecting: string;
  beforeAll(async () => {
    waiting = await asking();
    failed = await tested.openDelivery(3);
    const gone = { kind: "failed", finding: finding("AUDIENCE_EXPIRED", { audience: "Readers" }) } as const;
    await tested.change(failed, (one, now) => afterConclusion(one, gone, now));
    sent = await measured(tested);
    collecting = await tested.openDelivery(7);
  });

  test("names what waits for a person and what failed, each with its way", async () => {
    const text = await page();
    const needs = part(text, "needs") ?? "";
    expect(needs).toContain("Good morning");
    expect(needs).toContain("Failed");
    expect(needs).not.toContain("Nothing needs you");
    expect(needs).toMatch(/people receive this/);
    expect(needs).toMatch(/Approve by .*; otherwise nothing is sent/);
    expect(text).toContain(`<a class="button quiet" href="/deliveries/${waiting}">Review</a>`);
    expect(text).toContain(`<a class="button quiet" href="/deliveries/${failed}">See why</a>`);
    expect(part(text, "start")).toBeNull();
    const { asking: asks, failed: failures } = await home();
    expect([asks, failures].map((all) => all.map(({ id }: { id: string }) => id))).toEqual([[waiting], [failed]]);
  });

  test("what goes out next is what waits for no person: when, and to how many", async () => {
    const next = part(await page(), "next");
    expect(next).toContain("Collecting");
    expect(next).toMatch(/Sent at .* at the earliest/);
    expect(next).toContain("Your 7 contacts start it.");
    expect((await home()).next.map(({ id }: { id: string }) => id)).toEqual([collecting]);
  });

  test("this month: sends, people, and messages as LINE counts them", async () => {
    expect(part(await page(), "month")?.replaceAll(/\s+/g, " ")).toContain(
      "Sends 1 People reached 120 Messages used 12,350 Messages left 17,650",
    );
    expect((await home()).accounts).toMatchObject([
      { channel: { id: CHANNEL_ID }, sends: 1, people: 120, someHidden: false, quota: { used: 12_350, left: 17_650 } },
    ]);
  });

  test("a send of the month before does not count, nor do numbers that are hidden", async () => {
    const { db } = tested.database;
    const ofSent = sql`where portal_id = ${PORTAL_ID} and id = ${sent}`;
    await sql`update deliveries set sealed_at = sealed_at - interval '32 days' ${ofSent}`.execute(db);
    expect((await home()).accounts).toMatchObject([{ sends: 0, people: 0 }]);
    await sql`update deliveries set sealed_at = sealed_at + interval '32 days',
      state = jsonb_set(state, '{counts,success}', '19') ${ofSent}`.execute(db);
    expect((await home()).accounts).toMatchObject([{ sends: 1, people: 0, someHidden: true }]);
    expect(part(await page(), "month")).toContain("Sends whose number is hidden");
    await sql`update deliveries set state = jsonb_set(state, '{counts,success}', '120') ${ofSent}`.execute(db);
  });

  test("the latest results have rates of those who got it; hidden ones have none", async () => {
    const results = part(await page(), "results") ?? "";
    expect(results.replaceAll(/\s+/g, " ")).toMatch(/120 50% 0 \(hidden\)/);
    expect((await home()).delivered.map(({ id }: { id: string }) => id)).toEqual([sent]);
  });

  test("the last that went out is the first of the results, whichever was opened first", async () => {
    const overtaken = await measured(tested);
    const accept = (id: string, at: number) =>
      sql`update deliveries set state = jsonb_set(state, '{following,acceptedAt}', to_jsonb(${at}::bigint))
        where portal_id = ${PORTAL_ID} and id = ${id}`.execute(tested.database.db);
    const first = (await home()).delivered.map(({ id }: { id: string }) => id);
    await accept(overtaken, 1_000);
    expect(first).toContain(overtaken);
    expect((await home()).delivered.map(({ id }: { id: string }) => id)).toEqual([sent, overtaken]);
  });

  test("an audience in use that ends within two weeks; none that is not in use", async () => {
    const audience = (id: string, name: string, days: number): Audience => ({
      id,
      name,
      type: "UPLOAD",
      status: "READY",
      size: 500,
      sizeIsExact: false,
      expiresAt: Date.now() + days * DAY_MS,
      createRoute: null,
      permission: null,
      exempt: false,
    });
    const all = [audience("5614991017776", "Readers", 13), audience("1", "Not used", 13), audience("2", "Later", 15)];
    tested.platforms.audiences = () => Promise.resolve({ kind: "ok", value: all });
    const needs = part(await page(), "needs") ?? "";
    expect(needs).toContain("Readers");
    expect(needs).toContain("expires on");
    expect(needs).not.toMatch(/Not used|Later/);
    expect((await home()).ending).toMatchObject([{ channelId: CHANNEL_ID, name: "Readers" }]);
    tested.platforms.audiences = () => Promise.resolve({ kind: "ok", value: [] });
  });

  test("a LINE that says nothing holds up no page", async () => {
    tested.platforms.audiences = () => new Promise(() => undefined);
    expect(part(await page(), "needs")).toContain("Good morning");
    tested.platforms.audiences = () => Promise.resolve({ kind: "ok", value: [] });
  });

  test("another portal sees none of it", async () => {
    const { asking: asks, failed: failures, next, delivered } = await home(await tested.signIn(OTHER_PORTAL_ID));
    expect([asks, failures, next, delivered]).toEqual([[], [], [], []]);
  });

  test("addresses of the list of deliveries, which was here, lead to it with their question", async () => {
    const asked = await tested.http.get("/?outcome=failed&search=tea").set("Cookie", cookie);
    expect([asked.status, asked.get("Location")]).toEqual([302, "/deliveries?outcome=failed&search=tea"]);
    for (const other of ["/?lang=ja", "/?utm_source=mail"])
      expect((await tested.http.get(other).set("Cookie", cookie)).status).toBe(200);
  });
});

test("an account that LINE refuses is named, with why", async () => {
  const refused = finding("CHANNEL_UNAUTHORIZED", { channel: "1" });
  const fresh = await createTestConsole();
  fresh.platforms.quota = () => Promise.resolve({ kind: "refused", finding: refused });
  const { text } = await fresh.http
    .get("/")
    .set("Cookie", await fresh.signIn())
    .set("Accept-Language", "en");
  expect(part(text, "needs")).toContain("channel secret");
  await fresh.close();
});
