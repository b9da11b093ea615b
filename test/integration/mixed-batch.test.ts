/** One batch for many deliveries: every arrival stands in the delivery of its own key, whatever the order of the keys. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import type { Arrival } from "../../src/ports/store/enrollments.ts";
import { enrollByPortal } from "../../src/store/enrollments/by-portal.ts";
import { joinOpenWindows } from "../../src/store/enrollments/join-open-windows.ts";
import { anArrival, anInputs, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";

const OTHER_PORTAL = 47_110;

let tested: TestStore;
let otherChannel: string;
beforeAll(async () => {
  tested = await createTestStore();
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 1800 };
  const user = { userId: 2, userEmail: "aki@example.com" };
  await tested.store.saveInstallation({ portalId: OTHER_PORTAL, hubDomain: "b.example", scopes: [], tokens, ...user });
  const account = { botUserId: `U${"1".repeat(32)}`, basicId: "@other", displayName: "Other shop" };
  const credentials = { lineChannelId: "1234567891", channelSecret: "secret" };
  const channel = { portalId: OTHER_PORTAL, name: "Other shop", credentials, account };
  otherChannel = (await tested.store.saveChannel(channel)).id;
});
afterAll(() => tested.close());

interface Place {
  readonly portalId: number;
  readonly inputs: Inputs;
}

/** Lists whose ids begin alike, in two portals whose ids begin alike; the order of the keys is another in each collation. */
function places(): Place[] {
  return ["12", "1", "123", "9", "١", "A", "a", "B"].flatMap((listId, index) => [
    { portalId: PORTAL_ID, inputs: anInputs({ listId }) },
    {
      portalId: OTHER_PORTAL,
      inputs: anInputs({
        listId,
        channelId: otherChannel,
        ...(index % 3 === 0 && { targetingMode: "narrow_to_enrolled" as const }),
      }),
    },
  ]);
}

let number = 0;
const arrival = ({ portalId, inputs }: Place, objectId: string): Arrival => {
  number += 1;
  const callbackId = `ap-${portalId}-${number}-1-0`;
  const workflowId = String(900 + (number % 3));
  const lineUserId = `U${String(number).padStart(32, "0")}`;
  return anArrival(number, { portalId, callbackId, workflowId, objectId, lineUserId }, inputs);
};

/** The n-th place gets n + 1 executions of its records, and once more its first record, which all places have. */
const batchFor = (some: readonly Place[], from: number): Arrival[] =>
  some
    .flatMap((place, index) => [
      ...Array.from({ length: index + 1 }, (_, record) => arrival(place, String(from + record))),
      arrival(place, String(from)),
    ])
    // Not one delivery after the other.
    .toSorted((one, other) => one.execution.callbackId.slice(-6).localeCompare(other.execution.callbackId.slice(-6)));

const unique = (values: readonly string[]) => [...new Set(values)].toSorted();

/** What has to stand in each delivery, by key. */
const expected = (all: readonly Arrival[]) =>
  Object.fromEntries(
    [...Map.groupBy(all, ({ key }) => key)].map(([key, own]) => [
      key,
      {
        portal: String(own[0]?.execution.portalId),
        executions: own.length,
        enrolled: unique(own.map(({ execution }) => execution.objectId)).length,
        callbacks: unique(own.map(({ execution }) => `${execution.callbackId} ${execution.objectId}`)),
        workflows: unique(own.map(({ execution }) => execution.workflowId ?? "")),
        ids: unique(own.flatMap(({ lineUserId }) => lineUserId ?? [])),
      },
    ]),
  );

interface Stored {
  readonly key: string;
  readonly portal: string;
  readonly executions: number;
  readonly enrolled: number;
  readonly callbacks: readonly string[];
  readonly workflows: readonly string[];
  readonly ids: readonly string[];
}

async function stored() {
  const { rows } = await tested.database.pool.query<Stored>(`
    select d.key, d.portal_id::text as portal, d.executions, d.enrolled,
      array(select e.callback_id || ' ' || e.object_id from enrollments e
        where e.delivery_id = d.id and e.portal_id = d.portal_id) as callbacks,
      d.workflow_ids as workflows,
      array(select r.line_user_id from recipients r where r.delivery_id = d.id) as ids
    from deliveries d`);
  return Object.fromEntries(
    rows.map(({ key, ...delivery }) => [
      key,
      {
        ...delivery,
        callbacks: delivery.callbacks.toSorted(),
        workflows: delivery.workflows.toSorted(),
        ids: delivery.ids.toSorted(),
      },
    ]),
  );
}

test("each arrival stands in the delivery of its key", async () => {
  const all = places();
  // Each place knows all three workflows: one that is new somewhere takes the slow path.
  const opening = all.flatMap((place) => [arrival(place, "7"), arrival(place, "7"), arrival(place, "7")]);
  await tested.store.enroll(opening);
  const batch = batchFor(all.toReversed(), 100);
  // The ordinary way, which takes the whole batch of a portal in one statement.
  const joined = await enrollByPortal(batch, async (portalId, own) => {
    const held = await joinOpenWindows(tested.database.pool, portalId, own);
    expect(held).toHaveLength(own.length);
    return held ?? [];
  });
  expect(joined).toHaveLength(batch.length);
  expect(await stored()).toEqual(expected([...opening, ...batch]));

  // One window is closed: nothing of its portal is stored that way, and everything the other way.
  const [first] = all;
  if (first === undefined) throw new Error("no place");
  const again = arrival(first, "7");
  const [closed] = await tested.store.enroll([again]);
  if (closed?.kind !== "held") throw new Error("not held");
  await tested.store.record(refTo(closed.deliveryId), (fresh, now) =>
    afterSeal(fresh as Parameters<typeof afterSeal>[0], "person", now),
  );
  const before = await stored();
  const mixed = batchFor(all, 200);
  const isOfFirst = ({ execution }: Arrival) => execution.portalId === first.portalId;
  expect(await joinOpenWindows(tested.database.pool, PORTAL_ID, mixed.filter(isOfFirst))).toBeNull();
  expect(await stored()).toEqual(before);
  const answers = await tested.store.enroll(mixed);
  const covered = answers.filter((answer) => answer.kind === "held" && answer.covered);
  const sealed = opening[0]?.key ?? "";
  expect(covered).toHaveLength(mixed.filter(({ key }) => key === sealed).length);
  const after = await stored();
  for (const [open, delivery] of Object.entries(expected([...opening, ...batch, ...mixed]))) {
    if (open !== sealed) expect([open, after[open]]).toEqual([open, delivery]);
  }
});
