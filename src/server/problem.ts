/** Errors as RFC 9457 problem details with a stable `code`. */
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import type { ServerResponse } from "node:http";
import type { Logger } from "pino";

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  /** The field that is wrong, where there is one. */
  readonly field?: string;
  readonly retryAfterSeconds?: number;
  /** One of these is missing. */
  readonly neededRoles?: readonly string[];
}

/** Thrown by a route to answer with a problem. */
export class HttpProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.name = "HttpProblem";
    this.problem = problem;
  }
}

/** Whole seconds, as HTTP has them. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function setRetryAfter(response: Response, seconds: number | undefined): void {
  if (seconds !== undefined) response.set("Retry-After", String(Math.ceil(seconds)));
}

const TYPE = "application/problem+json; charset=utf-8";

const bodyOf = (problem: Problem): string => JSON.stringify({ type: "about:blank", ...problem });

export function sendProblem(response: Response, { retryAfterSeconds, ...problem }: Problem): void {
  setRetryAfter(response, retryAfterSeconds);
  response.status(problem.status).type(TYPE).send(bodyOf(problem));
}

/** For a problem that is always the same: written once, and without Express, whose answer costs more than an insert. */
export function createFixedProblem({ retryAfterSeconds, ...problem }: Problem): (response: ServerResponse) => void {
  const body = bodyOf(problem);
  const headers = ["Content-Type", TYPE, "Content-Length", String(Buffer.byteLength(body))];
  if (retryAfterSeconds !== undefined) headers.push("Retry-After", String(Math.ceil(retryAfterSeconds)));
  return (response) => {
    response.writeHead(problem.status, headers);
    response.end(body);
  };
}

/** How a problem is reported; people may get a page. */
export type AnswerProblem = (request: Request, response: Response, problem: Problem) => void;

export const answerProgram: AnswerProblem = (_request, response, problem) => sendProblem(response, problem);

/** Says nothing of the address: it may be a secret one. */
export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, { status: 404, code: "NOT_FOUND", title: "There is no such page" });
};

/** For the log. The last part of what the workflow engine calls is a secret. */
const withoutSegment = (path: string): string => path.replace(/^(\/hubspot\/(?:actions|options|webhooks)\/).*/i, "$1…");

/** Dot segments, empty ones, and slashes, backslashes, dots and zeros in code: proxies differ in what they make of them. */
const CROOKED = /\/\/|\/\.\.?(?:\/|$)|\\|%(?:2e|2f|5c|00|25)/i;

/**
 * A path that could be read in two ways is none of ours. Nothing is tidied up. Clients send no fragment; Express would not
 * read what stands behind a `#`, although a signature is over it.
 */
export const refuseCrookedPaths: RequestHandler = (request, response, next) => {
  const { originalUrl } = request;
  const [path = ""] = originalUrl.split("?", 1);
  if (path.startsWith("/") && !CROOKED.test(path) && !originalUrl.includes("#")) return next();
  notFound(request, response, next);
};

/** The last handler: what a route did not answer itself. Express needs all four parameters. */
export function answerErrors(log: Logger, answer: AnswerProblem = answerProgram): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof HttpProblem) return answer(request, response, error.problem);
    const status = clientFault(error);
    if (status !== null) return answer(request, response, requestProblem(status, error));
    log.error({ event: "request.failed", method: request.method, path: withoutSegment(request.path), err: error });
    answer(request, response, {
      status: 500,
      code: "INTERNAL_ERROR",
      title: "Something went wrong on our side; it was logged",
    });
  };
}

/** Express's body parsers throw errors that carry a status. */
function clientFault(error: unknown): number | null {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}

/** The router throws a URIError for a path that cannot be decoded; everything else is about the body. */
function requestProblem(status: number, error: unknown): Problem {
  const field = error instanceof URIError ? "path" : "body";
  if (status === 413) return { status, code: "TOO_LARGE", title: "The request is larger than this route takes", field };
  return { status, code: "BAD_REQUEST", title: "The request could not be read", field };
}
