import { describe, expect, test } from "@jest/globals";
import { audienceWarnings } from "../../src/delivery/targeting/audience-warnings.ts";

const NOW = 1_800_000_000_000;
const DAY = 24 * 3600_000;
const READY = { status: "READY", size: 500, expiresAt: null };

describe("an audience is warned about", () => {
  test.each([
    ["nothing", {}, []],
    ["the end of its life, two weeks ahead", { expiresAt: NOW + 14 * DAY - 1 }, ["expires_soon"]],
    ["nothing before that", { expiresAt: NOW + 14 * DAY }, []],
    ["being over", { expiresAt: NOW }, ["expired"]],
    ["being over, whatever LINE still calls it", { status: "EXPIRED", expiresAt: null }, ["expired"]],
    ["having failed, not its size", { status: "FAILED", size: 0 }, ["failed"]],
    ["being built, not its size", { status: "IN_PROGRESS", size: 0 }, ["preparing"]],
    ["being woken", { status: "ACTIVATING" }, ["preparing"]],
    ["being asleep", { status: "INACTIVE", size: 10 }, ["inactive", "too_small"]],
    ["a status that LINE has added since", { status: "UNKNOWN" }, ["inactive"]],
    ["49 people", { size: 49 }, ["too_small"]],
    ["not 50", { size: 50 }, []],
  ])("%s", (_name, change, expected) => {
    expect(audienceWarnings({ ...READY, ...change }, NOW)).toEqual(expected);
  });
});
