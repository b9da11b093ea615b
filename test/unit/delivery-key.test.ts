import { describe, expect, test } from "@jest/globals";
import { LATER_INPUTS } from "../../src/delivery/inputs.ts";
import { deliveryKey } from "../../src/delivery/delivery-key.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";

const INPUTS: Inputs = {
  channelId: "main",
  listId: "1204",
  targetingMode: "line_conditions",
  audienceId: "4389303728991",
  attributes: {
    genders: ["male", "female"],
    ageFrom: 20,
    ageBelow: 40,
    os: ["ios"],
    areas: ["jp_13", "jp_27"],
    friendDaysFrom: null,
    friendDaysBelow: null,
  },
  message: { kind: "text", text: "Hello" },
  quotaPolicy: "all_or_nothing",
  maxRecipients: null,
  silent: false,
  collectForSeconds: null,
  resendAfter: "24h",
  ...LATER_INPUTS,
};
const key = (changes: Partial<Inputs> = {}, portalId = 7) => deliveryKey(portalId, { ...INPUTS, ...changes });
const who = (changes: Partial<Inputs["attributes"]>) => key({ attributes: { ...INPUTS.attributes, ...changes } });

describe("the delivery key", () => {
  test.each([
    { targetingMode: "narrow_to_enrolled" },
    { excludeAudienceIds: ["9"] },
    { suppression: { listId: "9", property: "line_id" } },
    { excludeReachedDays: 7 },
    { sendAt: 1_800_000_000_000 },
    { requireApproval: true },
    { rehearsal: true },
  ] satisfies Partial<Inputs>[])("%j makes a send of its own", (changes) => {
    expect(key(changes)).not.toBe(key());
  });

  test("quiet hours change only when it is sent", () => {
    expect(key({ quietHours: { from: 1260, to: 480 } })).toBe(key());
  });

  test("never changes between releases: stored deliveries are found by it", () => {
    expect(key()).toBe("7:main:1204:dd66c9363ed701b06cf470a447855e33");
  });

  test.each([
    ["targeting mode", key({ targetingMode: "narrow_to_enrolled" })],
    ["audience", key({ audienceId: null })],
    ["gender", who({ genders: ["male"] })],
    ["lowest age", who({ ageFrom: 15 })],
    ["age bounds swapped", who({ ageFrom: 40, ageBelow: 20 })],
    ["no age", who({ ageFrom: null })],
    ["os", who({ os: ["android"] })],
    ["areas", who({ areas: ["jp_13"] })],
    ["days as a friend from", who({ friendDaysFrom: 30 })],
    ["days as a friend below", who({ friendDaysBelow: 30 })],
    ["text", key({ message: { kind: "text", text: "Hello!" } })],
    ["saved message of that name", key({ message: { kind: "saved", messageId: "Hello" } })],
    ["silent", key({ silent: true })],
    ["quota policy", key({ quotaPolicy: "up_to_quota" })],
    ["most recipients", key({ maxRecipients: 1 })],
    ["channel", key({ channelId: "other" })],
    ["list", key({ listId: "1205" })],
    ["portal", key({}, 8)],
  ])("%s makes another delivery", (_what, other) => {
    expect(other).not.toBe(key());
    expect(other).toMatch(/^\d+:\w+:\d+:[0-9a-f]{32}$/);
  });

  test.each([
    ["how long to collect", key({ collectForSeconds: 60 })],
    ["when to send again", key({ resendAfter: "none" })],
    ["the order of a multi-select", who({ areas: ["jp_27", "jp_13"], genders: ["female", "male"] })],
  ])("%s does not", (_what, same) => {
    expect(same).toBe(key());
  });

  test("inputs seen before keep their portals apart", () => {
    expect(deliveryKey(7, INPUTS)).not.toBe(deliveryKey(8, INPUTS));
    expect(deliveryKey(7, INPUTS)).toBe(key());
  });
});
