/**
 * What a builder typed as the send time. Taken are instants as HubSpot's date fields and ISO 8601 write them, dates on the
 * clocks of the account (`2026-12-01 09:00`), and times that recur: `next 09:00`, `next Mon–Fri 12:00`, 次の月・水 9:30,
 * 下次週一、三 9:30, ครั้งถัดไป จันทร์–ศุกร์ 9:30.
 */
import type { LocalSendAt } from "../delivery/inputs.ts";

export const SEND_AT_EXAMPLES =
  "next 09:00, next Mon–Fri 12:00, 次の9:00, 次の月–金 12:00, 下次9:00, 下次週一–週五 12:00, ครั้งถัดไป จันทร์–ศุกร์ 12:00, 2026-12-01 09:00";

/** Longer than any way to write one. */
const MAX_CHARACTERS = 100;

/** Null for what is no time: nothing is guessed. */
export function readSendAt(typed: string): number | LocalSendAt | null {
  if (typed.length > MAX_CHARACTERS) return null;
  const text = plain(typed);
  return instant(text) ?? onDate(text) ?? next(text);
}

/** Full-width letters and digits, and every dash that people type, as ASCII has them; Chinese words as Japanese has them. */
const plain = (typed: string): string =>
  typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/(?<!毎)每?(?:[週周]|星期|禮拜)([一二三四五六日天至到、,‐-―−~-]+)/g, (_all, days: string) =>
      inJapanese(days),
    )
    .replaceAll("點", "時")
    .replace(/\s*(?:[‐-―−〜~至到]|から|(?<=\p{Script=Han})ー|\bto\b|ถึง)\s*/gu, "-")
    .replace(/\s*-\s*/g, "-")
    .replace(/ ?น\.$/, "")
    .replace(/\s+/g, " ")
    .trim();

/** 一, 三至五 → 月, 水至金: the days after 週, 星期 or 禮拜. */
const inJapanese = (days: string): string =>
  days.replace(/[一二三四五六天]/g, (day) => "月火水木金土日".charAt("一二三四五六天".indexOf(day)));

/** Years 2020 to 2099: anything else is no time someone meant. */
const [EARLIEST, LATEST] = [Date.UTC(2020), Date.UTC(2100)];

function instant(text: string): number | null {
  const iso = /^\d{4}-\d\d-\d\dt\d\d:\d\d(:\d\d(\.\d+)?)?(z|[+-]\d\d:\d\d)$/.test(text);
  const at = /^\d{12,14}$/.test(text) ? Number(text) : iso ? Date.parse(text.toUpperCase()) : Number.NaN;
  return at >= EARLIEST && at < LATEST && (!iso || isDay(text.slice(0, 10))) ? at : null;
}

function onDate(text: string): LocalSendAt | null {
  const [, year = "", month = "", day = "", time = ""] =
    /^(20[2-9]\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|(?=[ t]))[ t]?(.+)$/.exec(text) ?? [];
  const minute = minuteOf(time);
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return minute !== null && isDay(date) ? { date, weekdays: [], minute } : null;
}

/** As JavaScript reads it, so that 31 February is not 3 March. */
function isDay(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
}

function next(text: string): LocalSendAt | null {
  const [, days = "", time = ""] = /^(.*?) ?(\d{1,2}(?::|時| ?[ap]m).*)$/.exec(text) ?? [];
  const minute = minuteOf(time);
  const weekdays = weekdaysOf(
    days
      .replace(/^(?:next|every|on|次回の?|次の|下次|ครั้งถัดไป|毎週の?(?=[月火水木金土日]))/, "")
      .replace(/(?:\bat|の|に)$/, ""),
  );
  return minute === null || weekdays === null ? null : { date: null, weekdays, minute };
}

/** `9:00`, `9 am`, `9:30pm`, 9時, 9時半, 9時30分 → minutes after midnight. */
function minuteOf(text: string): number | null {
  const [, hours, colon, kanji, half, noon] =
    /^(\d{1,2})(?::(\d\d)(?::00)?|時(?:(\d{1,2})分|(半))?)? ?(am|pm)?$/.exec(text) ?? [];
  if (hours === undefined || (noon === undefined && !/[:時]/.test(text))) return null;
  const [typed, minute] = [Number(hours), half === undefined ? Number(colon ?? kanji ?? 0) : 30];
  if (noon !== undefined && (typed < 1 || typed > 12)) return null;
  const hour = noon === undefined ? typed : (typed % 12) + (noon === "pm" ? 12 : 0);
  return hour < 24 && minute < 60 ? hour * 60 + minute : null;
}

/** ISO 8601: Monday is 1. Nothing, or every day, is an empty list. */
function weekdaysOf(text: string): readonly number[] | null {
  const items = text.split(/ ?(?:[,;&/、・ ]|\band\b|と|และ) ?/).filter((item) => item !== "");
  const days = new Set<number>();
  for (const item of items) {
    const found = rangeOf(item);
    if (found === null) return null;
    for (const day of found) days.add(day);
  }
  return days.size === 7 ? [] : [...days].sort((one, other) => one - other);
}

function rangeOf(item: string): readonly number[] | null {
  const named = SEVERAL.find(([name]) => name.test(item))?.[1];
  if (named !== undefined) return named;
  // Written together, as in 月水金.
  if (/^[月火水木金土日]{2,}$/.test(item)) return [...item].map((one) => dayOf(one) ?? 0);
  const [from = null, to = null, ...more] = item.split("-").map(dayOf);
  if (from === null || more.length > 0) return null;
  if (!item.includes("-")) return [from];
  return to === null
    ? null
    : Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, index) => ((from + index - 1) % 7) + 1);
}

/** Not 平日: it leaves public holidays out, of which nothing is known here. */
const SEVERAL: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^weekdays?$/, [1, 2, 3, 4, 5]],
  [/^(?:weekends?|週末)$/, [6, 7]],
  [/^(?:day|daily|毎日|每天|每日|ทุกวัน)$/, [1, 2, 3, 4, 5, 6, 7]],
];

/** With the short names; abbreviations stand before a full stop. */
const THAI_DAYS = ["จันทร์ จ", "อังคาร อ", "พุธ พ", "พฤหัสบดี พฤหัส พฤ", "ศุกร์ ศ", "เสาร์ ส", "อาทิตย์ อา"];

const DAYS = ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"];

/** `mon`, `tues`, `friday`, `fri.`, 月, 月曜, 月曜日, จันทร์, วันจันทร์, จ. */
function dayOf(name: string): number | null {
  const [, kanji = ""] = /^([月火水木金土日])(?:曜日?)?$/.exec(name) ?? [];
  if (kanji !== "") return "月火水木金土日".indexOf(kanji) + 1;
  const short = name.replace(/\.$/, "");
  const thai = THAI_DAYS.findIndex((day) => day.split(" ").includes(short.replace(/^วัน/, "")));
  if (thai !== -1) return thai + 1;
  const index = /^[a-z]{2,}$/.test(short) ? DAYS.findIndex((day) => day.startsWith(short)) : -1;
  return index === -1 ? null : index + 1;
}
