/** A route of the JSON API: what it takes and answers, by schemas that check the one and describe both. */
import type { Request, RequestHandler, Response } from "express";
import type Joi from "joi";
import { keysOf, type ValueOf } from "../web/schemas.ts";
import { checked, idOf, problemOf, signedIn } from "./api-request.ts";
import type { Asking, ConsolePorts } from "./ports.ts";

export interface Call<Body = unknown, Query = unknown, Headers = unknown> extends Asking {
  readonly request: Request;
  readonly response: Response;
  readonly body: Body;
  readonly query: Query;
  readonly headers: Headers;
}

/** Refusals that do not follow from the rest of the route, by status; the names are those of `api/refusals.ts`. */
export type Refusals = Readonly<
  Partial<
    Record<
      403 | 409 | 422 | 503,
      "Conflict" | "KeyAbove" | "KeyConflict" | "LastAdministrator" | "Later" | "NotAllowed" | "Refused"
    >
  >
>;

type MaybeSchema = Joi.ObjectSchema | undefined;
type Checked<S> = S extends Joi.Schema ? ValueOf<S> : undefined;

interface Described<B, Q, H, A, M> {
  /** What generated clients call it. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly refusals?: Refusals;
  readonly body?: B;
  readonly query?: Q;
  readonly headers?: H;
  readonly answer: readonly [status: number, says: string, schema?: A];
  /** The media type of an answer that `handle` writes itself. */
  readonly streams?: M;
}

interface Spec<B, Q, H, A, M> extends Described<B, Q, H, A, M> {
  readonly handle: (
    call: Call<Checked<B>, Checked<Q>, Checked<H>>,
    ports: ConsolePorts,
  ) => Promise<M extends string ? void : A extends Joi.Schema ? ValueOf<A> : void>;
}

type AnySchema = Joi.Schema | undefined;

export interface ApiRoute extends Described<AnySchema, AnySchema, AnySchema, AnySchema, string | undefined> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** As Express has it: `/channels/:id`. */
  readonly path: string;
  readonly handler: (ports: ConsolePorts) => RequestHandler;
}

/** The routes of a subject, and the schemas that have a name in the document. */
export interface ApiRoom {
  readonly tag: string;
  /** Of the tag; left out where another room says it. */
  readonly about?: string;
  readonly routes: readonly ApiRoute[];
  readonly schemas: Readonly<Record<string, Joi.Schema>>;
}

/** `at` is method and path: `GET /channels/:id`. */
export function route<
  B extends MaybeSchema = undefined,
  Q extends MaybeSchema = undefined,
  H extends MaybeSchema = undefined,
  A extends Joi.Schema | undefined = undefined,
  M extends string | undefined = undefined,
>(at: string, { handle, ...described }: Spec<B, Q, H, A, M>): ApiRoute {
  const [method = "", path = ""] = at.split(" ");
  const { body, query, headers, streams, answer } = described;
  const handler = (ports: ConsolePorts): RequestHandler => {
    return async (request, response) => {
      const check = <S>(schema: S, sent: unknown): Checked<S> =>
        (schema === undefined ? undefined : checked(request, schema as Joi.ObjectSchema, sent)) as Checked<S>;
      const session = signedIn(request);
      const sent = {
        body: check(body as B, request.body),
        query: check(query as Q, request.query),
        headers: check(headers as H, headersOf(request, headers)),
      };
      const call = { request, response, session, ports, id: idOf(request), ...sent };
      const value = await handle(call, ports).catch((error: unknown) => {
        throw problemOf(request, error);
      });
      if (streams !== undefined) return;
      response.status(answer[0]);
      if (value === undefined) response.end();
      else response.json(value);
    };
  };
  return { ...described, method: method.toLowerCase() as ApiRoute["method"], path, handler };
}

/** Those that the schema names, spelled as there. */
const headersOf = (request: Request, schema: MaybeSchema): object =>
  Object.fromEntries(keysOf(schema).map(({ key }) => [key, request.get(key)]));
