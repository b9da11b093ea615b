/** Readers of the single fields of an action. A field that is not filled in is null, or false, or an empty list. */
import { finding, type Finding } from "../delivery/codes.ts";
import { NOT_SET } from "../delivery/inputs.ts";

/** Field name → text as HubSpot sends it; multi-selects are joined with `;`. */
export type RawInputs = Readonly<Record<string, string>>;

/** Thrown while inputs are read, so that each reader can return a plain value. */
export class WrongInput extends Error {
  readonly finding: Finding;
  constructor(what: Finding) {
    super(what.code);
    this.finding = what;
  }
}

export function fail(what: Finding): never {
  throw new WrongInput(what);
}

/** `allowed`: what may be filled in, as the sentence about it says. */
export function invalid(field: string, value: string, allowed: string): never {
  return fail(finding("INPUT_INVALID", { field, value: shortened(value), allowed }));
}

/** The action offers `off` and `on`; its first revisions, and other clients, send what else is here. */
const YES_NO: ReadonlyMap<string, boolean> = new Map([
  ...["off", "false", "no"].map((word) => [word, false] as const),
  ...["on", "true", "yes"].map((word) => [word, true] as const),
]);

/** Fields in which something is typed; everywhere else `NOT_SET` is the choice of nothing. */
const TYPED: ReadonlySet<string> = new Set(["messageText", "deliveryName", "maxRecipients", "sendAt"]);

export type Fields = ReturnType<typeof fieldsOf>;

export function fieldsOf(raw: RawInputs) {
  const read = new Set<string>();

  /** As HubSpot sent it; empty where it is not there. */
  function written(field: string): string {
    read.add(field);
    return raw[field] ?? "";
  }

  function text(field: string): string | null {
    const value = written(field).trim();
    return value === "" || (value === NOT_SET && !TYPED.has(field)) ? null : value;
  }

  /** What `read` makes of a field that is filled in. It returns null for a value that is not allowed. */
  function value<T>(field: string, read: (text: string) => T | null, allowed: string): T | null {
    const given = text(field);
    return given === null ? null : (read(given) ?? invalid(field, given, allowed));
  }

  const several = (field: string): readonly string[] =>
    (text(field) ?? "")
      .split(";")
      .map((part) => part.trim())
      .filter((part) => part !== "");

  const choice = <T extends string>(field: string, allowed: readonly T[]): T | null =>
    value(field, (given) => allowed.find((one) => one === given) ?? null, listed(allowed));

  return {
    written,
    /** Names of fields that no reader has asked for so far. */
    unread: () => Object.keys(raw).filter((name) => !read.has(name)),
    value,
    several,
    choice,
    choices<T extends string>(field: string, allowed: readonly T[]): readonly T[] {
      const wanted = new Set(several(field));
      for (const one of wanted) if (!allowed.some((known) => known === one)) invalid(field, one, listed(allowed));
      return allowed.filter((one) => wanted.has(one));
    },
    /** The id of something that is looked up later; longer than any real one is a mistake and would not fit a key. */
    reference: (field: string): string | null =>
      value(field, (given) => (/^[\w.-]{1,100}$/.test(given) ? given : null), "A–Z, a–z, 0–9, -, _, ."),
    numberAmong(field: string, allowed: readonly string[]): number | null {
      const chosen = choice(field, allowed);
      return chosen === null ? null : Number(chosen);
    },
    wholeNumber: (field: string, maximum: number): number | null =>
      value(field, (given) => wholeNumber(given, maximum), `1–${maximum}`),
    yes: (field: string): boolean =>
      value(field, (given) => YES_NO.get(given.toLowerCase()) ?? null, "off, on") ?? false,
  };
}

function wholeNumber(text: string, maximum: number): number | null {
  const number = /^\d{1,12}(\.0+)?$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= maximum ? number : null;
}

const MAX_CHOICES_SHOWN = 12;

function listed(allowed: readonly string[]): string {
  const more = allowed.length > MAX_CHOICES_SHOWN ? ", …" : "";
  return allowed.slice(0, MAX_CHOICES_SHOWN).join(", ") + more;
}

const MAX_CHARACTERS_SHOWN = 60;

export const shortened = (value: string): string =>
  value.length > MAX_CHARACTERS_SHOWN ? `${value.slice(0, MAX_CHARACTERS_SHOWN)}…` : value;
