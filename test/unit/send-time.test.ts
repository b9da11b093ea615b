import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { inputChanges } from "../../src/delivery/lifecycle/edits/input-changes.ts";
import type { Inputs, LocalSendAt } from "../../src/delivery/inputs.ts";
import {
  countedFrom,
  localTime,
  notBefore,
  quietSeconds,
  recurrenceOf,
  sendAtOf,
} from "../../src/delivery/lifecycle/send-time.ts";
import { anInputs } from "../support/builders.ts";

const TOKYO = "Asia/Tokyo";
const NEW_YORK = "America/New_York";
const at = (text: string) => Date.parse(text);
const NIGHT = { from: 21 * 60, to: 8 * 60 };
const waiting = (quietHours: typeof NIGHT | null, now: string, sendAt: string | null = null, zone = TOKYO) =>
  notBefore(
    { inputs: { quietHours, sendAt: sendAt === null ? null : at(sendAt) }, timeZone: zone, openedAt: at(now) },
    at(now),
  );

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
        const delivery = { inputs: { quietHours, sendAt: null }, timeZone: TOKYO, openedAt: now };
        const wait = notBefore(delivery, now);
        if (wait === null) return;
        expect(wait.at - now).toBeLessThanOrEqual(quietSeconds(quietHours) * 1000);
        expect(notBefore(delivery, wait.at)).toBeNull();
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

/** Read by the clocks of the zone, apart from the code. */
const shown = new Map<string, Intl.DateTimeFormat>();
function clock(instant: number, timeZone: string) {
  const options = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const format = shown.get(timeZone) ?? new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  shown.set(timeZone, format);
  const [, name = "", hour, minute] = /^(\w+)\W+(\d+):(\d+)$/.exec(format.format(instant)) ?? [];
  const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(name) + 1;
  return { weekday, minute: Number(hour) * 60 + Number(minute) };
}

describe("a send time that recurs", () => {
  const next = (minute: number, ...weekdays: number[]): LocalSendAt => ({ date: null, weekdays, minute });
  const planned = (sendAt: LocalSendAt, openedAt: string, timeZone = TOKYO) =>
    sendAtOf({ inputs: { sendAt, quietHours: null }, timeZone, openedAt: at(openedAt) });
  const NINE = next(9 * 60);
  const WEEKDAYS_AT_NOON = next(12 * 60, 1, 2, 3, 4, 5);

  test.each([
    ["before it", NINE, "2026-11-24T08:55:00+09:00", "2026-11-24T09:00:00+09:00"],
    ["in its instant", NINE, "2026-11-24T09:00:00+09:00", "2026-11-24T09:00:00+09:00"],
    ["just after it", NINE, "2026-11-24T09:00:00.001+09:00", "2026-11-25T09:00:00+09:00"],
    ["on a Friday evening", WEEKDAYS_AT_NOON, "2026-11-27T18:00:00+09:00", "2026-11-30T12:00:00+09:00"],
    ["on a Sunday", WEEKDAYS_AT_NOON, "2026-11-29T23:59:00+09:00", "2026-11-30T12:00:00+09:00"],
    ["on its only day, too late", next(540, 2), "2026-11-24T09:01:00+09:00", "2026-12-01T09:00:00+09:00"],
    ["when it is yesterday in London", next(540, 1), "2026-11-29T23:30:00Z", "2026-11-30T09:00:00+09:00"],
  ])("of a run that opens %s", (_name, sendAt, openedAt, expected) => {
    expect(planned(sendAt, openedAt)).toBe(at(expected));
  });

  test("of half past two, which the clocks leave out: an hour later", () => {
    expect(planned(next(150), "2026-03-08T00:00:00-05:00", NEW_YORK)).toBe(at("2026-03-08T03:30:00-04:00"));
  });

  test("of half past one, which comes twice: the one that is still to come", () => {
    expect(planned(next(90), "2026-11-01T00:00:00-04:00", NEW_YORK)).toBe(at("2026-11-01T01:30:00-04:00"));
    expect(planned(next(90), "2026-11-01T01:30:01-04:00", NEW_YORK)).toBe(at("2026-11-01T01:30:00-05:00"));
    expect(planned(next(90), "2026-11-01T01:30:01-05:00", NEW_YORK)).toBe(at("2026-11-02T01:30:00-05:00"));
  });

  test("does not move while the run collects or waits: a late end of collecting sends at once", () => {
    const delivery = {
      inputs: { sendAt: NINE, quietHours: null },
      timeZone: TOKYO,
      openedAt: at("2026-11-24T08:55:00+09:00"),
    };
    expect(notBefore(delivery, at("2026-11-24T08:59:00+09:00"))).toEqual({
      at: at("2026-11-24T09:00:00+09:00"),
      why: "SEND_TIME_NOT_REACHED",
    });
    expect(notBefore(delivery, at("2026-11-24T09:10:00+09:00"))).toBeNull();
    expect(notBefore(delivery, at("2026-11-25T08:00:00+09:00"))).toBeNull();
  });

  test("is counted from the edit that brings it; one that stays as it was keeps its instant", () => {
    const opened = countedFrom(anInputs({ sendAt: NINE }), at("2026-11-24T08:00:00+09:00"));
    const later = at("2026-11-24T10:30:00+09:00");
    const instant = (inputs: Inputs) =>
      sendAtOf({ inputs, timeZone: TOKYO, openedAt: at("2026-11-24T07:00:00+09:00") });
    expect(instant(opened)).toBe(at("2026-11-24T09:00:00+09:00"));
    expect(instant(countedFrom(anInputs({ sendAt: NINE }), later, opened.sendAt))).toBe(instant(opened));
    const edited = countedFrom(anInputs({ sendAt: next(600) }), later, opened.sendAt);
    expect(instant(edited)).toBe(at("2026-11-25T10:00:00+09:00"));
    expect(inputChanges(opened, anInputs({ sendAt: NINE }))).toEqual([]);
    expect(inputChanges(opened, edited)).toMatchObject([{ input: "sendAt" }]);
    const date = { ...NINE, date: "2026-12-01" };
    expect(countedFrom(anInputs({ sendAt: date }), later).sendAt).toEqual(date);
  });

  test("belongs to each run, a date does not", () => {
    expect(recurrenceOf({ sendAt: NINE })).toBe(NINE);
    for (const sendAt of [null, at("2026-11-24T09:00:00Z"), { ...NINE, date: "2026-12-01" }])
      expect(recurrenceOf({ sendAt })).toBeNull();
  });

  const ZONES = [TOKYO, NEW_YORK, "Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "UTC"];
  const openings = fc.integer({ min: at("2026-01-01T00:00:00Z") / 1000, max: at("2028-01-01T00:00:00Z") / 1000 });
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 })).map((some) => some.toSorted((one, other) => one - other));

  test("whatever zone and time of the year: the first such minute of the zone's clocks, within eight days", () => {
    const minutes = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minutes, days, fc.constantFrom(...ZONES), openings, (minute, weekdays, timeZone, seconds) => {
        const openedAt = seconds * 1000;
        const found = sendAtOf({
          inputs: { sendAt: next(minute, ...weekdays), quietHours: null },
          timeZone,
          openedAt,
        });
        const fits = (instant: number) => {
          const shown = clock(instant, timeZone);
          return shown.minute === minute && (weekdays.length === 0 || weekdays.includes(shown.weekday));
        };
        // Every minute of these days, looked at one by one.
        const first = Math.ceil(openedAt / 60_000) * 60_000;
        let expected = first;
        while (!fits(expected) && expected < first + 9 * 24 * 3_600_000) expected += 60_000;
        // Only a time that the clocks leave out is none of those: it is up to an hour later.
        const leftOut = found !== null && found < expected && !fits(found);
        if (!leftOut) return expect(found).toBe(expected);
        const late = clock(found, timeZone).minute - minute;
        expect([30, 60]).toContain(late);
      }),
      { numRuns: 30 },
    );
  });
});

test("a date and time on the account's clocks is one instant, over or not", () => {
  const sendAt = { date: "2026-07-01", weekdays: [], minute: 9 * 60 };
  const planned = (timeZone: string, openedAt: string) =>
    sendAtOf({ inputs: { sendAt, quietHours: null }, timeZone, openedAt: at(openedAt) });
  expect(planned(TOKYO, "2026-06-01T00:00:00Z")).toBe(at("2026-07-01T09:00:00+09:00"));
  expect(planned(NEW_YORK, "2026-06-01T00:00:00Z")).toBe(at("2026-07-01T09:00:00-04:00"));
  expect(planned(TOKYO, "2027-01-01T00:00:00Z")).toBe(at("2026-07-01T09:00:00+09:00"));
});

test("a time is written the same way in every language, with its zone", () => {
  expect(localTime(at("2026-11-24T00:05:00Z"), TOKYO)).toBe("2026-11-24 09:05 (Asia/Tokyo)");
});
