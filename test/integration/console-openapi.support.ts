/** `openapi.json` as the judge of the API's answers, and of itself: what it promises has to be seen. */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import type { Response } from "supertest";

type Schema = Record<string, unknown>;

interface Documented {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses?: Record<string, object> }>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Documented>> };
}

const METHODS = ["get", "post", "put", "patch", "delete"];

export class ApiDocument {
  readonly document = JSON.parse(
    readFileSync(new URL("../../src/console/openapi.json", import.meta.url), "utf8"),
  ) as Document;
  /** `POST /channels 201`, each as often as it was seen. */
  readonly seen = new Set<string>();
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor() {
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(this.document, "api");
  }

  /** Every answer that the document promises, in the form of `seen`. */
  get promised(): string[] {
    return this.#operations().flatMap(({ method, template, responses }) =>
      Object.keys(responses).map((status) => `${method} ${template} ${status}`),
    );
  }

  /** What is wrong with an answer; empty when it is as described. */
  faultsOf(response: Response): string[] {
    const { method, url } = response.request as { method: string; url: string };
    const path = new URL(url).pathname.replace(/^\/api/, "");
    const operation = this.#operations().find(({ method: one, pattern }) => one === method && pattern.test(path));
    if (operation === undefined) return [`${method} ${path} is not described`];
    const documented = operation.responses[String(response.status)];
    if (documented === undefined) return [`${method} ${operation.template} ${response.status} is not described`];
    this.seen.add(`${method} ${operation.template} ${response.status}`);
    return this.#bodyFaults(documented, response);
  }

  #bodyFaults({ content }: Documented, response: Response): string[] {
    if (content === undefined) return response.text === "" ? [] : ["has a body that is not described"];
    const schema = content[response.type]?.schema;
    if (schema === undefined) return [`has the type ${response.type}`];
    const validate = this.#ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as Schema);
    if (validate(response.type.endsWith("json") ? JSON.parse(response.text) : response.text)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
  }

  #operations() {
    return Object.entries(this.document.paths).flatMap(([template, item]) =>
      METHODS.filter((method) => method in item).map((method) => ({
        method: method.toUpperCase(),
        template,
        pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`),
        responses: this.#resolved(item[method]?.responses ?? {}),
      })),
    );
  }

  #resolved(responses: Record<string, object>): Record<string, Documented> {
    const { responses: shared } = this.document.components;
    const one = (response: object): Documented => {
      const name = "$ref" in response ? String(response.$ref).split("/").at(-1) : undefined;
      return name === undefined ? (response as Documented) : (shared[name] as Documented);
    };
    return Object.fromEntries(Object.entries(responses).map(([status, response]) => [status, one(response)]));
  }
}
