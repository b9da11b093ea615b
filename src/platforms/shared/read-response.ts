/** Reads a platform's answer as what it documents, and says which field is not: SDKs declare types, they do not check them. */

export class UnexpectedResponse extends Error {
  constructor(field: string, problem: string) {
    super(`${field} ${problem}`);
    this.name = "UnexpectedResponse";
  }
}

/** The fields of one object. What is optional is null where it is missing. */
export interface ResponseFields {
  text(name: string): string;
  optionalText(name: string): string | null;
  /** A name that people gave something, on one line. */
  name(name: string): string;
  /** The same; null also where it is empty. */
  optionalName(name: string): string | null;
  number(name: string): number;
  optionalNumber(name: string): number | null;
  /** A number without a fraction, above zero. */
  whole(name: string): number;
  /** An id as text: platforms send them now as numbers, now as text. */
  id(name: string): string;
  /** Objects; none where the field is missing. */
  list(name: string): readonly ResponseFields[];
  /** Texts; none where the field is missing. */
  texts(name: string): readonly string[];
  optionalFields(name: string): ResponseFields | null;
  requiredFields(name: string): ResponseFields;
  isTrue(name: string): boolean;
}

export function readFields(answer: unknown, place = "answer"): ResponseFields {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) throw odd(place, "an object");
  const at = (name: string): string => `${place}.${name}`;
  const valueOf = (name: string): unknown =>
    Object.hasOwn(answer, name) ? ((answer as Readonly<Record<string, unknown>>)[name] ?? null) : null;
  const optional = <T>(name: string, is: (value: unknown) => value is T, what: string): T | null => {
    const value = valueOf(name);
    if (value === null || is(value)) return value;
    throw odd(at(name), what);
  };
  const required = <T>(name: string, value: T | null, what: string): T => {
    if (value === null) throw odd(at(name), what);
    return value;
  };
  const fields: ResponseFields = {
    optionalText(name) {
      const text = optional(name, isText, "a text");
      return text === null ? null : storable(text);
    },
    name: (name) => onOneLine(fields.text(name)),
    optionalName: (name) => onOneLine(fields.optionalText(name) ?? "") || null,
    text: (name) => required(name, fields.optionalText(name), "a text"),
    optionalNumber: (name) => optional(name, isNumber, "a number"),
    number: (name) => required(name, fields.optionalNumber(name), "a number"),
    whole: (name) => required(name, optional(name, isWhole, "a whole number"), "a whole number"),
    id: (name) => storable(String(required(name, optional(name, isId, "an id"), "an id"))),
    list: (name) =>
      (optional(name, Array.isArray, "a list") ?? []).map((one: unknown, index) =>
        readFields(one, `${at(name)}[${index}]`),
      ),
    texts: (name) => (optional(name, isTexts, "a list of texts") ?? []).map(storable),
    optionalFields(name) {
      const value = valueOf(name);
      return value === null ? null : readFields(value, at(name));
    },
    requiredFields: (name) => required(name, fields.optionalFields(name), "an object"),
    isTrue: (name) => valueOf(name) === true,
  };
  return fields;
}

const odd = (place: string, what: string): UnexpectedResponse => new UnexpectedResponse(place, `is not ${what}`);

const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
/** Larger ones are no count, no id and no time, and would overflow where they are reckoned with. */
const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const isId = (value: unknown): value is string | number => isText(value) || Number.isSafeInteger(value);

/** Without what PostgreSQL's texts and JSON cannot hold: a name with half a character must not stop a delivery. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\u0000", "");

/** Line breaks, tabs and other control characters become a space: names stand in headings, dropdowns and spreadsheets. */
const onOneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** True also where an SDK itself stumbled over the answer: the first frame of a file is then a package's. */
export function isUnexpectedResponse(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error.name === "UnexpectedResponse") return true;
  const file = (error.stack ?? "").split("\n").find((line) => /^\s+at .*[/\\][^/\\]+\.[cm]?[jt]s:\d+/.test(line));
  // Too deep for the engine itself, the trace is full before it reaches a file.
  if (file === undefined) return error.name === "RangeError";
  return file.includes("node_modules") && /^(TypeError|RangeError)$/.test(error.name) && !isFetch(error);
}

/** `fetch` says so when a connection fails. */
const isFetch = ({ message }: Error): boolean => /fetch failed|terminated/i.test(message);
