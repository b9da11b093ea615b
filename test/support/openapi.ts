/** LINE's official OpenAPI files as judges of requests and answers. They lie beside the repository, not in it. */
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";

const FOLDER = new URL("../../../shared/specs/line/", import.meta.url);
const FILES = ["messaging-api", "manage-audience", "insight", "channel-access-token"];

export const specsAreHere = (): boolean => existsSync(new URL("messaging-api.yml", FOLDER));

/** Why the conformance tests cannot run here; null when they can. In CI their absence is a failure, not a reason. */
export function reasonWithoutSpecs(): string | null {
  if (specsAreHere() || process.env["CI"] === "true") return null;
  return "LINE's OpenAPI files are not beside this checkout (../shared/specs/line): conformance was not checked";
}

/** The values that a schema of the file names. */
export function enumOf(file: string, schema: string): readonly string[] {
  const { components } = parse(readFileSync(new URL(`${file}.yml`, FOLDER), "utf8")) as {
    components: { schemas: Record<string, { enum?: readonly string[] }> };
  };
  return components.schemas[schema]?.enum ?? [];
}

export interface Exchange {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly requestType: string;
  readonly requestBody: string;
  readonly status: number;
  readonly responseBody: string;
}

type Schema = Record<string, unknown>;

interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: { readonly content: Record<string, { schema: Schema }> };
  readonly responses: Record<string, { readonly content?: Record<string, { schema: Schema }> }>;
}

interface Route {
  readonly file: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly template: string;
  readonly operation: Operation;
}

export class LineSpecs {
  readonly #ajv = new Ajv.default({ strict: false, allErrors: true, coerceTypes: false });
  readonly #routes: Route[] = [];

  constructor() {
    addFormats.default(this.#ajv);
    for (const file of FILES) this.#read(file);
  }

  /** Everything in the exchange that the specification does not allow; empty when it conforms. */
  faultsOf(exchange: Exchange): string[] {
    const url = new URL(exchange.path, "http://line");
    const route = this.#routes.find(({ method, pattern }) => method === exchange.method && pattern.test(url.pathname));
    if (route === undefined) return [`${exchange.method} ${url.pathname} is not in the specification`];
    const at = `${route.method} ${route.template}`;
    return [
      ...this.#queryFaults(route, url).map((fault) => `${at} query ${fault}`),
      ...this.#requestFaults(route, exchange).map((fault) => `${at} request ${fault}`),
      ...this.#responseFaults(route, exchange).map((fault) => `${at} answer ${exchange.status} ${fault}`),
    ];
  }

  #queryFaults({ operation }: Route, url: URL): string[] {
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
    const missing = declared.filter(({ name, required }) => required === true && !url.searchParams.has(name));
    const unknown = [...url.searchParams.keys()].filter((key) => !declared.some(({ name }) => name === key));
    return [...missing.map(({ name }) => `lacks ${name}`), ...unknown.map((name) => `has the unknown ${name}`)];
  }

  #requestFaults({ operation, file }: Route, { requestType, requestBody }: Exchange): string[] {
    const content = operation.requestBody?.content;
    if (content === undefined) return requestBody === "" ? [] : ["has a body that is not in the specification"];
    const type = requestType.split(";")[0]?.trim() ?? "";
    const schema = content[type]?.schema;
    if (schema === undefined) return [`has the type ${type}, not ${Object.keys(content).join(" or ")}`];
    const value: unknown =
      type === "application/json" ? JSON.parse(requestBody) : Object.fromEntries(new URLSearchParams(requestBody));
    return this.#faults(file, schema, value);
  }

  #responseFaults({ operation, file }: Route, { status, responseBody }: Exchange): string[] {
    const response = operation.responses[String(status)];
    // Statuses that every LINE API shares (401, 429, 5xx …) are listed in the documentation, not in the files.
    if (response === undefined) return status >= 400 ? [] : ["is not a documented status"];
    const schema = response.content?.["application/json"]?.schema;
    if (schema === undefined) return [];
    return this.#faults(file, schema, JSON.parse(responseBody));
  }

  #faults(file: string, schema: Schema, value: unknown): string[] {
    const located = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${file}#/`)) as Schema;
    const validate = this.#ajv.compile(located);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || "body"} ${message ?? ""}`);
  }

  #read(file: string): void {
    const text = readFileSync(new URL(`${file}.yml`, FOLDER), "utf8");
    const document = parse(text) as {
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, Schema> };
    };
    document.components.schemas = followingDiscriminators(document.components.schemas);
    this.#ajv.addSchema(document, file);
    for (const [template, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (!("responses" in operation)) continue;
        const pattern = new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`);
        this.#routes.push({ file, method: method.toUpperCase(), pattern, template, operation });
      }
    }
    // Fixed paths before those with a parameter in the same place.
    this.#routes.sort((a, b) => Number(a.template.includes("{")) - Number(b.template.includes("{")));
  }
}

interface Discriminated extends Schema {
  readonly discriminator: { readonly propertyName: string; readonly mapping: Record<string, string> };
}

/**
 * OpenAPI's discriminator as JSON Schema: the base keeps its own properties under another name, and under its own name
 * demands the schema that the property names.
 */
function followingDiscriminators(schemas: Record<string, Schema>): Record<string, Schema> {
  const result = { ...schemas };
  for (const [name, schema] of Object.entries(schemas)) {
    if (!hasMapping(schema)) continue;
    const { discriminator, ...base } = schema;
    const baseRef = `#/components/schemas/${name}`;
    result[`${name}Base`] = base;
    for (const ref of Object.values(discriminator.mapping)) {
      const child = ref.split("/").at(-1) ?? "";
      const text = JSON.stringify(result[child] ?? {});
      result[child] = inheritingBase(JSON.parse(text) as Schema, baseRef);
    }
    const { propertyName, mapping } = discriminator;
    result[name] = {
      type: "object",
      required: [propertyName],
      properties: { [propertyName]: { enum: Object.keys(mapping) } },
      allOf: Object.entries(mapping).map(([value, $ref]) => ({
        if: { properties: { [propertyName]: { const: value } } },
        // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's name for the branch
        then: { $ref },
      })),
    };
  }
  return result;
}

const hasMapping = (schema: Schema): schema is Discriminated =>
  typeof schema["discriminator"] === "object" && "mapping" in (schema["discriminator"] ?? {});

/** Only the inheritance changes its name; references to the base elsewhere in the child stay what they are. */
function inheritingBase(child: Schema, baseRef: string): Schema {
  const parents = Array.isArray(child["allOf"]) ? (child["allOf"] as Schema[]) : [];
  return {
    ...child,
    allOf: parents.map((parent) => (parent["$ref"] === baseRef ? { $ref: `${baseRef}Base` } : parent)),
  };
}
