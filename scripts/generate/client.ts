/**
 * Writes client/listcast-api.ts: the routes of the OpenAPI document as types, in the form that openapi-typescript gives them
 * and openapi-fetch reads (https://openapi-ts.dev/openapi-fetch/). openapi-typescript itself is built on a compiler API that
 * TypeScript 7 does not have.
 */
import { writeFileSync } from "node:fs";
import { makeDocument } from "../../src/console/api/routes.ts";
import type { Json } from "../../src/console/api/schema-json.ts";

export const CLIENT_FILE = new URL("../../client/listcast-api.ts", import.meta.url);

type Place = "query" | "header" | "path";

interface Parameter {
  readonly name: string;
  readonly in: Place;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Json;
}

type Content = Readonly<Record<string, { readonly schema: Json }>>;

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Content }>>;
}

type Item = Readonly<Record<string, Operation>> & { readonly parameters?: readonly (Parameter | { $ref: string })[] };

interface Document {
  readonly paths: Readonly<Record<string, Item>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

/** Throws for a keyword that it does not know how to write. */
export function clientTypes(document = servedDocument()): string {
  const { paths, components } = document;
  const schemas = Object.entries(components.schemas).map(([name, schema]) => member(name, schema, true));
  const routes = Object.entries(paths).map(([path, item]) => `"${path}": ${pathType(item, components)};`);
  return `/** Types of the API, for openapi-fetch (docs/api.md). Written by npm run generate. */
    export interface paths { ${routes.join("\n")} }
    /** All refusals look the same. */
    export interface Refusal {
      headers: { [name: string]: unknown };
      content: { "application/problem+json": components["schemas"]["Problem"] };
    }
    export interface components { schemas: { ${schemas.join("\n")} } }\n`;
}

/** As it arrives: without what is undefined. */
const servedDocument = (): Document => JSON.parse(JSON.stringify(makeDocument())) as Document;

const METHODS = ["get", "post", "put", "patch", "delete"];

function pathType(item: Item, { parameters }: Document["components"]): string {
  const { parameters: shared = [] } = item;
  const always = shared.flatMap((one) => ("$ref" in one ? Object.values(parameters) : [one]));
  const methods = METHODS.flatMap((method) => {
    const operation = item[method];
    return operation === undefined ? [] : [operationType(method, operation, always)];
  });
  return `{ ${methods.join("\n")} }`;
}

function operationType(
  method: string,
  { summary, parameters = [], requestBody, responses }: Operation,
  always: readonly Parameter[],
): string {
  const all = [...always, ...parameters];
  const places = (["query", "header", "path"] as const).map((place) => placeType(place, all));
  const body =
    requestBody === undefined ? "requestBody?: never" : `requestBody: { ${contentType(requestBody.content)} }`;
  const answers = Object.entries(responses).map(([status, { $ref, content }]) =>
    $ref === undefined
      ? `${status}: { headers: { [name: string]: unknown }; ${contentType(content)} };`
      : `${status}: Refusal;`,
  );
  return `${comment(summary)}${method}: { parameters: { ${places.join("; ")}; cookie?: never }; ${body}; responses: { ${answers.join("\n")} } };`;
}

/** openapi-fetch asks for parameters where one of them is required. */
function placeType(place: Place, all: readonly Parameter[]): string {
  const own = all.filter((one) => one.in === place);
  if (own.length === 0) return `${place}?: never`;
  const optional = own.some(({ required }) => required === true) ? "" : "?";
  const members = own.map(({ name, required, description, schema }) =>
    member(name, { ...schema, ...(description !== undefined && { description }) }, required === true),
  );
  return `${place}${optional}: { ${members.join("\n")} }`;
}

const contentType = (content: Content | undefined): string =>
  content === undefined
    ? "content?: never"
    : `content: { ${Object.entries(content)
        .map(([type, { schema }]) => `"${type}": ${typeOf(schema)};`)
        .join("\n")} }`;

const comment = (text: unknown): string =>
  typeof text === "string" ? `/** ${text.replaceAll("*/", "*\\/")} */\n` : "";

const member = (name: string, schema: Json, required: boolean): string =>
  `${comment(schema["description"])}"${name}"${required ? "" : "?"}: ${typeOf(schema)};`;

function typeOf(schema: Json): string {
  const { $ref, anyOf, enum: values, type } = schema;
  if (typeof $ref === "string") return `components["schemas"]["${$ref.split("/").at(-1)}"]`;
  if (Array.isArray(anyOf)) return (anyOf as Json[]).map(typeOf).join(" | ");
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (Array.isArray(type)) return (type as string[]).map((one) => typeOf({ ...schema, type: one })).join(" | ");
  return PLAIN[String(type)] ?? composedType(schema);
}

const PLAIN: Readonly<Record<string, string>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};

function composedType(schema: Json): string {
  const { type, items = {}, properties, required = [], additionalProperties } = schema;
  if (type === "array") return `(${typeOf(items as Json)})[]`;
  if (Object.keys(schema).every((keyword) => keyword === "description")) return "unknown";
  if (type !== "object") throw new Error(`there is no type for ${JSON.stringify(schema)}`);
  const own = Object.entries((properties ?? {}) as Record<string, Json>).map(([name, one]) =>
    member(name, one, (required as string[]).includes(name)),
  );
  const others = additionalProperties === false ? [] : [`[name: string]: ${othersType(additionalProperties, own)};`];
  return `{ ${[...own, ...others].join("\n")} }`;
}

/** What stands beside named properties has to allow theirs too. */
const othersType = (schema: unknown, own: readonly string[]): string =>
  typeof schema !== "object" || schema === null || own.length > 0 ? "unknown" : typeOf(schema as Json);

if (import.meta.main) writeFileSync(CLIENT_FILE, clientTypes());
