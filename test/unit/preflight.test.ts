/** Each rule before the send: at its boundary, and with the figures its sentence needs. */
import { describe, expect, test } from "@jest/globals";
import type { Inputs } from "../../src/delivery/inputs.ts";
import {
  checkAudience,
  checkEnrolled,
  checkIds,
  checkReach,
  invalidIds,
  minimumApplies,
  type CheckedAudience,
} from "../../src/delivery/preflight.ts";
import { availableMessages, checkQuota } from "../../src/delivery/quota.ts";
import { aDelivery, anInputs, NOBODY_LEFT_OUT } from "../support/builders.ts";

/** 2027-01-15 17:00 in Tokyo. */
const T0 = 1_800_000_000_000;
const HOUR = 3_600_000;
const READERS: CheckedAudience = {
  id: "5614991017776",
  name: "Readers",
  status: "READY",
  size: 120,
  sizeIsExact: true,
  exempt: true,
  expiresAt: null,
};
const CLICKED: CheckedAudience = { ...READERS, id: "7", name: "Clicked", sizeIsExact: false, exempt: false };
const code = (found: { code: string } | null) => found?.code ?? null;

describe("who enrolled", () => {
  test.each([
    [49, "ENROLLED_BELOW_MINIMUM"],
    [50, null],
  ])("%i contacts", (enrolled, expected) => {
    expect(code(checkEnrolled(aDelivery({ enrolled })))).toBe(expected);
  });

  test("over a list that is gone", () => {
    expect(code(checkEnrolled(aDelivery({ enrolled: 500, list: { known: "missing" } })))).toBe("LIST_NOT_FOUND");
  });
});

describe("LINE user IDs of the enrolled contacts", () => {
  test.each([
    [0, 60, { code: "PROPERTY_HOLDS_NO_LINE_IDS", figures: { contacts: 60 } }],
    [49, 11, { code: "VALID_IDS_BELOW_MINIMUM", figures: { valid: 49, invalid: 11, needed: 50 } }],
    [50, 10, null],
  ])("%i valid and %i invalid", (valid, invalid, expected) => {
    expect(checkIds({ valid, invalid, examples: [] })).toEqual(expected);
  });

  test("the invalid ones are named, and stop nobody", () => {
    expect(invalidIds({ valid: 58, invalid: 2, examples: ["614: –", "615: @aya"] })).toEqual({
      code: "SOME_IDS_INVALID",
      figures: { invalid: 2, valid: 58, examples: "614: –, 615: @aya" },
    });
    expect(invalidIds({ valid: 60, invalid: 0, examples: [] })).toBeNull();
  });
});

describe("an audience", () => {
  const check = (audience: CheckedAudience, change: Partial<Inputs> = {}) =>
    checkAudience(audience, { inputs: anInputs(change), timeZone: "Asia/Tokyo" }, T0);

  test.each<[Partial<CheckedAudience>, Partial<Inputs>, string | null]>([
    [{}, {}, null],
    [{ status: "EXPIRED" }, {}, "AUDIENCE_EXPIRED"],
    [{ expiresAt: T0 }, {}, "AUDIENCE_EXPIRED"],
    [{ expiresAt: T0 + HOUR }, {}, null],
    [{ expiresAt: T0 + HOUR }, { sendAt: T0 + HOUR }, "AUDIENCE_EXPIRES_BEFORE_SEND"],
    [{ expiresAt: T0 + HOUR }, { sendAt: T0 + HOUR - 1 }, null],
    [{ expiresAt: T0 + HOUR }, { quietHours: { from: 16 * 60, to: 20 * 60 } }, "AUDIENCE_EXPIRES_BEFORE_SEND"],
    [{ status: "IN_PROGRESS" }, {}, "AUDIENCE_NOT_READY"],
    [{ size: 12 }, {}, null],
    [{ size: 12 }, { attributes: { ...NOBODY_LEFT_OUT, os: ["ios"] } }, "AUDIENCE_BELOW_MINIMUM"],
  ])("of the account's own uploads: %j with %j", (change, inputs, expected) => {
    expect(code(check({ ...READERS, ...change }, inputs))).toBe(expected);
  });

  test("says when it expires, in the channel's time", () => {
    expect(check({ ...READERS, expiresAt: T0 + HOUR }, { sendAt: T0 + 2 * HOUR })?.figures).toEqual({
      audience: "Readers",
      expires: "2027-01-15 18:00 (Asia/Tokyo)",
    });
  });

  test.each([
    [49, 49],
    [20, 20],
    [0, "<20"],
  ])("that LINE does not exempt needs 50 people, chosen or excluded: %i", (size, shown) => {
    const figures = { audience: "Clicked", size: shown, needed: 50 };
    expect(check({ ...CLICKED, size }, { audienceId: "7" })).toEqual({ code: "AUDIENCE_BELOW_MINIMUM", figures });
    expect(check({ ...CLICKED, size }, { excludeAudienceIds: ["7"] })?.figures).toEqual(figures);
    expect(check({ ...CLICKED, size: 50 }, { audienceId: "7" })).toBeNull();
  });

  test("is one of several: each has to be large enough by itself", () => {
    const several = { audienceId: "8", includeAudienceIds: ["7"] };
    expect(code(check({ ...CLICKED, size: 49 }, several))).toBe("AUDIENCE_BELOW_MINIMUM");
    const attributes = { ...NOBODY_LEFT_OUT, os: ["ios" as const] };
    expect(code(check({ ...READERS, id: "7", size: 12 }, { ...several, attributes }))).toBe("AUDIENCE_BELOW_MINIMUM");
  });

  test("that is excluded may be small where LINE exempts it, whatever is filtered", () => {
    const attributes = { ...NOBODY_LEFT_OUT, os: ["ios" as const] };
    expect(check({ ...READERS, id: "8", size: 3 }, { attributes, excludeAudienceIds: ["8"] })).toBeNull();
  });
});

test.each([
  [null, null],
  [100, null],
  [99, "REACH_BELOW_MINIMUM"],
])("target reach %p", (reach, expected) => expect(code(checkReach(reach))).toBe(expected));

test.each([
  [0, 0],
  [1, "<20"],
  [19, "<20"],
  [20, 20],
])("a target reach of %i is said as %p", (reach, said) => expect(checkReach(reach)?.figures["reach"]).toBe(said));

test("LINE's minimum of recipients holds with attributes and with audiences that are not exempt", () => {
  expect(minimumApplies(anInputs(), [READERS])).toBe(false);
  expect(minimumApplies(anInputs(), [READERS, CLICKED])).toBe(true);
  expect(minimumApplies(anInputs({ attributes: { ...NOBODY_LEFT_OUT, os: ["ios"] } }), [READERS])).toBe(true);
});

describe("messages of the month", () => {
  test.each([
    [{ allowance: null, used: 5000, floor: 100 }, null, null],
    [{ allowance: 1000, used: 899, floor: 100 }, 1, null],
    [
      { allowance: 1000, used: 900, floor: 100 },
      0,
      { code: "QUOTA_FLOOR_REACHED", figures: { remaining: 100, floor: 100 } },
    ],
    [
      { allowance: 1000, used: 1000, floor: 100 },
      0,
      { code: "QUOTA_EXHAUSTED", figures: { remaining: 0, allowance: 1000 } },
    ],
    [
      { allowance: 1000, used: 1200, floor: 0 },
      0,
      { code: "QUOTA_EXHAUSTED", figures: { remaining: 0, allowance: 1000 } },
    ],
  ])("%j", (quota, available, expected) => {
    expect(availableMessages(quota)).toBe(available);
    expect(checkQuota(quota)).toEqual(expected);
  });
});
