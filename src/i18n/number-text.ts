/** Numbers as a language writes them, hidden ones included. */
import { textsIn, type Language } from "./languages.ts";
import { fill, formatMessage } from "./message-format.ts";

export const numberText = (value: number, language: Language): string =>
  new Intl.NumberFormat(textsIn(language).locale).format(value);

/** A number to go by, in two digits: 5,432 is 5,400. */
export const roughText = (value: number, language: Language): string =>
  new Intl.NumberFormat(textsIn(language).locale, { maximumSignificantDigits: 2 }).format(value);

/** `0.345` is 34.5%. */
export const percentText = (share: number, language: Language): string =>
  new Intl.NumberFormat(textsIn(language).locale, { style: "percent", maximumFractionDigits: 1 }).format(share);

/** "<20", which `delivery/numbers/hidden.ts` writes, as people read it; null for any other text. */
export function hiddenText(value: string, language: Language): string | null {
  const below = /^<(\d+)$/.exec(value)?.[1];
  const {
    action: { words },
    locale,
  } = textsIn(language);
  return below === undefined ? null : formatMessage(words.fewer, { below: Number(below) }, locale);
}

/** A number of people, or "<20", as `delivery/numbers/hidden.ts` writes what is hidden. */
export const peopleText = (people: number | string, language: Language): string =>
  typeof people === "number" ? numberText(people, language) : (hiddenText(people, language) ?? people);

/** The same of an estimate: "about 1,200", but "fewer than 20". */
export const aboutText = (people: number | string, about: string, language: Language): string =>
  typeof people === "number" ? fill(about, { count: numberText(people, language) }) : peopleText(people, language);
