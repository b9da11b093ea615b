/** What a builder may type as the send time, in English, Japanese, Chinese and Thai, and what is refused instead of guessed. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { LocalSendAt } from "../../src/delivery/inputs.ts";
import { readSendAt, SEND_AT_EXAMPLES } from "../../src/intake/send-at.ts";
import { sendAtInWords } from "../../src/i18n/send-at.ts";
import { LANGUAGES } from "../../src/i18n/wording.ts";

const next = (minute: number, ...weekdays: number[]): LocalSendAt => ({ date: null, weekdays, minute });
const NINE = next(540);
const WORKDAYS = [1, 2, 3, 4, 5];

describe("a time that recurs", () => {
  test.each([
    "next 09:00",
    "next 9:00",
    "Next  9:00",
    "NEXT 9 am",
    "9:00",
    "every day at 9am",
    "daily 9:00",
    "次の 9:00",
    "次の９：００",
    "次回9時",
    "毎日9時",
    "下次09:00",
    "下次 9點",
    "每天9點",
    "ครั้งถัดไป 09:00",
    "ครั้งถัดไป 9:00 น.",
    "ทุกวัน 9:00",
    "next 09:00:00",
  ])("%s", (typed) => {
    expect(readSendAt(typed)).toEqual(NINE);
  });

  test.each([
    "next Mon-Fri 12:00",
    "next Mon–Fri 12:00",
    "next Monday — Friday at 12:00",
    "next Mon to Fri 12 pm",

    "next weekday 12:00",
    "weekdays 12:00",
    "次の月–金 12:00",
    "月〜金 12時",
    "次の月曜日から金曜日の12:00",
    "月ー金12:00",
    "月火水木金 12:00",
    "下次週一–週五 12:00",
    "下次星期一到星期五 12點",
    "週一 至 週五 12:00",
    "周一至五12:00",
    "禮拜一、二、三、四、五 12:00",
    "ครั้งถัดไป จ.–ศ. 12:00",
    "วันจันทร์ถึงวันศุกร์ 12:00 น.",
    "next Tue,Mon,Thu,Wed,Fri 12:00",
  ])("%s", (typed) => {
    expect(readSendAt(typed)).toEqual(next(720, ...WORKDAYS));
  });

  test.each<[string, LocalSendAt]>([
    ["next Mon,Wed,Fri 9:30", next(570, 1, 3, 5)],
    ["次の月・水・金 9時半", next(570, 1, 3, 5)],
    ["次の月水金 9時30分", next(570, 1, 3, 5)],
    ["on Mondays and Thurs. at 6:30 pm", next(1110, 1, 4)],
    ["Fri-Mon 0:00", next(0, 1, 5, 6, 7)],
    ["Sat-Fri 0:00", next(0)],
    ["weekend 12am", next(0, 6, 7)],
    ["土日 23:59", next(1439, 6, 7)],
    ["毎週日曜 10:00", next(600, 7)],
    ["每週日 10:00", next(600, 7)],
    ["下次星期天10點", next(600, 7)],
    ["下次週一、三、五 9點半", next(570, 1, 3, 5)],
    ["ครั้งถัดไป จันทร์ พฤหัสบดี และอาทิตย์ 9:30", next(570, 1, 4, 7)],
    ["ครั้งถัดไป พฤ., อา. 9:30", next(570, 4, 7)],
  ])("%s", (typed, meant) => {
    expect(readSendAt(typed)).toEqual(meant);
  });

  test("is said in words that may be typed again, in every language", () => {
    const days = fc
      .uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 })
      .map((some) => some.toSorted((one, other) => one - other));
    const rules = fc.record({ date: fc.constant(null), weekdays: days, minute: fc.integer({ min: 0, max: 1439 }) });
    for (const language of LANGUAGES)
      fc.assert(fc.property(rules, (rule) => expect(readSendAt(sendAtInWords(rule, language))).toEqual(rule)));
    expect(sendAtInWords(next(720, ...WORKDAYS), "en")).toBe("next Mon–Fri 12:00");
    expect(sendAtInWords(next(720, 1, 2, 4), "en")).toBe("next Mon, Tue, Thu 12:00");
    expect(sendAtInWords(next(540), "ja")).toBe("次の09:00");
    expect(sendAtInWords(next(720, ...WORKDAYS), "th")).toBe("ครั้งถัดไป จันทร์–ศุกร์ 12:00");
    expect(sendAtInWords(next(720, 1, 3), "ja")).toBe("次の月、水 12:00");
  });
});

describe("one moment", () => {
  const date = "2026-12-01";
  test.each([
    "2026-12-01 09:00",
    "2026-12-01T09:00",
    "2026-12-01T09:00:00",
    "2026/12/1 9:00",
    "2026.12.01 9 AM",
    "2026年12月1日9時",
    "２０２６年１２月１日 ９：００",
  ])("on the account's clocks: %s", (typed) => {
    expect(readSendAt(typed)).toEqual({ date, weekdays: [], minute: 540 });
  });

  test.each(["2026-12-01T09:00:00+09:00", "2026-12-01T00:00Z", "2026-11-30T19:00:00.000-05:00", "1796083200000"])(
    "anywhere: %s",
    (typed) => expect(readSendAt(typed)).toBe(Date.UTC(2026, 11, 1)),
  );

  test("is said as it may be typed again", () => {
    expect(sendAtInWords({ date, weekdays: [], minute: 545 }, "ja")).toBe("2026-12-01 09:05");
  });
});

describe("nothing is guessed from", () => {
  test.each([
    "next",
    "next 9",
    "next 24:00",
    "next 9:60",
    "next 13 pm",
    "next 0 am",
    "next T 9:00",
    "next Foo 9:00",
    "下週一 9:00",
    "下個月 9:00",
    "每月 9:00",
    "next Mon-Foo 9:00",
    "next Mon-Wed-Fri 9:00",
    "next - 9:00",
    "next 09:00:30",
    "tomorrow 9:00",
    "now",
    // The days of one who means them without public holidays, or of a week that is not said.
    "平日 9:00",
    "毎週 9:00",

    "2026-12-01",
    "2026-02-31 09:00",
    "2026-02-31T09:00:00Z",
    "2126-01-01 09:00",
    "2019-01-01T00:00:00Z",
    "12/01 9:00",
    "1795478400",
    "{{ contact.birthday }}",
    "mika@example.com",
    "not-set",
    `next${" ".repeat(100)}9:00`,
  ])("%s", (typed) => {
    expect(readSendAt(typed)).toBeNull();
  });
});

test("whatever is typed is answered", () => {
  const parts = fc.constantFrom(
    "next",
    "mon",
    "月",
    "-",
    "–",
    ",",
    " ",
    "9:00",
    "時",
    "am",
    "の",
    "2026-12-01",
    "t",
    "1",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(parts).map((all) => all.join("")),
      ),
      (typed) => {
        const read = readSendAt(typed);
        if (typeof read !== "object" || read === null) return;
        expect(read.minute).toBeGreaterThanOrEqual(0);
        expect(read.minute).toBeLessThan(1440);
        expect(read.weekdays.every((day) => day >= 1 && day <= 7)).toBe(true);
      },
    ),
  );
});

test("the examples of the refusal are taken", () => {
  for (const example of SEND_AT_EXAMPLES.split(", "))
    expect([example, readSendAt(example)]).not.toEqual([example, null]);
});
