/** Edits of a step while its contacts enroll, and after its send: never two messages unasked. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterAsking, afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { finding } from "../../src/delivery/codes.ts";
import { afterCommand, type Command } from "../../src/delivery/lifecycle/commands.ts";
import type { Delivery, In, Waiting } from "../../src/delivery/delivery.ts";
import { earlierSend } from "../../src/delivery/lifecycle/edits/earlier-send.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import type { Arrival, Enrolled } from "../../src/ports/store/enrollments.ts";
import { joinOpenWindows } from "../../src/store/enrollments/join-open-windows.ts";
import { anArrival, anInputs, CLEARED, PORTAL_ID, refTo } from "../support/builders.ts";
import { releaseEnrollments } from "../../src/steps/release-enrollments.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";

let tested: TestStore;
beforeAll(async () => {
  tested = await createTestStore();
});
afterAll(() => tested.close());
beforeEach(async () => {
  await sql`truncate timeline, readings, enrollments, editions, recipients, send_locks, notifications, alerts, deliveries`.execute(
    tested.database.db,
  );
});

const saying = (text: string, change: Partial<Inputs> = {}) => anInputs({ message: { kind: "text", text }, ...change });
const OLD = saying("Helo");
const NEW = saying("Hello");

interface Step {
  readonly workflowId?: string | null;
  readonly actionId?: string | null;
}

let number = 0;
/** New contacts, or those with these numbers, of the step 900:1. */
function some(count: number, inputs: Inputs, step: Step = {}, from = (number += 1000)): Arrival[] {
  return Array.from({ length: count }, (_, index) => {
    const { workflowId = "900" } = step;
    const executionId = workflowId === null ? null : `${workflowId}:${from + index}:0`;
    return anArrival(from + index, { ...step, workflowId, executionId }, inputs);
  });
}

async function enroll(count: number, inputs: Inputs, step: Step = {}): Promise<Enrolled> {
  const [first] = await tested.store.enroll(some(count, inputs, step));
  if (first === undefined) throw new Error("no answer");
  return first;
}

async function deliveries() {
  const { rows } = await sql<{ id: string }>`select id from deliveries order by opened_at, version desc, id`.execute(
    tested.database.db,
  );
  return Promise.all(rows.map(({ id }) => now(id)));
}

async function now(id: string): Promise<Delivery> {
  const found = await tested.store.delivery(refTo(id));
  if (found === null) throw new Error("no delivery");
  return found.delivery;
}

async function only(): Promise<Delivery> {
  const all = await deliveries();
  expect(all).toHaveLength(1);
  return all[0] as Delivery;
}

async function timelineOf(id: string) {
  return (await tested.store.viewDelivery(PORTAL_ID, id))?.timeline ?? [];
}

const idOf = (enrolled: Enrolled): string => {
  if (enrolled.kind === "refused") throw new Error(enrolled.finding.code);
  return enrolled.kind === "held" ? enrolled.deliveryId : enrolled.delivery.id;
};

const seal = (id: string) =>
  tested.store.record(refTo(id), (one, at) => afterSeal(one as In<"collecting">, "person", at));
const conclude = (id: string, kind: "delivered" | "failed" = "delivered") =>
  tested.store.record(refTo(id), (one, at) => afterConclusion(one, { kind, finding: finding("DELIVERED") }, at));
const command = (id: string, does: Command["do"]) =>
  tested.store.record(refTo(id), (one, at) => afterCommand(one, { do: does, by: "aki@example.com" }, at));

/** As preflight does it when nothing stands in the way. */
async function preflight(id: string): Promise<Delivery> {
  const others = await tested.store.otherDeliveries(refTo(id));
  await tested.store.record(refTo(id), (one, at) =>
    afterPreflight(one as Waiting, { ...CLEARED, earlierSend: earlierSend(one, others, at), narrowcast }, at),
  );
  return now(id);
}
const narrowcast = {
  retryKey: "retry-key",
  body: "{}",
  audienceName: null,
  reserved: null,
  meantFor: "everyone",
  leftOut: {},
};

async function send(id: string): Promise<void> {
  await seal(id);
  expect((await preflight(id)).state.phase).toBe("sending");
  await conclude(id);
}

/** The callbacks that HubSpot is notified of. */
async function releaseTo(id: string): Promise<readonly string[]> {
  await tested.skip(3000);
  const notified: string[] = [];
  await releaseEnrollments(refTo(id), {
    store: tested.store,
    hubspot: {
      completeCallbacks: (_portalId, completions) => {
        const completed = completions.map(({ callbackId }) => callbackId);
        notified.push(...completed);
        return Promise.resolve({ kind: "ok", value: { completed, gone: [], refusal: null } });
      },
      affordsRefusal: () => Promise.resolve(true),
    },
    deliveryUrl: (each) => each,
    lost: () => undefined,
  });
  return notified;
}

describe("an edit while the window is open", () => {
  test("joins it, and the newest version wins", async () => {
    const first = await enroll(60, OLD);
    const second = await enroll(40, NEW);
    expect(idOf(second)).toBe(idOf(first));
    expect(await only()).toMatchObject({ inputs: NEW, key: some(1, NEW)[0]?.key, enrolled: 100, executions: 100 });
    const [change] = (await timelineOf(idOf(first))).filter(({ event }) => event === "edited");
    expect(change?.details).toEqual({ input: "messageText", from: "Helo", to: "Hello", workflowId: "900" });
  });

  test("takes the ordinary way again after the first one", async () => {
    await enroll(1, OLD);
    await enroll(1, NEW);
    expect(await joinOpenWindows(tested.database.pool, PORTAL_ID, some(5, NEW))).toHaveLength(5);
    // One that was replaced does not.
    expect(await joinOpenWindows(tested.database.pool, PORTAL_ID, some(5, OLD))).toBeNull();
    expect(await only()).toMatchObject({ enrolled: 7 });
  });

  test("that is taken back does not win by itself: a person has to look", async () => {
    await enroll(60, OLD);
    await enroll(60, NEW);
    const late = await enroll(1, OLD);
    const { id, inputs, enrolled, changedBack } = await only();
    expect({ late: idOf(late), inputs, enrolled, changedBack }).toEqual({
      late: id,
      inputs: NEW,
      enrolled: 121,
      changedBack: { at: expect.any(Number) },
    });
    await seal(id);
    const asking = await preflight(id);
    expect(asking.state).toMatchObject({ phase: "sealed", wait: { finding: { code: "CHANGED_BACK" } } });
    await command(id, "approve");
    expect((await preflight(id)).state.phase).toBe("sending");
  });

  test("is no doubt when HubSpot repeats an execution that is stored", async () => {
    const first = some(60, OLD);
    await tested.store.enroll(first);
    await enroll(60, NEW);
    const again = await tested.store.enroll(first);
    expect(again.every((each) => each.kind === "held")).toBe(true);
    expect(await only()).toMatchObject({ changedBack: null, enrolled: 120, executions: 120 });
  });

  test("in one batch with executions that were under way is no doubt either", async () => {
    await enroll(10, OLD);
    await tested.store.enroll([...some(5, NEW), ...some(5, OLD)]);
    expect(await only()).toMatchObject({ inputs: NEW, changedBack: null, enrolled: 20 });
  });

  test("is settled by a still newer version", async () => {
    await enroll(10, OLD);
    await enroll(10, NEW);
    await enroll(1, OLD);
    await enroll(10, saying("Hello!"));
    expect(await only()).toMatchObject({ inputs: saying("Hello!"), changedBack: null });
  });

  test.each<[string, Partial<Inputs>]>([
    ["the audience", { audienceId: "99" }],
    ["the attributes", { attributes: { ...OLD.attributes, genders: ["female"] } }],
    ["a further audience", { includeAudienceIds: ["88"] }],
    ["an exclusion", { excludeAudienceIds: ["77"] }],
    ["the message for a saved one", { message: { kind: "saved", messageId: "m" } }],
    ["a setting", { silent: true }],
    ["the send time", { sendAt: Date.now() + 3_600_000 }],
  ])("of %s joins as well", async (_what, change) => {
    await enroll(10, OLD);
    await enroll(10, { ...OLD, ...change });
    expect(await only()).toMatchObject({ inputs: { ...OLD, ...change }, enrolled: 20 });
  });

  test.each<[string, Partial<Inputs>]>([
    ["the list", { listId: "13" }],
    ["rehearsal", { rehearsal: true }],
  ])("of %s opens another delivery", async (_what, change) => {
    await enroll(10, OLD);
    await enroll(10, { ...OLD, ...change });
    expect(await deliveries()).toHaveLength(2);
  });

  test("of nothing that readers can see is no edit", async () => {
    await enroll(10, OLD);
    await enroll(10, saying("Helo  \r\n"));
    const { id } = await only();
    expect((await timelineOf(id)).map(({ event }) => event)).toEqual(["opened"]);
  });

  test("of the mode counts contacts whose LINE user ID was not kept", async () => {
    await enroll(3, OLD);
    const narrow = { ...OLD, targetingMode: "narrow_to_enrolled" as const };
    const lineUserId = `U${"a".repeat(32)}`;
    await tested.store.enroll(
      some(1, narrow).map((one) => ({ ...one, lineUserId, execution: { ...one.execution, lineUserId } })),
    );
    const { id, minimum } = await only();
    expect(minimum).toBe(50);
    expect(await tested.store.recipientCounts(refTo(id), "enrolled")).toMatchObject({ valid: 1, invalid: 3 });
  });
});

describe("two steps", () => {
  const OTHER = { workflowId: "901" };

  test("with the same inputs are one delivery", async () => {
    await enroll(30, OLD);
    await enroll(30, OLD, OTHER);
    expect(await only()).toMatchObject({ enrolled: 60 });
  });

  test("of one workflow with different messages are two deliveries", async () => {
    await enroll(30, OLD, { actionId: "1" });
    await enroll(30, NEW, { actionId: "2" });
    expect(await deliveries()).toHaveLength(2);
  });

  test("without an action id the whole workflow is one step", async () => {
    await enroll(30, OLD, { actionId: null });
    await enroll(30, NEW, { actionId: null });
    expect(await only()).toMatchObject({ enrolled: 60 });
  });

  test("without a workflow each execution goes by its inputs alone", async () => {
    await enroll(30, OLD, { workflowId: null });
    await enroll(30, NEW, { workflowId: null });
    expect(await deliveries()).toHaveLength(2);
  });

  test("an edited one leaves the window with its own executions, and waits for a person", async () => {
    const shared = await enroll(60, OLD);
    await enroll(70, OLD, OTHER);
    const left = await enroll(10, NEW, OTHER);
    const [id, gone] = [idOf(shared), idOf(left)];
    expect(gone).not.toBe(id);
    const [from, to] = [await now(id), await now(gone)];
    expect(from).toMatchObject({ inputs: OLD, enrolled: 60, executions: 60 });
    expect(to).toMatchObject({ inputs: NEW, enrolled: 80, executions: 80, openedAt: from.openedAt });
    expect(to.holdsUntil).toBe(from.holdsUntil);
    const views = await Promise.all([id, gone].map((each) => tested.store.viewDelivery(PORTAL_ID, each)));
    expect(views.map((view) => view?.workflowIds)).toEqual([["900"], ["901"]]);
    await send(id);
    await seal(gone);
    const asking = await preflight(gone);
    expect(asking.state).toMatchObject({
      wait: { finding: { code: "CHANGED_AFTER_SEND", figures: { earlier: id } } },
    });
  });

  test("an edited one leaves alone, with contacts that both have enrolled", async () => {
    const contacts = 5_000_000;
    await tested.store.enroll(some(60, OLD, {}, contacts));
    const twins = some(60, OLD, OTHER, contacts).map((one) => ({
      ...one,
      execution: { ...one.execution, callbackId: `twin-${one.execution.callbackId}` },
    }));
    await tested.store.enroll(twins);
    expect(await only()).toMatchObject({ enrolled: 60, executions: 120 });
    await enroll(1, NEW, OTHER);
    const all = await deliveries();
    expect(all.map(({ enrolled, executions }) => `${enrolled} ${executions}`).toSorted()).toEqual(["60 60", "61 61"]);
  });

  test("that get the same correction one after the other send once", async () => {
    await enroll(60, OLD);
    await enroll(60, OLD, OTHER);
    const first = await enroll(1, NEW);
    const second = await enroll(1, NEW, OTHER);
    expect(idOf(second)).toBe(idOf(first));
    const all = await deliveries();
    expect(all).toHaveLength(2);
    const over = all.find(({ id }) => id !== idOf(first));
    expect(over).toMatchObject({
      executions: 0,
      state: { phase: "final", outcome: { kind: "cancelled", finding: { code: "JOINED_ANOTHER_DELIVERY" } } },
    });
    expect(await now(idOf(first))).toMatchObject({ enrolled: 122, executions: 122 });
    await send(idOf(first));
  });

  test("a former version of one that has left joins its new window", async () => {
    await enroll(60, OLD);
    await enroll(60, OLD, OTHER);
    const left = await enroll(10, NEW, OTHER);
    expect(idOf(await enroll(1, OLD, OTHER))).toBe(idOf(left));
    expect((await now(idOf(left))).changedBack).not.toBeNull();
  });

  test("executions of one batch follow their step", async () => {
    await enroll(60, OLD);
    await enroll(60, OLD, OTHER);
    const batch = [...some(5, OLD, OTHER), ...some(5, NEW, OTHER), ...some(5, OLD)];
    const answers = await tested.store.enroll(batch);
    const [shared, gone] = [idOf(answers[10] as Enrolled), idOf(answers[5] as Enrolled)];
    expect(answers.map(idOf)).toEqual([...Array(10).fill(gone), ...Array(5).fill(shared)]);
    expect(await now(shared)).toMatchObject({ enrolled: 65 });
    expect(await now(gone)).toMatchObject({ enrolled: 70 });
  });

  test("executions of one batch go after a step that comes back to the window that it left", async () => {
    const [one, two] = [{ actionId: "1" }, { actionId: "2" }];
    await tested.store.enroll([...some(30, OLD, one), ...some(30, OLD, two)]);
    const last = saying("Hello!");
    const answers = await tested.store.enroll([...some(1, NEW, two), ...some(1, last, one), ...some(1, last, two)]);
    const [id, ...others] = [...new Set(answers.map(idOf))];
    expect(others).toEqual([]);
    expect(await now(id as string)).toMatchObject({ inputs: last, enrolled: 63, executions: 63 });
  });

  test("a setting of one that has left goes with it", async () => {
    await enroll(60, OLD);
    await enroll(60, { ...OLD, silent: true }, OTHER);
    const left = await enroll(10, { ...NEW, silent: true }, OTHER);
    const stayed = (await deliveries()).find(({ id }) => id !== idOf(left));
    expect(stayed?.inputs.silent).toBe(false);
  });
});

describe("an edit after the send", () => {
  test("waits for a person, who can send anyway", async () => {
    const first = idOf(await enroll(60, OLD));
    await send(first);
    const second = idOf(await enroll(60, NEW));
    expect(second).not.toBe(first);
    await seal(second);
    expect((await preflight(second)).state).toMatchObject({
      wait: { finding: { code: "CHANGED_AFTER_SEND", figures: { earlier: first } } },
    });
    await command(second, "approve");
    expect((await preflight(second)).state.phase).toBe("sending");
  });

  test("cancelled: its contacts get the outcome of the first send, and so do later ones", async () => {
    const first = idOf(await enroll(60, OLD));
    await send(first);
    const second = idOf(await enroll(60, NEW));
    await seal(second);
    await preflight(second);
    await command(second, "cancel");
    expect(await now(first)).toMatchObject({ executions: 120, covered: 60 });
    expect(await now(second)).toMatchObject({ executions: 0, state: { outcome: { kind: "cancelled" } } });
    await tested.skip(3000);
    const held = await tested.store.held(refTo(first), { limit: 500, after: null });
    expect(held.filter(({ covered }) => covered)).toHaveLength(60);
    expect(await tested.store.finishRelease(refTo(first))).toBe(false);
    expect(await tested.store.held(refTo(second), { limit: 500, after: null })).toEqual([]);
    expect((await timelineOf(second)).at(-1)).toMatchObject({ event: "handed_over", details: { executions: 60 } });
    expect(await enroll(1, NEW)).toMatchObject({ kind: "finished", covered: true, delivery: { id: first } });
    expect(await deliveries()).toHaveLength(2);
  });

  test("cancelled: HubSpot is notified also where the holds of the first send ended long ago", async () => {
    const month = { resendAfter: "30d" as const };
    const first = idOf(await enroll(60, { ...OLD, ...month }));
    await send(first);
    const notified = await releaseTo(first);
    expect(notified).toHaveLength(60);
    await tested.skip(5 * 24 * 3_600_000);
    const second = idOf(await enroll(60, { ...NEW, ...month }));
    await seal(second);
    await preflight(second);
    await command(second, "cancel");
    expect(await releaseTo(first)).toHaveLength(60);
  });

  test("cancelled: a step that took no part in the first send keeps the outcome of its own", async () => {
    const other = { workflowId: "901" };
    const first = idOf(await enroll(60, OLD));
    await send(first);
    const second = idOf(await enroll(60, NEW, other));
    await enroll(1, NEW);
    await seal(second);
    await enroll(1, NEW);
    await preflight(second);
    await command(second, "cancel");
    expect(await now(first)).toMatchObject({ executions: 62, covered: 2 });
    expect(await now(second)).toMatchObject({ executions: 60, covered: 0 });
    // It may send by itself, and waits for no one.
    await send(idOf(await enroll(60, NEW, other)));
  });

  test("cancelled: a step that had left the first send is covered by it from then on", async () => {
    const other = { workflowId: "901" };
    const first = idOf(await enroll(60, OLD));
    await enroll(60, OLD, other);
    const second = idOf(await enroll(10, NEW, other));
    await send(first);
    await seal(second);
    await preflight(second);
    await command(second, "cancel");
    for (const version of [NEW, OLD]) {
      expect(await enroll(1, version, other)).toMatchObject({
        kind: "finished",
        covered: true,
        delivery: { id: first },
      });
    }
  });

  test("that was replaced before the send does not win by itself after the cooldown", async () => {
    const hour = { resendAfter: "1h" as const };
    await enroll(60, { ...OLD, ...hour });
    await send(idOf(await enroll(60, { ...NEW, ...hour })));
    await tested.skip(2 * 3_600_000);
    const late = idOf(await enroll(60, { ...OLD, ...hour }));
    await seal(late);
    expect((await preflight(late)).state).toMatchObject({
      phase: "sealed",
      wait: { finding: { code: "CHANGED_BACK" } },
    });
    await command(late, "approve");
    expect((await preflight(late)).state.phase).toBe("sending");
    await conclude(late);
    await tested.skip(4 * 3_600_000);
    await send(idOf(await enroll(60, { ...OLD, ...hour })));
  });

  test("waits while the first is only on its way", async () => {
    const first = idOf(await enroll(60, OLD));
    await seal(first);
    const second = idOf(await enroll(60, NEW));
    await seal(second);
    expect((await preflight(second)).state).toMatchObject({ wait: { finding: { code: "CHANGED_AFTER_SEND" } } });
    expect((await preflight(first)).state.phase).toBe("sending");
  });

  test("of the list alone waits for a person where the conditions choose who receives", async () => {
    const first = idOf(await enroll(60, OLD));
    await send(first);
    const second = idOf(await enroll(60, { ...OLD, listId: "8" }));
    expect(second).not.toBe(first);
    await seal(second);
    const waiting = await preflight(second);
    expect(waiting.state).toMatchObject({
      wait: { finding: { code: "CHANGED_AFTER_SEND", figures: { earlier: first } } },
    });
    const asksNoOne = await now(idOf(await enroll(60, NEW, { actionId: "2" })));
    expect(waiting.holdsUntil - waiting.openedAt).toBeGreaterThan(asksNoOne.holdsUntil - asksNoOne.openedAt);
    await command(second, "cancel");
    expect(await enroll(5, { ...OLD, listId: "8" })).toMatchObject({ kind: "finished", delivery: { id: first } });
  });

  test("of the list alone waits for no one where the enrolled receive", async () => {
    const enrolled = { ...OLD, targetingMode: "narrow_to_enrolled" } as const;
    for (const inputs of [enrolled, { ...enrolled, listId: "8" }]) {
      const id = idOf(await enroll(60, inputs));
      await seal(id);
      expect((await preflight(id)).state).toMatchObject({ phase: "preparing", wait: null });
      await conclude(id);
    }
    expect(await deliveries()).toHaveLength(2);
  });

  test("of one that failed waits for no one", async () => {
    const first = idOf(await enroll(60, OLD));
    await seal(first);
    await conclude(first, "failed");
    const second = idOf(await enroll(60, NEW));
    await send(second);
  });

  test("by an action that may send again at once waits for no one", async () => {
    await send(idOf(await enroll(60, OLD)));
    await send(idOf(await enroll(60, { ...NEW, resendAfter: "none" })));
  });

  test("after the cooldown waits for no one", async () => {
    await send(idOf(await enroll(60, OLD)));
    await tested.skip(25 * 3_600_000);
    await send(idOf(await enroll(60, NEW)));
  });

  test("of another step waits for no one", async () => {
    await send(idOf(await enroll(60, OLD)));
    await send(idOf(await enroll(60, NEW, { workflowId: "901" })));
  });

  test("of a step that was covered by another workflow's send waits for a person", async () => {
    const first = idOf(await enroll(60, OLD, { workflowId: "901" }));
    await send(first);
    expect(await enroll(1, OLD)).toMatchObject({ kind: "finished", covered: true });
    const second = idOf(await enroll(60, NEW));
    await seal(second);
    expect((await preflight(second)).state).toMatchObject({ wait: { finding: { code: "CHANGED_AFTER_SEND" } } });
  });

  test("former versions of a window that was edited are covered by its send", async () => {
    const first = idOf(await enroll(60, OLD));
    await enroll(60, NEW);
    await send(first);
    expect(await enroll(1, OLD)).toMatchObject({ kind: "finished", covered: true, delivery: { id: first } });
    // Another workflow never sent that.
    expect(idOf(await enroll(1, OLD, { workflowId: "901" }))).not.toBe(first);
  });

  test("withdraws an approval of a window that has closed", async () => {
    const first = idOf(await enroll(60, { ...OLD, requireApproval: true }));
    await seal(first);
    await preflight(first);
    await command(first, "approve");
    await enroll(1, { ...NEW, requireApproval: true });
    expect(await now(first)).toMatchObject({ approval: null, inputs: { message: OLD.message } });
    expect((await timelineOf(first)).map(({ event }) => event)).toEqual(
      expect.arrayContaining(["edited_later", "approval_withdrawn"]),
    );
    expect((await preflight(first)).state).toMatchObject({ wait: { finding: { code: "APPROVAL_NEEDED" } } });
  });

  test("is seen under the lock where preflight has not", async () => {
    const first = idOf(await enroll(60, OLD));
    await seal(first);
    const second = idOf(await enroll(60, NEW));
    await seal(second);
    // Its preflight looked before the first one was there.
    await tested.store.record(refTo(second), (one, at) =>
      afterPreflight(one as Waiting, { ...CLEARED, earlierSend: null, narrowcast }, at),
    );
    expect((await now(second)).state).toMatchObject({
      phase: "sealed",
      wait: { finding: { code: "CHANGED_AFTER_SEND" } },
    });
  });
});

describe("how long HubSpot is asked to hold executions of a step that has sent", () => {
  const HOUR = 3_600_000;
  /** Collecting and sending, and the same with two days for a person to approve. */
  const [SHORT, LONG] = [110_700, 283_500];
  const hour = { resendAfter: "1h" } as const;

  /** Seconds, for the first execution of a delivery that opens `hours` after the seal of the step's first one. */
  async function holdAfter(hours: number, inputs: Inputs): Promise<number> {
    await send(idOf(await enroll(60, { ...OLD, ...hour })));
    await tested.skip(hours * HOUR);
    const next = await enroll(1, inputs);
    if (next.kind !== "held" || next.covered) throw new Error(`no new delivery: ${JSON.stringify(next)}`);
    return next.holdSeconds;
  }

  const again: readonly (readonly [what: string, inputs: Inputs])[] = [
    ["an edited message", { ...NEW, ...hour }],
    ["another list for the same audience", { ...OLD, ...hour, listId: "8" }],
  ];
  test.each(again)("inside the cooldown there is time for a person: %s", async (_what, inputs) => {
    expect(await holdAfter(0.5, inputs)).toBe(LONG);
  });

  test.each([["the same message", { ...OLD, ...hour }] as const, ...again])(
    "after the cooldown no person is asked: %s",
    async (_what, inputs) => {
      expect(await holdAfter(2, inputs)).toBe(SHORT);
    },
  );

  test.each(again)("an action that may send again at once asks no person: %s", async (_what, inputs) => {
    expect(await holdAfter(0, { ...inputs, resendAfter: "none" })).toBe(SHORT);
  });
});

describe("at the same moment", () => {
  test("an edit from two processes changes the window once, and nothing is lost", async () => {
    await enroll(10, OLD);
    const batches = Array.from({ length: 8 }, (_, index) => some(10, index % 2 === 0 ? NEW : OLD));
    const answers = await Promise.all(batches.map((batch) => tested.store.enroll(batch)));
    expect(answers.flat().every(({ kind }) => kind === "held")).toBe(true);
    const { id, executions } = await only();
    expect(executions).toBe(90);
    expect((await timelineOf(id)).filter(({ event }) => event === "edited")).toHaveLength(1);
  });

  test("an edit and the seal: it joins, or opens a delivery that waits", async () => {
    for (let round = 0; round < 10; round += 1) {
      await sql`truncate timeline, readings, enrollments, editions, recipients, notifications, alerts, deliveries`.execute(
        tested.database.db,
      );
      const first = idOf(await enroll(60, OLD));
      const [answer] = await Promise.all([enroll(60, NEW), seal(first)]);
      const { inputs, enrolled } = await now(first);
      if (idOf(answer) === first) {
        expect({ inputs, enrolled }).toEqual({ inputs: NEW, enrolled: 120 });
        continue;
      }
      expect({ inputs, enrolled }).toEqual({ inputs: OLD, enrolled: 60 });
      await seal(idOf(answer));
      expect((await preflight(idOf(answer))).state).toMatchObject({
        wait: { finding: { code: "CHANGED_AFTER_SEND" } },
      });
    }
  });
});

test("asking names every reason once", async () => {
  const first = idOf(await enroll(60, OLD));
  await seal(first);
  const why = finding("CHANGED_BACK");
  await tested.store.record(refTo(first), (one, at) => afterAsking(one as Waiting, [why], at));
  await tested.store.record(refTo(first), (one, at) => afterAsking(one as Waiting, [why], at));
  expect((await timelineOf(first)).filter(({ event }) => event === "waiting")).toHaveLength(1);
});
