/**
 * What is asked of the database names the portal that it is about: the functions of the schema, and the few statements that may
 * not. Every other one is looked at in the test that sends it (`test/support/recorded-statements.ts`).
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { loadModule } from "libpg-query";
import { randomUUID } from "node:crypto";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery, In } from "../../src/delivery/delivery.ts";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { createCredentials } from "../../src/store/accounts/credentials.ts";
import { rotateKeys } from "../../src/store/accounts/key-rotation.ts";
import { keepWindowsOpen, removeExpiredSessions, wakeStragglers } from "../../src/store/jobs/housekeeping.ts";
import { portalOf } from "../../src/store/jobs/jobs.ts";
import { removeExpired } from "../../src/store/jobs/retention.ts";
import { readWorkload } from "../../src/store/jobs/workload.ts";
import { requireWritable } from "../../src/store/postgres/connection/session.ts";
import { anArrival, CLEARED, PORTAL_ID, refTo } from "../support/builders.ts";
import { faultsOf, faultsOfFunction } from "../support/portal-statements.ts";
import { ALLOWED, allowanceFor, unnamedSent } from "../support/recorded-statements.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";

let tested: TestStore;
beforeAll(async () => {
  tested = await createTestStore();
  await loadModule();
});
afterAll(() => tested.close());

describe("a statement", () => {
  test.each([
    ["by id alone", "select from deliveries where id = $1"],
    ["or any portal", "select from deliveries where portal_id = $1 or id = $2"],
    ["of several portals", "select from deliveries where portal_id = any($1)"],
    ["of another column's portal", "select from deliveries d join channels c on d.id = c.id where d.portal_id = $1"],
    [
      "with a subquery",
      "select from deliveries d where d.portal_id = $1 and exists (select from editions where key = d.key)",
    ],
    ["with a row of no portal", "insert into timeline (delivery_id) values ($1)"],
    ["with rows of any portal", "insert into timeline (portal_id) select portal_id from deliveries where id = $1"],
    ["with a query among values", "insert into timeline (portal_id, at) values ($1, (select now()))"],
    ["in a step of another", "with gone as (delete from recipients where delivery_id = $1) select 1"],
    [
      "after a step",
      "with mine as (select id from deliveries where portal_id = $1) update timeline set at = now() from mine",
    ],
    ["of a week", "select from enrollments_20261130"],
  ])("%s is found", (_what, statement) => {
    expect(faultsOf(statement)).toHaveLength(statement.includes("select portal_id") ? 2 : 1);
  });

  test.each([
    "select from deliveries where portal_id = $1::bigint and id = $2 for update",
    "select from portals p left join members m on m.portal_id = p.portal_id where p.portal_id = $1",
    "select from deliveries d where d.portal_id = $1 and exists (select from editions e where e.portal_id = d.portal_id)",
    "with mine as (delete from recipients where portal_id = $1 returning *) update timeline t set at = now() from mine where t.portal_id = mine.portal_id",
    "select from deliveries d cross join lateral (select from readings r where r.portal_id = d.portal_id) r where d.portal_id = $1",
    "insert into timeline (portal_id) select d.portal_id from deliveries d where d.portal_id = $1",
    "select from instances where id = $1",
  ])("%s is right", (statement) => expect(faultsOf(statement)).toEqual([]));
});

test("each function of the schema names the portal", async () => {
  const { rows } = await tested.database.pool.query<{ name: string; definition: string }>(`
    select p.proname as name, pg_get_functiondef(p.oid) as definition from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace = 'public'::regnamespace and l.lanname in ('plpgsql', 'sql')
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`);
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(["held_enrollments", "join_open_windows"]));
  expect(
    rows.flatMap(({ name, definition }) => faultsOfFunction(definition).map((fault) => `${name}: ${fault}`)),
  ).toEqual([]);
});

async function conclude(id: string): Promise<void> {
  const narrowcast = {
    retryKey: "k",
    body: "{}",
    audienceName: null,
    reserved: null,
    meantFor: "everyone",
    leftOut: {},
  };
  const steps: ((fresh: Delivery, now: number) => ReturnType<typeof afterConclusion>)[] = [
    (fresh, now) => afterSeal(fresh as In<"collecting">, "person", now),
    (fresh, now) => afterPreflight(fresh as In<"sealed">, { ...CLEARED, narrowcast }, now),
    (fresh, now) => afterConclusion(fresh, { kind: "failed", finding: finding("LINE_INTERNAL_ERROR") }, now),
  ];
  for (const step of steps) expect(await tested.store.record(refTo(id), step)).toMatchObject({ kind: "recorded" });
}

/** As after hours in which HubSpot has refused its tokens. */
async function refuse(): Promise<void> {
  const why = finding("HUBSPOT_UNAUTHORIZED");
  const text = "update portals set access_finding = $1, access_since = now() - interval '1 day', access_refusals = 9";
  await tested.database.pool.query(text, [why]);
  const { refreshRefused } = createCredentials(tested.database.db, tested.secrets);
  const refusal = { accessToken: "access", finding: why, spent: false };
  expect(await refreshRefused(PORTAL_ID, refusal)).toMatchObject({ kind: "gone" });
}

test("each that may be about more than one portal still is", async () => {
  const { store, database, secrets } = tested;
  const { db, pool } = database;
  const [first] = await store.enroll(Array.from({ length: 60 }, (_, index) => anArrival(index)));
  if (first?.kind !== "held") throw new Error("not held");
  await requireWritable(pool, 10_000);
  await keepWindowsOpen(db);
  await conclude(first.deliveryId);
  await readWorkload(db);
  await wakeStragglers(db);
  expect(await portalOf(db, { deliveryId: randomUUID() })).toBe(0);
  await rotateKeys(db, secrets);
  await refuse();
  // The first weeks are over, and nothing was received in the second.
  await tested.skip(90 * 86_400_000);
  await removeExpiredSessions(db);
  await removeExpired(db, 30);
  const met = new Set((await unnamedSent()).map(({ statement }) => allowanceFor(statement)));
  expect(ALLOWED.map(([, why]) => why).filter((why) => !met.has(why))).toEqual([]);
});
