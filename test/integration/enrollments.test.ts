import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Arrival } from "../../src/ports/store/enrollments.ts";
import { keepWindowsOpen } from "../../src/store/jobs/housekeeping.ts";
import { joinInstances } from "../../src/store/jobs/instances.ts";
import { anArrival, anInputs, CLEARED, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestStore, removeAppFrom, type TestStore } from "../support/test-store.ts";

let tested: TestStore;
beforeAll(async () => {
  tested = await createTestStore();
});
afterAll(() => tested.close());
beforeEach(async () => {
  await sql`truncate timeline, readings, enrollments, editions, deliveries`.execute(tested.database.db);
});

const arrivals = (from: number, to: number): Arrival[] =>
  Array.from({ length: to - from }, (_, index) => anArrival(from + index));

async function deliveries() {
  return tested.database.db.selectFrom("deliveries").selectAll().orderBy("openedAt").execute();
}

async function onlyDelivery() {
  const all = await deliveries();
  expect(all).toHaveLength(1);
  return all[0]!;
}

/** Held ones are given out only when HubSpot surely has our answer. */
async function heldCallbacks(id: string): Promise<string[]> {
  await tested.skip(3000);
  return (await tested.store.held(refTo(id), { limit: 100, after: null })).map(({ callbackId }) => callbackId);
}

async function seal(id: string): Promise<void> {
  const recorded = await tested.store.record(refTo(id), (fresh, now) =>
    afterSeal(fresh as Parameters<typeof afterSeal>[0], "person", now),
  );
  expect(recorded.kind).toBe("recorded");
}

const conclude = (id: string, kind: "delivered" | "failed") =>
  tested.store.record(refTo(id), (fresh, now) =>
    afterConclusion(fresh, { kind, finding: finding(kind === "delivered" ? "DELIVERED" : "LINE_INTERNAL_ERROR") }, now),
  );

describe("an execution that HubSpot calls again", () => {
  const calledAgain = async () => (await onlyDelivery()).calledAgain;

  test("after it took the outcome gets the outcome and is a sign, counted once", async () => {
    await tested.store.enroll(arrivals(0, 60));
    const { id } = await onlyDelivery();
    // While it is held HubSpot may repeat itself.
    await tested.store.enroll(arrivals(0, 3));
    await seal(id);
    await conclude(id, "delivered");
    const [first = "", second = "", third = "", ...others] = await heldCallbacks(id);
    await tested.store.markReleased(refTo(id), [first, second, ...others], [third]);
    const again = arrivals(0, 60).filter(({ execution: { callbackId } }) => [first, third].includes(callbackId));
    const known = { kind: "finished", covered: false, delivery: expect.objectContaining({ id }) };
    expect(await tested.store.enroll(again)).toEqual(
      again.map(({ execution }) => (execution.callbackId === first ? { ...known, calledAgain: true } : known)),
    );
    expect(await calledAgain()).toBe(1);
    expect(await tested.store.enroll(again)).toEqual([known, known]);
    // Another callback for the same execution is the same sign.
    const [one] = arrivals(0, 60).filter(({ execution }) => execution.callbackId === second);
    if (one === undefined) throw new Error("there is no second one");
    const other = { ...one, execution: { ...one.execution, callbackId: "ap-another-callback-0" } };
    expect(await tested.store.enroll([other])).toEqual([{ ...known, calledAgain: true }]);
    expect(await calledAgain()).toBe(2);
  });

  test("and that came after the outcome was never held: no sign", async () => {
    await tested.store.enroll(arrivals(0, 60));
    const { id } = await onlyDelivery();
    await seal(id);
    await conclude(id, "delivered");
    await tested.store.enroll(arrivals(60, 62));
    await tested.store.enroll(arrivals(60, 62));
    expect(await calledAgain()).toBe(0);
  });
});

describe("a portal that has removed the app", () => {
  const REMOVED = { kind: "refused", finding: { code: "PORTAL_NOT_INSTALLED" } };
  afterEach(async () => {
    await sql`update portals set uninstalled_at = null`.execute(tested.database.db);
  });

  test("opens nothing for arrivals that were under way: no one would cancel it", async () => {
    await tested.store.enroll(arrivals(0, 60));
    await removeAppFrom(tested, PORTAL_ID);
    expect(await tested.store.enroll(arrivals(60, 62))).toMatchObject([REMOVED, REMOVED]);
    expect(await onlyDelivery()).toMatchObject({ outcome: "cancelled" });
  });

  test("opens nothing while the removal is being stored", async () => {
    const { pool } = tested.database;
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query("update portals set uninstalled_at = now()");
      const arrival = { answered: false };
      const arriving = tested.store.enroll(arrivals(0, 1)).finally(() => (arrival.answered = true));
      const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      while (!arrival.answered && (await pool.query(waits)).rowCount === 0);
      await client.query("commit");
      expect(await arriving).toMatchObject([REMOVED]);
    } finally {
      client.release();
    }
  });

  test("sends nothing that the removal did not reach", async () => {
    await tested.store.enroll(arrivals(0, 60));
    const { id } = await onlyDelivery();
    await seal(id);
    // As if the process had died between the two halves of the removal.
    await sql`update portals set uninstalled_at = now()`.execute(tested.database.db);
    const narrowcast = {
      retryKey: "retry-key",
      body: "{}",
      audienceName: "Readers",
      reserved: null,
      meantFor: "everyone",
      leftOut: {},
    };
    await tested.store.record(refTo(id), (one, now) =>
      afterPreflight(one as Parameters<typeof afterPreflight>[0], { ...CLEARED, narrowcast }, now),
    );
    const outcome = { kind: "cancelled", finding: { code: "PORTAL_UNINSTALLED" } };
    expect((await tested.store.delivery(refTo(id)))?.delivery.state).toMatchObject({ phase: "final", outcome });
  });
});

test("a new execution beside one that is known under two callbacks is stored, and opens a new delivery", async () => {
  const known = anArrival(1, { callbackId: "second" });
  await tested.store.enroll([anArrival(1)]);
  await tested.store.enroll([known]);
  const { id } = await onlyDelivery();
  await seal(id);
  await conclude(id, "failed");
  const [again, fresh] = await tested.store.enroll([known, anArrival(2)]);
  expect(again).toMatchObject({ kind: "finished", delivery: { id } });
  expect(fresh).toMatchObject({ kind: "held", covered: false });
  expect((await deliveries()).map(({ enrolled, executions }) => [enrolled, executions])).toEqual([
    [1, 2],
    [1, 1],
  ]);
});

describe("enrolling", () => {
  test("opens one delivery for a key and counts each record once", async () => {
    const answers = await tested.store.enroll([
      ...arrivals(0, 20),
      anArrival(3, { callbackId: "again", executionId: "900:99:0" }),
    ]);
    expect(answers).toHaveLength(21);
    expect(new Set(answers.map((answer) => answer.kind))).toEqual(new Set(["held"]));
    expect(await onlyDelivery()).toMatchObject({ enrolled: 20, executions: 21, covered: 0, phase: "collecting" });
  });

  test("counts a repeated callback once and holds it the same way", async () => {
    const first = await tested.store.enroll(arrivals(0, 10));
    const again = await tested.store.enroll(arrivals(5, 15));
    expect(again[0]).toEqual(first[5]);
    expect(await onlyDelivery()).toMatchObject({ enrolled: 15, executions: 15 });
  });

  test("holds the same execution under another callback too, but counts it once", async () => {
    await tested.store.enroll(arrivals(0, 2));
    const [answer] = await tested.store.enroll([anArrival(1, { callbackId: "other" })]);
    expect(answer?.kind).toBe("held");
    const delivery = await onlyDelivery();
    expect(delivery).toMatchObject({ enrolled: 2, executions: 3 });
    expect(await tested.store.held(refTo(delivery.id), { limit: 10, after: null })).toEqual([]);
    expect(await heldCallbacks(delivery.id)).toContain("other");
  });

  test("many processes at once open one window and lose no execution", async () => {
    const batches = Array.from({ length: 12 }, (_, index) => arrivals(index * 40, index * 40 + 50));
    await Promise.all(batches.map((batch) => tested.store.enroll(batch)));
    expect(await onlyDelivery()).toMatchObject({ enrolled: 490, executions: 490 });
  });

  test("other inputs of another workflow are a delivery of their own", async () => {
    const other = anInputs({ message: { kind: "text", text: "Other" } });
    await tested.store.enroll([anArrival(1), anArrival(2, { workflowId: "901" }, other)]);
    expect(await deliveries()).toHaveLength(2);
  });

  test("after the seal an arrival is covered: held while the outcome is open, completed at once when it is known", async () => {
    await tested.store.enroll(arrivals(0, 60));
    const { id } = await onlyDelivery();
    await seal(id);
    const [late] = await tested.store.enroll([anArrival(100)]);
    expect(late).toMatchObject({ kind: "held", covered: true, deliveryId: id });
    await conclude(id, "delivered");
    const [later] = await tested.store.enroll([anArrival(101)]);
    expect(later).toMatchObject({ kind: "finished", covered: true });
    expect(await onlyDelivery()).toMatchObject({ enrolled: 60, executions: 62, covered: 2 });
    expect(await heldCallbacks(id)).not.toContain("ap-4711-101-1-0");
  });

  test("a delivery that failed covers no one, and a known callback still opens nothing", async () => {
    await tested.store.enroll(arrivals(0, 3));
    const { id } = await onlyDelivery();
    await conclude(id, "failed");
    const [known] = await tested.store.enroll([anArrival(1)]);
    expect(known).toMatchObject({ kind: "finished", covered: false });
    expect(await deliveries()).toHaveLength(1);
    await tested.store.enroll([anArrival(1), anArrival(50)]);
    const [, second] = await deliveries();
    expect(second).toMatchObject({ enrolled: 1, executions: 1, phase: "collecting" });
  });

  test("a window whose list is complete is woken at once", async () => {
    await tested.store.enroll(arrivals(0, 5));
    const { id } = await onlyDelivery();
    await sql`update deliveries set list_size = 8`.execute(tested.database.db);
    await sql`delete from graphile_worker._private_jobs`.execute(tested.database.db);
    await tested.store.enroll(arrivals(5, 7));
    expect(await jobs()).toEqual([]);
    await tested.store.enroll(arrivals(7, 8));
    expect(await jobs()).toEqual([`advance:${id}`]);
  });

  test("seal and arrivals at the same instant: everyone is in the sealed set or covered, never both or neither", async () => {
    await tested.store.enroll(arrivals(0, 50));
    const { id } = await onlyDelivery();
    const late = Array.from({ length: 20 }, (_, index) =>
      tested.store.enroll(arrivals(100 + index * 5, 105 + index * 5)),
    );
    await Promise.all([...late.slice(0, 10), seal(id), ...late.slice(10)]);
    const delivery = await onlyDelivery();
    const sealed = delivery.state.phase === "sealed" ? delivery.state.seal.enrolled : Number.NaN;
    expect(delivery.executions).toBe(150);
    expect(delivery.enrolled).toBe(sealed);
    expect(delivery.enrolled + delivery.covered).toBe(150);
  });
});

async function jobs(): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`select key from graphile_worker.jobs order by key`.execute(
    tested.database.db,
  );
  return rows.map(({ key }) => key);
}

test("after an outage open windows wait for HubSpot to retry; closed ones stay closed", async () => {
  const [first] = await tested.store.enroll(arrivals(0, 60));
  const [other] = await tested.store.enroll([
    anArrival(1, { callbackId: "other", executionId: "1:1:1" }, anInputs({ listId: "9" })),
  ]);
  if (first?.kind !== "held" || other?.kind !== "held") throw new Error("not held");
  await seal(other.deliveryId);
  await keepWindowsOpen(tested.database.db);
  const open = await tested.store.delivery(refTo(first.deliveryId));
  expect(open?.delivery.outageEndedAt).toBeLessThanOrEqual(open?.now ?? 0);
  expect(open?.delivery.outageEndedAt).toBeGreaterThanOrEqual(open?.delivery.lastEnrolledAt ?? Infinity);
  expect((await tested.store.delivery(refTo(other.deliveryId)))?.delivery.outageEndedAt).toBeNull();
});

test("an instance knows whether it is alone", async () => {
  const one = await joinInstances(tested.database);
  expect(await one.isAlone()).toBe(true);
  const two = await joinInstances(tested.database);
  expect([await one.isAlone(), await two.isAlone()]).toEqual([false, false]);
  await two.leave();
  expect(await one.isAlone()).toBe(true);
  await one.leave();
});

test("an instance whose connection broke is still known to be there", async () => {
  const one = await joinInstances(tested.database);
  await one.setWorkers(["worker-of-one"]);
  const two = await joinInstances(tested.database);
  await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${one.id}
      and database = (select oid from pg_database where datname = current_database())`.execute(tested.database.db);
  await one.renewLease();
  expect(await two.unlockJobsOfCrashedInstances()).toBe(0);
  // Even when another one has already taken it for dead.
  await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${one.id}
      and database = (select oid from pg_database where datname = current_database())`.execute(tested.database.db);
  while ((await two.unlockJobsOfCrashedInstances()) === 0);
  await one.renewLease();
  expect(await two.isAlone()).toBe(false);
  expect(await two.unlockJobsOfCrashedInstances()).toBe(0);
  const { rows } = await sql`select worker_ids as ids from instances where id = ${one.id}`.execute(tested.database.db);
  expect(rows).toEqual([{ ids: ["worker-of-one"] }]);
  await one.leave();
  await two.leave();
});
