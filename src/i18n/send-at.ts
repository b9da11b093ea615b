/** A send time that recurs, or the date and time that were typed, as people read and may type them. */
import type { LocalSendAt } from "../delivery/inputs.ts";
import { textsIn, type Language } from "./languages.ts";
import { actionTexts, fill } from "./wording.ts";

/** "next Mon–Fri 12:00", "2026-12-01 09:00"; the action takes both, in every language. */
export function sendAtInWords({ date, weekdays, minute }: LocalSendAt, language: Language): string {
  const { words } = actionTexts(language);
  const time = [Math.floor(minute / 60), minute % 60].map((number) => String(number).padStart(2, "0")).join(":");
  if (date !== null) return `${date} ${time}`;
  const days = runsIn(weekdays).map((run) => runInWords(run, language));
  return fill(words.next, { when: [days.join(words.comma), time].filter((part) => part !== "").join(" ") });
}

/** The same of an edit's value as the timeline keeps it; an instant stays as it is. */
export const editedSendAtInWords = (value: string, language: Language): string =>
  value.startsWith("{") ? sendAtInWords(JSON.parse(value) as LocalSendAt, language) : value;

/** Days of the week that follow each other; ISO 8601 counts them from Monday. */
function runsIn(weekdays: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  for (const day of weekdays) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  return runs;
}

function runInWords(run: readonly number[], language: Language): string {
  const format = new Intl.DateTimeFormat(textsIn(language).locale, { weekday: "short", timeZone: "UTC" });
  // 1 January 2024 was a Monday.
  const names = run.map((day) => format.format(Date.UTC(2024, 0, day)));
  return names.length < 3 ? names.join(actionTexts(language).words.comma) : `${names[0]}–${names.at(-1)}`;
}
