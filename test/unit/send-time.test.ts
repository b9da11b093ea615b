import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { localTime, notBefore, quietSeconds } from "../../src/delivery/send-time.ts";

const TOKYO = "Asia/Tokyo";
const NEW_YORK = "America/New_York";
const at = (text: string) => Date.parse(text);
const NIGHT = { from: 21 * 60, to: 8 * 60 };
const waiting = (quietHours: typeof NIGHT | null, now: string, sendAt: string | null = null, zone = TOKYO) =>
  notBefore({ quietHours, sendAt: sendAt === null ? null : at(sendAt) }, zone, at(now));

describe("quiet hours", () => {
  test.each([
    ["2026-11-24T20:59:59+09:00", null],
    ["2026-11-24T21:00:00+09:00", "2026-11-25T08:00:00+09:00"],
    ["2026-11-25T00:00:00+09:00", "2026-11-25T08:00:00+09:00"],
    ["2026-11-25T07:59:59+09:00", "2026-11-25T08:00:00+09:00"],
    ["2026-11-25T08:00:00+09:00", null],
  ])("from 21:00 to 08:00 at %s", (now, until) => {
    expect(waiting(NIGHT, now)).toEqual(until === null ? null : { at: at(until), why: "QUIET_HOURS" });
  });

  test("inside one day", () => {
    expect(waiting({ from: 12 * 60, to: 13 * 60 + 30 }, "2026-11-24T12:30:10+09:00")?.at).toBe(
      at("2026-11-24T13:30:00+09:00"),
    );
  });

  test.each([
    ["summer time ends that night", "2026-11-01T00:30:00-04:00", "2026-11-01T08:00:00-05:00"],
    ["summer time begins that night", "2026-03-07T23:30:00-05:00", "2026-03-08T08:00:00-04:00"],
  ])("end at eight by the clock on the wall: %s", (_name, now, until) => {
    expect(waiting(NIGHT, now, null, NEW_YORK)?.at).toBe(at(until));
  });

  test("whatever the hour, the end is not quiet and at most as far away as the quiet hours are long", () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const instant = fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2027-01-01T00:00:00Z") });
    fc.assert(
      fc.property(minute, minute, instant, (from, to, now) => {
        fc.pre(from !== to);
        const quietHours = { from, to };
        const wait = notBefore({ quietHours, sendAt: null }, TOKYO, now);
        if (wait === null) return;
        expect(wait.at - now).toBeLessThanOrEqual(quietSeconds(quietHours) * 1000);
        expect(notBefore({ quietHours, sendAt: null }, TOKYO, wait.at)).toBeNull();
      }),
    );
  });
});

describe("send time", () => {
  test("is waited for, and is nothing once it is there", () => {
    const sendAt = "2026-11-25T09:00:00+09:00";
    expect(waiting(null, "2026-11-24T12:00:00+09:00", sendAt)).toEqual({
      at: at(sendAt),
      why: "SEND_TIME_NOT_REACHED",
    });
    expect(waiting(null, sendAt, sendAt)).toBeNull();
  });

  test("in quiet hours is their end", () => {
    expect(waiting(NIGHT, "2026-11-24T12:00:00+09:00", "2026-11-24T23:00:00+09:00")).toEqual({
      at: at("2026-11-25T08:00:00+09:00"),
      why: "QUIET_HOURS",
    });
  });
});

test("a time is written the same way in every language, with its zone", () => {
  expect(localTime(at("2026-11-24T00:05:00Z"), TOKYO)).toBe("2026-11-24 09:05 (Asia/Tokyo)");
});
