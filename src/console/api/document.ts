/** The OpenAPI document of the JSON API, made of its routes and their schemas. */
import type Joi from "joi";
import { pageWords } from "../../i18n/wording.ts";
import type { ApiRoom, ApiRoute } from "../request/api-route.ts";
import { PATH_FIELDS } from "../request/api-request.ts";
import { PORTAL_NUMBER } from "../request/same-portal.ts";
import { ROLE } from "../settings/fields.ts";
import { CODE, TEXT, WHOLE } from "../web/answers.ts";
import { keysOf, listOf, shape } from "../web/schemas.ts";
import { REFUSALS, refusalsOf } from "./refusals.ts";
import { referring, schemaJson, type Json, type Refer } from "./schema-json.ts";

/** RFC 9457, as `server/problem.ts` sends it. */
const PROBLEM = shape({
  type: TEXT,
  status: WHOLE,
  code: CODE.description("Stable; programs may branch on it"),
  title: TEXT,
  detail: TEXT.optional(),
  field: TEXT.optional().description("The value that is wrong, such as `messages[0].text`"),
  neededRoles: listOf(ROLE).optional().description("With `NOT_ALLOWED`: one of these is enough"),
}).description("RFC 9457 problem details");

const PORTAL_ID = {
  name: "Portal-Id",
  in: "header",
  required: false,
  description:
    "HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed.",
  schema: schemaJson(PORTAL_NUMBER),
};

const SESSION = {
  type: "apiKey",
  in: "cookie",
  name: "line_audience_session",
  description:
    "Set by signing in with HubSpot at `/hubspot/oauth/install`; lasts 12 hours. Under https its name is `__Host-line_audience_session`",
};

const KEY = {
  type: "http",
  scheme: "bearer",
  description:
    "An API key, which an administrator makes under Settings → API keys. It counts before a session, no cookie is looked at, and no `Sec-Fetch-Site` or `Origin` is asked for. What it does is noted as `API key NAME`",
};

const DESCRIBE = {
  operationId: "describe",
  tags: ["about"],
  summary: "This document",
  security: [],
  responses: { 200: { description: "The document", content: { "application/json": { schema: { type: "object" } } } } },
};

/** OpenAPI 3.1, whose schemas are those of JSON Schema 2020-12. https://spec.openapis.org/oas/v3.1.1 */
export function apiDocument(rooms: readonly ApiRoom[]): Json {
  const schemas = Object.assign({ Problem: PROBLEM }, ...rooms.map((room) => room.schemas)) as Record<
    string,
    Joi.Schema
  >;
  const refer = referring(schemas);
  const operations = rooms.flatMap(({ tag, routes }) => routes.map((route) => ({ tag, route })));
  const paths = Object.entries(Object.groupBy(operations, ({ route }) => route.path)).map(([path, all = []]) => [
    path.replaceAll(/:(\w+)/g, "{$1}"),
    {
      parameters: [...pathParameters(path), { $ref: "#/components/parameters/PortalId" }],
      ...Object.fromEntries(all.map(({ tag, route }) => [route.method, operation(tag, route, refer)])),
    },
  ]);
  const described = rooms.flatMap(({ tag, about }) => (about === undefined ? [] : [{ name: tag, description: about }]));
  return {
    openapi: "3.1.0",
    info: {
      title: pageWords("en").product,
      version: "1.0.0",
      description:
        "What the console shows and does, as JSON, for the HubSpot account of the signed-in person or API key. Instants are ISO 8601 in UTC. Sentences come in every language of the console; those of problems in the language of `Accept-Language`, or of `lang` in the address where a key is sent.",
    },
    servers: [{ url: "/api" }],
    security: [{ session: [] }, { key: [] }],
    tags: [...described, { name: "about", description: "This document" }],
    paths: { "/openapi.json": { get: DESCRIBE }, ...(Object.fromEntries(paths) as Json) },
    components: {
      securitySchemes: { session: SESSION, key: KEY },
      parameters: { PortalId: PORTAL_ID },
      responses: Object.fromEntries(
        Object.entries(REFUSALS).map(([name, description]) => [
          name,
          { description, content: content("application/problem+json", refer(PROBLEM)) },
        ]),
      ),
      schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, refer(schema, "own")])),
    },
  };
}

const content = (type: string, schema: unknown) => ({ [type]: { schema } });

function operation(tag: string, route: ApiRoute, refer: Refer): Json {
  const { name, summary, description, body, query, headers, answer, streams = "application/json" } = route;
  const [status, says, schema] = answer;
  const parameters = [
    ...keysOf(query).map(({ key, schema }) => parameter(key, "query", schema)),
    ...keysOf(headers).map(({ key, schema }) => parameter(key, "header", schema)),
  ];
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { required: true, content: content("application/json", refer(body)) } }),
    responses: {
      [status]: { description: says, ...(schema !== undefined && { content: content(streams, refer(schema)) }) },
      ...Object.fromEntries(
        Object.entries(refusalsOf(route)).map(([code, refusal]) => [
          code,
          { $ref: `#/components/responses/${refusal}` },
        ]),
      ),
    },
  };
}

const pathParameters = (path: string) =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    ...parameter(name, "path", PATH_FIELDS[name as keyof typeof PATH_FIELDS]),
    required: true,
  }));

function parameter(name: string, place: "path" | "query" | "header", schema: Joi.Schema): Json {
  const { description, ...json } = schemaJson(schema);
  return {
    name,
    in: place,
    ...(description !== undefined && { description }),
    ...(schema.$_getFlag("empty") !== undefined && { allowEmptyValue: true }),
    schema: json,
  };
}
