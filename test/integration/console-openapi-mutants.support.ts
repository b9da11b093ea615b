/** Requests that differ from a right one in one place: some break what `openapi.json` says, some just do not. */
import type { ApiDocument, Operation, Parameter, Schema } from "./console-openapi.support.ts";

interface Variant<T> {
  readonly what: string;
  readonly sent: T;
}

export interface Mutants<T> {
  /** The document forbids them. */
  readonly wrong: readonly Variant<T>[];
  /** The document allows them, some of them just so. */
  readonly right: readonly Variant<T>[];
}

const STRANGERS: readonly unknown[] = [null, true, 7, 0.5, -1, "", "?", "7", [], ["?"], {}, { "?": "?" }];
const STRANGE_TEXTS = ["", "?", "7", "-1", "0", "1.5", "2026-02-28", "2026-02-30", "x".repeat(1000)];

/** What the variants below know how to break; a document that says more needs more of them. */
const BROKEN = ["type", "enum", "pattern", "format", "minLength", "maxLength", "minimum", "maximum"];
const BROKEN_IN_LISTS = ["items", "minItems", "maxItems"];
const BROKEN_IN_OBJECTS = ["properties", "required", "additionalProperties"];
const SAID = ["$ref", "anyOf", "default", "description", "writeOnly"];
const KNOWN = new Set([...BROKEN, ...BROKEN_IN_LISTS, ...BROKEN_IN_OBJECTS, ...SAID]);

/** Of a body in which everything that the document knows is there. */
export function bodyMutants(api: ApiDocument, { requestBody }: Operation, body: object): Mutants<object> {
  const schema = requestBody?.content["application/json"].schema ?? {};
  const found = new Map<string, Variant<object>>();
  for (const { what, sent } of variants(api, schema, body)) {
    // express.json takes nothing else, and says so before anybody looks at what it is.
    if (typeof sent === "object" && sent !== null) found.set(JSON.stringify(sent), { what, sent });
  }
  // As it arrives: without what is undefined.
  const isRight = (text: string): boolean => api.faults(schema, JSON.parse(text)).length === 0;
  return {
    wrong: [...found].filter(([text]) => !isRight(text)).map(([, one]) => one),
    right: [...found].filter(([text]) => isRight(text)).map(([, one]) => one),
  };
}

/** Of a value in a query: other values, and the same one twice. */
export function queryMutants(api: ApiDocument, parameter: Parameter, right: string): Mutants<string> {
  const { name, schema } = parameter;
  const texts = [...plainVariants(schema, right, name)].map(({ sent }) => String(sent));
  const queries = [
    ...[...STRANGE_TEXTS, ...texts].map((text) => new URLSearchParams([[name, text]])),
    new URLSearchParams(`${name}=${right}&${name}=${right}`),
  ];
  const isRight = (query: URLSearchParams): boolean => api.queryFaults(parameter, query).length === 0;
  const shown = (query: URLSearchParams) => ({ what: query.toString().slice(0, 60), sent: query.toString() });
  return {
    wrong: queries.filter((query) => !isRight(query)).map(shown),
    right: queries.filter(isRight).map(shown),
  };
}

function* variants(api: ApiDocument, described: Schema, right: unknown, at = "body"): Generator<Variant<unknown>> {
  const schema = api.resolved(described) as Schema;
  const unknown = Object.keys(schema).filter((keyword) => !KNOWN.has(keyword));
  if (unknown.length > 0) throw new Error(`${at}: nothing here breaks ${unknown.join(", ")}`);
  for (const stranger of STRANGERS) yield { what: `${at} is ${JSON.stringify(stranger)}`, sent: stranger };
  for (const branch of (schema["anyOf"] ?? []) as readonly Schema[]) {
    if (api.faults(branch, right).length === 0) yield* variants(api, branch, right, at);
  }
  if (Array.isArray(right)) yield* listVariants(api, schema, right, at);
  else if (typeof right === "object" && right !== null) yield* objectVariants(api, schema, { ...right }, at);
  else yield* plainVariants(schema, right, at);
}

function* plainVariants(schema: Schema, right: unknown, at: string): Generator<Variant<unknown>> {
  const { minLength, maxLength, minimum, maximum } = schema as Readonly<Record<string, number | undefined>>;
  const lengths = [minLength, maxLength].filter((length) => length !== undefined);
  for (const length of lengths.flatMap(around)) {
    yield { what: `${at} has ${length} characters`, sent: "x".repeat(length) };
  }
  const numbers = [minimum, maximum].filter((number) => number !== undefined);
  for (const number of numbers.flatMap(around)) yield { what: `${at} is ${number}`, sent: number };
  for (const one of (schema["enum"] ?? []) as readonly unknown[]) yield { what: `${at} is ${String(one)}`, sent: one };
  if (typeof right === "number") yield { what: `${at} is a number as text`, sent: String(right) };
}

const around = (limit: number): number[] => [limit - 1, limit, limit + 1];

function* listVariants(api: ApiDocument, schema: Schema, right: readonly unknown[], at: string) {
  const { minItems, maxItems } = schema as Readonly<Record<string, number | undefined>>;
  const [first] = right;
  const lengths = [minItems, maxItems].filter((length) => length !== undefined);
  for (const length of lengths.flatMap(around)) {
    yield { what: `${at} has ${length} items`, sent: Array.from({ length }, () => first) };
  }
  const items = (schema["items"] ?? {}) as Schema;
  for (const { what, sent } of variants(api, items, first, `${at}[0]`)) yield { what, sent: right.with(0, sent) };
}

function* objectVariants(api: ApiDocument, schema: Schema, right: Readonly<Record<string, unknown>>, at: string) {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
  yield { what: `${at} has what is not known`, sent: { ...right, unheardOf: "?" } };
  for (const [name, property] of Object.entries(properties)) {
    if (!(name in right)) throw new Error(`${at}.${name} is described; send it too`);
    yield { what: `${at} lacks ${name}`, sent: { ...right, [name]: undefined } };
    for (const { what, sent } of variants(api, property, right[name], `${at}.${name}`)) {
      yield { what, sent: { ...right, [name]: sent } };
    }
  }
}
