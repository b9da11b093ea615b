/** The Audiences page, and how a channel's card says how the account is doing. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { finding } from "../../src/delivery/codes.ts";
import type { Audience } from "../../src/ports/line.ts";
import { createHealthNotes } from "../../src/store/accounts/channel-health.ts";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { createTestConsole, NEW_PORTAL_ID, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

const DAY = 24 * 3600_000;

let tested: TestConsole;
let cookie: string;
let theirs: string;
let usual: TestConsole["platforms"];
beforeAll(async () => {
  tested = await createTestConsole();
  usual = { ...tested.platforms };
  cookie = await tested.signIn();
  theirs = (await tested.store.channels(OTHER_PORTAL_ID))[0]?.id ?? "";
});
afterAll(() => tested.close());
afterEach(() => void Object.assign(tested.platforms, usual));

const get = (path: string) => tested.http.get(path).set("Cookie", cookie).set("Accept", "text/html");
const post = (path: string) => tested.http.post(path).set("Cookie", cookie).type("form").send({});

function anAudience(change: Partial<Audience> = {}): Audience {
  const rest = {
    status: "READY",
    size: 500,
    sizeIsExact: false,
    exempt: false,
    expiresAt: null,
    createRoute: "OA_MANAGER",
    permission: "READ",
  } as const;
  return { id: "1", name: "Readers", type: "CLICK", ...rest, ...change };
}

const answerWith = (...value: Audience[]) => {
  tested.platforms.audiences = () => Promise.resolve({ kind: "ok", value });
};

/** The cells of each row, by the names of their columns. */
function rowsOf(text: string): Record<string, string>[] {
  return [...text.matchAll(/<tr>(.*?)<\/tr>/gs)].slice(1).map(([, row = ""]) => {
    const cells = [...row.matchAll(/<td[^>]*data-label="([^"]+)"[^>]*>(.*?)<\/td>/gs)];
    const plain = (cell: string) =>
      cell
        .replaceAll(/<[^>]+>/g, " ")
        .replaceAll(/\s+/g, " ")
        .trim();
    return Object.fromEntries(cells.map(([, name = "", cell = ""]) => [name, plain(cell)]));
  });
}

describe("audiences", () => {
  test("are listed with what a send has to know; hidden sizes are said", async () => {
    answerWith(
      anAudience({ name: '<b>"Few"', size: 0 }),
      anAudience({ id: "2", name: "VIP", type: "CHAT_TAG", size: 12, sizeIsExact: true, exempt: true }),
      anAudience({ id: "3", name: "Old", type: "NEW_KIND", status: "EXPIRED", expiresAt: Date.now() - DAY }),
      anAudience({ id: "4", name: "Soon", size: 12_345, expiresAt: Date.now() + DAY }),
    );
    const { text } = await get("/audiences");
    const [few, vip, old, soon] = rowsOf(text);
    expect(few).toMatchObject({
      Audience: "&lt;b>&quot;Few&quot; Fewer than 50 people: a send to it is refused.",
      Type: "Clicked a message LINE Official Account Manager · use only",
      Size: "fewer than 20 people",
      "Minimum of 50": "sent to and left out",
      Expires: "never",
      "Used by": "no delivery in 30 days",
    });
    expect(vip).toMatchObject({
      Type: "Chat tag LINE Official Account Manager · use only",
      Size: "fewer than 20 people",
      "Minimum of 50": "sent to",
    });
    expect(vip?.["Audience"]).toContain("Fewer than 50 people: a send to it is refused.");
    expect(old).toMatchObject({
      Type: "other (NEW_KIND) LINE Official Account Manager · use only",
      Status: "expired",
    });
    expect(soon?.["Audience"]).toContain("Expires soon");
    expect(soon?.["Size"]).toBe("12,345");
  });

  test("say which deliveries of this portal and channel use them, and which leave them out", async () => {
    answerWith(anAudience({ id: "50" }), anAudience({ id: "51", name: "Staff" }));
    const inputs = { audienceId: "50", excludeAudienceIds: ["51"] };
    const ids = [];
    for (let index = 0; index < 4; index += 1) ids.push(await tested.openDelivery(1, PORTAL_ID, inputs));
    await tested.openDelivery(1, OTHER_PORTAL_ID, inputs);
    const { text } = await get("/audiences");
    const [readers, staff] = rowsOf(text);
    expect(readers?.["Used by"]).toMatch(/^Workflow 900 Delivery to 4 Delivery to 3 Delivery to 2 and 1 more$/);
    expect(staff?.["Used by"]).toContain("(left out)");
    expect(text).toContain(`href="/deliveries/${ids[3]}"`);
    expect(text).toContain(`href="https://hubspot.example/${PORTAL_ID}/workflows/900"`);
    await sql`update deliveries set opened_at = opened_at - interval '31 days'`.execute(tested.database.db);
    expect(rowsOf((await get("/audiences")).text)[0]?.["Used by"]).toBe("no delivery in 30 days");
  });

  test("are found by a part of the name, in whatever case and width", async () => {
    answerWith(anAudience({ name: "Spring ＳＡＬＥ" }), anAudience({ id: "2", name: "Autumn" }));
    const { text } = await get("/audiences?name=sale");
    expect(rowsOf(text).map((row) => row["Audience"])).toEqual(["Spring ＳＡＬＥ"]);
    expect(text).toContain("1 of 2 audiences");
    expect(text).toContain('value="sale"');
    expect((await get("/audiences?name=winter")).text).toContain("No audience has such a name.");
  });

  test("of another portal's channel are not asked for", async () => {
    tested.platforms.audiences = () => Promise.reject(new Error("asked"));
    for (const id of [theirs, "7"]) expect((await get(`/audiences?channel=${id}`)).status).toBe(404);
  });

  test("no channel, and LINE away, are said", async () => {
    const fresh = await tested.http.get("/audiences").set("Cookie", await tested.signIn(NEW_PORTAL_ID));
    expect(fresh.text).toContain("No LINE Official Account is connected yet.");
    tested.platforms.audiences = () => Promise.resolve({ kind: "later", finding: finding("LINE_UNAVAILABLE") });
    expect((await get("/audiences")).text).toContain("LINE is not answering");
  });
});

describe("a channel's card", () => {
  test("shows the month's messages as a gauge with its figures in words", async () => {
    await tested.store.changeChannel(PORTAL_ID, CHANNEL_ID, { name: "Tea", timeZone: "Asia/Tokyo", quotaFloor: 6000 });
    const { text } = await get("/channels");
    expect(text).toContain('aria-label="About 12,350 of 30,000 used, 6,000 kept for chat, 11,650 left for sends"');
    expect(/fill="var\(--accent\)"[^>]*width="([\d.]+%)"/.exec(text)?.[1]).toBe("41.17%");
    expect(/fill="var\(--calm\)"[^>]*width="([\d.]+%)"/.exec(text)?.[1]).toBe("20.00%");
    tested.platforms.quota = () => Promise.resolve({ kind: "ok", value: { allowance: 200, used: 190 } });
    expect((await get("/channels")).text).toContain("About 200 of 200 used, 0 kept for chat, 0 left for sends");
    tested.platforms.quota = () => Promise.resolve({ kind: "ok", value: { allowance: null, used: 190 } });
    expect((await get("/channels")).text).toContain("About 200 used; the plan has no limit");
  });

  test("is verified again by a button; both answers are said", async () => {
    const ok = await post(`/channels/${CHANNEL_ID}/verify`);
    expect(ok.get("Location")).toBe(`/channels?verified=${CHANNEL_ID}`);
    expect((await get(`/channels?verified=${CHANNEL_ID}`)).text).toContain("LINE accepted the stored secret.");
    const wrong = finding("CHANNEL_UNAUTHORIZED", { channel: "1234567890" });
    tested.platforms.account = () => Promise.resolve({ kind: "later", finding: wrong });
    const refused = await post(`/channels/${CHANNEL_ID}/verify`);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining("LINE no longer accepts")]);
    const trail = await tested.store.auditTrail(PORTAL_ID, { limit: 2, before: null });
    expect(trail.map(({ details }) => details["verified"])).toEqual(["CHANNEL_UNAUTHORIZED", true]);
    for (const id of [theirs, "7"]) expect((await post(`/channels/${id}/verify`)).status).toBe(404);
  });
});

describe("what LINE last answered", () => {
  const ours = { portalId: PORTAL_ID, channelId: CHANNEL_ID };
  const away = finding("LINE_UNAVAILABLE");

  test("is kept for the channel it was asked for, and shown", async () => {
    const note = createHealthNotes(tested.database.db);
    await note(ours, null);
    await tested.skip(1000);
    await note(ours, away);
    await note({ portalId: OTHER_PORTAL_ID, channelId: CHANNEL_ID }, finding("LINE_RATE_LIMITED"));
    const health = await tested.store.channelHealth(PORTAL_ID, CHANNEL_ID);
    expect(health?.lastError).toEqual(away);
    expect(health?.lastErrorAt).toBeGreaterThan(health?.lastOkAt ?? Infinity);
    expect((await get("/channels")).text).toContain("LINE is not answering");
    expect(await tested.store.channelHealth(OTHER_PORTAL_ID, CHANNEL_ID)).toBeNull();
  });

  test("is written at once when it changes, and once a minute when it does not", async () => {
    let now = 0;
    const note = createHealthNotes(tested.database.db, () => now);
    const clear = () => sql`update channels set last_ok_at = null, last_error_at = null`.execute(tested.database.db);
    const written = async () => {
      const health = await tested.store.channelHealth(PORTAL_ID, CHANNEL_ID);
      await clear();
      return [health?.lastOkAt != null, health?.lastErrorAt != null];
    };
    await clear();
    await note(ours, null);
    expect(await written()).toEqual([true, false]);
    now += 59_999;
    await note(ours, null);
    expect(await written()).toEqual([false, false]);
    await note(ours, away);
    expect(await written()).toEqual([false, true]);
    await note(ours, null);
    now += 60_000;
    await note(ours, null);
    expect(await written()).toEqual([true, false]);
  });
});
