/** Runs that are refused before there is a delivery: counted, explained on a page and through the API, and gone with time. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import request from "supertest";
import { APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { removeExpired } from "../../src/store/jobs/retention.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { ApiDocument } from "./console-openapi.support.ts";

const ACTION = `/hubspot/actions/send-line-audience/${SEGMENT}`;
let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

let contacts = 0;
async function enroll(workflowId: number | null, inputs: Record<string, string> = {}, source = "WORKFLOWS") {
  contacts += 1;
  const body = JSON.stringify({
    callbackId: `ap-${PORTAL_ID}-${contacts}-7-0`,
    origin: { portalId: PORTAL_ID, actionDefinitionId: 1, actionDefinitionVersion: 1 },
    context: { source, workflowId, actionId: 1 },
    object: { objectId: 770_000 + contacts, objectType: "CONTACT", properties: {} },
    inputFields: {
      channel: service.channel,
      deliveryList: "77",
      audienceId: "5614991017776",
      messageText: "Hello",
      ...inputs,
    },
  });
  const signature = createHash("sha256").update(`${APP.clientSecret}POST${service.publicUrl}${ACTION}${body}`);
  const { body: answer } = await request(service.publicUrl)
    .post(ACTION)
    .set("Content-Type", "application/json")
    .set({ "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": signature.digest("hex") })
    .send(body);
  return answer.outputFields.outcomeCode as string;
}

async function stored(): Promise<number> {
  const { rows } = await service.database.pool.query<{ count: number }>(
    "select coalesce(sum(executions), 0)::int as count from refusals",
  );
  return rows[0]?.count ?? -1;
}

/** Counts are written once a second. */
async function written(count: number): Promise<void> {
  while ((await stored()) < count) await pause(20);
}

const get = (path: string, cookie = service.cookie) => request(service.publicUrl).get(path).set("Cookie", cookie);
const page = async (path = "/not-started?lang=en") => {
  const { status, text } = await get(path).set("Accept", "text/html");
  return { status, text, read: text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ") };
};
const api = async (query = "") => {
  const response = await get(`/api/not-started${query}`);
  expect(new ApiDocument().faultsOf(response)).toEqual([]);
  return response.body as { notStarted: Record<string, unknown>[]; nextBefore: string | null };
};

describe("a run that is refused", () => {
  test("leaves nothing while there is none", async () => {
    const { read } = await page();
    expect(read).toContain("Nothing was refused");
    expect(await api()).toEqual({ notStarted: [], nextBefore: null });
  });

  test("is one row with its count, its sentence and its workflow, whether the inputs, the account or the opening stood in the way", async () => {
    const refused: (() => Promise<string>)[] = [
      ...Array.from({ length: 80 }, () => () => enroll(1928, { messageText: "" })),
      () => enroll(1928, { ageFrom: "40", ageTo: "20" }),
      () => enroll(1929, { channel: "00000000-0000-4000-8000-000000000000" }),
      () => enroll(1930, { sendAt: "2020-01-01 09:00" }),
      () => enroll(null, { messageText: "" }),
    ];
    const codes = [];
    for (const each of refused) codes.push(await each());
    expect(new Set(codes)).toEqual(
      new Set(["MESSAGE_MISSING", "AGE_RANGE_REVERSED", "CHANNEL_NOT_FOUND", "SEND_AT_PASSED"]),
    );
    await written(refused.length);
    expect(await stored()).toBe(refused.length);
    const { notStarted } = await api();
    const counts = notStarted.map(({ workflowId, finding, executions }) => [
      workflowId,
      (finding as { code: string }).code,
      executions,
    ]);
    expect(counts).toHaveLength(5);
    expect(counts).toContainEqual(["1928", "MESSAGE_MISSING", 80]);
    expect(counts).toContainEqual([null, "MESSAGE_MISSING", 1]);
    const { read, text } = await page();
    expect(read).toContain("Choose a saved message or write a text");
    expect(read).toContain("Workflow 1928");
    expect(text).toContain(`/flow/1928/edit"`);
    expect(text).toContain(">80</td>");
  });

  test("is a number in the navigation of every page: the workflows of the last seven days", async () => {
    for (const path of ["/?lang=en", "/settings?lang=en"]) {
      const { text } = await page(path);
      expect(/href="\/not-started"[^>]*>Not started\s*<span class="count"[^>]*>4<\/span>/.test(text)).toBe(true);
    }
    await service.database.pool.query("update refusals set last_at = last_at - interval '8 days'");
    expect((await page()).text).not.toContain('class="count"');
    await service.database.pool.query("update refusals set last_at = last_at + interval '8 days'");
  });

  test("says nothing about its contacts", async () => {
    const { rows } = await service.database.pool.query<{ all: string }>("select r::text as all from refusals r");
    for (const { all } of rows) expect(all).not.toMatch(/77\d{4}|ap-/);
  });

  test("in the reader's language", async () => {
    const { read } = await page("/not-started?lang=ja");
    expect(read).toContain("開始できなかった配信");
    expect(read).toContain("ワークフロー");
  });

  test("a test run of the editor does not count", async () => {
    const before = await stored();
    expect(await enroll(1931, { messageText: "" }, "STANDALONE")).toBe("MESSAGE_MISSING");
    expect(await enroll(1931, { channel: "unknown" }, "STANDALONE")).toBe("CHANNEL_NOT_FOUND");
    await enroll(1932, { messageText: "" });
    await written(before + 1);
    expect(await stored()).toBe(before + 1);
  });

  test("the same another day is another row, by the days of the account's time zone", async () => {
    await service.database.pool.query("update portals set time_zone = 'Pacific/Kiritimati'");
    await service.database.pool.query("update refusals set day = day - 1 where workflow_id = '1928'");
    const before = await stored();
    await enroll(1928, { messageText: "" });
    await written(before + 1);
    const days = (await api()).notStarted.filter(
      ({ workflowId, finding }) => workflowId === "1928" && (finding as { code: string }).code === "MESSAGE_MISSING",
    );
    expect(days).toHaveLength(2);
    const today = new Intl.DateTimeFormat("sv", { timeZone: "Pacific/Kiritimati" }).format(Date.now());
    expect(days.map(({ day }) => day)).toContain(today);
  });

  test("is stored before the service stops", async () => {
    const before = await stored();
    await enroll(1933, { messageText: "" });
    await service.restart();
    expect(await stored()).toBe(before + 1);
  });
});

describe("many of them", () => {
  test("come in pages, and none twice", async () => {
    await service.database.pool.query(
      `insert into refusals (portal_id, day, workflow_id, code, figures, executions, first_at, last_at)
       select $1, current_date - n % 20, 'many ' || n, 'LIST_MISSING', '{}', n, now(), now() - n / 3 * interval '1 minute'
       from generate_series(1, 120) n`,
      [PORTAL_ID],
    );
    const seen: string[] = [];
    let before: string | null = null;
    do {
      const { notStarted, nextBefore } = await api(
        before === null ? "?limit=7" : `?limit=7&before=${encodeURIComponent(before)}`,
      );
      seen.push(...notStarted.map(({ workflowId, day, finding }) => JSON.stringify([workflowId, day, finding])));
      before = nextBefore;
    } while (before !== null);
    expect(seen.length).toBeGreaterThan(120);
    expect(new Set(seen).size).toBe(seen.length);
    const first = await page();
    const older = /href="(\/not-started\?before=[^"]+)"/.exec(first.text)?.[1] ?? "";
    const second = await page(older.replaceAll("&amp;", "&"));
    expect(second.status).toBe(200);
    expect(second.text).toContain('href="/not-started"');
    expect((await page("/not-started?before=nonsense")).status).toBe(422);
  });

  test("go with time", async () => {
    await service.database.pool.query("update refusals set last_at = now() - interval '29 days'");
    const before = await stored();
    await removeExpired(service.database.db, 30);
    expect(await stored()).toBe(before);
    await removeExpired(service.database.db, 28);
    expect(await stored()).toBe(0);
  });
});

test("nothing is kept of an account that has removed the app", async () => {
  await service.database.pool.query("update portals set uninstalled_at = now()");
  expect(await enroll(1928, { ageFrom: "40", ageTo: "20" })).toBe("AGE_RANGE_REVERSED");
  await service.restart();
  expect(await stored()).toBe(0);
});
