/** Joi schemas together with the type of what they let through, so that neither is written twice. */
import Joi from "joi";

export type ValueOf<S extends Joi.Schema> = NonNullable<S["~standard"]["types"]>["output"];

type Fields = Readonly<Record<string, Joi.Schema>>;
type Shape<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

/** An object with all of the fields; only what has a default, or says that it is optional, may be left out. */
export function shape<F extends Fields>(fields: F): Joi.ObjectSchema<Shape<F>> {
  const present = Object.entries(fields).map(([name, schema]) => [
    name,
    mayBeLeftOut(schema) ? schema : schema.required(),
  ]);
  return Joi.object<Shape<F>>(Object.fromEntries(present) as Joi.PartialSchemaMap);
}

const mayBeLeftOut = (schema: Joi.Schema): boolean =>
  schema.$_getFlag("default") !== undefined || schema.$_getFlag("presence") === "optional";

/** An object in which each field may be left out. */
export const partial = <F extends Fields>(fields: F): Joi.ObjectSchema<Partial<Shape<F>>> =>
  Joi.object<Partial<Shape<F>>>(fields);

/** The fields of an object's schema, in order. */
export const keysOf = (schema: Joi.Schema | undefined) =>
  (schema?.$_terms["keys"] ?? []) as readonly { readonly key: string; readonly schema: Joi.Schema }[];

/** What an object's schema names, of a value that may have more. */
export const pick = <T extends object>(schema: Joi.ObjectSchema<T>, from: T): T =>
  Object.fromEntries(keysOf(schema).map(({ key }) => [key, from[key as keyof T]])) as T;

export const listOf = <S extends Joi.Schema>(schema: S): Joi.ArraySchema<readonly ValueOf<S>[]> =>
  Joi.array<readonly ValueOf<S>[]>().items(schema);

export const oneOf = <const Name extends string>(names: readonly Name[]): Joi.StringSchema<Name> =>
  Joi.string<Name>().valid(...names);

/** A name of the record, which `satisfies` keeps complete. */
export const keyOf = <Name extends string>(names: Readonly<Record<Name, unknown>>): Joi.StringSchema<Name> =>
  oneOf(Object.keys(names) as Name[]);

export const orNull = <S extends Joi.Schema>(schema: S): Joi.AnySchema<ValueOf<S> | null> =>
  schema.allow(null) as Joi.AnySchema<ValueOf<S> | null>;

/** Null where it was left out. */
export const orAbsent = <S extends Joi.Schema>(schema: S): Joi.AnySchema<ValueOf<S> | null> =>
  schema.default(null) as Joi.AnySchema<ValueOf<S> | null>;

/** The same in a form's query, which sends what was not filled in as empty text. */
export const orEmpty = <S extends Joi.Schema>(schema: S): Joi.AnySchema<ValueOf<S> | null> =>
  orAbsent(schema.empty("") as S);

/** With keywords of JSON Schema that joi does not know, such as `format: "date"`. */
export function documented<T>(schema: Joi.StringSchema<T>, keywords: object): Joi.StringSchema<T> {
  const jsonSchema = (_schema: unknown, json: object) => ({ ...json, type: "string", ...keywords });
  // joi's types do not know `jsonSchema` yet.
  const extension = { type: "documented", base: schema, jsonSchema };
  const extended = Joi.extend(extension) as { documented(): Joi.StringSchema<T> };
  return extended.documented();
}

export const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** One of our ids, as PostgreSQL writes them. */
export const ID = documented(Joi.string().pattern(new RegExp(`^${UUID}$`), "id"), { format: "uuid" });

/** One that a caller made up; in lower case once it is checked. */
export const ANY_CASE_ID = documented(
  Joi.string()
    .lowercase()
    .pattern(new RegExp(`^${UUID.replaceAll("a-f", "a-fA-F")}$`), "any id"),
  { format: "uuid" },
);

export const isUuid = (text: unknown): text is string => ID.required().validate(text).error === undefined;
