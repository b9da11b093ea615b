/**
 * Fifty means fifty: sends over random audiences, exclusions and limits, one after the other, through the service's own steps
 * to the simulated LINE. What LINE accepts reaches fifty people or more, or LINE's own minimum stops it, or a person has
 * allowed it.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sql } from "kysely";
import { SandboxClock } from "../../simulators/clock.ts";
import { startLineSimulator, type LineSimulator } from "../../simulators/line/server.ts";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { asksOf } from "../../src/delivery/lifecycle/approval.ts";
import { afterCommand } from "../../src/delivery/lifecycle/commands.ts";
import { narrowcastOf, outcomeOf, type Delivery } from "../../src/delivery/delivery.ts";
import { NO_ATTRIBUTES, type Inputs } from "../../src/delivery/inputs.ts";
import { createLineAdapter } from "../../src/platforms/line/line-adapter.ts";
import { setClock } from "../../src/store/postgres/clock.ts";
import { advanceDelivery, type AdvancePorts } from "../../src/steps/advance-delivery.ts";
import { anArrival, anInputs, CHANNEL_ID, PORTAL_ID, refTo } from "../support/builders.ts";
import { createMemoryCredentials, createMemoryRateLimiter } from "../support/memory-credentials.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";

const FRIENDS = 260;
const MINIMUM = 50;

let tested: TestStore;
let simulator: LineSimulator;
const clock = new SandboxClock();
beforeAll(async () => {
  tested = await createTestStore();
  simulator = await startLineSimulator({ clock, friends: FRIENDS });
});
afterAll(async () => {
  await simulator.stop();
  await tested.close();
});

/** Friends from one number on, so that ranges overlap, hold each other and keep apart. */
const range = (least: number) =>
  fc.record({ from: fc.nat(FRIENDS - 200), count: fc.integer({ min: least, max: 200 }) });
const some = <T>(arbitrary: fc.Arbitrary<T>, one: number, of: number) =>
  fc.oneof({ weight: one, arbitrary }, { weight: of - one, arbitrary: fc.constant(null) });

const anAudience = fc.record({
  type: fc.constantFrom("UPLOAD", "UPLOAD", "CHAT_TAG", "CLICK"),
  people: fc.oneof(range(0), fc.record({ from: fc.nat(60), count: fc.integer({ min: 0, max: 60 }) })),
});

const aSend = fc.record({
  narrow: fc.boolean(),
  enrolled: fc.oneof(range(MINIMUM), fc.record({ from: fc.nat(60), count: fc.integer({ min: MINIMUM, max: 62 }) })),
  audience: some(fc.nat(3), 4, 5),
  excluded: fc.uniqueArray(fc.nat(3), { maxLength: 2 }),
  suppressed: some(range(1), 1, 4),
  excludeReached: fc.boolean(),
  women: fc.nat(3).map((number) => number === 0),
  max: some(fc.integer({ min: 1, max: 200 }), 1, 5),
  quotaPolicy: fc.constantFrom<Inputs["quotaPolicy"]>("all_or_nothing", "up_to_quota", "at_most_n"),
  left: some(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 300 })), 1, 4),
  allowed: fc.boolean(),
});

const history = fc.record({
  audiences: fc.array(anAudience, { minLength: 4, maxLength: 4 }),
  sends: fc.array(aSend, { minLength: 1, maxLength: 3 }),
  underNot: fc.constantFrom("counted" as const, "ignored" as const),
});

type Send = typeof aSend extends fc.Arbitrary<infer T> ? T : never;
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;
type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };

let accounts = 0;

/** An account of its own with these audiences, and a service that has just been started. */
function arrange({ audiences, underNot }: History) {
  const account = String(1_000_000_000 + (accounts += 1));
  const { control } = simulator;
  control.addChannel({ channelId: account, channelSecret: "secret", displayName: "Shop", declinedPolicyShare: 0.2 });
  control.assume({ underNot });
  const people = ({ from, count }: { from: number; count: number }) => control.friendIds(account, count, { from });
  const ids = audiences.map((one, index) =>
    String(control.addAudience(account, { description: `${index}`, type: one.type, userIds: people(one.people) })),
  );
  const credentials = createMemoryCredentials();
  credentials.connect(
    { portalId: PORTAL_ID, channelId: CHANNEL_ID },
    { lineChannelId: account, channelSecret: "secret" },
  );
  const { url: apiUrl, dataUrl } = simulator;
  const times = { timeoutMs: PATIENCE_MS, uploadTimeoutMs: PATIENCE_MS };
  const line = createLineAdapter({ apiUrl, dataUrl, credentials, limiter: createMemoryRateLimiter(), ...times });
  return { account, ids, line, people };
}

type Setting = ReturnType<typeof arrange>;

function inputsOf(send: Send, { ids }: Setting, number: number): Inputs {
  const audienceId = send.audience === null ? null : (ids[send.audience] ?? null);
  const filtered = send.women || (audienceId === null && !send.narrow);
  return anInputs({
    listId: String(number),
    targetingMode: send.narrow ? "narrow_to_enrolled" : "line_conditions",
    audienceId,
    excludeAudienceIds: send.excluded.flatMap((index) => (index === send.audience ? [] : (ids[index] ?? []))),
    suppression: send.suppressed === null ? null : { listId: "77", property: "line_id" },
    excludeReachedDays: send.excludeReached ? 7 : null,
    attributes: { ...NO_ATTRIBUTES, genders: filtered ? ["female"] : [] },
    maxRecipients: send.max,
    quotaPolicy: send.quotaPolicy,
  });
}

async function pass(ms: number): Promise<void> {
  clock.skip(ms);
  await setClock(tested.database.db, clock.state);
}

async function load(id: string): Promise<Delivery> {
  const snapshot = await tested.store.delivery(refTo(id));
  if (snapshot === null) throw new Error("the delivery is gone");
  return snapshot.delivery;
}

/** Step by step to its end, with a person who says yes or no. */
async function carryOn(id: string, allowed: boolean, ports: AdvancePorts): Promise<Delivery> {
  for (let steps = 0; steps < 100; steps += 1) {
    const now = await load(id);
    if (outcomeOf(now) !== null) return now;
    const command = { do: allowed ? ("approve" as const) : ("cancel" as const), by: "mika@example.com" };
    if (asksOf(now).length > 0) await tested.store.record(refTo(id), (fresh, at) => afterCommand(fresh, command, at));
    await advanceDelivery(refTo(id), ports);
    await pass(180_000);
  }
  throw new Error(`${id} comes to no end: ${JSON.stringify((await load(id)).state)}`);
}

async function make(send: Send, setting: Setting, number: number): Promise<Delivery> {
  const { account, line, people } = setting;
  simulator.control.setQuota(
    account,
    send.left === null ? { type: "none" } : { type: "limited", value: 1000, used: 1000 - send.left },
  );
  const inputs = inputsOf(send, setting, number);
  const contacts = people(send.enrolled).map((lineUserId, index) =>
    anArrival(1000 * number + index, { lineUserId }, inputs),
  );
  const [first] = await tested.store.enroll(contacts);
  if (first?.kind !== "held") throw new Error(`not held: ${JSON.stringify(first)}`);
  const id = first.deliveryId;
  await tested.store.record(refTo(id), (fresh, now) => afterSeal(fresh as In<"collecting">, "person", now));
  const members = send.suppressed === null ? [] : people(send.suppressed);
  const page = { items: members.map((value, index) => ({ objectId: `s${index}`, value })), after: null };
  return carryOn(id, send.allowed, {
    store: tested.store,
    line,
    hubspot: {
      checkAccess: () => Promise.resolve({ kind: "ok", value: { timeZone: null } }),
      list: () => Promise.reject(new Error("the list was asked for")),
      memberValues: () => Promise.resolve({ kind: "ok", value: page }),
    },
  });
}

const seen = new Map<string, number>();
const note = (what: string) => void seen.set(what, (seen.get(what) ?? 0) + 1);

test("no narrowcast that reaches fewer than fifty is accepted unless LINE's own minimum stops it or a person allowed it", async () => {
  await pass(0);
  await fc.assert(
    fc.asyncProperty(history, async (lived) => {
      await sql`truncate timeline, readings, enrollments, recipients, deliveries`.execute(tested.database.db);
      const setting = arrange(lived);
      for (const [index, send] of lived.sends.entries()) {
        const delivery = await make(send, setting, index + 1);
        note(outcomeOf(delivery)?.finding.code ?? "none");
        const key = narrowcastOf(delivery)?.retryKey;
        const sent = simulator.control.narrowcasts(setting.account).find(({ retryKey }) => retryKey === key);
        if (key === undefined || sent === undefined) continue;
        const allowed = delivery.approval?.for?.includes("MAY_BE_BELOW_MINIMUM") === true;
        const stopped = sent.errorCode !== undefined;
        note(stopped ? "stopped by LINE" : allowed ? "allowed" : "made");
        // Who blocks the account is known to LINE alone: what the sizes tell counts.
        if (!stopped && !allowed) expect(sent.meant).toBeGreaterThanOrEqual(MINIMUM);
      }
    }),
    { numRuns: 150 },
  );
  // The histories come to every kind of end; otherwise the promise above would be about nothing.
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining([
      "made",
      "stopped by LINE",
      "allowed",
      "DELIVERED",
      "CANCELLED_BY_PERSON",
      "UPLOAD_AUDIENCE_BELOW_MINIMUM",
      "MAX_RECIPIENTS_BELOW_MINIMUM",
      "QUOTA_BELOW_MINIMUM",
      "UNSUPPRESSED_IDS_BELOW_MINIMUM",
      "KEPT_IDS_BELOW_MINIMUM",
    ]),
  );
});
