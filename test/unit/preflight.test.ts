/** Each rule before the send: at its boundary, and with the figures its sentence needs. */
import { describe, expect, test } from "@jest/globals";
import { NO_ATTRIBUTES, type Inputs } from "../../src/delivery/inputs.ts";
import {
  checkAudience,
  checkEnrolled,
  checkIds,
  checkKept,
  checkMaximum,
  checkReach,
  checkUnsuppressed,
  invalidIds,
  type CheckedAudience,
} from "../../src/delivery/targeting/preflight.ts";
import { availableMessages, availableShown, checkQuota } from "../../src/delivery/numbers/quota.ts";
import { aDelivery, anInputs } from "../support/builders.ts";

/** 2027-01-15 17:00 in Tokyo. */
const T0 = 1_800_000_000_000;
const HOUR = 3_600_000;
const READERS: CheckedAudience = {
  id: "5614991017776",
  name: "Readers",
  type: "UPLOAD",
  status: "READY",
  size: 120,
  sizeIsExact: true,
  exempt: true,
  expiresAt: null,
};
const CLICKED: CheckedAudience = {
  ...READERS,
  id: "7",
  name: "Clicked",
  type: "CLICK",
  sizeIsExact: false,
  exempt: false,
};
const code = (found: { code: string } | null) => found?.code ?? null;

describe("who enrolled", () => {
  test.each([
    [49, "ENROLLED_BELOW_MINIMUM"],
    [50, null],
  ])("%i contacts", (enrolled, expected) => {
    expect(code(checkEnrolled(aDelivery({ enrolled })))).toBe(expected);
  });

  test.each([
    ["has fewer members", { enrolled: 30, list: { known: "yes", name: "Members", size: 30 } }, "list:30"],
    ["has enough, and the pace was one a minute", { enrolled: 25, lastEnrolledAt: T0 + 24 * 60_000 }, "collect:3600"],
    ["the pace was one in two hours", { enrolled: 25, lastEnrolledAt: T0 + 48 * HOUR }, "collect:352800"],
    ["would have taken six days", { minimum: 3, enrolled: 2, lastEnrolledAt: T0 + 72 * HOUR }, "collect:518400"],
    ["would have taken longer", { minimum: 3, enrolled: 2, lastEnrolledAt: T0 + 72 * HOUR + 1 }, "none"],
    ["has just enough", { enrolled: 30, list: { known: "yes", name: "Members", size: 50 } }, "none"],
    ["is said to be empty", { enrolled: 30, list: { known: "yes", name: "Members", size: 0 } }, "none"],
    ["only two came", { enrolled: 2, lastEnrolledAt: T0 + 60_000 }, "collect:3600"],
    ["only one came", { enrolled: 1, lastEnrolledAt: T0 + HOUR }, "none"],
    ["all came at once", { enrolled: 25, lastEnrolledAt: T0 }, "none"],
  ] as const)("what would have helped where the list %s", (_what, change, hint) => {
    expect(checkEnrolled(aDelivery(change, T0))?.figures["hint"]).toBe(hint);
  });

  test("over a list that is gone", () => {
    const gone = checkEnrolled(aDelivery({ enrolled: 500, list: { known: "missing" } }));
    expect(gone).toEqual({ code: "LIST_NOT_FOUND", figures: { list: "12" } });
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

  test("the invalid ones are named, and stop nothing", () => {
    expect(invalidIds({ valid: 58, invalid: 2, examples: ["614: –", "615: @aya"] })).toEqual({
      code: "SOME_IDS_INVALID",
      figures: { invalid: 2, valid: 58, examples: "614: –, 615: @aya" },
    });
    expect(invalidIds({ valid: 60, invalid: 0, examples: [] })).toBeNull();
  });
});

describe("an audience", () => {
  const check = (audience: CheckedAudience, change: Partial<Inputs> = {}) =>
    checkAudience(audience, { inputs: anInputs(change), timeZone: "Asia/Tokyo", openedAt: T0 }, T0);

  test.each<[Partial<CheckedAudience>, Partial<Inputs>, string | null]>([
    [{}, {}, null],
    [{ status: "EXPIRED" }, {}, "AUDIENCE_EXPIRED"],
    [{ expiresAt: T0 }, {}, "AUDIENCE_EXPIRED"],
    [{ expiresAt: T0 + HOUR }, {}, null],
    [{ expiresAt: T0 + HOUR }, { sendAt: T0 + HOUR }, "AUDIENCE_EXPIRES_BEFORE_SEND"],
    [{ expiresAt: T0 + HOUR }, { sendAt: T0 + HOUR - 1 }, null],
    [{ expiresAt: T0 + HOUR }, { quietHours: { from: 16 * 60, to: 20 * 60 } }, "AUDIENCE_EXPIRES_BEFORE_SEND"],
    [{ status: "IN_PROGRESS" }, {}, "AUDIENCE_NOT_READY"],
    [{ size: 50 }, {}, null],
    [{ size: 49 }, {}, "UPLOAD_AUDIENCE_BELOW_MINIMUM"],
    [{ size: 49, type: "CHAT_TAG" }, {}, "CHAT_TAG_BELOW_MINIMUM"],
    [{ size: 12 }, { attributes: { ...NO_ATTRIBUTES, os: ["ios"] } }, "AUDIENCE_BELOW_MINIMUM"],
  ])("of the account's own uploads: %j with %j", (change, inputs, expected) => {
    expect(code(check({ ...READERS, ...change }, inputs))).toBe(expected);
  });

  test("is named where it cannot be used, with what LINE says of it", () => {
    expect(check({ ...READERS, status: "EXPIRED" })?.figures).toEqual({ audience: "Readers" });
    expect(check({ ...READERS, status: "FAILED" })?.figures).toEqual({ audience: "Readers", status: "FAILED" });
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
    expect(code(check({ ...READERS, id: "7", size: 49 }, several))).toBe("UPLOAD_AUDIENCE_BELOW_MINIMUM");
    expect(code(check({ ...CLICKED, size: 49 }, several))).toBe("AUDIENCE_BELOW_MINIMUM");
    const attributes = { ...NO_ATTRIBUTES, os: ["ios" as const] };
    expect(code(check({ ...READERS, id: "7", size: 12 }, { ...several, attributes }))).toBe("AUDIENCE_BELOW_MINIMUM");
  });

  test.each([
    [0, 0],
    [1, "<20"],
    [19, "<20"],
    [20, 20],
  ])("whose size LINE gives exactly is not shown exactly by us: %i", (size, shown) => {
    expect(check({ ...READERS, size })?.figures).toEqual({ audience: "Readers", size: shown, needed: 50 });
  });

  test("that is excluded may be small where LINE exempts it, whatever is filtered", () => {
    const attributes = { ...NO_ATTRIBUTES, os: ["ios" as const] };
    expect(check({ ...READERS, id: "8", size: 3 }, { attributes, excludeAudienceIds: ["8"] })).toBeNull();
  });
});

test.each([
  [null, null],
  [100, null],
  [99, { code: "REACH_BELOW_MINIMUM", figures: { reach: 99, needed: 100 } }],
  [19, { code: "REACH_BELOW_MINIMUM", figures: { reach: "<20", needed: 100 } }],
])("target reach %p", (reach, expected) => expect(checkReach(reach)).toEqual(expected));

test.each([
  [0, 0],
  [1, "<20"],
  [19, "<20"],
  [20, 20],
])("a target reach of %i is said as %p", (reach, said) => expect(checkReach(reach)?.figures["reach"]).toBe(said));

test.each([
  [50, null],
  [49, { code: "KEPT_IDS_BELOW_MINIMUM", figures: { kept: 49, sent: 60, needed: 50 } }],
  [0, { code: "KEPT_IDS_BELOW_MINIMUM", figures: { kept: "<20", sent: 60, needed: 50 } }],
])("%i of 60 uploaded IDs that LINE kept, 0 where it hides how many", (size, expected) =>
  expect(checkKept({ size, sizeIsExact: size > 0 }, 60)).toEqual(expected),
);

test("HubSpot's own counts of a suppression list are exact", () => {
  expect(checkUnsuppressed(60, 10)).toBeNull();
  const figures = { left: 3, valid: 60, suppressed: 57, needed: 50 };
  expect(checkUnsuppressed(60, 57)).toEqual({ code: "UNSUPPRESSED_IDS_BELOW_MINIMUM", figures });
});

test.each([
  [null, null],
  [50, null],
  [49, { code: "MAX_RECIPIENTS_BELOW_MINIMUM", figures: { maximum: 49, needed: 50 } }],
])("at most %p recipients", (maxRecipients, expected) => expect(checkMaximum({ maxRecipients })).toEqual(expected));

describe("messages of the month", () => {
  test.each([
    [{ allowance: null, used: 5000, floor: 100 }, null, null, null],
    [{ allowance: 1000, used: 850, floor: 100 }, 50, 50, null],
    [
      { allowance: 1000, used: 851, floor: 100 },
      49,
      0,
      { code: "QUOTA_BELOW_MINIMUM", figures: { available: "<50", needed: 50 } },
    ],
    [
      { allowance: 1000, used: 900, floor: 100 },
      0,
      0,
      { code: "QUOTA_FLOOR_REACHED", figures: { remaining: 100, floor: 100 } },
    ],
    [
      { allowance: 1000, used: 1000, floor: 100 },
      0,
      0,
      { code: "QUOTA_EXHAUSTED", figures: { remaining: 0, allowance: 1000 } },
    ],
    [
      { allowance: 1000, used: 1200, floor: 0 },
      0,
      0,
      { code: "QUOTA_EXHAUSTED", figures: { remaining: 0, allowance: 1000 } },
    ],
  ])("%j", (quota, available, seen, expected) => {
    expect(availableMessages(quota)).toBe(available);
    expect(availableShown(quota)).toBe(seen);
    expect(checkQuota(quota)).toEqual(expected);
  });
});
