/** Why an account's policies ask a person, from the facts alone. */
import { describe, expect, test } from "@jest/globals";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { asksOf } from "../../src/delivery/lifecycle/approval.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Approval, Waiting } from "../../src/delivery/delivery.ts";
import type { Forecast } from "../../src/delivery/targeting/forecast.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import { NO_POLICIES, POLICY_REASONS, type Policies, type PolicyFacts } from "../../src/delivery/lifecycle/policies.ts";
import { aDelivery, anInputs, CLEARED } from "../support/builders.ts";

const NOW = 1_800_000_000_000;

interface Facts {
  readonly policies?: Partial<Policies>;
  readonly high?: number | null;
  readonly notLeftOut?: number;
  readonly inputs?: Partial<Inputs>;
}

function reasons({ policies = {}, high = 90, notLeftOut = 0, inputs = {} }: Facts) {
  const known = { policies: { ...NO_POLICIES, ...policies }, author: null, notLeftOut, forecast: { high } };
  const delivery = aDelivery({ inputs: anInputs(inputs), enrolled: 60 });
  return POLICY_REASONS.map((reason) => reason(delivery, known)).filter((why) => why !== null);
}

test("none is set by default, and then no one is asked", () => {
  expect(reasons({ high: null, notLeftOut: 3 })).toEqual([]);
});

describe("above a number of people", () => {
  const policies = { approveAbove: 500 };

  test.each<[Facts, ReturnType<typeof reasons>]>([
    [{ high: 500 }, []],
    [{ high: 501 }, [{ code: "ABOVE_RECIPIENTS", figures: { high: 501, limit: 500 } }]],
    [{ high: null }, [{ code: "RECIPIENTS_UNKNOWN", figures: { limit: 500 } }]],
    [{ high: null, inputs: { maxRecipients: 500 } }, []],
    [
      { high: null, inputs: { maxRecipients: 501 } },
      [{ code: "ABOVE_RECIPIENTS", figures: { high: 501, limit: 500 } }],
    ],
    [{ high: 9000, inputs: { maxRecipients: 100 } }, []],
  ])("%j", (facts, expected) => {
    expect(reasons({ policies, ...facts })).toEqual(expected);
  });
});

test("above a multiple of the enrolled, only where they alone receive it", () => {
  const policies = { approveAboveFactor: 1.5 };
  const narrow = { targetingMode: "narrow_to_enrolled" } as const;
  expect(reasons({ policies, high: 91 })).toEqual([]);
  expect(reasons({ policies, high: 90, inputs: narrow })).toEqual([]);
  expect(reasons({ policies, high: 91, inputs: narrow })).toEqual([
    finding("ABOVE_ENROLLED", { high: 91, enrolled: 60, factor: 1.5 }),
  ]);
  expect(reasons({ policies, high: null, inputs: narrow })).toEqual([
    finding("ABOVE_ENROLLED", { high: "–", enrolled: 60, factor: 1.5 }),
  ]);
});

test("sends whose people cannot be left out are counted, where there are any", () => {
  const policies = { oneSendInDays: 7 };
  expect(reasons({ policies })).toEqual([]);
  expect(reasons({ policies, notLeftOut: 2 })).toEqual([finding("RECENT_SENDS_NOT_EXCLUDED", { left: 2, days: 7 })]);
});

test("every reason that holds is named, the gravest first", () => {
  const policies = { alwaysApprove: true, approveAbove: 50, oneSendInDays: 3 };
  expect(reasons({ policies, notLeftOut: 2 }).map(({ code }) => code)).toEqual([
    "RECENT_SENDS_NOT_EXCLUDED",
    "ABOVE_RECIPIENTS",
    "APPROVAL_BY_POLICY",
  ]);
});

describe("a yes", () => {
  const seal = { at: NOW, reason: "quiet", enrolled: 60 } as const;
  const inputs = anInputs({ sendAt: NOW + 3_600_000 });
  const checked = (approval: Approval, facts: Partial<PolicyFacts>, forecast: Forecast = CLEARED.forecast) => {
    const state = { phase: "sealed", seal, wait: null } as const;
    const delivery: Waiting = { ...aDelivery({ inputs, enrolled: 60, approval, preview: CLEARED.preview }), state };
    const cleared = { ...CLEARED, forecast, ...facts, narrowcast: null };
    return asksOf(afterPreflight(delivery, cleared, NOW).delivery).map(({ code }) => code);
  };
  const always = { ...NO_POLICIES, alwaysApprove: true };
  const yes: Approval = { by: "mika@hoshi.example", userId: 48, at: NOW, for: ["APPROVAL_BY_POLICY"] };

  test("covers what it was for; a policy that comes later asks for itself", () => {
    expect(checked(yes, { policies: always })).toEqual([]);
    expect(checked(yes, { policies: { ...always, approveAbove: 89 } })).toEqual(["ABOVE_RECIPIENTS"]);
  });

  test("of the message's author counts for nothing where another person has to approve", () => {
    const separate = { ...always, separateApprover: true };
    expect(checked(yes, { policies: separate, author: 49 })).toEqual([]);
    expect(checked(yes, { policies: separate, author: null })).toEqual([]);
    expect(checked(yes, { policies: separate, author: 48 })).toEqual(["APPROVAL_BY_POLICY"]);
    expect(checked(yes, { policies: always, author: 48 })).toEqual([]);
  });
});

test("a rehearsal notes every reason for which a person would be asked, and ends", () => {
  const seal = { at: NOW, reason: "quiet", enrolled: 60 } as const;
  const inputs = anInputs({ rehearsal: true, requireApproval: true });
  const delivery: Waiting = { ...aDelivery({ inputs, enrolled: 60 }), state: { phase: "sealed", seal, wait: null } };
  const mayBeBelow = finding("MAY_BE_BELOW_MINIMUM", { why: "left_out", needed: 50 });
  const policies = { ...NO_POLICIES, alwaysApprove: true };
  const { events } = afterPreflight(delivery, { ...CLEARED, mayBeBelow, policies, narrowcast: null }, NOW);
  expect(events.map(({ event, finding: why }) => [event, why?.code])).toEqual([
    ["forecast", undefined],
    ["noted", "MAY_BE_BELOW_MINIMUM"],
    ["noted", "APPROVAL_BY_POLICY"],
    ["concluded", "REHEARSED"],
  ]);
});
