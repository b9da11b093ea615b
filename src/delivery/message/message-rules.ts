/**
 * LINE's rules for messages as small checks: each answers what is wrong with a value, and where.
 * https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
import type { Figures } from "../codes.ts";
import { fault, type Fault, type FaultName } from "./faults.ts";

export type Check = (value: unknown, property: string) => Fault | null;

type Values = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Counted in UTF-16 code units: https://developers.line.biz/en/docs/messaging-api/text-character-count/ */
export function text(most: number, least = 1): Check {
  return textCounted(most, least, (value) => value.length);
}

/** Characters as a reader sees them: a flag or a family is one. */
export const GRAPHEMES = new Intl.Segmenter("ja", { granularity: "grapheme" });

/** A visible character may be many code units (a family of emoji has eleven); no label comes near this average. */
const MAX_UNITS_PER_CHARACTER = 32;

/** Labels and the texts of templates and postbacks are counted as a reader counts them; far too long ones in code units. */
export function words(most: number, least = 1): Check {
  return textCounted(most, least, (value) =>
    value.length > most * MAX_UNITS_PER_CHARACTER ? value.length : [...GRAPHEMES.segment(value)].length,
  );
}

function textCounted(most: number, least: number, lengthOf: (value: string) => number): Check {
  return (value, property) => {
    if (typeof value !== "string") return fault(property, "no_text");
    const length = lengthOf(value);
    if (length < least) return fault(property, "empty");
    return length > most ? fault(property, "too_long", { length, most }) : null;
  };
}

/** An address of one of these schemes. */
export const address = (most: number, schemes: readonly string[]): Check =>
  addressWhere(most, (scheme) => schemes.includes(scheme), ["no_address", schemes]);

/** An address of any scheme but these. */
export const addressExcept = (most: number, schemes: readonly string[]): Check =>
  addressWhere(most, (scheme) => !schemes.includes(scheme), ["no_link", schemes]);

function addressWhere(
  most: number,
  allows: (scheme: string) => boolean,
  [problem, schemes]: readonly [FaultName, readonly string[]],
): Check {
  return (value, property) => {
    const wrong = text(most)(value, property);
    if (wrong !== null) return wrong;
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(String(value))?.[1]?.toLowerCase();
    const known = scheme !== undefined && allows(scheme) && URL.canParse(String(value));
    return known ? null : fault(property, problem, { schemes: schemes.join(", ") });
  };
}

export function number(least: number, most: number): Check {
  return (value, property) =>
    typeof value === "number" && value >= least && value <= most
      ? null
      : fault(property, "out_of_range", { least, most });
}

export function whole(least: number, most: number): Check {
  return (value, property) =>
    Number.isInteger(value) ? number(least, most)(value, property) : fault(property, "not_whole");
}

export function oneOf(...allowed: readonly string[]): Check {
  return (value, property) =>
    allowed.some((one) => one === value) ? null : fault(property, "not_one_of", { allowed: allowed.join(", ") });
}

export function pattern(expression: RegExp, problem: FaultName, figures: Figures = {}): Check {
  return (value, property) =>
    typeof value === "string" && expression.test(value) ? null : fault(property, problem, figures);
}

export function list(check: Check, least: number, most: number): Check {
  return (value, property) => {
    if (!Array.isArray(value)) return fault(property, "no_list");
    if (value.length < least) return fault(property, "too_few", { least });
    if (value.length > most) return fault(property, "too_many", { count: value.length, most });
    return first(value.map((each: unknown, index) => () => check(each, `${property}[${index}]`)));
  };
}

/** What LINE adds later is left to LINE: only known properties are looked at. */
export function object(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  return (value, property) => {
    if (!isObject(value)) return fault(property, "no_object");
    const needed = Object.entries(required).map(([name, check]) => () => {
      const place = `${property}.${name}`;
      return value[name] === undefined || value[name] === null ? fault(place, "missing") : check(value[name], place);
    });
    const allowed = Object.entries(optional).map(([name, check]) => () => {
      const given = value[name];
      return given === undefined || given === null ? null : check(given, `${property}.${name}`);
    });
    return first([...needed, ...allowed]);
  };
}

/** Which rules hold is said by `type`. */
export function byType(kinds: () => Readonly<Record<string, Check>>): Check {
  return (value, property) => {
    if (!isObject(value)) return fault(property, "no_object");
    const { type } = value;
    const known = kinds();
    const check = typeof type === "string" && Object.hasOwn(known, type) ? known[type] : undefined;
    if (check === undefined) return fault(`${property}.type`, "not_one_of", { allowed: Object.keys(known).join(", ") });
    return check(value, property);
  };
}

/** All of them, the first fault found. */
export function every(...checks: readonly Check[]): Check {
  return (value, property) => first(checks.map((check) => () => check(value, property)));
}

/** Bytes of the JSON text. */
export function atMostBytes(most: number): Check {
  return (value, property) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
    return bytes > most ? fault(property, "too_many_bytes", { bytes, most }) : null;
  };
}

export function first(checks: readonly (() => Fault | null)[]): Fault | null {
  for (const check of checks) {
    const found = check();
    if (found !== null) return found;
  }
  return null;
}
