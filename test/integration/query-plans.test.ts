/**
 * How PostgreSQL does what the store asks, in a database with many deliveries and executions of many portals: by indexes,
 * reading hardly more rows than are wanted. Looked at as it really happens (auto_explain).
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { fillDatabase } from "../../scripts/bench/data/fill.ts";
import { fillDeliveries, fillRefusals } from "../../scripts/bench/data/fill-deliveries.ts";
import type { Arrival } from "../../src/ports/store/enrollments.ts";
import type { Store } from "../../src/ports/store/store.ts";
import type { DeliveryFilter } from "../../src/ports/store/views.ts";
import { wakeStragglers } from "../../src/store/jobs/housekeeping.ts";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { readWorkload } from "../../src/store/jobs/workload.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { ALL_DELIVERIES, anArrival, anInputs, CHANNEL_ID, PORTAL_ID, WINDOW, refTo } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";
import { nodes, rowsRead, watchDatabase, type Explained, type WatchedDatabase } from "../support/watched-database.ts";

const BIG = /^(deliveries|enrollments|timeline|readings|recipients|refusals)/;

/** Far below what there is, above the page, batch or contact that anybody asks for. */
const MAX_ROWS = 3000;

const FILL = { portals: 20, portalId: PORTAL_ID, deliveries: 8000, measuring: 400, days: 28 };

let tested: TestStore;
let watched: WatchedDatabase;

beforeAll(async () => {
  tested = await createTestStore();
  await fillDatabase(tested.database.pool, { ...FILL, enrollments: 160_000 });
  watched = watchDatabase(tested.database.superuserUrl);
});

afterAll(async () => {
  await watched.pool.end();
  await tested.close();
});

const problemsOf = ({ "Query Text": text, Plan: plan }: Explained): string[] =>
  [...nodes(plan)]
    .filter((node) => BIG.test(node["Relation Name"] ?? ""))
    .filter((node) => rowsRead(node) > MAX_ROWS)
    .map(
      (node) =>
        `${node["Node Type"]} of ${node["Relation Name"]} by ${node["Index Name"] ?? "nothing"}, ${rowsRead(node)} rows: ${text}`,
    );

const inputs = anInputs({ collectForSeconds: 3600 });
const some = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => anArrival(9_000_000 + from + index, {}, inputs));

const search = (filter: Partial<DeliveryFilter>) => ({
  ...ALL_DELIVERIES,
  filter: { ...ALL_DELIVERIES.filter, ...filter },
  limit: 50,
});

/** As often as it takes until PostgreSQL plans without looking at the values. */
async function often(work: () => Promise<unknown>): Promise<void> {
  for (let times = 0; times < 8; times += 1) await work();
}

function createWatchedStore(): Store {
  const secrets = createSecrets([Buffer.alloc(32)]);
  return createStore({ database: watched, secrets, windowDefaults: WINDOW, onChange: () => undefined });
}

async function asked(): Promise<Record<string, () => Promise<unknown>>> {
  const store = createWatchedStore();
  const [opened] = await store.enroll(some(0, 300));
  if (opened?.kind !== "held") throw new Error("not held");
  const id = opened.deliveryId;
  await tested.database.pool.query("vacuum analyze deliveries, enrollments");
  const { rows } = await tested.database.pool.query<{ id: string }>(
    "select id from deliveries where portal_id = $1 and phase = 'final' order by opened_at limit 1",
    [PORTAL_ID],
  );
  const old = rows[0]?.id ?? "";
  let batch = 300;
  return {
    "a batch of new arrivals": () => often(() => store.enroll(some((batch += 100), 100))),
    "a batch that HubSpot repeats": () => often(() => store.enroll(some(0, 100))),
    "an arrival that opens a delivery": () =>
      often(() => store.enroll([anArrival((batch += 1), {}, anInputs({ listId: `new ${batch}` }))])),
    "a step": () => store.record(refTo(id), () => null),
    "the seal": () =>
      store.record(refTo(id), (fresh, now) => afterSeal(fresh as Parameters<typeof afterSeal>[0], "person", now)),
    "held executions": () => often(() => store.held(refTo(old), { limit: 1000, after: null })),
    "the end of a batch's release": () => often(() => store.markReleased(refTo(old), ["ap-1", "ap-2"], ["ap-3"])),
    "the end of the release": () => often(() => store.finishRelease(refTo(old))),
    "a delivery's page": () => often(() => store.viewDelivery(PORTAL_ID, old)),
    "whether it has changed": () => often(() => store.versionOf(PORTAL_ID, old)),
    "whether the newest have changed": () => often(() => store.versionOf(PORTAL_ID, null)),
    "the newest deliveries": () => store.listDeliveries(PORTAL_ID, search({})),
    "deliveries of a list": () => store.listDeliveries(PORTAL_ID, search({ listId: "1" })),
    "deliveries of an audience": () => store.listDeliveries(PORTAL_ID, search({ audienceId: "20" })),
    "deliveries of an audience that was never chosen": () =>
      store.listDeliveries(PORTAL_ID, search({ audienceId: "999999" })),
    "deliveries by name": () => store.listDeliveries(PORTAL_ID, search({ search: "Campaign 19" })),
    "deliveries by the id that LINE gave": () => store.listDeliveries(PORTAL_ID, search({ search: "request-40" })),
    "deliveries by their message": () => store.listDeliveries(PORTAL_ID, search({ search: "autumn blend" })),
    "deliveries of a workflow": () => store.listDeliveries(PORTAL_ID, search({ search: "900" })),
    "deliveries that wait for approval": () => store.listDeliveries(PORTAL_ID, search({ outcome: "waiting" })),
    "failed deliveries": () => store.listDeliveries(PORTAL_ID, search({ outcome: "failed" })),
    "deliveries on their way": () => store.listDeliveries(PORTAL_ID, search({ outcome: "open" })),
    "who was reached lately": () => store.recentSends(PORTAL_ID, CHANNEL_ID, Date.now() - 86_400_000),
    "sends to the same people": () =>
      store.similarSends({ portalId: PORTAL_ID, channelId: CHANNEL_ID, deliveryId: old, meantFor: "x", since: 0 }),
    "what audiences are used for": () => store.audienceUses(PORTAL_ID, CHANNEL_ID, 30),
    "what is known of a contact": () => store.contactData(PORTAL_ID, "7919"),
    "forgetting a contact": () => store.forgetContact(PORTAL_ID, "15838"),
    "stopping all sends": async () => {
      await store.stopSending(PORTAL_ID, "mika@example.com");
      await store.resumeSending(PORTAL_ID);
    },
    "a scrape of the metrics": () => readWorkload(watched.db),
    "looking for stragglers": () => wakeStragglers(watched.db),
  };
}

/** Of a portal that has more of them than may be read. */
async function askedOfMany(): Promise<Record<string, () => Promise<unknown>>> {
  const { pool } = tested.database;
  await fillDeliveries(pool, { portalId: PORTAL_ID, channel: CHANNEL_ID, deliveries: 4000, lists: 200 });
  await fillRefusals(pool, { portalId: PORTAL_ID, refusals: 20_000 });
  const { rows } = await pool.query<{ id: string }>("select id from deliveries where key = 'bench 3000'");
  const id = rows[0]?.id ?? "";
  const nobodys = "0d9f6f7e-0000-4000-8000-000000000001";
  const past = { from: "2020-01-01", to: "2020-01-02", timeZone: "Asia/Tokyo" };
  const store = createWatchedStore();
  const secret = await store.startSession({ portalId: PORTAL_ID, userId: 1, userEmail: "mika@example.com" });
  const page = await store.notStarted(PORTAL_ID, { limit: 50, before: null });
  return {
    "runs that were refused": () => often(() => store.notStarted(PORTAL_ID, { limit: 50, before: null })),
    "runs that were refused earlier": () => often(() => store.notStarted(PORTAL_ID, { limit: 50, before: page.next })),
    "counting one more": () =>
      often(() =>
        store.noteNotStarted(PORTAL_ID, [{ workflowId: "9", finding: finding("LIST_MISSING"), executions: 1 }]),
      ),
    "who is signed in, with how many were refused lately": () => often(() => store.session(secret)),
    "the newest deliveries": () => store.listDeliveries(PORTAL_ID, search({})),
    "deliveries of a list, an audience, an account and some days together": () =>
      store.listDeliveries(PORTAL_ID, search({ ...past, listId: "1", audienceId: "1", channelId: CHANNEL_ID })),
    "deliveries of any of several audiences": () => store.listDeliveries(PORTAL_ID, search({ audienceId: "21" })),
    "deliveries of an account that has none": () => store.listDeliveries(PORTAL_ID, search({ channelId: nobodys })),
    ...Object.fromEntries(
      (["oldest", "delivered", "open_rate", "click_rate"] as const).map((sort) => [
        `deliveries by ${sort}`,
        () => store.listDeliveries(PORTAL_ID, { ...search({}), sort }),
      ]),
    ),
    "how many there are": () => store.countDeliveries(PORTAL_ID, ALL_DELIVERIES.filter, 1001),
    "deliveries of some days": () => store.listDeliveries(PORTAL_ID, search(past)),
    "what a form offers": () => store.namedThings(PORTAL_ID, { listId: "1", audienceId: null }),
    "a delivery's page": () => store.viewDelivery(PORTAL_ID, id),
  };
}

async function problemsOfAll(questions: Record<string, () => Promise<unknown>>): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [name, ask] of Object.entries(questions)) {
    const seen = await watched.seenDuring(ask);
    expect([name, seen.length > 0]).toEqual([name, true]);
    problems.push(...new Set(seen.flatMap(problemsOf).map((problem) => `${name}: ${problem}`)));
  }
  return problems;
}

test("nothing that is asked reads through a large table", async () => {
  expect(await problemsOfAll(await asked())).toEqual([]);
});

test("nor through all deliveries of a portal that has many", async () => {
  expect(await problemsOfAll(await askedOfMany())).toEqual([]);
});

async function enrolled(store: Store, arrivals: readonly Arrival[]): Promise<void> {
  const answers = await store.enroll(arrivals);
  expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(["held"]));
}

test("a batch of new arrivals is planned once, not each time", async () => {
  const store = createWatchedStore();
  await enrolled(store, some(500_000, 1));
  const seen = await watched.seenDuring(() => enrolled(store, some(500_001, 50)));
  const known = seen.filter(({ "Query Text": text }) => text.includes("may_come_again"));
  expect(known).toHaveLength(1);
  const left = known.flatMap(({ Plan: plan }) => [...nodes(plan)]).map((node) => node["Subplans Removed"] ?? 0);
  expect(Math.max(...left)).toBeGreaterThan(0);
});

test("a batch for many deliveries compares no arrival with those of others", async () => {
  const store = createWatchedStore();
  const lists = 300;
  const oneOfEach = (from: number) =>
    Array.from({ length: lists }, (_, index) =>
      anArrival(9_700_000 + from + index, {}, anInputs({ collectForSeconds: 3600, listId: `of many ${index}` })),
    );
  await enrolled(store, oneOfEach(0));
  const seen = await watched.seenDuring(() => enrolled(store, oneOfEach(lists)));
  // The ordinary way: the long one would store them too.
  expect(
    seen.filter(({ "Query Text": text }) => text.includes("ids[source_keys[a.source]] as delivery_id")),
  ).toHaveLength(1);
  const looked = seen
    .flatMap(({ Plan: plan }) => [...nodes(plan)])
    .map((node) => (rowsRead(node) + (node["Rows Removed by Join Filter"] ?? 0) * node["Actual Loops"]) / lists);
  expect(looked.length).toBeGreaterThan(10);
  expect(looked.filter((rowsOfEach) => rowsOfEach > 5)).toEqual([]);
});
