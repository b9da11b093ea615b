/**
 * Reads a platform's response as what it documents, and says which field is not: SDKs declare types, they do not check
 * them. Unknown fields are left out; a field that may be missing is null, a list that may be missing is empty.
 */
import joi, { type AnySchema } from "joi";

export class UnexpectedResponse extends Error {
  /** `field`: its path, such as `answer.lists[1].name`. */
  constructor(field: string, problem: string) {
    super(`${field} ${problem}`);
    this.name = "UnexpectedResponse";
  }
}

/** What a schema reads. */
export type ResponseOf<S> = S extends AnySchema<infer T> ? T : never;

const OPTIONS = { convert: false, stripUnknown: true, presence: "required" } as const;

/** Throws `UnexpectedResponse`. `place`: what the path of a field begins with. */
export function readResponse<T>(schema: AnySchema<T>, response: unknown, place = "answer"): T {
  const { value, error } = schema.validate(response, OPTIONS);
  const problem = error?.details[0];
  if (problem === undefined) return value as T;
  const steps = problem.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`));
  throw new UnexpectedResponse(place + steps.join(""), problem.message);
}

const is = <T>(schema: AnySchema, what: string): AnySchema<T> => schema.messages({ "*": `is not ${what}` });

export const text = is<string>(joi.string().allow("").custom(storable), "a text");
/** A name that a person gave something, on one line. */
export const name = is<string>(text.custom(onOneLine), "a text");
export const matching = (pattern: RegExp, what: string) => is<string>(joi.string().pattern(pattern), what);
/** Numbers that JavaScript cannot hold exactly are no count, ID or time, and would overflow in arithmetic. */
export const number = is<number>(joi.number(), "a number");
/** A positive number without a fraction. */
export const whole = is<number>(joi.number().integer().positive(), "a whole number");
/** An ID as text: platforms send it as a number or as text. */
export const id = is<string>(
  joi.alternatives(joi.string().allow(""), joi.number().integer()).custom((value) => storable(String(value))),
  "an id",
);
/** False unless it is true; HubSpot's older examples have booleans as text. */
export const flag: AnySchema<boolean> = joi
  .any()
  .custom((value) => value === true || value === "true")
  .optional()
  .default(false);

export const oneOf = <const T extends string>(...values: readonly T[]) =>
  is<T>(joi.valid(...values), `one of ${values.join(", ")}`);

export const optional = <T>(schema: AnySchema<T>): AnySchema<T | null> => schema.optional().empty(null).default(null);

/** Its value changed; `optional` and `list` have theirs unchanged where the field is missing. */
export const changed = <T, U>(schema: AnySchema<T>, change: (value: T) => U): AnySchema<U> =>
  (schema as AnySchema).custom(change);

/** Empty where the field is missing. */
export const list = <T>(item: AnySchema<T>): AnySchema<readonly T[]> =>
  is(joi.array().items(item).optional().empty(null).default([]), "a list");

export const object = <Fields extends Readonly<Record<string, AnySchema>>>(
  fields: Fields,
): AnySchema<{ readonly [Field in keyof Fields]: ResponseOf<Fields[Field]> }> => is(joi.object(fields), "an object");

/** The same, with its unknown fields. */
export const openObject = <Fields extends Readonly<Record<string, AnySchema>>>(fields: Fields) =>
  object(fields).concat(joi.object().unknown());

/** An object of which only the field with this name counts, which may be missing. */
export const property = <T>(field: string, schema: AnySchema<T>): AnySchema<Readonly<Record<string, T>>> =>
  is(joi.object().pattern(joi.valid(field), schema), "an object");

/** Without what PostgreSQL's texts and JSON cannot hold: a name with half a character must not stop a delivery. */
export function storable(value: string): string {
  return value.toWellFormed().replaceAll("\u0000", "");
}

/** Line breaks, tabs and other control characters become a space: names stand in headings, dropdowns and spreadsheets. */
export function onOneLine(value: string): string {
  return value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
