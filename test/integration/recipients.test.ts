/** LINE user IDs from arrival to erasure, on a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Enrolled } from "../../src/ports/store/enrollments.ts";
import { anArrival, anInputs, CLEARED, PORTAL_ID, CHANNEL_ID, refTo } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";

let tested: TestStore;
beforeAll(async () => {
  tested = await createTestStore();
});
afterAll(() => tested.close());
beforeEach(async () => {
  await sql`truncate timeline, readings, enrollments, recipients, deliveries, editions`.execute(tested.database.db);
  // A delivery that is opened again in an emptied database has the same id.
  await sql`delete from graphile_worker._private_jobs`.execute(tested.database.db);
});

const NARROW = anInputs({ targetingMode: "narrow_to_enrolled", audienceId: null });
const lineId = (number: number) => `U${number.toString(16).padStart(32, "0")}`;
const arrival = (number: number, lineUserId: string | null = lineId(number)) =>
  anArrival(number, { lineUserId }, NARROW);
const deliveryIdOf = ([first]: readonly Enrolled[]): string => {
  if (first?.kind !== "held") throw new Error(`not held: ${JSON.stringify(first)}`);
  return first.deliveryId;
};
const counts = (id: string) => tested.store.recipientCounts(refTo(id), "enrolled");
type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };

async function enrollTwice(...numbers: number[]): Promise<string> {
  const id = deliveryIdOf(await tested.store.enroll([arrival(0)]));
  // The window is open now: these take the ordinary way.
  await tested.store.enroll(numbers.map((number) => arrival(number)));
  return id;
}

describe("arrivals", () => {
  test("bring their ID, whichever way they are stored", async () => {
    const id = await enrollTwice(1, 2, 3);
    expect(await tested.store.recipientIds(refTo(id), "enrolled", { limit: 10, after: "" })).toEqual(
      [0, 1, 2, 3].map(lineId),
    );
  });

  test("without a usable one are counted and named", async () => {
    const id = await enrollTwice(1);
    await tested.store.enroll([arrival(7, ""), arrival(8, "@hanako"), arrival(9, null)]);
    await tested.store.enroll([arrival(10, "")]);
    expect(await counts(id)).toEqual({ valid: 2, invalid: 4, examples: ["8: @hanako", "10: –", "7: –"] });
  });

  test("that are repeated, or share an ID, count once", async () => {
    const id = await enrollTwice(1, 2);
    await tested.store.enroll([arrival(2), arrival(3, lineId(1))]);
    expect(await counts(id)).toMatchObject({ valid: 3, invalid: 0 });
  });

  test("after the seal are no recipients", async () => {
    const id = await enrollTwice(1);
    await tested.store.record(refTo(id), (fresh, now) => afterSeal(fresh as In<"collecting">, "person", now));
    await tested.store.enroll([arrival(5)]);
    expect(await counts(id)).toMatchObject({ valid: 2 });
  });

  test("that HubSpot repeats for an ended delivery do not slip into the next one", async () => {
    const ended = await enrollTwice(1);
    await tested.store.record(refTo(ended), (fresh, now) =>
      afterConclusion(fresh, { kind: "failed", finding: finding("LINE_INTERNAL_ERROR") }, now),
    );
    const next = deliveryIdOf(await tested.store.enroll([arrival(20)]));
    await tested.store.enroll([arrival(1), arrival(21)]);
    expect(await tested.store.recipientIds(refTo(next), "enrolled", { limit: 9, after: "" })).toEqual(
      [20, 21].map(lineId),
    );
  });

  test("of a mode that needs none leave none", async () => {
    const id = deliveryIdOf(await tested.store.enroll([anArrival(1, { lineUserId: lineId(1) })]));
    const other = anArrival(3, { lineUserId: lineId(3), workflowId: "901" }, NARROW);
    await tested.store.enroll([anArrival(2, { lineUserId: lineId(2) }), other]);
    expect(await counts(id)).toMatchObject({ valid: 0, invalid: 0 });
  });
});

test("pages go on after the last ID, and each ID comes once", async () => {
  const id = await enrollTwice(1, 2, 3, 4);
  await tested.store.enroll([arrival(50, lineId(2))]);
  const first = await tested.store.recipientIds(refTo(id), "enrolled", { limit: 3, after: "" });
  expect(first).toEqual([0, 1, 2].map(lineId));
  expect(await tested.store.recipientIds(refTo(id), "enrolled", { limit: 3, after: lineId(2) })).toEqual(
    [3, 4].map(lineId),
  );
});

test("what LINE does not know counts as invalid from then on", async () => {
  const id = await enrollTwice(1, 2);
  await tested.store.markInvalid(refTo(id), "enrolled", [lineId(1)]);
  expect(await counts(id)).toEqual({ valid: 2, invalid: 1, examples: ["1: U000…001 (33)"] });
});

test("a suppression list is kept apart", async () => {
  const id = await enrollTwice(1);
  const members = [
    { objectId: "5", value: lineId(5) },
    { objectId: "6", value: "@hanako" },
  ];
  await tested.store.addRecipients(refTo(id), "suppressed", members);
  await tested.store.addRecipients(refTo(id), "suppressed", members);
  expect(await tested.store.recipientCounts(refTo(id), "suppressed")).toMatchObject({ valid: 1, invalid: 1 });
  expect(await counts(id)).toMatchObject({ valid: 2 });
});

test("of the enrolled, those on the suppression list are counted: usable IDs, each once", async () => {
  const id = await enrollTwice(1, 2, 3, 4);
  const members = [1, 2, 2, 900].map((number, index) => ({ objectId: `s${index}`, value: lineId(number) }));
  await tested.store.addRecipients(refTo(id), "suppressed", [...members, { objectId: "s9", value: "@x" }]);
  expect(await tested.store.suppressedEnrolled(refTo(id))).toBe(2);
  await tested.store.markInvalid(refTo(id), "enrolled", [lineId(2)]);
  expect(await tested.store.suppressedEnrolled(refTo(id))).toBe(1);
});

async function jobs(id: string): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`select key from graphile_worker.jobs where key = ${`tidy:${id}`}`.execute(
    tested.database.db,
  );
  return rows.map(({ key }) => key);
}

test("IDs are to be erased once LINE has them, and at the latest with the outcome", async () => {
  const id = await enrollTwice(1);
  await tested.store.record(refTo(id), (fresh, now) => afterSeal(fresh as In<"collecting">, "person", now));
  const cleared = { ...CLEARED, enrolledIds: 2, narrowcast: null };
  await tested.store.record(refTo(id), (fresh, now) => afterPreflight(fresh as In<"sealed">, cleared, now));
  expect(await jobs(id)).toEqual([]);
  await tested.store.record(refTo(id), (fresh) => ({
    delivery: { ...fresh, uploads: fresh.uploads.map((upload) => ({ ...upload, state: "ready" as const })) },
    events: [],
  }));
  expect(await jobs(id)).toEqual([`tidy:${id}`]);
  await tested.store.deleteRecipients(refTo(id));
  expect(await counts(id)).toMatchObject({ valid: 0, invalid: 0 });
});

test("an arrival that would open a delivery too late is refused, and nothing is stored", async () => {
  const late = anInputs({ sendAt: Date.UTC(2026, 0, 1) });
  const [answer] = await tested.store.enroll([anArrival(1, {}, late)]);
  expect(answer).toMatchObject({ kind: "refused", finding: { code: "SEND_AT_PASSED" } });
  const both = await tested.store.enroll([anArrival(2, {}, late), arrival(3)]);
  expect(both.map(({ kind }) => kind)).toEqual(["refused", "held"]);
  const { db } = tested.database;
  expect(await db.selectFrom("enrollments").select("objectId").execute()).toEqual([{ objectId: "3" }]);
});

test("HubSpot is asked to hold as long as this delivery may take", async () => {
  const approved = anInputs({ requireApproval: true });
  const first = await tested.store.enroll([anArrival(1, {}, approved)]);
  const second = await tested.store.enroll([anArrival(2, {}, approved)]);
  expect([...first, ...second].map((answer) => answer.kind === "held" && answer.holdSeconds / 3600)).toEqual([
    78.75, 78.75,
  ]);
});

test("earlier sends are found by channel and time, newest first", async () => {
  const following = (acceptedAt: number, requestId: string) =>
    JSON.stringify({ phase: "final", following: { requestId, acceptedAt }, counts: { target: 55 } });
  const { db } = tested.database;
  const now = Date.now();
  for (const [index, hours] of [1, 30, 200].entries()) {
    const id = deliveryIdOf(await tested.store.enroll([anArrival(index, {}, anInputs({ listId: String(index) }))]));
    const acceptedAt = now - hours * 3_600_000;
    await sql`update deliveries set phase = 'final', outcome = 'delivered',
      sealed_at = ${new Date(acceptedAt)}, state = ${following(acceptedAt, `request-${hours}`)}::jsonb where id = ${id}`.execute(
      db,
    );
  }
  const found = await tested.store.recentSends(PORTAL_ID, CHANNEL_ID, now - 3 * 24 * 3_600_000);
  expect(found).toMatchObject([
    { requestId: "request-1", target: 55 },
    { requestId: "request-30", target: 55 },
  ]);
  expect(await tested.store.recentSends(PORTAL_ID + 1, CHANNEL_ID, 0)).toEqual([]);
});

test("sends to the same people are found with what they leave out, if LINE has or may have them", async () => {
  const { db } = tested.database;
  const now = Date.now();
  const add = async (number: number, outcome: string | null, change: object = {}) => {
    const id = deliveryIdOf(await tested.store.enroll([anArrival(number, {}, anInputs({ listId: String(number) }))]));
    const narrowcast = {
      meantFor: "readers",
      preparedAt: now - 1000,
      leftOut: { [`audience:${number}`]: 3 },
      ...change,
    };
    await sql`update deliveries set outcome = ${outcome}, state = ${JSON.stringify({ phase: "final", narrowcast })}::jsonb
      where id = ${id}`.execute(db);
    return id;
  };
  const first = await add(1, "delivered");
  await add(2, "uncertain");
  await add(3, null);
  await add(4, "failed");
  await add(5, "delivered", { meantFor: "others" });
  await add(6, "delivered", { preparedAt: now - 100_000 });
  const like = { portalId: PORTAL_ID, channelId: CHANNEL_ID, meantFor: "readers", since: now - 50_000 };
  const found = async (deliveryId: string, change: object = {}) =>
    (await tested.store.similarSends({ ...like, deliveryId, ...change })).flatMap((one) => Object.keys(one)).toSorted();
  const another = "00000000-0000-4000-8000-000000000000";
  expect(await found(another)).toEqual(["audience:1", "audience:2", "audience:3"]);
  expect(await found(first)).toEqual(["audience:2", "audience:3"]);
  expect(await found(another, { portalId: PORTAL_ID + 1 })).toEqual([]);
});

test("sends that LINE may have delivered, and one on its way, are among them", async () => {
  const { db } = tested.database;
  const now = Date.now();
  const since = now - 24 * 3_600_000;
  let number = 100;
  const put = async (listId: string, outcome: string | null, state: object) => {
    const id = deliveryIdOf(await tested.store.enroll([anArrival((number += 1), {}, anInputs({ listId }))]));
    const phase = outcome === null ? "sending" : "final";
    await sql`update deliveries set phase = ${phase}, outcome = ${outcome}, sealed_at = ${new Date(now - 3_600_000)},
      state = ${JSON.stringify({ phase, ...state })}::jsonb where id = ${id}`.execute(db);
    return id;
  };
  const accepted = { following: { requestId: "accepted", acceptedAt: now - 3_600_000 }, outcome: { at: now } };
  await put("unfollowed", "uncertain", accepted);
  await put("lost", "uncertain", { following: null, outcome: { at: now - 1000 } });
  await put("long ago", "uncertain", { following: null, outcome: { at: since - 1 } });
  await put("failed", "failed", { following: null, outcome: { at: now } });
  const sending = await put("on its way", null, { following: null });
  await sql`insert into send_locks (line_channel_id, portal_id, delivery_id)
    select line_channel_id, portal_id, id from deliveries where id = ${sending}`.execute(db);
  const found = await tested.store.recentSends(PORTAL_ID, CHANNEL_ID, since);
  await sql`delete from send_locks`.execute(db);
  expect(found.filter(({ state }) => state !== "delivered").map(({ state, requestId }) => [state, requestId])).toEqual([
    ["under_way", null],
    ["uncertain", null],
    ["uncertain", "accepted"],
  ]);
});
