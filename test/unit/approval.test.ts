/** What a person has to allow before a send, and what a yes covers. */
import { describe, expect, test } from "@jest/globals";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import {
  asksOf,
  earlierSendOf,
  involvesApproval,
  isSecondSend,
  waitsForPerson,
} from "../../src/delivery/lifecycle/approval.ts";
import { finding } from "../../src/delivery/codes.ts";
import { afterCommand } from "../../src/delivery/lifecycle/commands.ts";
import type { Delivery, Wait, Waiting } from "../../src/delivery/delivery.ts";
import { nextStep } from "../../src/delivery/lifecycle/next-step.ts";
import { approveBy } from "../../src/delivery/lifecycle/window.ts";
import { aDelivery, anInputs, CLEARED } from "../support/builders.ts";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

function waiting(phase: "sealed" | "preparing", wait: Partial<Wait> | null, change: Partial<Delivery> = {}): Waiting {
  const whole = wait && { finding: finding("APPROVAL_NEEDED"), since: NOW, retryAt: NOW, tries: 0, ...wait };
  const seal = { at: NOW, reason: "quiet", enrolled: 60 } as const;
  const delivery = aDelivery({ enrolled: 60, ...change }, NOW);
  return phase === "sealed"
    ? { ...delivery, state: { phase, seal, wait: whole } }
    : { ...delivery, state: { phase, seal, wait: whole } };
}

const TWO = [finding("CHANNEL_UNAUTHORIZED", { channel: "Hoshi" }), finding("APPROVAL_NEEDED")];

describe("a delivery that asks a person", () => {
  test.each(["sealed", "preparing"] as const)("%s: is not looked at again, and one yes covers all reasons", (phase) => {
    const asking = waiting(phase, { finding: TWO[0] ?? finding("APPROVAL_NEEDED"), asks: TWO });
    expect(nextStep(asking, NOW + MINUTE)).toEqual({ do: "rest", until: approveBy(asking) });
    const approved = afterCommand(asking, { do: "approve", by: "mika@hoshi.example" }, NOW + MINUTE);
    expect(approved?.delivery.approval).toEqual({
      by: "mika@hoshi.example",
      at: NOW + MINUTE,
      for: ["CHANNEL_UNAUTHORIZED", "APPROVAL_NEEDED"],
    });
    expect(approved && nextStep(approved.delivery, NOW + MINUTE)).toEqual({ do: "preflight" });
  });

  test("is cancelled when no one answers", () => {
    const asking = waiting("preparing", { asks: TWO });
    expect(nextStep(asking, approveBy(asking))).toMatchObject({
      do: "conclude",
      outcome: { kind: "cancelled", finding: { code: "APPROVAL_MISSING" } },
    });
    expect(afterCommand(asking, { do: "approve", by: "mika@hoshi.example" }, approveBy(asking))).toBeNull();
  });
});

describe("a second send of a step", () => {
  const earlier = finding("CHANGED_AFTER_SEND", { earlier: "first", at: "today" });
  test.each<[string, Waiting, string | null]>([
    ["is asked for", waiting("sealed", { asks: [finding("APPROVAL_NEEDED"), earlier] }), "first"],
    ["is not why it asks", waiting("sealed", { asks: TWO }), null],
    ["waits for something else", waiting("sealed", {}), null],
    ["waits for nothing", waiting("sealed", null), null],
  ])("%s", (_what, delivery, id) => {
    expect(earlierSendOf(delivery)).toBe(id);
    expect(isSecondSend(delivery)).toBe(id !== null);
  });
});

test.each<[string, Waiting, boolean]>([
  ["its workflow asks for it", waiting("sealed", null, { inputs: anInputs({ requireApproval: true }) }), true],
  ["a person has given it", waiting("sealed", null, { approval: { by: "mika", at: NOW, for: [] } }), true],
  ["it asks", waiting("sealed", { asks: TWO }), true],
  ["none of these", waiting("sealed", null), false],
])("an approval is part of a delivery: %s", (_why, delivery, involved) => {
  expect(involvesApproval(delivery)).toBe(involved);
});

describe("after the checks", () => {
  const go = { ...CLEARED, narrowcast: null };
  // Allowed, it waits for the evening.
  const later = NOW + 60 * MINUTE;
  const inputs = anInputs({ requireApproval: true, sendAt: later });

  test("what the workflow asks for is asked once, and a yes counts", () => {
    const first = afterPreflight(waiting("sealed", null, { inputs }), go, NOW);
    expect(asksOf(first.delivery)).toEqual([finding("APPROVAL_NEEDED")]);
    expect(first.events.filter(({ event }) => event === "waiting")).toHaveLength(1);
    const again = afterPreflight(first.delivery as Waiting, go, NOW + MINUTE);
    expect(again.events.filter(({ event }) => event === "waiting")).toEqual([]);
    const approval = { by: "mika@hoshi.example", at: NOW, for: ["APPROVAL_NEEDED"] as const };
    const allowed = afterPreflight(waiting("sealed", null, { inputs, approval, preview: CLEARED.preview }), go, NOW);
    expect(waitsForPerson(allowed.delivery)).toBe(false);
    expect(involvesApproval(allowed.delivery)).toBe(true);
  });
});
