/** How PostgreSQL does what the store asks before it knows anything about the executions: in a new week, or a new service. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { HeldEnrollment, Store } from "../../src/ports/store.ts";
import { createSecrets } from "../../src/store/secrets.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { anArrival, anInputs, WINDOW } from "../support/builders.ts";
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
  watched = watchDatabase(tested.database.url);
  const secrets = createSecrets([Buffer.alloc(32)]);
  store = createStore({ database: watched, secrets, windowDefaults: WINDOW, onChange: () => undefined });
});

afterAll(async () => {
  await watched.pool.end();
  await tested.close();
});

/** The indexes by which executions were found, and how many rows each gave. */
const found = (seen: readonly Explained[]): Record<string, number> =>
  Object.fromEntries(
    seen
      .flatMap(({ Plan: plan }) => [...nodes(plan)])
      .filter(({ "Index Name": index }) => index?.startsWith("enrollments_"))
      .map((node) => [node["Index Name"]?.replace(/^enrollments_\d+_/, "") ?? "", rowsRead(node)] as const)
      .filter(([, rows]) => rows > 0),
  );

test("a batch reads no more executions when there are more, though it was planned when there were none", async () => {
  await store.enroll(arrivals(1));
  await store.enroll(arrivals(1));
  for (let batch = 1; batch < BATCHES; batch += 1) await store.enroll(arrivals(BATCH));
  const seen = await watched.seenDuring(() => store.enroll(arrivals(BATCH)));
  const read = seen
    .flatMap(({ Plan: plan }) => [...nodes(plan)])
    .filter(({ "Relation Name": table }) => table?.startsWith("enrollments_"));
  expect(read.length).toBeGreaterThan(0);
  expect(read.map(rowsRead).filter((rows) => rows > BATCH)).toEqual([]);
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
      async () => void (held = await store.held(deliveryId, { limit: PAGE, after })),
    );
    expect(held).toHaveLength(PAGE);
    expect(found(reading)).toEqual({ delivery_id_object_id_callback_id_idx: PAGE });
    const callbacks = held.map(({ callbackId }) => callbackId);
    const marking = await watched.seenDuring(() => store.markReleased(deliveryId, callbacks, []));
    expect(found(marking)).toEqual({ pkey: PAGE });
    after = held.at(-1) ?? null;
  }
});
