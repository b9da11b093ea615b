/** Thousands of invented histories, and the promises that hold in each. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { narrowcastOf, outcomeOf } from "../../src/delivery/delivery.ts";
import { uploadsWanted } from "../../src/delivery/upload.ts";
import { notBefore } from "../../src/delivery/lifecycle/send-time.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import { anInputs } from "../support/builders.ts";
import { ModelWorld, type Fault, type Verdict } from "../support/model-world.ts";

const MINUTE_MS = 60_000;
/** Where the model's clock begins. */
const START = 1_800_000_000_000;

const fault = fc.constantFrom<Fault>(
  ...(["fine", "fine", "fine", "lost_before", "lost_after", "killed_before_call", "killed_after_call"] as const),
  ...(["server_error", "limited", "refused", "down"] as const),
);
const verdict = fc.constantFrom<Verdict>("waiting", "sending", "succeeded", "too_few", "conflict", "down");

const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("arrive" as const), count: fc.integer({ min: 1, max: 70 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const), callback: fc.nat(40) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), minutes: fc.constantFrom(1, 4, 50, 400, 1500, 4000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("command" as const),
      command: fc.constantFrom("seal", "cancel", "approve", "approve"),
    }),
  },
);

const history = fc.record({
  events: fc.array(event, { minLength: 1, maxLength: 40 }),
  faults: fc.infiniteStream(fault),
  verdicts: fc.infiniteStream(verdict),
  resendAfter: fc.constantFrom("none", "1h", "24h", "forever"),
  change: fc.constantFrom<Partial<Inputs>>(
    {},
    {},
    { targetingMode: "narrow_to_enrolled" },
    { targetingMode: "narrow_to_enrolled", suppression: { listId: "9", property: "line_id" } },
    { requireApproval: true },
    { requireApproval: true, targetingMode: "narrow_to_enrolled" },
    { sendAt: START + 20 * 60 * MINUTE_MS, targetingMode: "narrow_to_enrolled" },
    { quietHours: { from: 20 * 60, to: 8 * 60 } },
    { rehearsal: true },
  ),
});

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Lives through a history, then lets the platforms be well again until everything has come to an end. */
function live({ events, faults, verdicts, resendAfter, change }: History): ModelWorld {
  const world = new ModelWorld(anInputs({ resendAfter, ...change }));
  const nextFault = () => faults.next().value;
  const nextVerdict = () => verdicts.next().value;
  let callback = 0;
  for (const happened of events) {
    if (happened.kind === "arrive")
      for (let index = 0; index < happened.count; index += 1) world.arrive((callback += 1));
    if (happened.kind === "again") world.arrive(happened.callback);
    if (happened.kind === "pass") world.now += happened.minutes * MINUTE_MS;
    if (happened.kind === "command") world.command(happened.command);
    world.advance(nextFault, nextVerdict);
  }
  for (let rounds = 0; rounds < 400 && world.unfinished().length > 0; rounds += 1) {
    world.now += 30 * MINUTE_MS;
    world.advance(
      () => "fine",
      () => "succeeded",
    );
  }
  return world;
}

test("whatever happens: one narrowcast at most, every execution released, and with the true outcome", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(history, (lived) => {
      const world = live(lived);
      expect(world.unfinished()).toEqual([]);
      for (const delivery of world.deliveries) {
        const outcome = outcomeOf(delivery);
        const sends = world.sendsOf(delivery);
        seen.add(outcome?.finding.code ?? "none");
        expect(sends.length).toBeLessThanOrEqual(1);
        for (const { firstAskedAt } of sends) {
          expect(notBefore(delivery, firstAskedAt)).toBeNull();
        }
        if (outcome?.kind === "delivered") expect(sends).toHaveLength(1);
        if (outcome?.kind === "cancelled" || outcome?.kind === "rehearsed") expect(sends).toHaveLength(0);
        // What was asked for was there before anything was stored that could be sent.
        const preparedAt = narrowcastOf(delivery)?.preparedAt ?? null;
        if (preparedAt !== null) {
          expect(delivery.inputs.rehearsal).toBe(false);
          expect(notBefore(delivery, preparedAt)).toBeNull();
          if (delivery.inputs.requireApproval) expect(delivery.approval?.at).toBeLessThanOrEqual(preparedAt);
          expect(delivery.uploads.map(({ state }) => state)).toEqual(uploadsWanted(delivery.inputs).map(() => "ready"));
        }
        // "failed" after LINE accepted is LINE's own verdict; anything else would deny a send that happened.
        if (outcome?.kind === "failed" && sends.length > 0)
          expect(outcome.finding.code).toBe("RECIPIENTS_BELOW_MINIMUM");
      }
      for (const { deliveryId, outcome } of world.executions.values()) {
        const delivery = world.deliveries.find(({ id }) => id === deliveryId);
        expect(outcome).toBe(delivery && outcomeOf(delivery)?.kind);
      }
    }),
    { numRuns: 3000 },
  );
  // The histories reach every kind of end; otherwise the promises above would be about nothing.
  for (const code of [
    "DELIVERED",
    "RECIPIENTS_BELOW_MINIMUM",
    "SEND_UNCONFIRMED",
    "ENROLLED_BELOW_MINIMUM",
    "CANCELLED_BY_PERSON",
    "AUDIENCE_EXPIRED",
    "PROGRESS_UNKNOWN",
    "REHEARSED",
    "APPROVAL_MISSING",
    "UPLOAD_FAILED",
  ]) {
    expect(seen).toContain(code);
  }
});
