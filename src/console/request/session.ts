/** Who is asking. */
import type { Request, RequestHandler, Response } from "express";
import type { KeySession } from "../../ports/store/access/api-keys.ts";
import type { FoundSession } from "../../ports/store/sessions.ts";
import { cookieOf, setCookie } from "./cookies.ts";
import { checkMembership } from "../sign-in/membership.ts";
import type { ConsolePorts } from "./ports.ts";

const SESSION_COOKIE = "line_audience_session";
const SESSION_SECONDS = 12 * 3600;

const sessions = new WeakMap<Request, FoundSession>();

/** Looks the session up once; later handlers ask `sessionOf`. */
export function findSession(ports: ConsolePorts): RequestHandler {
  const { store, publicUrl, recentSessions } = ports;
  return async (request, _response, next) => {
    const secret = sessionSecret(request, publicUrl);
    const session = secret === null ? null : await store.session(secret);
    if (session !== null) sessions.set(request, session);
    // Beside the request: no page waits for HubSpot.
    if (session?.checkDue === true) void checkMembership(session, ports);
    if (secret !== null) recentSessions.note(secret, session !== null);
    next();
  };
}

const withKey = new WeakSet<Request>();

/** Nothing that a cookie says counts for this request. Null: the key is not good. */
export function comeWithKey(request: Request, session: KeySession | null): void {
  withKey.add(request);
  if (session !== null) sessions.set(request, { ...session, workflowsNotStarted: 0, checkDue: false });
}

export const comesWithKey = (request: Request): boolean => withKey.has(request);

/** Null for a session that no one has shown lately: it may be made up. */
export const seenSession =
  ({ publicUrl, recentSessions }: Pick<ConsolePorts, "publicUrl" | "recentSessions">) =>
  (request: Request): string | null => {
    const secret = sessionSecret(request, publicUrl);
    return secret === null ? null : recentSessions.keyOf(secret);
  };

/** Null where no one is signed in and no key is good. */
export const sessionOf = (request: Request): FoundSession | null => sessions.get(request) ?? null;

const aside = new WeakMap<Request, FoundSession>();

/** For this request no one is signed in: it is meant for another HubSpot account than the session's. */
export function setAside(request: Request): void {
  const session = sessionOf(request);
  if (session !== null) aside.set(request, session);
  sessions.delete(request);
}

/** The session that `setAside` took away. */
export const sessionAside = (request: Request): FoundSession | null => aside.get(request) ?? null;

export const sessionSecret = (request: Pick<Request, "get">, publicUrl: string): string | null =>
  cookieOf(request, SESSION_COOKIE, publicUrl);

export const setSessionCookie = (response: Response, secret: string, publicUrl: string): void =>
  setCookie(response, { name: SESSION_COOKIE, value: secret, seconds: SESSION_SECONDS, publicUrl });

export const clearSessionCookie = (response: Response, publicUrl: string): void =>
  setCookie(response, { name: SESSION_COOKIE, value: "", seconds: 0, publicUrl });
