/** Which deliveries are shown, and what a download of them holds. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import Papa from "papaparse";
import type { Response } from "supertest";
import { afterListLookUp, afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterFailure } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { finding } from "../../src/delivery/codes.ts";
import { title } from "../../src/i18n/wording.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import { CLEARED, PORTAL_ID } from "../support/builders.ts";
import { measured } from "./console-deliveries.support.ts";
import { ApiDocument } from "./console-openapi.support.ts";
import { ACCOUNT, createTestConsole, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };

const api = new ApiDocument();
let tested: TestConsole;
let cookie: string;
let spring: string;
let formula: string;
let sent: string;
let theirs: string;

beforeAll(async () => {
  tested = await createTestConsole();
  await tested.store.changeSettings(PORTAL_ID, { timeZone: "UTC" });
  cookie = await tested.signIn();
  spring = await named("Spring, “early” Sale");
  await tested.skip(24 * 3600_000);
  formula = await named("=HYPERLINK(1)", {
    includeAudienceIds: ["7777", "8888"],
    message: { kind: "text", text: "新作のお知らせ: Autumn Blend" },
  });
  await tested.skip(1000);
  sent = await measured(tested);
  theirs = await tested.openDelivery(1, OTHER_PORTAL_ID);
});
afterAll(() => tested.close());

async function named(name: string, change: Partial<Inputs> = {}): Promise<string> {
  const id = await tested.openDelivery(3, PORTAL_ID, change);
  await tested.change(id, (one, now) =>
    afterListLookUp(one as In<"collecting">, { kind: "ok", value: { name, size: 3 } }, now),
  );
  return id;
}

const get = (path: string, accept = "application/json") =>
  tested.http.get(path).set("Cookie", cookie).set("Accept", accept);

async function exported(path: string): Promise<Response> {
  const response = await get(`/api${path}`);
  expect(api.faultsOf(response)).toEqual([]);
  return response;
}

const listed = async (query: string): Promise<string[]> =>
  (await exported(`/deliveries?${query}`)).body.deliveries.map(({ id }: { id: string }) => id);

const openedAt = async (id: string): Promise<string> =>
  (await exported(`/deliveries/${id}`)).body.openedAt.slice(0, 10);

describe("deliveries are found by", () => {
  test.each([
    ["a part of the list's name, in any case", "search=early%E2%80%9D%20sale", () => [spring]],
    ["a name with what SQL takes for a pattern", "search=%25", () => []],
    ["the name of the audience", "search=reader", () => [sent, formula, spring]],
    ["the id of a list", "list=2", () => [formula]],
    ["an audience", "audience=5614991017776", () => [sent, formula, spring]],
    ["any of several audiences", "audience=8888", () => [formula]],
    ["the id of any of several audiences", "search=7777", () => [formula]],
    ["no such audience", "audience=1", () => []],
    ["an outcome", "outcome=delivered", () => [sent]],
    ["having none yet", "outcome=open", () => [formula, spring]],
    ["LINE's request id", "search=request-1", () => [sent]],
    ["words of the message, in any case", "search=autumn%20bl", () => [formula]],
    ["words of the message in Japanese", `search=${encodeURIComponent("新作")}`, () => [formula]],
    ["the id of the workflow", "search=900", () => [sent, formula, spring]],
    ["the id of another workflow", "search=901", () => []],
    ["waiting for approval", "outcome=waiting", () => []],
    ["all of it at once", "outcome=open&search=spring&audience=5614991017776", () => [spring]],
    [
      "fields that a form left empty",
      "search=&list=&audience=&channel=&outcome=&from=&to=",
      () => [sent, formula, spring],
    ],
  ] as const)("%s", async (_what, query, expected) => {
    expect(await listed(query)).toEqual(expected());
  });

  test("their own id, as people copy it", async () => {
    expect(await listed(`search=${formula.toUpperCase()}`)).toEqual([formula]);
  });

  test("the day they were opened, both days included", async () => {
    const [first, second] = [await openedAt(spring), await openedAt(sent)];
    expect(await listed(`to=${first}`)).toEqual([spring]);
    expect(await listed(`from=${second}`)).toEqual([sent, formula]);
    expect(await listed(`from=${first}&to=${second}`)).toEqual([sent, formula, spring]);
  });

  test("a day of the portal's time zone", async () => {
    const opened = Date.parse((await exported(`/deliveries/${spring}`)).body.openedAt);
    // Fourteen hours ahead or eleven behind, it is another day there than it is here.
    const zone = new Date(opened).getUTCHours() >= 10 ? "Pacific/Kiritimati" : "Pacific/Pago_Pago";
    const day = (timeZone: string) => new Intl.DateTimeFormat("sv-SE", { timeZone }).format(opened);
    await tested.store.changeSettings(PORTAL_ID, { timeZone: zone });
    expect(await listed(`search=spring&from=${day(zone)}&to=${day(zone)}`)).toEqual([spring]);
    expect(await listed(`search=spring&from=${day("UTC")}&to=${day("UTC")}`)).toEqual([]);
    await tested.store.changeSettings(PORTAL_ID, { timeZone: "UTC" });
  });

  test("nothing of another portal, by whatever is asked", async () => {
    expect(await listed(`search=${theirs}`)).toEqual([]);
  });
});

test.each([
  ["outcome=maybe", "outcome"],
  ["from=yesterday", "from"],
  ["from=2026-02-30", "from"],
  ["to=0000-01-01", "to"],
  ["channel=demo", "channel"],
  [`search=${"x".repeat(101)}`, "search"],
  ["sort=prettiest", "sort"],
  ["after=x", "after"],
  ["before=2026-13-01T00:00:00.000000Z_0d9f6f7e-0000-4000-8000-000000000001", "before"],
])("%s is refused by name, on the page and through the API", async (query, field) => {
  const { status, body } = await exported(`/deliveries?${query}`);
  expect([status, body.code, body.field]).toEqual([422, "FIELD_INVALID", field]);
  const page = await get(`/deliveries?${query}`, "text/html");
  expect(page.status).toBe(422);
  expect(page.text.replaceAll("&quot;", '"')).toContain(body.detail);
  for (const file of ["before", "after", "sort"].includes(field) ? [] : ["csv", "json"]) {
    expect((await exported(`/deliveries.${file}?${query}`)).body.field).toBe(field);
  }
});

/** In front of or within a name; spreadsheets trim some, people see none. */
const HIDDEN = ["", " ", "\u00a0", "\u200b", "\ufeff", "\u3000", "\u2066", "\u00ad", "\u034f", "\ufe0f", "\u0007"];
const FORMULAS = [
  ...HIDDEN.map((hidden) => `${hidden}=cmd|' /C calc'!A0`),
  ...["+", "-", "@", "＝", "＋", "－", "＠"].map((sign) => `${sign}cmd|' /C calc'!A0`),
  ...["\n", "\r", "\r\n", "\t", "\v", "\f", "\u0085", "\u2028", "\u2029", ";", '"\n', '",', ";\u200b"].map(
    (between) => `Hoshi${between}=cmd|' /C calc'!A0`,
  ),
];

describe("a download", () => {
  /** Lines as a reader sees them that ends one at every lone line feed too, quoted or not. */
  const lines = (text: string): string[] =>
    text
      .slice(1)
      .trimEnd()
      .split(/\r\n|[\n\r\u0085\u2028\u2029]/);
  const cells = (line: string): string[] => Papa.parse<string[]>(line, { delimiter: "," }).data[0] ?? [];

  test("as CSV holds every delivery that fits, marked as UTF-8, with formulas defused", async () => {
    const response = await exported("/deliveries.csv");
    expect(response.headers["content-disposition"]).toBe('attachment; filename="line-deliveries.csv"');
    expect(response.text.codePointAt(0)).toBe(0xfe_ff);
    const [head, ...rows] = lines(response.text).map(cells);
    expect(head?.slice(0, 3)).toEqual(["Delivery ID", "List", "LINE Official Account"]);
    expect(rows.map(([id]) => id)).toEqual([sent, formula, spring]);
    expect(rows[1]?.[1]).toBe("'=HYPERLINK(1)");
    expect(rows[2]?.[1]).toBe("Spring, “early” Sale");
  });

  test("as CSV says what each number is", async () => {
    const [head = [], row = []] = lines((await exported("/deliveries.csv?outcome=delivered")).text).map(cells);
    expect(Object.fromEntries(head.map((name, index) => [name, row[index]]))).toMatchObject({
      Target: "0",
      "Target (state)": "hidden for privacy",
      "Delivered by LINE": "120",
      "Delivered by LINE (state)": "as counted by LINE",
      "Failed at LINE": "0",
      "Failed at LINE (state)": "hidden for privacy",
      Reach: "120",
      "Reach (state)": "as of the last reading",
      "Open rate": "0.5",
      "Click rate": "",
      "HubSpot workflows": "900",
      Audience: "Readers",
      "Messages used": "120",
      Approval: "",
      Clicks: "0",
      "Clicks (state)": "hidden for privacy",
    });
  });

  test("as CSV speaks the reader's language", async () => {
    const { text } = await tested.http.get("/api/deliveries.csv").set("Cookie", cookie).set("Accept-Language", "ja");
    expect(cells(lines(text)[0] ?? "")[1]).toBe("リスト");
  });

  test.each(FORMULAS)("as CSV is no formula to any reader: a list called %j", async (name) => {
    const id = await named(name);
    const { text } = await exported(`/deliveries.csv?list=${(await exported(`/deliveries/${id}`)).body.list.id}`);
    // Two lines, whatever the name holds; and each cell, also as a reader of semicolons sees them.
    expect(lines(text)).toHaveLength(2);
    const row = cells(lines(text)[1] ?? "");
    expect([row[0], row.length]).toEqual([id, cells(lines(text)[0] ?? "").length]);
    expect(row[1]).toContain("cmd");
    for (const part of [...row, ...(lines(text)[1] ?? "").split(";")]) {
      expect(part).not.toMatch(/^"?[\s\p{Z}\p{Cf}\p{Cc}\p{DI}]*[=+\-@＝＋－＠]/u);
    }
    // No text without quotation marks: only numbers and empty cells go without.
    expect((lines(text)[1] ?? "").replaceAll(/"(?:[^"]|"")*"/g, "")).toMatch(/^[\d,]*$/);
  });

  test("as JSON holds what the API says of each", async () => {
    const { body, headers } = await exported("/deliveries.json?outcome=open");
    expect(headers["content-disposition"]).toBe('attachment; filename="line-deliveries.json"');
    expect(body.deliveries).toEqual((await exported("/deliveries?outcome=open")).body.deliveries);
  });

  test("goes beyond one page", async () => {
    const ids = new Set(
      (await exported("/deliveries.json?outcome=open")).body.deliveries.map(({ id }: { id: string }) => id),
    );
    for (let opened = 0; opened < 205; opened += 1) ids.add(await tested.openDelivery());
    const { body } = await exported("/deliveries.json?outcome=open");
    expect(body.deliveries).toHaveLength(ids.size);
  });
});

describe("in an order and a page at a time", () => {
  test("by the highest rate, by the most delivered, and the oldest first; what LINE hides comes last", async () => {
    for (const sort of ["open_rate", "delivered"]) expect((await listed(`sort=${sort}`))[0]).toBe(sent);
    expect((await listed("sort=oldest&limit=100"))[0]).toBe(spring);
  });

  test.each(["newest", "oldest", "delivered", "open_rate", "click_rate"])(
    "to the end and back by %s, without one lost or shown twice",
    async (sort) => {
      const page = async (query: string) => {
        const { status, body } = await exported(`/deliveries?sort=${sort}&limit=40&${query}`);
        expect(status).toBe(200);
        return body;
      };
      const ids = (body: { deliveries: { id: string }[] }) => body.deliveries.map(({ id }) => id);
      const pages = [await page("")];
      for (let next = pages[0].nextBefore; next !== null; next = pages.at(-1).nextBefore) {
        pages.push(await page(`before=${encodeURIComponent(next)}`));
      }
      expect(pages.length).toBeGreaterThan(2);
      const all = pages.flatMap(ids);
      expect(new Set(all).size).toBe(all.length);
      expect(pages[0].previousAfter).toBeNull();
      let back = pages.at(-1);
      for (const former of pages.slice(0, -1).toReversed()) {
        back = await page(`after=${encodeURIComponent(back.previousAfter)}`);
        expect(ids(back)).toEqual(ids(former));
        expect(back.nextBefore).toBe(former.nextBefore);
      }
      expect(back.previousAfter).toBeNull();
    },
  );

  test("says how many fit, and leads both ways", async () => {
    const first = await get("/deliveries?sort=oldest", "text/html");
    expect(first.text).toMatch(/\d{3} deliveries/);
    expect(first.text).toContain('<option value="oldest" selected>');
    const next = /href="(\/deliveries\?[^"]*before=[^"]+)"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await get(next, "text/html");
    expect(second.text).toContain("Previous page");
    const back = /href="(\/deliveries\?[^"]*after=[^"]+)"/.exec(second.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(back).toContain("sort=oldest");
    const ids = (text: string) => [...text.matchAll(/href="\/deliveries\/([^"]+)"/g)].map(([, id]) => id);
    expect(ids((await get(back, "text/html")).text)).toEqual(ids(first.text));
  });
});

test("a saved message is shown by its name, found by it and by what it said, and its delivery waits for approval", async () => {
  const content = { name: "Case flex", messages: [{ type: "text", text: "Hello" }], utm: null };
  const { id: messageId } = await tested.store.createSavedMessage(PORTAL_ID, content);
  const id = await tested.openDelivery(60, PORTAL_ID, { message: { kind: "saved", messageId }, requireApproval: true });
  expect(await listed("search=case%20fl")).toEqual([id]);
  expect(await listed("search=oolong")).toEqual([]);
  await tested.change(id, (one, now) => afterSeal(one as In<"collecting">, "person", now));
  const preview = { ...CLEARED.preview, bubbles: ["Oolong for two"] };
  await tested.change(id, (one, now) =>
    afterPreflight(one as In<"sealed">, { ...CLEARED, preview, narrowcast: null }, now),
  );
  expect(await listed("search=oolong")).toEqual([id]);
  expect(await listed("outcome=waiting")).toEqual([id]);
  const { text } = await get("/deliveries?outcome=waiting", "text/html");
  const read = text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  expect(read).toMatch(/Case flex Oolong for two \d+ → .*Readers.* · Workflow 900/);
  expect(text).toContain(">Case flex</a>");
  expect(text).toContain('<option value="waiting" selected>');
  const name = async () => (await exported("/deliveries?outcome=waiting")).body.deliveries[0].name;
  await tested.store.deleteSavedMessage(PORTAL_ID, messageId);
  expect(await name()).toBe("Case flex");
  // What was deleted is kept for a time.
  await sql`delete from saved_messages where id = ${messageId}`.execute(tested.database.db);
  expect(await name()).toBe("Oolong for two");
});

describe("the page", () => {
  test("says what was sent and who gets it, how it ended and what share did something", async () => {
    const { text } = await get("/deliveries?outcome=delivered", "text/html");
    const read = text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    expect(text).toContain(">Good morning</a>");
    expect(read).toContain("→");
    expect(read).toMatch(/60 50%/);
    const failed = await tested.openDelivery(1);
    await tested.change(failed, (one, now) => afterSeal(one as In<"collecting">, "person", now));
    await tested.change(failed, (one, now) =>
      afterFailure(one, finding("QUOTA_FLOOR_REACHED", { remaining: 1, floor: 2 }), now),
    );
    expect((await get("/deliveries?outcome=failed", "text/html")).text).toContain(title("QUOTA_FLOOR_REACHED", "en"));
  });

  test("offers the lists, audiences and outcomes there are, and shows what was chosen", async () => {
    const { text } = await get("/deliveries?outcome=delivered&search=read", "text/html");
    expect(text).toContain(sent);
    expect(text).not.toContain(spring);
    expect(text).toContain('<option value="delivered" selected>');
    expect(text).toContain('<option value="1">Spring, “early” Sale</option>');
    expect(text).toContain('<option value="5614991017776">Readers</option>');
    expect(text).toContain('href="/api/deliveries.csv?search=read&amp;outcome=delivered"');
    expect(text).toContain('href="?outcome=delivered&amp;search=read&amp;lang=ja"');
  });

  test("names the account, and offers to choose one, where there are several", async () => {
    const one = await get("/deliveries", "text/html");
    expect(one.text).not.toContain('data-label="LINE Official Account"');
    expect(one.text).not.toContain('<select name="channel">');
    const credentials = { lineChannelId: "1000", channelSecret: "secret" };
    await tested.store.saveChannel({ portalId: PORTAL_ID, name: "Second", credentials, account: ACCOUNT });
    const two = await get("/deliveries", "text/html");
    expect(two.text).toContain('<td data-label="LINE Official Account">Demo shop</td>');
    expect(two.text).toContain('<select name="channel">');
  });

  test("says so when nothing fits, and how to see everything", async () => {
    const { text } = await get("/deliveries?search=nowhere", "text/html");
    expect(text).toContain("No delivery fits all of this");
    expect(text).toContain('<a href="/deliveries">Show all</a>');
  });
});
