import { describe, expect, test } from "@jest/globals";
import { anInputs, UNSET_INPUTS } from "../support/builders.ts";
import {
  deliveryIdAfter,
  deliveryKey,
  laneOf,
  laneOfKey,
  namedUuid,
  retryKeyOf,
  variantOf,
} from "../../src/delivery/lifecycle/delivery-key.ts";
import { NO_ATTRIBUTES, type Inputs } from "../../src/delivery/inputs.ts";

const INPUTS: Inputs = {
  channelId: "main",
  listId: "1204",
  targetingMode: "line_conditions",
  audienceId: "4389303728991",
  attributes: {
    ...NO_ATTRIBUTES,
    genders: ["male", "female"],
    ageFrom: 20,
    ageBelow: 40,
    os: ["ios"],
    areas: ["jp_13", "jp_27"],
  },
  message: { kind: "text", text: "Hello" },
  quotaPolicy: "all_or_nothing",
  maxRecipients: null,
  silent: false,
  collectForSeconds: null,
  resendAfter: "24h",
  ...UNSET_INPUTS,
};
const key = (changes: Partial<Inputs> = {}, portalId = 7) => deliveryKey(portalId, { ...INPUTS, ...changes });
const who = (changes: Partial<Inputs["attributes"]>) => key({ attributes: { ...INPUTS.attributes, ...changes } });

const saying = (text: string) => key({ message: { kind: "text", text } });

describe("the delivery key", () => {
  test.each([
    { targetingMode: "narrow_to_enrolled" },
    { includeAudienceIds: ["9"] },
    { excludeAudienceIds: ["9"] },
    { suppression: { listId: "9", property: "line_id" } },
    { excludeReachedDays: 7 },
    { rehearsal: true },
  ] satisfies Partial<Inputs>[])("%j makes a send of its own", (changes) => {
    expect(key(changes)).not.toBe(key());
  });

  test("never changes between releases: stored deliveries are found by it", () => {
    expect(key()).toBe("7:main:1204:send:62b5be06e24e26e40760675cbbe7e700");
    expect(key({ rehearsal: true })).toBe("7:main:1204:rehearsal:62b5be06e24e26e40760675cbbe7e700");
    const full = anInputs({
      message: { kind: "saved", messageId: "42" },
      excludeAudienceIds: ["9", "8"],
      suppression: { listId: "12", property: "line_id" },
      excludeReachedDays: 7,
    });
    expect(deliveryKey(7, full)).toBe(`7:${full.channelId}:12:send:a107ce29ba986b21c7c3b051520fd78d`);
    expect(variantOf(full)).toBe("3303778f14798be864d8cddf30def93c");
  });

  test("nor do ids and retry keys: a process of another version repeats the same request", () => {
    const id = "0d9f6f7e-0000-4000-8000-000000000001";
    expect(retryKeyOf(id)).toBe("64751d3a-77ad-56a7-9b00-b976bedbb9d3");
    expect(deliveryIdAfter("key", null)).toBe("d69092c4-d4df-5af4-a3cf-83c351894253");
    expect(deliveryIdAfter("key", id)).toBe("400bb9ee-f1e8-55aa-98b7-e972cd1ecf45");
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
    ["excluded audiences", key({ excludeAudienceIds: ["9", "8"] })],
    ["text", saying("Hello!")],
    ["a line more", saying("Hello\n\nHello")],
    ["white space at the beginning of a line", saying(" Hello")],
    ["an emoji that is joined", saying("Hello\u{1F468}\u{200D}\u{1F469}")],
    ["saved message of that name", key({ message: { kind: "saved", messageId: "Hello" } })],
    ["channel", key({ channelId: "other" })],
    ["list", key({ listId: "1205" })],
    ["portal", key({}, 8)],
  ])("%s makes another delivery", (_what, other) => {
    expect(other).not.toBe(key());
    expect(other).toMatch(/^\d+:\w+:\d+:send:[0-9a-f]{32}$/);
  });

  test.each([
    ["a name", { deliveryName: "Autumn" }],
    ["how long to collect", { collectForSeconds: 60 }],
    ["when to send again", { resendAfter: "none" }],
    ["silent", { silent: true }],
    ["the quota policy", { quotaPolicy: "up_to_quota" }],
    ["the most recipients", { maxRecipients: 1 }],
    ["a send time", { sendAt: 1_800_000_000_000 }],
    ["quiet hours", { quietHours: { from: 1260, to: 480 } }],
    ["approval", { requireApproval: true }],
  ] satisfies [string, Partial<Inputs>][])("%s is a setting: the same send, filled in otherwise", (_what, changes) => {
    expect(key(changes)).toBe(key());
    expect(variantOf({ ...INPUTS, ...changes })).not.toBe(variantOf(INPUTS));
  });

  test.each([
    ["the order of a multi-select", who({ areas: ["jp_27", "jp_13"], genders: ["female", "male"] })],
    ["repeats in it", who({ areas: ["jp_13", "jp_27", "jp_13"] })],
  ])("%s makes no other delivery", (_what, same) => {
    expect(same).toBe(key());
  });

  test("neither the order of several audiences nor the field they were chosen in makes another delivery", () => {
    const to = (audienceId: string, ...includeAudienceIds: string[]) => key({ audienceId, includeAudienceIds });
    expect(to("1", "2", "3")).toBe(to("3", "1", "2"));
    expect(to("1", "2", "2")).toBe(to("2", "1"));
    expect(to("1", "2")).not.toBe(to("1", "3"));
    expect(to("12")).not.toBe(to("1", "2"));
  });

  test.each([
    ["the order", ["8", "9"]],
    ["repeats", ["9", "8", "9"]],
  ])("%s of excluded audiences makes no other delivery", (_what, excludeAudienceIds) => {
    expect(key({ excludeAudienceIds })).toBe(key({ excludeAudienceIds: ["9", "8"] }));
  });

  const TEXT = "Caf\u00E9 open\n\nuntil \u30D7";
  test.each([
    ["white space at the end", `${TEXT}  \u3000`],
    ["empty lines at the end", `${TEXT}\n \n`],
    ["white space at the end of a line", TEXT.replace("\n", " \t\n")],
    ["line ends of Windows", TEXT.replaceAll("\n", "\r\n")],
    ["line ends of old Macs", TEXT.replaceAll("\n", "\r")],
    ["Unicode's line separator", TEXT.replaceAll("\n", "\u2028")],
    ["letters that are put together", TEXT.normalize("NFD")],
    ["a byte order mark", `\uFEFF${TEXT}`],
    ["a zero-width space", TEXT.replace("open", "o\u200Bpen")],
    ["a soft hyphen", TEXT.replace("open", "o\u00ADpen")],
    ["a word joiner at the end", `${TEXT}\u2060`],
    ["a control character", TEXT.replace("open", "o\u0007pen")],
  ])("%s is nothing that a reader can see", (_what, text) => {
    expect(text).not.toBe(TEXT);
    expect(saying(text)).toBe(saying(TEXT));
  });

  test("inputs seen before keep their portals apart", () => {
    expect(deliveryKey(7, INPUTS)).not.toBe(deliveryKey(8, INPUTS));
    expect(deliveryKey(7, INPUTS)).toBe(key());
  });

  test("begins with its lane", () => {
    expect(laneOfKey(key())).toBe(laneOf(7, INPUTS));
    expect(laneOf(7, { ...INPUTS, rehearsal: true })).toBe("7:main:1204:rehearsal");
  });
});

describe("what follows from the key", () => {
  const UUID_5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  test("names become UUIDs as version 5 of RFC 9562 makes them", () => {
    const dns = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");
    expect(namedUuid("www.example.com", dns)).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  });

  test("one delivery after the other, each with a retry key of its own", () => {
    const first = deliveryIdAfter(key(), null);
    const second = deliveryIdAfter(key(), first);
    const ids = [first, second, deliveryIdAfter(key({ listId: "1205" }), null), deliveryIdAfter(key({}, 8), null)];
    const all = [...ids, ...ids.map(retryKeyOf)];
    expect(new Set(all).size).toBe(8);
    for (const id of all) expect(id).toMatch(UUID_5);
  });

  test("the same each time", () => {
    expect(deliveryIdAfter(key(), null)).toBe(deliveryIdAfter(key(), null));
    expect(retryKeyOf("a")).toBe(retryKeyOf("a"));
  });
});
