/** How many people a send can reach: the figures of one case after the other, and what holds for every case. */
import { describe, expect, test } from "@jest/globals";
import { NO_ATTRIBUTES } from "../../src/delivery/inputs.ts";
import fc from "fast-check";
import type { Demographics } from "../../src/delivery/targeting/attributes.ts";
import { forecast, surelyAtLeast, type ForecastFacts } from "../../src/delivery/targeting/forecast.ts";
import { NO_DEMOGRAPHICS } from "../support/builders.ts";

const SHARES: Demographics = {
  genders: { male: 0.3, female: 0.4 },
  ages: [
    { from: 0, below: 15, share: 0.1 },
    { from: 15, below: 20, share: 0.1 },
    { from: 20, below: 25, share: 0.2 },
    { from: 25, below: 30, share: 0.2 },
    { from: 70, below: null, share: 0.05 },
  ],
  os: { ios: 0.55, android: 0.4 },
  areas: { jp_13: 0.2, jp_27: 0.1 },
  friendDays: [
    { from: 0, below: 7, share: 0.1 },
    { from: 7, below: 30, share: 0.2 },
    { from: 365, below: null, share: 0.3 },
  ],
};

const FACTS: ForecastFacts = {
  reach: null,
  audiences: [],
  enrolledIds: null,
  attributes: NO_ATTRIBUTES,
  demographics: null,
  excludedAtMost: 0,
  max: null,
  available: null,
  availableShown: null,
  quotaPolicy: "all_or_nothing",
};
const of = (change: Partial<ForecastFacts>) => forecast({ ...FACTS, ...change });
const audience = (size: number, sizeIsExact = true) => [{ size, sizeIsExact }];
const who = (change: Partial<ForecastFacts["attributes"]>) => ({ ...NO_ATTRIBUTES, ...change });

describe("without attributes", () => {
  test.each<[string, Partial<ForecastFacts>, object]>([
    ["an audience counts blockers too", { audiences: audience(1000) }, { low: 500, likely: 900, high: 1000 }],
    ["a hidden size is at most 19", { audiences: audience(0, false) }, { low: 9, likely: 17, high: 19 }],
    ["an exact 0 is no one", { audiences: audience(0) }, { low: 0, likely: 0, high: 0 }],
    [
      "people may be in one or all of several audiences",
      { audiences: [...audience(1000), ...audience(600)] },
      { low: 500, likely: 1170, high: 1600 },
    ],
    [
      "the same, among the enrolled contacts",
      { audiences: [...audience(1000), ...audience(600)], enrolledIds: 1500 },
      { low: 0, likely: 750, high: 1500 },
    ],
    ["enrolled contacts bound it", { enrolledIds: 80 }, { low: 40, likely: 72, high: 80 }],
    [
      "both: no one knows the overlap",
      { audiences: audience(1000), enrolledIds: 80 },
      { low: 0, likely: 40, high: 80 },
    ],
    ["nothing is known", {}, { low: 0, likely: 0, high: null }],
    [
      "excluded people drop out",
      { audiences: audience(1000), excludedAtMost: 200 },
      { low: 300, likely: 800, high: 1000 },
    ],
    [
      "excluded people are spread like all friends",
      { audiences: audience(1000), excludedAtMost: 2000, reach: 10_000 },
      { low: 0, likely: 700, high: 1000 },
    ],
    [
      "no more drop out than are excluded",
      { audiences: audience(1000), excludedAtMost: 200, reach: 100 },
      { likely: 700 },
    ],
    [
      "no friends say nothing of excluded people",
      { audiences: audience(1000), excludedAtMost: 200, reach: 0 },
      { likely: 800 },
    ],
    [
      "it is not known how many",
      { audiences: audience(1000), excludedAtMost: Infinity },
      { low: 0, likely: 900, high: 1000 },
    ],
  ])("%s", (_name, facts, expected) => {
    expect(of(facts)).toMatchObject(expected);
  });
});

describe("with attributes", () => {
  const friends = { reach: 10_000, demographics: SHARES } as const;

  test.each<[string, Partial<ForecastFacts["attributes"]>, object]>([
    ["one condition", { genders: ["female"] }, { low: 4000, likely: 4000, high: 4420 }],
    ["several values add up", { areas: ["jp_13", "jp_27"] }, { low: 3000, likely: 3000, high: 3320 }],
    ["a value that LINE does not list is among the rest", { areas: ["jp_47"] }, { low: 0, likely: 0, high: 7720 }],
    ["two conditions multiply", { genders: ["female"], os: ["ios"] }, { low: 0, likely: 2200, high: 4420 }],
    ["whole steps of age", { ageFrom: 15, ageBelow: 25 }, { low: 3000, likely: 3000, high: 3320 }],
    ["open at the end", { ageFrom: 25 }, { low: 2500, likely: 2500, high: 2770 }],
    ["half a step counts between", { ageFrom: 22, ageBelow: 30 }, { low: 2000, likely: 3000, high: 4420 }],
    ["days as a friend", { friendDaysBelow: 30 }, { low: 3000, likely: 3000, high: 3320 }],
  ])("%s", (_name, attributes, expected) => {
    expect(of({ ...friends, attributes: who(attributes) })).toMatchObject(expected);
  });

  test("a listed and an unlisted value together may be almost anyone", () => {
    const attributes = who({ areas: ["jp_13", "jp_47"] });
    expect(of({ ...friends, attributes })).toMatchObject({ low: 2000, likely: 2000, high: 9920 });
  });

  test("enrolled contacts need not be like the other friends", () => {
    expect(of({ ...friends, enrolledIds: 100, attributes: who({ genders: ["female"] }) }).low).toBe(0);
  });

  test("no more than match among all friends are likely, whatever LINE says of an audience's size", () => {
    const facts = {
      reach: 1000,
      demographics: SHARES,
      audiences: audience(20_000),
      attributes: who({ os: ["android"] }),
    };
    expect(of(facts)).toMatchObject({ low: 0, likely: 460, high: 460 });
    expect(of({ ...facts, reach: null }).high).toBe(20_000);
  });

  test("an audience need not be like the other friends", () => {
    const facts = { ...friends, audiences: audience(1000), attributes: who({ genders: ["female"] }) };
    expect(of(facts)).toMatchObject({ low: 0, likely: 360, high: 1000 });
  });

  test("not even one of exactly as many people as there are friends", () => {
    const sized = (size: number) =>
      of({ ...friends, audiences: audience(size), attributes: who({ genders: ["female"] }) });
    expect(sized(10_000).low).toBe(0);
    expect(sized(10_001).low).toBe(0);
  });

  test("empty figures say nothing", () => {
    const attributes = who({ genders: ["female"], ageFrom: 20 });
    expect(of({ reach: 10_000, demographics: NO_DEMOGRAPHICS, attributes })).toMatchObject({
      low: 0,
      high: 10_000,
      rule: null,
    });
  });

  test("LINE without figures leaves it open", () => {
    const facts = { audiences: audience(1000), attributes: who({ genders: ["female"] }) };
    expect(of(facts)).toMatchObject({ low: 0, likely: 900, high: 1000 });
  });
});

describe("the rule that would bite", () => {
  test.each<[string | null, Partial<ForecastFacts>]>([
    ["FORECAST_BELOW_MINIMUM", { audiences: audience(49) }],
    ["FORECAST_BELOW_MINIMUM", { audiences: audience(5000), enrolledIds: 49 }],
    [null, { audiences: audience(50) }],
    [null, {}],
    ["QUOTA_TOO_SMALL", { audiences: audience(1000), available: 99 }],
    [null, { audiences: audience(1000), available: 100 }],
    [null, { audiences: audience(1000), available: 99, quotaPolicy: "up_to_quota" }],
    ["PARTIAL_DELIVERY_FORBIDDEN", { audiences: audience(1000), max: 99 }],
    [null, { audiences: audience(1000), max: 100 }],
  ])("%s with %j", (rule, facts) => {
    expect(of(facts).rule).toBe(rule);
  });

  test("where a part may be sent, no more than that is", () => {
    const part = { audiences: audience(1000), quotaPolicy: "up_to_quota" } as const;
    expect(of({ ...part, availableShown: 300 })).toMatchObject({ low: 300, likely: 300, high: 300 });
    expect(of({ ...part, availableShown: 300, max: 20 })).toMatchObject({ high: 20 });
    expect(of({ audiences: audience(1000), availableShown: 300 })).toMatchObject({ low: 500, likely: 900, high: 1000 });
  });
});

const size = fc.integer({ min: 0, max: 1_000_000 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const facts: fc.Arbitrary<ForecastFacts> = fc.record({
  reach: fc.option(size),
  audiences: fc.array(fc.record({ size, sizeIsExact: fc.boolean() }), { maxLength: 4 }),
  enrolledIds: fc.option(size),
  attributes: fc.record({
    genders: fc.subarray(["male", "female"] as const),
    ageFrom: fc.option(fc.constantFrom(15, 20, 25)),
    ageBelow: fc.option(fc.constantFrom(30, 40)),
    os: fc.subarray(["ios", "android"] as const),
    areas: fc.subarray(["jp_13", "jp_27", "jp_47"]),
    friendDaysFrom: fc.option(fc.constantFrom(7, 30)),
    friendDaysBelow: fc.option(fc.constantFrom(90, 365)),
  }),
  demographics: fc.option(
    fc.record({
      genders: fc.record({ male: share, female: share }),
      ages: fc.constant(SHARES.ages),
      os: fc.record({ ios: share }),
      areas: fc.record({ jp_13: share }),
      friendDays: fc.constant(SHARES.friendDays),
    }),
  ),
  excludedAtMost: fc.oneof(size, fc.constant(Number.POSITIVE_INFINITY)),
  max: fc.option(fc.integer({ min: 1, max: 100_000 })),
  available: fc.option(size),
  availableShown: fc.option(size),
  quotaPolicy: fc.constantFrom("all_or_nothing", "up_to_quota", "at_most_n"),
});

describe("whatever is known", () => {
  test("the range is one: whole numbers, lowest first, never below zero", () => {
    fc.assert(
      fc.property(facts, (known) => {
        const { low, likely, high } = forecast(known);
        expect([low, likely].every(Number.isInteger)).toBe(true);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(likely).toBeGreaterThanOrEqual(low);
        expect(likely).toBeLessThanOrEqual(high ?? Number.POSITIVE_INFINITY);
        expect(surelyAtLeast({ low })).toBeLessThanOrEqual(low);
      }),
    );
  });

  test("no one beyond the audience, the enrolled contacts or what may be sent is promised", () => {
    fc.assert(
      fc.property(facts, (known) => {
        const { high } = forecast(known);
        const most = known.audiences.reduce((sum, { size: people }) => sum + Math.max(people, 19), 0);
        if (known.audiences.length > 0) expect(high).toBeLessThanOrEqual(most);
        if (known.enrolledIds !== null) expect(high).toBeLessThanOrEqual(known.enrolledIds);
        const partial = known.quotaPolicy !== "all_or_nothing";
        if (partial && known.availableShown !== null) expect(high).toBeLessThanOrEqual(known.availableShown);
      }),
    );
  });

  /** What only bounds the reach from above cannot raise it when it shrinks; `excludedAtMost` is the other way round. */
  test.each<[string, (known: ForecastFacts, people: number) => ForecastFacts]>([
    ["audience", (known, people) => ({ ...known, audiences: audience(people) })],
    ["number of enrolled contacts", (known, people) => ({ ...known, enrolledIds: people })],
    ["reach", (known, people) => ({ ...known, reach: people })],
    ["rest of the quota", (known, people) => ({ ...known, availableShown: people })],
    ["number of people not excluded", (known, people) => ({ ...known, excludedAtMost: 1_000_000 - people })],
  ])("a smaller %s never makes it more", (_name, withPeople) => {
    fc.assert(
      fc.property(facts, size, size, (known, one, other) => {
        const lesser = forecast(withPeople(known, Math.min(one, other)));
        const greater = forecast(withPeople(known, Math.max(one, other)));
        expect(lesser.high ?? Infinity).toBeLessThanOrEqual(greater.high ?? Infinity);
        expect(lesser.low).toBeLessThanOrEqual(greater.low);
      }),
      { numRuns: 3000 },
    );
  });

  test("what is refused for too little could not have gone out in full", () => {
    fc.assert(
      fc.property(facts, (known) => {
        const { rule, low } = forecast(known);
        if (rule === "QUOTA_TOO_SMALL") expect(low).toBeGreaterThan(known.available ?? Infinity);
        if (rule !== null && rule !== "FORECAST_BELOW_MINIMUM") expect(known.quotaPolicy).toBe("all_or_nothing");
      }),
    );
  });
});
