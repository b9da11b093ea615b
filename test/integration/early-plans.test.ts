/** How PostgreSQL does what the store asks before it knows anything about the executions: in a new week, or a new service. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { HeldEnrollment } from "../../src/ports/store/enrollments.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { anArrival, anInputs, refTo, WINDOW } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";
import { nodes, rowsRead, watchDatabase, type Explained, type WatchedDatabase } from "../support/watched-database.ts";

const BATCHES = 24;
const BATCH = 500;
const PAGE = 1000;

const inputs = anInputs({ collectForSeconds: 3600 });
let arrived = 0;
const arrivals = (count: number) => Array.from({ length: count }, () => anArrival((arrived += 1), {}, inputs));

let tested: TestStore;
let watched: WatchedDatabase;
let store: Store;

beforeAll(async () => {
  tested = await createTestStore();
  await tested.database.pool.query(`do $$ declare week regclass; begin
    for week in select inhrelid::regclass from pg_inherits where inhparent = 'enrollments'::regclass loop
      execute format('alter table %s set (autovacuum_enabled = off)', week);
    end loop; end $$`);
  watched = watchDatabase(tested.database.superuserUrl);
  const secrets = createSecrets([Buffer.alloc(32)]);
  store = createStore({ database: watched, secrets, windowDefaults: WINDOW, onChange: () => undefined });
  // Whatever is planned on the way is planned while there is next to nothing, and kept.
  await store.enroll(arrivals(1));
  await store.enroll(arrivals(1));
  for (let batch = 0; batch < BATCHES; batch += 1) await store.enroll(arrivals(BATCH));
});

afterAll(async () => {
  await watched.pool.end();
  await tested.close();
});

/** The indexes by which executions were found, and how many rows each gave. */
function found(seen: readonly Explained[]): Record<string, number> {
  const rows: Record<string, number> = {};
  for (const node of seen.flatMap(({ Plan: plan }) => [...nodes(plan)])) {
    const [, index] = /^enrollments_\d+_(.*)$/.exec(node["Index Name"] ?? "") ?? [];
    if (index !== undefined && rowsRead(node) > 0) rows[index] = (rows[index] ?? 0) + rowsRead(node);
  }
  return rows;
}

/** How many rows each look into the executions read. */
const executionsRead = (seen: readonly Explained[]): readonly number[] =>
  seen
    .flatMap(({ Plan: plan }) => [...nodes(plan)])
    .filter(({ "Relation Name": table }) => table?.startsWith("enrollments_"))
    .map(rowsRead);

test("a batch reads no more executions when there are more, though it was planned when there were none", async () => {
  const read = executionsRead(await watched.seenDuring(() => store.enroll(arrivals(BATCH))));
  expect(read.length).toBeGreaterThan(0);
  expect(read.filter((rows) => rows > BATCH)).toEqual([]);
});

test("a batch that HubSpot repeats is looked up by its callbacks", async () => {
  const batch = arrivals(BATCH);
  await store.enroll(batch);
  const read = executionsRead(await watched.seenDuring(() => store.enroll(batch)));
  expect(read.filter((rows) => rows === BATCH).length).toBeGreaterThan(0);
  expect(read.filter((rows) => rows > BATCH)).toEqual([]);
});

test("a batch for many deliveries looks each up once, though it was planned when there was one", async () => {
  const lists = 300;
  const oneOfEach = () =>
    Array.from({ length: lists }, (_, index) =>
      anArrival((arrived += 1), {}, anInputs({ collectForSeconds: 3600, listId: `of many ${index}` })),
    );
  await store.enroll(oneOfEach());
  const seen = await watched.seenDuring(() => store.enroll(oneOfEach()));
  const read = seen
    .flatMap(({ Plan: plan }) => [...nodes(plan)])
    .filter((node) => node["Relation Name"] === "deliveries" && node["Node Type"].includes("Scan"));
  expect(read).toHaveLength(2);
  // PostgreSQL 15 reads the portal's one other delivery too, until it has statistics.
  expect(read.map(rowsRead).filter((rows) => rows > lists + 1)).toEqual([]);
});

test("held executions are read a page at a time, and each is marked by its callback", async () => {
  const [first] = await store.enroll(arrivals(1));
  if (first?.kind !== "held") throw new Error("not held");
  const { deliveryId } = first;
  await tested.skip(10_000);
  let after: HeldEnrollment | null = null;
  for (let page = 0; page < 8; page += 1) {
    let held: readonly HeldEnrollment[] = [];
    const reading = await watched.seenDuring(
      async () => void (held = await store.held(refTo(deliveryId), { limit: PAGE, after })),
    );
    expect(held).toHaveLength(PAGE);
    expect(found(reading)).toEqual({ delivery_id_object_id_callback_id_idx: PAGE });
    const callbacks = held.map(({ callbackId }) => callbackId);
    const marking = await watched.seenDuring(() => store.markReleased(refTo(deliveryId), callbacks, []));
    expect(found(marking)).toEqual({ pkey: PAGE });
    after = held.at(-1) ?? null;
  }
});

test("IDs that LINE does not know are looked for in their page, not among all of the delivery's", async () => {
  const [first] = await store.enroll(arrivals(1));
  if (first?.kind !== "held") throw new Error("not held");
  const of = refTo(first.deliveryId);
  await tested.database.pool.query("alter table recipients set (autovacuum_enabled = off)");
  const ids = Array.from({ length: 12_000 }, (_, index) => `U${index.toString(16).padStart(32, "0")}`);
  const members = ids.map((value, index) => ({ objectId: String(index), value }));
  await store.addRecipients(of, "suppressed", members);
  const seen = await watched.seenDuring(() => store.markInvalid(of, "suppressed", ids.slice(6000, 6000 + BATCH)));
  const read = seen
    .flatMap(({ Plan: plan }) => [...nodes(plan)])
    .filter((node) => node["Index Name"]?.startsWith("recipients_"));
  expect(read.map(rowsRead)).toEqual([BATCH]);
});
