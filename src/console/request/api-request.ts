/** What every route of the API does with a request: who asks, in which language, and is it right? */
import type { NextFunction, Request, RequestHandler, Response } from "express";
import Joi from "joi";
import { HttpProblem } from "../../server/problem.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { pageWords, sentence, title, type PageWords } from "../../i18n/wording.ts";
import { checkFields } from "../web/fields.ts";
import { ID } from "../web/schemas.ts";
import { Missing, Refused } from "./refusal.ts";
import { languageOfRequest } from "./view-context.ts";
import { sessionOf } from "./session.ts";

export const wordsOf = (request: Request): PageWords => pageWords(languageOfRequest(request));

/** A cookie is no scheme that HTTP knows: what a program can do is send a key. */
export const requireSession: RequestHandler = (request, response, next) => {
  if (sessionOf(request) === null) response.set("WWW-Authenticate", "Bearer");
  signedIn(request);
  next();
};

export function signedIn(request: Request): Session {
  const session = sessionOf(request);
  if (session !== null) return session;
  const title = wordsOf(request).problems.signInFirst;
  throw new HttpProblem({ status: 401, code: "NOT_SIGNED_IN", title });
}

/** A form of another site can send a body, but not as JSON. A command without a body needs no type. */
export const requireJson: RequestHandler = (request, _response, next) => {
  if (request.get("content-length") !== "0" && request.is("application/json") === false) {
    throw new HttpProblem({ status: 415, code: "JSON_ONLY", title: wordsOf(request).problems.notJson });
  }
  next();
};

export const missing = (request: Request): HttpProblem =>
  new HttpProblem({ status: 404, code: "NOT_FOUND", title: wordsOf(request).problems.notFound });

/** What may be in an address; anything else is not there, and is not asked for. */
export const PATH_FIELDS = {
  id: ID,
  contactId: Joi.string()
    .pattern(/^\d{1,30}$/, "digits")
    .description("HubSpot's id of the contact"),
};

/** For `router.param`. */
export function requirePath(
  request: Request,
  _response: Response,
  next: NextFunction,
  value: unknown,
  name: string,
): void {
  const { error } = PATH_FIELDS[name as keyof typeof PATH_FIELDS].validate(value);
  next(error === undefined ? undefined : missing(request));
}

export const idOf = (request: Request): string => String(request.params["id"] ?? "");

type Schema<T> = Parameters<typeof checkFields<T>>[0];

/** A request without a body has forgotten it: that is not to ask for nothing. */
export function checked<T>(request: Request, schema: Schema<T>, sent: unknown): T {
  const words = wordsOf(request);
  const result = checkFields(schema, sent ?? null, { language: languageOfRequest(request), words });
  if (result.kind === "ok") return result.value;
  throw new HttpProblem({
    status: 422,
    code: "FIELD_INVALID",
    title: words.problems.fieldInvalid,
    detail: result.sentence,
    field: result.field,
  });
}

/** What an operation threw, as the API answers it. */
export function problemOf(request: Request, error: unknown): unknown {
  if (error instanceof Missing) return missing(request);
  if (!(error instanceof Refused)) return error;
  const { kind, finding, field, place: _onPages, ...rest } = error.refusal;
  const language = languageOfRequest(request);
  const said = { title: title(finding.code, language), detail: sentence(finding, language) };
  return new HttpProblem({ status: kind === "later" ? 503 : 422, code: finding.code, ...said, field, ...rest });
}
