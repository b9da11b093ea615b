import { describe, expect, test } from "@jest/globals";
import type { Attributes, Inputs } from "../../src/delivery/inputs.ts";
import { narrowcastBody, targeting } from "../../src/delivery/targeting.ts";

const ANYBODY: Attributes = {
  genders: [],
  ageFrom: null,
  ageBelow: null,
  os: [],
  areas: [],
  friendDaysFrom: null,
  friendDaysBelow: null,
};
const inputs = (changes: Partial<Inputs> = {}): Inputs => ({
  channelId: "main",
  listId: "1204",
  targetingMode: "line_conditions",
  audienceId: null,
  attributes: ANYBODY,
  message: { kind: "text", text: "Hello" },
  quotaPolicy: "all_or_nothing",
  maxRecipients: null,
  silent: false,
  collectForSeconds: null,
  resendAfter: "24h",
  ...changes,
});
const filterOf = (attributes: Partial<Attributes>) =>
  targeting(inputs({ attributes: { ...ANYBODY, ...attributes } }), null).filter?.demographic;
const sized = (size: number) => ({ id: "4389303728991", size, sizeIsExact: true });

describe("recipient", () => {
  test("an audience is named by its number", () => {
    expect(targeting(inputs({ audienceId: "4389303728991" }), null).recipient).toEqual({
      type: "audience",
      audienceGroupId: 4389303728991,
    });
  });

  test("without one LINE is not told any", () => {
    expect(targeting(inputs(), null)).toEqual({ limit: { upToRemainingQuota: true, forbidPartialDelivery: true } });
  });
});

describe("filter", () => {
  test.each([
    [{ genders: ["female"] }, { type: "gender", oneOf: ["female"] }],
    [{ os: ["ios", "android"] }, { type: "appType", oneOf: ["ios", "android"] }],
    [{ areas: ["jp_13"] }, { type: "area", oneOf: ["jp_13"] }],
    [{ ageFrom: 20 }, { type: "age", gte: "age_20" }],
    [{ ageBelow: 30 }, { type: "age", lt: "age_30" }],
    [
      { friendDaysFrom: 7, friendDaysBelow: 365 },
      { type: "subscriptionPeriod", gte: "day_7", lt: "day_365" },
    ],
  ] satisfies [Partial<Attributes>, object][])("%j", (attributes, expected) => {
    expect(filterOf(attributes)).toEqual(expected);
  });

  test("several conditions are all required", () => {
    expect(filterOf({ genders: ["male"], ageFrom: 20, ageBelow: 30 })).toEqual({
      type: "operator",
      and: [
        { type: "gender", oneOf: ["male"] },
        { type: "age", gte: "age_20", lt: "age_30" },
      ],
    });
  });
});

describe("limit", () => {
  const limit = (changes: Partial<Inputs>, size: number | null) =>
    targeting(inputs(changes), size === null ? null : sized(size)).limit;

  test("all or nothing", () => {
    expect(limit({}, null)).toEqual({ upToRemainingQuota: true, forbidPartialDelivery: true });
  });

  test("as many as quota allows", () => {
    expect(limit({ quotaPolicy: "up_to_quota" }, null)).toEqual({ upToRemainingQuota: true });
  });

  test("at most N", () => {
    expect(limit({ quotaPolicy: "at_most_n", maxRecipients: 300 }, null)).toEqual({
      max: 300,
      upToRemainingQuota: true,
    });
  });

  test.each([
    [60, 110],
    [500, 550],
    [501, 552],
    [100_000, 110_000],
  ])("an audience of %i reserves %i", (size, max) => {
    expect(limit({}, size).max).toBe(max);
  });

  test("a hidden size reserves nothing by itself: 0 is no valid max", () => {
    expect(limit({}, 0)).not.toHaveProperty("max");
  });

  test("the smaller of the two ceilings counts", () => {
    expect(limit({ maxRecipients: 80 }, 500).max).toBe(80);
    expect(limit({ maxRecipients: 8000 }, 500).max).toBe(550);
  });
});

describe("the request", () => {
  test("silent delivery", () => {
    expect(targeting(inputs({ silent: true }), null).notificationDisabled).toBe(true);
  });

  test("is one JSON text", () => {
    const body = narrowcastBody(inputs({ audienceId: "1" }), sized(60), [{ type: "text", text: "やあ" }]);
    expect(body).toBe(
      '{"messages":[{"type":"text","text":"やあ"}],"recipient":{"type":"audience","audienceGroupId":1},' +
        '"limit":{"max":110,"upToRemainingQuota":true,"forbidPartialDelivery":true}}',
    );
  });
});
