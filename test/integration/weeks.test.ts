/** Executions are kept by week: nothing is lost, counted twice or kept too long where one ends. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Arrival } from "../../src/ports/store/enrollments.ts";
import { setClock } from "../../src/store/postgres/clock.ts";
import { removeExpired } from "../../src/store/jobs/retention.ts";
import { dropWeeks, prepareWeeks } from "../../src/store/postgres/weeks.ts";
import { anArrival, anInputs, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A minute before a week ends. */
const SUNDAY_NIGHT = Date.parse("2027-03-07T23:59:00Z");

/** Longer than a week's end needs. */
const inputs = anInputs({ collectForSeconds: 3 * 24 * 3600 });

let tested: TestStore;
beforeEach(async () => {
  tested = await createTestStore();
  await turnTo(SUNDAY_NIGHT);
});
afterEach(() => tested.close());

const turnTo = (at: number) => setClock(tested.database.db, { origin: Date.now(), base: at, speed: 1 });

const arrivals = (from: number, to: number): Arrival[] =>
  Array.from({ length: to - from }, (_, index) => anArrival(from + index, {}, inputs));

async function weeks(): Promise<string[]> {
  const { rows } = await tested.database.pool.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relname like '%enrollments\\_%' order by 1",
  );
  return rows.map(({ name }) => name);
}

const enroll = async (some: readonly Arrival[]): Promise<string> => {
  const [answer] = await tested.store.enroll(some);
  if (answer?.kind !== "held") throw new Error(`not held: ${answer?.kind}`);
  return answer.deliveryId;
};

/** How much PostgreSQL keeps of each column of a week; it samples 300 times as many rows. */
async function statisticsOf(week: string): Promise<number[]> {
  const { rows } = await tested.database.pool.query<{ target: number | null }>(
    "select attstattarget as target from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped",
    [week],
  );
  return rows.map(({ target }) => target ?? Number.NaN);
}

async function facts(id: string) {
  const view = await tested.store.viewDelivery(PORTAL_ID, id);
  if (view === null) throw new Error("there is no such delivery");
  const { delivery, heldCount, holdsLost } = view;
  return { enrolled: delivery.enrolled, executions: delivery.executions, heldCount, holdsLost };
}

async function releaseAll(id: string, some: readonly Arrival[], lost = 0): Promise<void> {
  await tested.store.record(refTo(id), (fresh, now) =>
    afterConclusion(fresh, { kind: "failed", finding: finding("LINE_INTERNAL_ERROR") }, now),
  );
  const callbacks = some.map(({ execution }) => execution.callbackId);
  await tested.store.markReleased(refTo(id), callbacks.slice(lost), callbacks.slice(0, lost));
  expect(await tested.store.finishRelease(refTo(id))).toBe(true);
}

describe("a window that is open when a week ends", () => {
  test("counts an execution that is repeated in the next week once, by callback and by execution", async () => {
    const id = await enroll(arrivals(0, 20));
    await turnTo(SUNDAY_NIGHT + 5 * MINUTE_MS);
    expect(await enroll(arrivals(0, 20))).toBe(id);
    expect(await enroll([...arrivals(15, 25)])).toBe(id);
    expect(await facts(id)).toMatchObject({ enrolled: 25, executions: 25 });
    await enroll([anArrival(3, { callbackId: "another" }, inputs)]);
    expect(await facts(id)).toMatchObject({ enrolled: 25, executions: 26 });
  });

  test("counts a record once that enrolls in both weeks, and releases both executions in their order", async () => {
    const id = await enroll(arrivals(0, 3));
    await turnTo(SUNDAY_NIGHT + 5 * MINUTE_MS);
    const objectId = arrivals(1, 2)[0]?.execution.objectId ?? "";
    await enroll([anArrival(50, { objectId }, inputs), anArrival(51, {}, inputs)]);
    expect(await facts(id)).toMatchObject({ enrolled: 4, executions: 5, heldCount: 5 });
    await turnTo(SUNDAY_NIGHT + 10 * MINUTE_MS);
    const first = await tested.store.held(refTo(id), { limit: 3, after: null });
    const rest = await tested.store.held(refTo(id), { limit: 3, after: first[2] ?? null });
    const order = [...first, ...rest].map(({ objectId: record, callbackId }) => `${record} ${callbackId}`);
    expect(order).toHaveLength(5);
    expect(order).toEqual(order.toSorted());
  });
});

test("a clock that is set back over the end of a week loses no execution, and counts none twice", async () => {
  await turnTo(SUNDAY_NIGHT + 5 * MINUTE_MS);
  const id = await enroll(arrivals(0, 5));
  await turnTo(SUNDAY_NIGHT);
  await enroll(arrivals(0, 8));
  const objectId = arrivals(7, 8)[0]?.execution.objectId ?? "";
  await enroll([anArrival(60, { objectId }, inputs)]);
  expect(await facts(id)).toMatchObject({ enrolled: 8, executions: 9, heldCount: 9 });
  await turnTo(SUNDAY_NIGHT + 30 * MINUTE_MS);
  const held = await tested.store.held(refTo(id), { limit: 100, after: null });
  expect(held).toHaveLength(9);
  await releaseAll(id, [...arrivals(0, 8), anArrival(60, { objectId }, inputs)]);
  expect(await facts(id)).toMatchObject({ heldCount: 0 });
});

test("the shortest retention drops no week in which an execution may still arrive", async () => {
  await turnTo(SUNDAY_NIGHT - 2 * 60 * MINUTE_MS);
  await prepareWeeks(tested.database.db);
  expect(await dropWeeks(tested.database.db, 4)).toBe(0);
  expect(await weeks()).toEqual(["enrollments_20270301", "enrollments_20270308"]);
});

test("an arrival in a week that was not prepared makes its partition", async () => {
  const at = SUNDAY_NIGHT + 400 * DAY_MS;
  await turnTo(at);
  const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => enroll(arrivals(n * 10, n * 10 + 10))));
  expect(new Set(ids).size).toBe(1);
  expect(await facts(ids[0] ?? "")).toMatchObject({ executions: 80 });
  await prepareWeeks(tested.database.db);
  await prepareWeeks(tested.database.db);
  expect((await weeks()).slice(-2)).toEqual(["enrollments_20280410", "enrollments_20280417"]);
});

test("PostgreSQL keeps small statistics of each week, of the first ones and of later ones", async () => {
  const earlier = await weeks();
  await turnTo(SUNDAY_NIGHT + 400 * DAY_MS);
  await prepareWeeks(tested.database.db);
  const all = await weeks();
  expect(earlier.length).toBeGreaterThan(0);
  expect(all.length).toBeGreaterThan(earlier.length);
  for (const week of all) expect([week, new Set(await statisticsOf(week))]).toEqual([week, new Set([20])]);
});

test("a callback that comes twice in one batch, of an execution that is known, is held once", async () => {
  const id = await enroll(arrivals(0, 2));
  const again = anArrival(1, { callbackId: "other" }, inputs);
  await enroll([again, again]);
  expect(await facts(id)).toMatchObject({ enrolled: 2, executions: 3, heldCount: 3 });
});

describe("weeks whose time is over", () => {
  test("go as a whole, and the deliveries keep their numbers", async () => {
    const all = arrivals(0, 12);
    const id = await enroll(all);
    await releaseAll(id, all, 2);
    const before = await facts(id);
    expect(before).toEqual({ enrolled: 12, executions: 12, heldCount: 0, holdsLost: 2 });
    await turnTo(SUNDAY_NIGHT + 20 * DAY_MS);
    expect(await removeExpired(tested.database.db, 30)).toEqual({ executions: 0, portals: 0 });
    await turnTo(SUNDAY_NIGHT + 31 * DAY_MS);
    // By several processes at once, as it may happen.
    const { db } = tested.database;
    const removed = await Promise.all([removeExpired(db, 30), removeExpired(db, 30), removeExpired(db, 30)]);
    expect(removed.map(({ executions }) => executions).toSorted((a, b) => a - b)).toEqual([0, 0, 12]);
    expect(await weeks()).not.toContain("enrollments_20270301");
    expect(await facts(id)).toEqual(before);
    // An execution opens a new delivery now, as before.
    expect(await enroll(all)).not.toBe(id);
  });

  test("stay while one of them is held, or was released lately and may be called again", async () => {
    const [over, held] = [arrivals(0, 5), [anArrival(70, {}, anInputs({ listId: "other", collectForSeconds: 3600 }))]];
    const id = await enroll(over);
    const other = await enroll(held);
    await releaseAll(id, over);
    await turnTo(SUNDAY_NIGHT + 40 * DAY_MS);
    expect(await dropWeeks(tested.database.db, 30)).toBe(0);
    // One by one, then: none stays longer than it may.
    expect(await removeExpired(tested.database.db, 30)).toMatchObject({ executions: 5 });
    await releaseAll(other, held);
    expect(await dropWeeks(tested.database.db, 30)).toBe(0);
    await turnTo(SUNDAY_NIGHT + 45 * DAY_MS);
    expect(await dropWeeks(tested.database.db, 30)).toBe(1);
  });

  test("that were detached by a process which then died are counted and dropped by the next", async () => {
    const all = arrivals(0, 6);
    const id = await enroll(all);
    await releaseAll(id, all);
    const { pool, db } = tested.database;
    await pool.query("alter table enrollments detach partition enrollments_20270301");
    await pool.query("alter table enrollments_20270301 rename to gone_enrollments_20270301");
    const both = await Promise.all([dropWeeks(db, 30), dropWeeks(db, 30)]);
    expect(both.toSorted((a, b) => a - b)).toEqual([0, 6]);
    const { rows } = await pool.query("select deleted_count from deliveries where id = $1", [id]);
    expect(rows).toEqual([{ deleted_count: 6 }]);
    expect(await weeks()).not.toContain("gone_enrollments_20270301");
  });
});
