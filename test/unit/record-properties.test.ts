/** What the delivery record says, and that HubSpot knows every property it is written with. */
import { describe, expect, test } from "@jest/globals";
import { firstEstimate } from "../../src/delivery/targeting/estimate.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import {
  lackingOptions,
  missingProperties,
  RECORD_PROPERTIES,
} from "../../src/platforms/hubspot/records/delivery-record.ts";
import type { DeliveryView } from "../../src/ports/store/views.ts";
import { recordProperties } from "../../src/i18n/record-properties.ts";
import { aDelivery, anInputs } from "../support/builders.ts";

const T0 = 1_800_000_000_000;

function viewOf(delivery: Delivery, knownAudiences: DeliveryView["knownAudiences"] = {}): DeliveryView {
  const rest = {
    knownAudiences,
    changedNames: {},
    heldCount: 60,
    holdsLost: 0,
    releaseWait: null,
    calledAgain: 0,
    releasedAt: null,
    timeline: [],
    readings: [],
    recordFinding: null,
  };
  return { delivery, now: T0, channelName: "Demo shop", messageName: null, workflowIds: ["900"], ...rest };
}
const record = (change: Partial<Delivery>, language = "en", timeZone = "Asia/Tokyo") =>
  recordProperties(viewOf(aDelivery(change)), {
    language,
    timeZone,
    url: "https://console.example/deliveries/1",
  });

const seal = { at: T0, reason: "quiet", enrolled: 60 } as const;
const sent: Delivery["state"] = {
  phase: "sending",
  seal,
  narrowcast: {
    retryKey: "key",
    body: '{"messages":[]}',
    preparedAt: T0,
    audienceName: "Readers",
    reserved: 1500,
    meantFor: "everyone",
    leftOut: {},
  },
  attempts: {
    count: 1,
    firstAt: T0,
    lastAt: null,
    firstWallAt: null,
    conflictAt: null,
    nextAt: T0,
    open: false,
    answerLost: false,
    lastFinding: null,
    conflicted: [],
  },
  following: { requestId: "request-1", acceptedAt: T0, nextPollAt: T0, polls: 1 },
  counts: { target: 130, success: 120, failure: 10 },
};

const existing = () => RECORD_PROPERTIES.map(({ name, options = [] }) => ({ name, options }));

describe("the record's properties", () => {
  test("are those of the object in HubSpot, each once", () => {
    const names = RECORD_PROPERTIES.map(({ name }) => name);
    expect(Object.keys(record({})).sort()).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
  });

  test("are added to an object that an earlier version made", () => {
    const later = ["forecast_low", "forecast_high", "quota_reserved", "quota_used", "approved_by", "targeting_mode"];
    const earlier = existing().filter(({ name }) => !later.includes(name));
    expect(missingProperties(earlier).map(({ name }) => name)).toEqual(expect.arrayContaining(later));
    expect(missingProperties(earlier)).toHaveLength(later.length);
  });

  test("get the options that an earlier version did not have, and keep those of the account", () => {
    const own = { value: "archived", label: "Archived", displayOrder: 3, hidden: true };
    const older = existing().map(({ name, options }) =>
      name === "outcome"
        ? { name, options: [own, ...options.filter(({ value }) => value !== "uncertain" && value !== "sealed")] }
        : { name, options },
    );
    const [outcome, ...others] = lackingOptions(older);
    expect(others).toEqual([]);
    expect(outcome?.name).toBe("outcome");
    expect(outcome?.options[0]).toBe(own);
    const values = outcome?.options.map(({ value }) => value) ?? [];
    expect(values.slice(-2)).toEqual(["sealed", "uncertain"]);
    expect(new Set(values).size).toBe(values.length);
    expect(lackingOptions(existing())).toEqual([]);
  });

  test.each([
    ["en", "Asia/Tokyo", "15 Jan 2027, 17:00 GMT+9"],
    ["ja", "Asia/Tokyo", "2027/01/15 17:00 GMT+9"],
    ["en", "Asia/Bangkok", "15 Jan 2027, 15:00 GMT+7"],
  ])("are called by the time in the account's zone, which is said (%s, %s)", (language, zone, time) => {
    expect(record({ openedAt: T0 }, language, zone).delivery_name).toMatch(new RegExp(`· ${RegExp.escape(time)}$`));
  });

  test.each(["line_conditions", "narrow_to_enrolled"] as const)("offer every targeting mode: %s", (targetingMode) => {
    const { targeting_mode: mode } = record({ inputs: anInputs({ targetingMode }) });
    expect(mode).toBe(targetingMode);
    const { options } = RECORD_PROPERTIES.find(({ name }) => name === "targeting_mode") ?? {};
    expect(options?.map(({ value }) => value)).toContain(mode);
  });

  test.each<Delivery["state"]>([
    { phase: "collecting", sealRequestedBy: null, estimate: firstEstimate(T0) },
    { phase: "sealed", seal, wait: null },
    { phase: "preparing", seal, wait: null },
    sent,
  ])("offer where it stands: %j", (state) => {
    const { outcome } = record({ state });
    const { options } = RECORD_PROPERTIES.find(({ name }) => name === "outcome") ?? {};
    expect(options?.map(({ value }) => value)).toContain(outcome);
  });
});

describe("forecast, approval and quota", () => {
  test("are empty until they are known: HubSpot shows nothing, not 0", () => {
    const nothing = { forecast_low: "", forecast_high: "", quota_reserved: "", quota_used: "", approved_by: "" };
    expect(record({})).toMatchObject({ ...nothing, target_count: "", reach: "", opens: "", clicks: "" });
    const open = { low: 0, likely: 0, high: null, rule: null };
    expect(record({ forecast: open })).toMatchObject({ forecast_low: "0", forecast_high: "" });
  });

  test("are shown as they were", () => {
    const forecast = { low: 1200, likely: 1600, high: 2000, rule: null };
    const approval = { by: "mika@example.com", at: T0, for: [] };
    expect(record({ forecast, approval, state: sent })).toMatchObject({
      forecast_low: "1200",
      forecast_high: "2000",
      quota_reserved: "1500",
      quota_used: "120",
      approved_by: "mika@example.com",
    });
  });
});
