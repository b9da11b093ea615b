/** Instants and durations as a language writes them. */
import { textsIn, type Language } from "./languages.ts";

/** Sentences or other parts one after another. */
export const together = (parts: readonly string[], language: Language): string =>
  parts.join(textsIn(language).spaced ? " " : "");

export const dateText = (at: number, language: Language, timeZone: string): string =>
  new Intl.DateTimeFormat(textsIn(language).locale, { dateStyle: "medium", timeZone }).format(at);

/** The hour in two digits, so that times in a column line up. */
export function dateTimeText(at: number, language: Language, timeZone: string): string {
  const style = { dateStyle: "medium", timeStyle: "short", timeZone } as const;
  return new Intl.DateTimeFormat(textsIn(language).locale, style).format(at).replace(/\b\d:/, "0$&");
}

/** The same with the zone: "23 Nov 2026, 09:00 GMT+9". */
export function zonedTimeText(at: number, language: Language, timeZone: string): string {
  const { locale } = textsIn(language);
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "shortOffset" }).formatToParts(at);
  const zone = parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
  return `${dateTimeText(at, language, timeZone)} ${zone}`;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** In the two largest units: "1 day 3 hours". */
export function durationText(seconds: number, language: Language): string {
  const words = UNITS.flatMap(([unit, size], index) => {
    const bigger = UNITS[index - 1]?.[1] ?? Infinity;
    const count = Math.floor((seconds % bigger) / size);
    return count === 0 ? [] : [unitText(count, unit, language)];
  });
  return words.length === 0 ? unitText(seconds, "second", language) : together(words.slice(0, 2), language);
}

function unitText(count: number, unit: "day" | "hour" | "minute" | "second", language: Language): string {
  const options = { style: "unit", unit, unitDisplay: "long" } as const;
  const { locale, spaced } = textsIn(language);
  const text = new Intl.NumberFormat(locale, options).format(count);
  return spaced ? text : text.replaceAll(" ", "");
}
