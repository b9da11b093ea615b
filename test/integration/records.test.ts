/** Delivery records that HubSpot refuses: what is noted, who is asked again, and that nothing owed is forgotten. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { sql } from "kysely";
import { finding, type Code } from "../../src/delivery/codes.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import { checkRecords } from "../../src/steps/check-records.ts";
import { RetryLater } from "../../src/steps/retry-later.ts";
import { writeDeliveryRecord } from "../../src/steps/write-delivery-record.ts";
import { anArrival, anInputs, CHANNEL_ID, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestStore, removeAppFrom, type TestStore } from "../support/test-store.ts";

const HOUR_MS = 3_600_000;

let tested: TestStore;
/** What HubSpot answers, and what it was asked. */
let hubspot: {
  ensure: () => Answer<string>;
  write: (id: string) => Answer<string>;
  readonly asked: string[];
};

beforeEach(async () => {
  tested = await createTestStore();
  hubspot = { ensure: () => ok("2-1"), write: (id) => ok(id), asked: [] };
  await check();
  hubspot.asked.length = 0;
});
afterEach(() => tested.close());

const ok = (value: string): Answer<string> => ({ kind: "ok", value });
const refused = (code: Code, figures = {}): Answer<never> => ({ kind: "refused", finding: finding(code, figures) });
const later = (code: Code): Answer<never> => ({ kind: "later", finding: finding(code) });

const ports = () => ({
  store: tested.store,
  hubspot: {
    ensureRecordType: async () => {
      hubspot.asked.push("ensure");
      return hubspot.ensure();
    },
    writeRecord: async (_portal: number, _type: string, properties: Readonly<Record<string, string>>) => {
      const id = properties["delivery_id"] ?? "";
      hubspot.asked.push(`write ${id}`);
      return hubspot.write(id);
    },
  },
  deliveryUrl: (id: string) => id,
});

const write = (id: string) => writeDeliveryRecord(refTo(id), ports());
const check = () => checkRecords(PORTAL_ID, ports());

let lists = 0;
async function aDelivery(): Promise<string> {
  lists += 1;
  const inputs = anInputs({ listId: String(lists), channelId: CHANNEL_ID });
  const [held] = await tested.store.enroll([anArrival(lists, { callbackId: `ap-${lists}` }, inputs)]);
  if (held?.kind !== "held") throw new Error("the arrival was not held");
  // The job that opening it added has run.
  await sql`select graphile_worker.remove_job(${`record:${held.deliveryId}`})`.execute(tested.database.db);
  return held.deliveryId;
}

const portal = async () => {
  const facts = await tested.store.portal(PORTAL_ID);
  if (facts === null) throw new Error("the portal is gone");
  return facts;
};
const reasonOf = async (id: string) => (await tested.store.viewDelivery(PORTAL_ID, id))?.recordFinding ?? null;

/** Seconds until each job runs, soonest first. */
async function jobs(kind: "record" | "records"): Promise<readonly number[]> {
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from run_at - now())::float8 as seconds from graphile_worker.jobs
    where task_identifier = ${kind} order by run_at`.execute(tested.database.db);
  return rows.map(({ seconds }) => seconds);
}

const grant = (...scopes: string[]) =>
  sql`update portals set scopes = ${scopes} where portal_id = ${PORTAL_ID}`.execute(tested.database.db);

const SCOPES_MISSING = refused("RECORDS_SCOPES_MISSING", { scopes: "crm.objects.custom.write" });

describe("a record that HubSpot refuses", () => {
  it.each([
    ["the plan has no custom objects, which were granted", ["crm.objects.custom.write"], "RECORDS_NOT_IN_PLAN"],
    ["the permission was never granted", ["oauth"], "RECORDS_SCOPES_MISSING"],
  ])("because %s: the portal and the delivery say so", async (_why, scopes, code) => {
    await grant(...scopes);
    const id = await aDelivery();
    hubspot.write = () => SCOPES_MISSING;
    await write(id);
    expect((await portal()).recordFinding?.code).toBe(code);
    expect((await reasonOf(id))?.code).toBe(code);
    expect(hubspot.asked).toEqual([`write ${id}`]);
    const [due = 0] = await jobs("records");
    expect(due).toBeGreaterThan(19 * 3600);
    expect(due).toBeLessThan(21 * 3600);
  });

  it("for the whole portal is not asked about again for each delivery", async () => {
    await tested.store.saveRecordType(PORTAL_ID, "2-1", finding("RECORDS_QUOTA_FULL"), Date.now());
    const ids = [await aDelivery(), await aDelivery()];
    for (const id of ids) await write(id);
    expect(hubspot.asked).toEqual([]);
    expect(await tested.store.owedRecords(PORTAL_ID)).toMatchObject({ count: 2, oldest: ids[0] });
    expect(await reasonOf(ids[1] ?? "")).toEqual(finding("RECORDS_QUOTA_FULL"));
    expect(await jobs("records")).toHaveLength(1);
  });

  it("because the object lacks an option or a property is written once both are added", async () => {
    const id = await aDelivery();
    let complete = false;
    hubspot.ensure = () => {
      complete = true;
      return ok("2-1");
    };
    hubspot.write = () => (complete ? ok("r-1") : refused("HUBSPOT_REFUSED", { detail: "not one of the options" }));
    await write(id);
    expect(hubspot.asked).toEqual([`write ${id}`, "ensure", `write ${id}`]);
    expect(await reasonOf(id)).toBeNull();
  });

  it("because a person removed the object is written to the new one", async () => {
    const id = await aDelivery();
    hubspot.ensure = () => ok("2-2");
    const types: string[] = [];
    const { hubspot: asked, ...rest } = ports();
    await writeDeliveryRecord(refTo(id), {
      ...rest,
      hubspot: {
        ...asked,
        writeRecord: async (_portal, type) => {
          types.push(type);
          return type === "2-2" ? ok("r-1") : refused("HUBSPOT_REFUSED", { detail: "no such object" });
        },
      },
    });
    expect(types).toEqual(["2-1", "2-2"]);
    expect((await portal()).recordTypeId).toBe("2-2");
  });

  it.each([
    refused("HUBSPOT_REFUSED", { detail: "too long" }),
    // Rules may be for some values alone, such as a reason that is required of failures.
    refused("RECORDS_REFUSED_BY_RULE", { properties: "approved_by" }),
  ])("by itself stops no other, and is tried again every day", async (why) => {
    const [bad, good] = [await aDelivery(), await aDelivery()];
    hubspot.write = (id) => (id === bad ? why : ok(id));
    await write(bad);
    await write(good);
    expect([await reasonOf(bad), await reasonOf(good)]).toEqual([why.kind === "refused" && why.finding, null]);
    expect((await portal()).recordFinding).toBeNull();
    for (const day of [1, 2]) {
      const [due = 0] = await jobs("records");
      expect(due).toBeGreaterThan(19 * 3600);
      await tested.skip(20 * HOUR_MS + 1000);
      hubspot.asked.length = 0;
      if (day === 2) hubspot.write = (id) => ok(id);
      await check();
      expect(hubspot.asked).toEqual(["ensure", `write ${bad}`]);
    }
    await write(bad);
    expect(await tested.store.owedRecords(PORTAL_ID)).toMatchObject({ count: 0, oldest: null });
  });

  it("by a rule of the account is not asked about twice at once: nothing of ours is amiss", async () => {
    const id = await aDelivery();
    hubspot.write = () => refused("RECORDS_REFUSED_BY_RULE", { properties: "approved_by" });
    await write(id);
    expect(hubspot.asked).toEqual([`write ${id}`]);
  });
});

describe("while HubSpot is down", () => {
  it("the delivery says so and its job waits; afterwards nothing is left of it", async () => {
    const id = await aDelivery();
    hubspot.write = () => later("HUBSPOT_UNAVAILABLE");
    await expect(write(id)).rejects.toThrow(RetryLater);
    expect(await reasonOf(id)).toEqual(finding("HUBSPOT_UNAVAILABLE"));
    expect((await portal()).recordFinding).toBeNull();
    hubspot.write = (each) => ok(each);
    await write(id);
    expect(await reasonOf(id)).toBeNull();
  });

  it("a pause that HubSpot asks for is not worth a word", async () => {
    const id = await aDelivery();
    hubspot.write = () => later("HUBSPOT_RATE_LIMITED");
    await expect(write(id)).rejects.toThrow(RetryLater);
    expect(await reasonOf(id)).toBeNull();
  });
});

describe("the check of a portal", () => {
  let ids: string[];
  beforeEach(async () => {
    await tested.store.saveRecordType(PORTAL_ID, null, finding("RECORDS_NOT_IN_PLAN"), Date.now());
    ids = [await aDelivery(), await aDelivery(), await aDelivery()];
    for (const id of ids) await write(id);
  });

  it("asks nothing before it is due", async () => {
    await tested.skip(19 * HOUR_MS);
    await check();
    expect(hubspot.asked).toEqual([]);
  });

  it("asks with one record, and keeps the reason while that is refused", async () => {
    await tested.skip(20 * HOUR_MS);
    await grant("crm.objects.custom.write");
    hubspot.write = () => SCOPES_MISSING;
    await check();
    expect(hubspot.asked).toEqual(["ensure", `write ${ids[0]}`]);
    expect((await portal()).recordFinding).toEqual(finding("RECORDS_NOT_IN_PLAN"));
    expect(await jobs("record")).toEqual([]);
    const [due = 0] = await jobs("records");
    expect(due).toBeGreaterThan(19 * 3600);
  });

  it.each(["RECORDS_REFUSED_BY_RULE", "HUBSPOT_REFUSED"] as const)(
    "writes all others where the one it asks with is refused by itself (%s)",
    async (code) => {
      await tested.skip(20 * HOUR_MS);
      hubspot.write = (id) => (id === ids[0] ? refused(code, { properties: "approved_by", detail: "" }) : ok(id));
      await check();
      expect((await portal()).recordFinding).toBeNull();
      expect(await jobs("record")).toHaveLength(2);
      for (const id of ids.slice(1)) await write(id);
      expect(await tested.store.owedRecords(PORTAL_ID)).toMatchObject({ count: 1, oldest: ids[0] });
      const [due = 0] = (await jobs("records")).slice(-1);
      expect(due).toBeGreaterThan(19 * 3600);
      hubspot.asked.length = 0;
      hubspot.write = (id) => ok(id);
      await tested.skip(20 * HOUR_MS + 1000);
      await check();
      expect(hubspot.asked).toEqual(["ensure", `write ${ids[0]}`]);
    },
  );

  it("adds a job for every owed record once it may, two a second, and none twice", async () => {
    await tested.skip(20 * HOUR_MS);
    await check();
    const waits = await jobs("record");
    expect(waits).toHaveLength(3);
    expect((waits[2] ?? 0) - (waits[0] ?? 0)).toBeCloseTo(1, 1);
    expect((await portal()).recordFinding).toBeNull();
    await tested.store.saveRecordType(PORTAL_ID, "2-1", null, Date.now());
    expect(await jobs("record")).toHaveLength(3);
    for (const id of ids) await write(id);
    expect(await tested.store.owedRecords(PORTAL_ID)).toMatchObject({ count: 0, oldest: null });
  });

  it("waits while HubSpot says nothing certain, and stores nothing", async () => {
    await tested.skip(20 * HOUR_MS);
    const before = await portal();
    hubspot.ensure = () => later("HUBSPOT_UNAVAILABLE");
    await expect(check()).rejects.toThrow(RetryLater);
    expect({ ...(await portal()), now: before.now }).toEqual(before);
  });

  it("is not made of an account that has removed the app", async () => {
    await tested.skip(20 * HOUR_MS);
    await removeAppFrom(tested, PORTAL_ID);
    await check();
    expect(hubspot.asked).toEqual([]);
  });
});

it("a sign-in while a check is at work is followed by another check", async () => {
  await tested.skip(HOUR_MS);
  await tested.store.saveRecordType(PORTAL_ID, null, finding("RECORDS_NOT_IN_PLAN"), 0);
  await tested.skip(20 * HOUR_MS);
  hubspot.ensure = () => SCOPES_MISSING;
  const { store, ...rest } = ports();
  const overtaken = {
    ...store,
    saveRecordType: async (...known: Parameters<typeof store.saveRecordType>) => {
      const tokens = { accessToken: "a", refreshToken: "r", expiresInSeconds: 1800 };
      const user = { userId: 1, userEmail: "mika@example.com" };
      await store.saveInstallation({
        portalId: PORTAL_ID,
        hubDomain: "",
        scopes: ["oauth", "automation"],
        tokens,
        ...user,
      });
      await store.saveRecordType(...known);
    },
  };
  await checkRecords(PORTAL_ID, { ...rest, store: overtaken });
  expect((await portal()).recordsDue).toBe(true);
  const [due = Infinity] = await jobs("records");
  expect(due).toBeLessThanOrEqual(0);
});

it("a delivery whose job read the reason just before it was gone is tried again at once", async () => {
  const id = await aDelivery();
  await tested.store.saveRecordType(PORTAL_ID, "2-1", finding("RECORDS_NOT_IN_PLAN"), Date.now());
  const { store, ...rest } = ports();
  const gone = {
    ...store,
    portal: async (portalId: number) => {
      const facts = await store.portal(portalId);
      await store.saveRecordType(PORTAL_ID, "2-1", null, Date.now());
      return facts;
    },
  };
  await expect(writeDeliveryRecord(refTo(id), { ...rest, store: gone })).rejects.toThrow(RetryLater);
  expect((await tested.store.owedRecords(PORTAL_ID)).count).toBe(0);
});

it("whatever is owed has a job or a check that comes, in whichever order it is noted and cleared", async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => aDelivery()));
  for (let round = 0; round < 5; round += 1) {
    const why = finding("RECORDS_QUOTA_FULL");
    await Promise.all([
      tested.store.saveRecordType(PORTAL_ID, null, why, Date.now()),
      ...ids.map((id) => tested.store.oweRecord(PORTAL_ID, id, round % 2 === 0 ? null : finding("HUBSPOT_REFUSED"))),
      tested.store.saveRecordType(PORTAL_ID, "2-1", null, Date.now()),
      ...ids.map((id) => tested.store.oweRecord(PORTAL_ID, id, null)),
    ]);
    const { rows } = await sql<{ deliveryId: string }>`
      select delivery_id from owed_records o where portal_id = ${PORTAL_ID}
        and not exists (select from graphile_worker.jobs where key in ('record:' || o.delivery_id, 'records:' || o.portal_id))`.execute(
      tested.database.db,
    );
    expect(rows).toEqual([]);
  }
});
