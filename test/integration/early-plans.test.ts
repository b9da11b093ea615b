/** How PostgreSQL finds a delivery's held executions before it knows anything about them: no page reads through all of them. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { HeldEnrollment, Store } from "../../src/ports/store.ts";
import { createSecrets } from "../../src/store/secrets.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { anArrival, anInputs, WINDOW } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";
import { nodes, rowsRead, watchDatabase, type Explained, type WatchedDatabase } from "../support/watched-database.ts";

const ENROLLED = 12_000;
const PAGE = 1000;

let tested: TestStore;
let watched: WatchedDatabase;
let store: Store;
let deliveryId: string;

beforeAll(async () => {
  tested = await createTestStore();
  await tested.database.pool.query(`do $$ declare week regclass; begin
    for week in select inhrelid::regclass from pg_inherits where inhparent = 'enrollments'::regclass loop
      execute format('alter table %s set (autovacuum_enabled = off)', week);
    end loop; end $$`);
  watched = watchDatabase(tested.database.url);
  const secrets = createSecrets([Buffer.alloc(32)]);
  store = createStore({ database: watched, secrets, windowDefaults: WINDOW, onChange: () => undefined });
  const inputs = anInputs({ collectForSeconds: 3600 });
  const [first] = await store.enroll(Array.from({ length: ENROLLED }, (_, index) => anArrival(index + 1, {}, inputs)));
  if (first?.kind !== "held") throw new Error("not held");
  ({ deliveryId } = first);
  await tested.skip(10_000);
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

test("held executions are read a page at a time, and each is marked by its callback", async () => {
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
