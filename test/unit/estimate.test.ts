/** The forecast that people see while contacts still enroll: when LINE is asked for it, and for how many contacts it holds. */
import { describe, expect, it } from "@jest/globals";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterCommand } from "../../src/delivery/lifecycle/commands.ts";
import type { Delivery, In } from "../../src/delivery/delivery.ts";
import { afterEstimate, forecastFacts, forecastNow, NOTHING_ASKED } from "../../src/delivery/targeting/estimate.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Estimate } from "../../src/delivery/lifecycle/step-results.ts";
import { aDelivery, anAudience, anInputs } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const MINUTE = 60_000;
const narrow = anInputs({ targetingMode: "narrow_to_enrolled", audienceId: null });
const known = (enrolled: number, high: number | null, likely = 9): Answer<Estimate> => ({
  kind: "ok",
  value: { enrolled, forecast: { low: 0, likely, high, rule: null } },
});
const later = { kind: "later", finding: finding("LINE_UNAVAILABLE") } as const;

function estimated(delivery: Delivery, answer: Answer<Estimate>, at: number): In<"collecting"> {
  return afterEstimate(delivery as In<"collecting">, answer, at).delivery as In<"collecting">;
}

describe("LINE is asked", () => {
  it("at once, then after as long as the window was open by then", () => {
    expect(aDelivery().state).toMatchObject({ estimate: { askAt: T0, tries: 0 } });
    const pauses = (inputs: Delivery["inputs"]) => {
      let delivery = aDelivery({ inputs });
      const minutes: number[] = [];
      for (
        let at = T0;
        minutes.length < 12;
        at = delivery.state.phase === "collecting" ? (delivery.state.estimate?.askAt ?? 0) : 0
      ) {
        delivery = estimated(delivery, known(60, 100), at);
        minutes.push(((delivery.state as In<"collecting">["state"]).estimate?.askAt ?? 0) / MINUTE - at / MINUTE);
      }
      return minutes;
    };
    expect(pauses(anInputs())).toEqual([10, 10, 20, 40, 80, 160, 320, 360, 360, 360, 360, 360]);
    expect(pauses(narrow)).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
  });

  it("after growing pauses, and not sooner than it says, while it does not answer; what was known stays", () => {
    const before = estimated(aDelivery(), known(60, 100), T0);
    const once = estimated(before, later, T0);
    expect(once).toMatchObject({ forecast: { high: 100 }, state: { estimate: { askAt: T0 + MINUTE, tries: 1 } } });
    const asked = estimated(once, { ...later, retryAfterSeconds: 900 }, T0);
    expect(asked.state.estimate).toMatchObject({ askAt: T0 + 15 * MINUTE, tries: 2 });
    expect(estimated(asked, known(60, 90), T0).state.estimate?.tries).toBe(0);
  });

  it("without a line on the timeline: it is no news", () => {
    expect(afterEstimate(aDelivery() as In<"collecting">, known(60, 100), T0).events).toEqual([]);
  });

  it("still, after a person has ended collecting", () => {
    const ended = afterCommand(aDelivery(), { do: "seal", by: "mika@example.com" }, T0)?.delivery;
    expect(ended?.state).toMatchObject({ sealRequestedBy: "mika@example.com", estimate: { askAt: T0 } });
  });
});

describe("what a forecast is made of", () => {
  const facts = (inputs: Partial<Delivery["inputs"]>, reachedOut = false) => {
    const audiences = [anAudience("5614991017776", "Readers", 5000), anAudience("8", "Left out", 12)];
    return forecastFacts(anInputs(inputs), { ...NOTHING_ASKED, audiences, ids: null, reachedOut });
  };

  it("has the excluded people where their number is known", () => {
    expect(facts({ excludeAudienceIds: ["8"] })).toMatchObject({
      excludedAtMost: 19,
      audiences: [{ id: "5614991017776" }],
    });
    expect(facts({ suppression: { listId: "9", property: "line_id" } }).excludedAtMost).toBe(Infinity);
    expect(facts({}, true).excludedAtMost).toBe(Infinity);
  });

  it("has nothing of what LINE was not asked", () => {
    expect(facts({})).toMatchObject({ reach: null, demographics: null, available: null, availableShown: null });
  });
});

describe("the forecast by now", () => {
  const withContacts = (inputs: Delivery["inputs"], result: Answer<Estimate>, enrolled: number) => ({
    ...estimated(aDelivery({ inputs, enrolled: 10 }), result, T0),
    enrolled,
  });

  it("takes contacts who came since for ones who may receive it, where contacts are the recipients", () => {
    expect(forecastNow(withContacts(narrow, known(10, 8, 6), 30))).toMatchObject({ low: 0, likely: 21, high: 28 });
    expect(forecastNow(withContacts(narrow, known(10, 0, 0), 30))).toMatchObject({ likely: 0, high: 20 });
    expect(forecastNow(withContacts(narrow, known(10, 8, 6), 10))).toMatchObject({ likely: 6, high: 8 });
    // More IDs than contacts: the IDs were counted a moment later.
    expect(forecastNow(withContacts(narrow, known(10, 26, 13), 30))).toMatchObject({ likely: 15, high: 30 });
    expect(forecastNow(withContacts(narrow, known(10, 26, 13), 10))).toMatchObject({ likely: 5, high: 10 });
    expect(forecastNow(withContacts(narrow, known(10, null), 30))).toMatchObject({ high: null });
  });

  it("stays as it was where contacts have left since", () => {
    expect(forecastNow(withContacts(narrow, known(30, 20, 10), 10))).toMatchObject({ likely: 10, high: 20 });
  });

  it("is not cut by a number of recipients that only stops the send", () => {
    const all = { ...narrow, quotaPolicy: "all_or_nothing", maxRecipients: 15 } as const;
    expect(forecastNow(withContacts(all, known(10, 8, 8), 300))).toMatchObject({ high: 298 });
  });

  it("is no higher than the number of recipients that was allowed", () => {
    const most = { ...narrow, quotaPolicy: "at_most_n", maxRecipients: 15 } as const;
    expect(forecastNow(withContacts(most, known(10, 8, 8), 300))).toMatchObject({ likely: 15, high: 15 });
  });

  it("does not depend on the contacts where they only start the send", () => {
    expect(forecastNow(withContacts(anInputs(), known(10, 100), 300))).toMatchObject({ high: 100 });
    expect(forecastNow(aDelivery())).toBeNull();
  });

  it("is kept when collecting ends, for the contacts there are then", () => {
    const { delivery } = afterSeal(withContacts(narrow, known(10, 8, 6), 30), "quiet", T0);
    expect(delivery.forecast).toMatchObject({ high: 28 });
    expect(forecastNow({ ...delivery, enrolled: 99 })).toMatchObject({ high: 28 });
  });
});
