/** The OpenAPI document as the judge of what the API takes and answers, and of itself: what it promises has to be seen. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Response } from "supertest";
import { makeDocument } from "../../src/console/api/routes.ts";

export type Schema = Readonly<Record<string, unknown>>;

interface Documented {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly allowEmptyValue?: boolean;
  readonly schema: Schema;
}

interface RequestBody {
  readonly required?: boolean;
  readonly content: { readonly "application/json": { readonly schema: Schema } };
}

interface Described {
  readonly parameters?: readonly object[];
  readonly requestBody?: RequestBody;
  readonly responses?: Readonly<Record<string, object>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>> & Pick<Described, "parameters">>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

export interface Operation {
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | undefined;
  readonly responses: Readonly<Record<string, Documented>>;
}

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

const METHODS = ["get", "post", "put", "patch", "delete"];

export class ApiDocument {
  // As it arrives: without what is undefined.
  readonly document = JSON.parse(JSON.stringify(makeDocument())) as Document;
  readonly operations: readonly Operation[];
  /** `POST /channels 201`, each as often as it was seen. */
  readonly seen = new Set<string>();
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor() {
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(this.document, "api");
    this.operations = Object.entries(this.document.paths).flatMap(([template, item]) =>
      METHODS.filter((method) => method in item).map((method) => this.#operation(method, template, item)),
    );
  }

  /** Every answer that the document promises, in the form of `seen`. */
  get promised(): string[] {
    return this.operations.flatMap(({ method, template, responses }) =>
      Object.keys(responses).map((status) => `${method} ${template} ${status}`),
    );
  }

  /** What is wrong with an answer, and with the request when it was taken; empty when both are as described. */
  faultsOf(response: Response): string[] {
    const { method, path } = asked(response);
    const operation = this.#asked(response);
    if (operation === undefined) return [`${method} ${path} is not described`];
    const documented = operation.responses[String(response.status)];
    if (documented === undefined) return [`${method} ${operation.template} ${response.status} is not described`];
    this.seen.add(`${method} ${operation.template} ${response.status}`);
    return [...this.#answerFaults(documented, response), ...this.requestFaultsOf(response)];
  }

  /** What is wrong with a request that was taken; a refused caller may have sent anything. */
  requestFaultsOf(response: Response): string[] {
    if (!response.ok) return [];
    const operation = this.#asked(response);
    const { method, path, query, data, headers } = asked(response);
    if (operation === undefined) return [`${method} ${path} was taken and is not described`];
    const faults = [
      ...this.#parameterFaults(operation, { path, query, headers }),
      ...this.#requestBodyFaults(operation, data),
    ];
    return faults.map((fault) => `${method} ${operation.template} was taken: ${fault}`);
  }

  /** What the document finds wrong with a value. */
  faults(schema: Schema, value: unknown): string[] {
    const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
    const validate = this.#validators.get(text) ?? this.#ajv.compile(JSON.parse(text) as Schema);
    this.#validators.set(text, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
  }

  /** What a query says under a name, which may be said more than once. */
  queryFaults({ name, required, allowEmptyValue, schema }: Parameter, query: URLSearchParams): string[] {
    const [first, ...more] = query.getAll(name);
    if (first === undefined) return required === true ? [`${name} is missing`] : [];
    if (more.length > 0) return [`${name} is there more than once`];
    if (first === "" && allowEmptyValue === true) return [];
    return this.faults(schema, valueOf(first, schema)).map((fault) => `${name}${fault}`);
  }

  /** A part of the document itself where it only refers to one. */
  resolved(part: object): object {
    if (!("$ref" in part)) return part;
    const [kind = "", name = ""] = String(part.$ref).split("/").slice(-2);
    const found = this.document.components[kind]?.[name];
    if (found === undefined) throw new Error(`${String(part.$ref)} is not there`);
    return found;
  }

  #asked(response: Response): Operation | undefined {
    const { method, path } = asked(response);
    return this.operations.find((one) => one.method === method && one.pattern.test(path));
  }

  #parameterFaults(
    { parameters, template, pattern }: Operation,
    { path, query, headers }: Pick<ReturnType<typeof asked>, "path" | "query" | "headers">,
  ): string[] {
    const within = (place: Parameter["in"]) => parameters.filter((one) => one.in === place);
    const names = within("query").map(({ name }) => name);
    const inPath: Readonly<Record<string, string>> = pattern.exec(path)?.groups ?? {};
    const described = within("path").filter(({ required }) => required === true);
    return [
      ...Object.keys(inPath)
        .filter((one) => !described.some(({ name }) => name === one))
        .map((one) => `{${one}} of ${template} is not described as required`),
      ...within("path").flatMap(({ name, schema }) =>
        this.faults(schema, decodeURIComponent(inPath[name] ?? "")).map((fault) => `${name}${fault}`),
      ),
      ...[...new Set(query.keys())].filter((one) => !names.includes(one)).map((one) => `?${one} is not described`),
      ...within("query").flatMap((parameter) => this.queryFaults(parameter, query)),
      ...within("header").flatMap(({ name, required, schema }) => {
        const value = headers[name.toLowerCase()];
        if (value === undefined) return required === true ? [`${name} is missing`] : [];
        return this.faults(schema, value).map((fault) => `${name}${fault}`);
      }),
    ];
  }

  #requestBodyFaults({ requestBody }: Operation, data: unknown): string[] {
    if (data === null || data === undefined) return requestBody?.required === true ? ["the body is missing"] : [];
    if (requestBody === undefined) return ["a body is not described"];
    const body: unknown = typeof data === "string" ? JSON.parse(data) : data;
    return this.faults(requestBody.content["application/json"].schema, body).map((fault) => `body${fault}`);
  }

  #answerFaults({ content }: Documented, response: Response): string[] {
    if (content === undefined) return response.text === "" ? [] : ["has a body that is not described"];
    const schema = content[response.type]?.schema;
    if (schema === undefined) return [`has the type ${response.type}`];
    return this.faults(schema, response.type.endsWith("json") ? JSON.parse(response.text) : response.text);
  }

  #operation(method: string, template: string, item: Document["paths"][string]): Operation {
    const { parameters = [], requestBody, responses = {} } = item[method] ?? {};
    return {
      method: method.toUpperCase(),
      template,
      pattern: new RegExp(`^${template.replaceAll(/\{([^}]+)\}/g, "(?<$1>[^/]+)")}$`),
      parameters: [...(item.parameters ?? []), ...parameters].map((one) => this.resolved(one) as Parameter),
      requestBody,
      responses: Object.fromEntries(
        Object.entries(responses).map(([status, one]) => [status, this.resolved(one) as Documented]),
      ),
    };
  }
}

function asked(response: Response) {
  const { method, url, data, headers } = (response.request as unknown as { toJSON: () => Sent }).toJSON();
  const { pathname, searchParams } = new URL(url);
  return { method, path: pathname.replace(/^\/api/, ""), query: searchParams, data, headers };
}

/** An address holds text only. */
const valueOf = (text: string, { type }: Schema): unknown =>
  type === "integer" && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
