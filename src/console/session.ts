/** Who is asking. */
import type { Request, RequestHandler, Response } from "express";
import type { Accounts, Session } from "../ports/store.ts";
import { cookie, noCookie, readCookie } from "./cookies.ts";

export const SESSION_COOKIE = "line_audience_session";
const SESSION_SECONDS = 12 * 3600;

const sessions = new WeakMap<Request, Session>();

/** Looks the session up once; whoever comes later in the pipeline asks `sessionOf`. */
export function findSession(store: Pick<Accounts, "session">): RequestHandler {
  return async (request, _response, next) => {
    const secret = sessionSecret(request);
    const session = secret === null ? null : await store.session(secret);
    if (session !== null) sessions.set(request, session);
    next();
  };
}

/** Null for somebody who is not signed in. */
export const sessionOf = (request: Request): Session | null => sessions.get(request) ?? null;

export const sessionSecret = (request: Request): string | null => readCookie(request.get("cookie"), SESSION_COOKIE);

export function setSessionCookie(response: Response, secret: string, secure: boolean): void {
  response.append("Set-Cookie", cookie(SESSION_COOKIE, secret, { path: "/", maxAgeSeconds: SESSION_SECONDS, secure }));
}

export function clearSessionCookie(response: Response, secure: boolean): void {
  response.append("Set-Cookie", noCookie(SESSION_COOKIE, { path: "/", secure }));
}
