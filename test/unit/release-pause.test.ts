/** When executions that HubSpot refused to let go are asked for again, and from when on each try may be the last. */
import { expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import {
  isThorough,
  lastHoldEnds,
  manyCalledAgain,
  releasePauseSeconds,
} from "../../src/delivery/hubspot/release-pause.ts";
import { aDelivery } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const outcome = { kind: "cancelled", finding: finding("PORTAL_UNINSTALLED"), at: T0 } as const;
const nothing = { seal: null, narrowcast: null, following: null, counts: null, reading: null };
const delivery = aDelivery({ state: { phase: "final", outcome, ...nothing }, holdsUntil: T0 + 20 * HOUR }, T0 - HOUR);
const lastTry = lastHoldEnds(delivery, T0) - 15 * MINUTE;

test.each([
  ["at once", T0, true, 5 * 60],
  ["after an hour", T0 + HOUR, true, 60 * 60],
  ["after seven hours", T0 + 7 * HOUR, true, 6 * 3600],
  ["at once, where refusals are to be few", T0, false, 90 * 60],
  ["after 14 hours, where refusals are to be few", T0 + 14 * HOUR, false, 5.75 * 3600],
  ["shortly before the first hold ends", T0 + 20 * HOUR - 16 * MINUTE, true, 60],
  ["a moment before the last try", lastTry - 1, true, 1],
  ["at the last try", lastTry, true, null],
])("%s", (_when, now, affordable, seconds) => {
  expect(releasePauseSeconds(delivery, now, affordable)).toBe(seconds);
});

test("each try may be the last from a quarter of an hour before the first hold ends", () => {
  const from = T0 + 20 * HOUR - 15 * MINUTE;
  expect([from - 1, from].map((now) => isThorough(delivery, now))).toEqual([false, true]);
});

test.each([
  [2, 3, false],
  [3, 60, true],
  [3, 61, false],
  [4, 80, true],
])("%i of %i executions were called again: a sign of trouble? %p", (again, executions, many) => {
  expect(manyCalledAgain(again, executions)).toBe(many);
});
