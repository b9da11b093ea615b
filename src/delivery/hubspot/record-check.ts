/** When HubSpot is asked again for what it refused to delivery records. */
import { finding, type Code, type Finding } from "../codes.ts";

const HOUR_SECONDS = 3600;
/** A little less than a day: what has become possible is caught up within one. */
const DAILY_SECONDS = 20 * HOUR_SECONDS;

/** What may pass by itself; everything else is changed by people, and not by the hour. */
const MAY_PASS: readonly Code[] = ["HUBSPOT_UNAUTHORIZED", "HUBSPOT_UNAVAILABLE", "HUBSPOT_RATE_LIMITED"];

/** In seconds of service time. */
export const recordCheckSeconds = (code: Code): number => (MAY_PASS.includes(code) ? HOUR_SECONDS : DAILY_SECONDS);

const OF_ALL_RECORDS: readonly Code[] = [
  "RECORDS_NOT_IN_PLAN",
  "RECORDS_SCOPES_MISSING",
  "RECORDS_QUOTA_FULL",
  "HUBSPOT_UNAUTHORIZED",
];

/** True where other records of the account would be refused too. Its own rules may be for some of them alone. */
export const concernsAllRecords = (code: Code): boolean => OF_ALL_RECORDS.includes(code);

/** Refusals of one record, which say nothing about others. */
export const OF_ONE_RECORD: readonly Code[] = ["RECORDS_REFUSED_BY_RULE", "HUBSPOT_REFUSED"];

/** HubSpot refuses in the same words what no one granted and what the plan no longer has: what was granted distinguishes them. */
export function reasonIn(why: Finding, granted: readonly string[]): Finding {
  if (why.code !== "RECORDS_SCOPES_MISSING") return why;
  const missing = String(why.figures["scopes"])
    .split(", ")
    .filter((scope) => !granted.includes(scope));
  return missing.length === 0
    ? finding("RECORDS_NOT_IN_PLAN")
    : finding("RECORDS_SCOPES_MISSING", { scopes: missing.join(", ") });
}
