/** What HubSpot refuses to delivery records: when it is asked again, and which records it is about. */
import { expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import {
  concernsAllRecords,
  OF_ONE_RECORD,
  reasonIn,
  recordCheckSeconds,
} from "../../src/delivery/hubspot/record-check.ts";

test.each([
  ["HUBSPOT_UNAUTHORIZED", 1, "all"],
  ["HUBSPOT_UNAVAILABLE", 1, "some"],
  ["HUBSPOT_RATE_LIMITED", 1, "some"],
  ["RECORDS_NOT_IN_PLAN", 20, "all"],
  ["RECORDS_SCOPES_MISSING", 20, "all"],
  ["RECORDS_QUOTA_FULL", 20, "all"],
  ["RECORDS_REFUSED_BY_RULE", 20, "one"],
  ["HUBSPOT_REFUSED", 20, "one"],
] as const)("%s: is asked again after %i h, and concerns %s of an account", (code, hours, which) => {
  expect(recordCheckSeconds(code)).toBe(hours * 3600);
  expect(concernsAllRecords(code)).toBe(which === "all");
  expect(OF_ONE_RECORD.includes(code)).toBe(which === "one");
});

test("what was granted distinguishes a missing scope from a plan without custom objects", () => {
  const refused = finding("RECORDS_SCOPES_MISSING", { scopes: "schemas.read, objects.read, objects.write" });
  expect(reasonIn(refused, ["objects.read"])).toEqual(
    finding("RECORDS_SCOPES_MISSING", { scopes: "schemas.read, objects.write" }),
  );
  expect(reasonIn(refused, ["objects.write", "objects.read", "schemas.read"])).toEqual(finding("RECORDS_NOT_IN_PLAN"));
  expect(reasonIn(finding("RECORDS_QUOTA_FULL"), [])).toEqual(finding("RECORDS_QUOTA_FULL"));
});
