/** Joi schemas as JSON Schema, with references to those that have a name. */
import type Joi from "joi";

export type Json = Readonly<Record<string, unknown>>;

/** `own` says that the schema has a name and is to be written out. */
export type Refer = (schema: Joi.Schema, own?: "own") => Json;

const NULL = { type: "null" };

/** By joi itself, in draft 2020-12. */
export const schemaJson = (schema: Joi.Schema): Json =>
  mended(schema["~standard"].jsonSchema.input({ target: "draft-2020-12" }));

/** joi leaves null out of the values that it allows, and says it is the default of what was left out. */
function mended({ default: left, ...json }: Json): Json {
  const values = isNullable(json) && Array.isArray(json["enum"]) && { enum: [...(json["enum"] as unknown[]), null] };
  return { ...within(json, mended), ...values, ...(left != null && { default: left }) };
}

const isNullable = ({ type }: Json): boolean => Array.isArray(type) && type.length === 2 && type.includes("null");

/** The same with every schema inside it changed. */
function within(json: Json, change: (inner: Json) => Json): Json {
  const { properties, items, additionalProperties, anyOf } = json;
  const changed = Object.entries((properties ?? {}) as Record<string, Json>).map(([name, one]) => [name, change(one)]);
  return {
    ...json,
    ...(properties !== undefined && { properties: Object.fromEntries(changed) as Json }),
    ...(items !== undefined && { items: change(items as Json) }),
    ...(typeof additionalProperties === "object" && { additionalProperties: change(additionalProperties as Json) }),
    ...(anyOf !== undefined && { anyOf: (anyOf as Json[]).map(change) }),
  };
}

/** A schema is known by what it says; a place may describe it in words of its own. */
export function referring(schemas: Readonly<Record<string, Joi.Schema>>): Refer {
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [contentOf(schemaJson(schema)), name]));
  const described = new Map(Object.entries(schemas).map(([name, schema]) => [name, schemaJson(schema)["description"]]));
  const reference = (json: Json): Json | null => {
    const name = names.get(contentOf(json));
    if (name === undefined) return null;
    const { description } = json;
    const own = description !== undefined && description !== described.get(name);
    return { ...(own && { description }), $ref: `#/components/schemas/${name}` };
  };
  const refer = (json: Json): Json => {
    const found = reference(json);
    if (found !== null) return found;
    const { description, ...present } = reference(withoutNull(json)) ?? {};
    if (!isNullable(json) || Object.keys(present).length === 0) return within(json, refer);
    return { ...(description !== undefined && { description }), anyOf: [present, NULL] };
  };
  return (schema, own) => {
    const json = schemaJson(schema);
    return own === undefined ? refer(json) : within(json, refer);
  };
}

const contentOf = ({ description: _said, default: _left, ...json }: Json): string => JSON.stringify(json);

function withoutNull(json: Json): Json {
  if (!isNullable(json)) return json;
  const type = (json["type"] as string[]).find((one) => one !== "null");
  const values = json["enum"] as unknown[] | undefined;
  return { ...json, type, ...(values !== undefined && { enum: values.filter((one) => one !== null) }) };
}
