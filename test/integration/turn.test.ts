/** One narrowcast in flight per LINE account: the second waits, and goes on as soon as the first is over. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { afterSend } from "../../src/delivery/lifecycle/results/after-send.ts";
import { changed } from "../../src/delivery/lifecycle/change.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Line } from "../../src/ports/line.ts";
import { advanceDelivery, type AdvancePorts } from "../../src/steps/advance-delivery.ts";
import { anArrival, anInputs, CLEARED, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";

type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };

let tested: TestStore;
beforeAll(async () => {
  tested = await createTestStore();
});
afterAll(() => tested.close());

const ok = <T>(value: T) => Promise.resolve({ kind: "ok" as const, value });

const ports = (): AdvancePorts => ({
  store: tested.store,
  hubspot: {
    checkAccess: () => ok({ timeZone: null }),
    list: () => Promise.reject(new Error("the list was asked for")),
    memberValues: () => Promise.reject(new Error("members were asked for")),
  },
  line: {
    audience: (_channel: unknown, id: string) =>
      ok({
        id,
        name: "Readers",
        type: "UPLOAD",
        status: "READY",
        size: 5000,
        sizeIsExact: true,
        exempt: true,
        expiresAt: null,
        createRoute: "OA_MANAGER",
        permission: "READ",
      }),
    quota: () => ok({ allowance: null, used: 0 }),
    validateMessages: () => ok(null),
  } as unknown as Line,
});

async function sealedDelivery(listId: string): Promise<string> {
  const inputs = anInputs({ listId });
  const arrivals = Array.from({ length: 60 }, (_, index) =>
    anArrival(
      index,
      { callbackId: `ap-${listId}-${index}`, executionId: `${listId}:${index}:0`, workflowId: listId },
      inputs,
    ),
  );
  const [first] = await tested.store.enroll(arrivals);
  if (first?.kind !== "held") throw new Error("not held");
  await tested.store.record(refTo(first.deliveryId), (fresh, now) =>
    afterSeal(fresh as In<"collecting">, "person", now),
  );
  return first.deliveryId;
}

const stateOf = async (id: string) => (await tested.store.delivery(refTo(id)))?.delivery.state;

test("the second waits for its turn and is woken by the end of the first", async () => {
  const [first, second] = [await sealedDelivery("1"), await sealedDelivery("2")];
  const narrowcast = {
    retryKey: "key",
    body: "{}",
    audienceName: null,
    reserved: null,
    meantFor: "everyone",
    leftOut: {},
  };
  await tested.store.record(refTo(first), (fresh, now) =>
    afterPreflight(fresh as In<"sealed">, { ...CLEARED, narrowcast }, now),
  );
  await advanceDelivery(refTo(second), ports());
  expect(await stateOf(second)).toMatchObject({ phase: "sealed", wait: { finding: { code: "WAITING_FOR_TURN" } } });
  await tested.store.record(refTo(first), (fresh, now) =>
    afterConclusion(fresh, { kind: "failed", finding: finding("LINE_INTERNAL_ERROR") }, now),
  );
  expect(await stateOf(second)).toMatchObject({ phase: "sealed", wait: null });
  await advanceDelivery(refTo(second), ports());
  expect(await stateOf(second)).toMatchObject({ phase: "sending" });
});

async function endSending(): Promise<void> {
  const { rows } = await sql<{ id: string }>`select delivery_id as id from send_locks`.execute(tested.database.db);
  const failed = { kind: "failed", finding: finding("LINE_INTERNAL_ERROR") } as const;
  for (const { id } of rows) await tested.store.record(refTo(id), (fresh, now) => afterConclusion(fresh, failed, now));
}

test("a send that came and went while another was checked is left out by it all the same", async () => {
  await endSending();
  await tested.store.changeSettings(PORTAL_ID, { oneSendInDays: 3 });
  const [first, second] = [await sealedDelivery("3"), await sealedDelivery("4")];
  const narrowcast = {
    retryKey: "other",
    body: "{}",
    audienceName: null,
    reserved: null,
    meantFor: "everyone",
    leftOut: {},
  };
  const sendFirst = async () => {
    await tested.store.record(refTo(first), (fresh, now) =>
      afterPreflight(fresh as In<"sealed">, { ...CLEARED, narrowcast }, now),
    );
    await tested.store.record(refTo(first), (fresh, now) =>
      afterSend(fresh as In<"sending">, { kind: "accepted", requestId: "request-of-3" }, now),
    );
    await tested.store.record(refTo(first), (fresh, now) =>
      afterConclusion(
        { ...fresh, state: { ...(fresh as In<"sending">).state, counts: { target: 60, success: 60, failure: 0 } } },
        { kind: "delivered", finding: finding("DELIVERED", { success: 60, target: 60 }) },
        now,
      ),
    );
    return { kind: "ok" as const, value: null };
  };
  const { line, ...others } = ports();
  await advanceDelivery(refTo(second), { ...others, line: { ...line, validateMessages: sendFirst } });
  expect(await stateOf(second)).toMatchObject({ phase: "sealed", wait: { finding: { code: "WAITING_FOR_TURN" } } });
  await tested.store.record(refTo(second), (fresh) =>
    changed({ ...fresh, state: { ...(fresh as In<"sealed">).state, wait: null } }),
  );
  await advanceDelivery(refTo(second), ports());
  const state = await stateOf(second);
  expect(state?.phase === "sending" && state.narrowcast.body).toContain('"redelivery","requestId":"request-of-3"');
});
