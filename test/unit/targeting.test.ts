import { describe, expect, test } from "@jest/globals";
import { NO_ATTRIBUTES, type Attributes, type Inputs } from "../../src/delivery/inputs.ts";
import type { Upload } from "../../src/delivery/upload.ts";
import { UNSET_INPUTS } from "../support/builders.ts";
import {
  narrowcastBody,
  NOTHING_KNOWN,
  roomForReached,
  targeting,
  uploadsMissing,
  type Recipients,
} from "../../src/delivery/targeting/targeting.ts";

const inputs = (changes: Partial<Inputs> = {}): Inputs => ({
  channelId: "main",
  listId: "1204",
  targetingMode: "line_conditions",
  audienceId: null,
  attributes: NO_ATTRIBUTES,
  message: { kind: "text", text: "Hello" },
  quotaPolicy: "all_or_nothing",
  maxRecipients: null,
  silent: false,
  collectForSeconds: null,
  resendAfter: "24h",
  ...UNSET_INPUTS,
  ...changes,
});
const filterOf = (attributes: Partial<Attributes>) =>
  targeting(inputs({ attributes: { ...NO_ATTRIBUTES, ...attributes } }), NOTHING_KNOWN).filter?.demographic;
const sized = (...sizes: number[]) => sizes.map((size) => ({ id: "4389303728991", size, sizeIsExact: true }));

describe("recipient", () => {
  test("an audience is named by its number", () => {
    expect(targeting(inputs({ audienceId: "4389303728991" }), NOTHING_KNOWN).recipient).toEqual({
      type: "audience",
      audienceGroupId: 4389303728991,
    });
  });

  test("without one LINE gets none", () => {
    expect(targeting(inputs(), NOTHING_KNOWN)).toEqual({
      limit: { upToRemainingQuota: true, forbidPartialDelivery: true },
    });
  });
});

describe("who is in and who is out", () => {
  const audience = (id: number) => ({ type: "audience", audienceGroupId: id });
  const not = (leaf: object) => ({ type: "operator", not: leaf });
  const recipient = (changes: Partial<Inputs>, recipients: Partial<Recipients>) =>
    targeting(inputs(changes), { ...NOTHING_KNOWN, ...recipients }).recipient;

  test("enrolled contacts and the audience are ANDed, everything excluded is NOTed", () => {
    const changes: Partial<Inputs> = {
      targetingMode: "narrow_to_enrolled",
      audienceId: "1",
      excludeAudienceIds: ["2", "3"],
      suppression: { listId: "9", property: "line_id" },
      excludeReachedDays: 7,
    };
    const recipients = {
      enrolled: { audienceId: "4", ids: 80 },
      suppressedAudienceId: "5",
      reachedRequestIds: ["request-1"],
    };
    expect(recipient(changes, recipients)).toEqual({
      type: "operator",
      and: [
        audience(1),
        audience(4),
        not(audience(2)),
        not(audience(3)),
        not(audience(5)),
        not({ type: "redelivery", requestId: "request-1" }),
      ],
    });
  });

  test("people in any of several audiences are meant, whatever else is asked of them", () => {
    const either = { type: "operator", or: [audience(1), audience(2)] };
    const several: Partial<Inputs> = { audienceId: "1", includeAudienceIds: ["2"] };
    expect(recipient(several, {})).toEqual(either);
    expect(recipient({ ...several, excludeAudienceIds: ["3"] }, { enrolled: { audienceId: "4", ids: 80 } })).toEqual({
      type: "operator",
      and: [either, audience(4), not(audience(3))],
    });
  });

  test("one part alone needs no operator around it", () => {
    expect(recipient({ targetingMode: "narrow_to_enrolled" }, { enrolled: { audienceId: "4", ids: 80 } })).toEqual(
      audience(4),
    );
    expect(recipient({ excludeAudienceIds: ["2"] }, {})).toEqual(not(audience(2)));
  });

  test("what the audiences leave of LINE's ten is for earlier sends", () => {
    expect(roomForReached(inputs({ audienceId: "1" }))).toBe(9);
    expect(roomForReached(inputs({ audienceId: "1", includeAudienceIds: ["2", "3"] }))).toBe(7);
    const many = ["1", "2", "3", "4", "5", "6", "7", "8"];
    expect(roomForReached(inputs({ audienceId: "99", excludeAudienceIds: many }))).toBe(1);
    expect(roomForReached(inputs({ audienceId: "99", excludeAudienceIds: [...many, "9", "10", "11"] }))).toBe(0);
  });

  test("never more is reserved than IDs were uploaded, or than is left beside the floor for chat", () => {
    const enrolled = { audienceId: "4", ids: 80 };
    const narrow = { ...NOTHING_KNOWN, audiences: sized(500), enrolled };
    expect(targeting(inputs(), narrow).limit).toEqual({
      max: 80,
      upToRemainingQuota: true,
      forbidPartialDelivery: true,
    });
    const quota = { allowance: 1000, used: 840, floor: 60 };
    expect(targeting(inputs(), { ...NOTHING_KNOWN, quota }).limit.max).toBe(90);
    // What is used before and after a send would tell how few got it.
    const used = (count: number) => ({ ...NOTHING_KNOWN, quota: { allowance: 1000, used: count, floor: 100 } });
    expect([301, 307, 350].map((count) => targeting(inputs(), used(count)).limit.max)).toEqual([550, 550, 550]);
    expect([849, 850].map((count) => targeting(inputs(), used(count)).limit.max)).toEqual([50, 50]);
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
    targeting(inputs(changes), { ...NOTHING_KNOWN, audiences: size === null ? [] : sized(size) }).limit;

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
    expect(targeting(inputs(), { ...NOTHING_KNOWN, audiences: sized(500, 0) }).limit).not.toHaveProperty("max");
  });

  test("several audiences reserve for all of them: no one may be in two, and people may join each", () => {
    expect(targeting(inputs(), { ...NOTHING_KNOWN, audiences: sized(60, 1000) }).limit.max).toBe(110 + 1100);
  });

  test("the smaller of the two ceilings counts", () => {
    expect(limit({ maxRecipients: 80 }, 500).max).toBe(80);
    expect(limit({ maxRecipients: 8000 }, 500).max).toBe(550);
  });
});

describe("something has still to be uploaded", () => {
  const suppression = { listId: "9", property: "line_id" };
  const narrow = "narrow_to_enrolled" as const;
  const upload = (purpose: Upload["purpose"], state: Upload["state"]): Upload => ({
    purpose,
    state,
    name: "HubSpot",
    audienceId: "77",
    ids: 60,
    filesSent: 1,
    begun: true,
    idsDoubted: false,
    cursor: null,
    nextAt: 0,
    tries: 0,
  });
  test.each<[string, Partial<Inputs>, readonly Upload[], boolean]>([
    ["nothing is asked for", {}, [], false],
    ["the enrolled IDs are not begun", { targetingMode: narrow }, [], true],
    ["LINE builds them", { targetingMode: narrow }, [upload("enrolled", "sent")], true],
    ["LINE has them", { targetingMode: narrow }, [upload("enrolled", "ready")], false],
    ["a suppression list is not begun", { suppression }, [upload("enrolled", "ready")], true],
    ["LINE has it", { suppression }, [upload("suppressed", "ready")], false],
  ])("%s", (_what, change, uploads, missing) => {
    expect(uploadsMissing({ inputs: inputs(change), uploads })).toBe(missing);
  });
});

describe("the request", () => {
  test("silent delivery", () => {
    expect(targeting(inputs({ silent: true }), NOTHING_KNOWN).notificationDisabled).toBe(true);
  });

  test("is one JSON text", () => {
    const body = narrowcastBody(targeting(inputs({ audienceId: "1" }), { ...NOTHING_KNOWN, audiences: sized(60) }), [
      { type: "text", text: "やあ" },
    ]);
    expect(body).toBe(
      '{"messages":[{"type":"text","text":"やあ"}],"recipient":{"type":"audience","audienceGroupId":1},' +
        '"limit":{"max":110,"upToRemainingQuota":true,"forbidPartialDelivery":true}}',
    );
  });
});
