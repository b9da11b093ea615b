/** In front of pages and API: headers for browsers, compression, and rate limits. */
import compression from "compression";
import type { Request, RequestHandler } from "express";
import { addressOf } from "./load/address.ts";
import { answerProgram, type AnswerProblem } from "./problem.ts";

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join(";");

/** What each header prevents: https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html */
const SECURE_HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Origin-Agent-Cluster": "?1",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-DNS-Prefetch-Control": "off",
  "X-Download-Options": "noopen",
  "X-Frame-Options": "DENY",
  "X-Permitted-Cross-Domain-Policies": "none",
  "X-XSS-Protection": "0",
};

/** `https`: whether browsers reach the service by https. Then they never use http again for a year. */
export function secureHeaders(https: boolean): RequestHandler {
  const headers = { ...SECURE_HEADERS, ...(https && { "Strict-Transport-Security": `max-age=${365 * 24 * 3600}` }) };
  return (_request, response, next) => {
    response.set(headers);
    next();
  };
}

/**
 * Compressing tells by its length whether what an address asks for is also on the page (BREACH). No page holds a secret
 * of ours, but names and people are on it: who is led here by another site with a question in the address gets the page as
 * it is. https://www.breachattack.com/
 */
export function compress(): RequestHandler {
  return compression({
    filter: (request: Request, response) => !asksForAnother(request) && compression.filter(request, response),
  });
}

/** Browsers say where a request comes from; `none` is what a person typed or kept. */
function asksForAnother(request: Request): boolean {
  const site = request.get("sec-fetch-site");
  return (site === "cross-site" || site === "same-site") && request.originalUrl.includes("?");
}

export interface Limits {
  /** Requests a minute from one address without a session or key that was good lately, 0 for no limit. */
  readonly perAddress: number;
  /** Requests a minute of one signed-in person or API key, 0 for no limit. */
  readonly perSession: number;
  /** Requests a minute to the API on behalf of one portal, 0 for no limit. */
  readonly perPortal: number;
}

const MINUTE_MS = 60_000;
/** Signing in takes three requests. */
const SIGN_INS_PER_MINUTE = 60;

const unlimited: RequestHandler = (_request, _response, next) => next();

/**
 * Requests of one key within a minute from its first. Counted in this process, so that N processes allow N times as many:
 * enough against a flood, and free of a query per request. `keyOf` returns null for a request that is not counted.
 * Headers: https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-08
 */
export function limitPer(
  keyOf: (request: Request) => string | null,
  perMinute: number,
  answer: AnswerProblem = answerProgram,
): RequestHandler {
  if (perMinute === 0) return unlimited;
  /** The oldest first: each is as long as the others. */
  const windows = new Map<string, { requests: number; readonly endsAt: number }>();
  const policy = `"${perMinute}-in-1min"`;
  return (request, response, next) => {
    const key = keyOf(request);
    if (key === null) return next();
    const now = Date.now();
    for (const [old, { endsAt }] of windows) {
      if (endsAt > now) break;
      windows.delete(old);
    }
    const window = windows.get(key) ?? { requests: 0, endsAt: now + MINUTE_MS };
    windows.set(key, window);
    window.requests += 1;
    const retryAfterSeconds = Math.ceil((window.endsAt - now) / 1000);
    const left = Math.max(perMinute - window.requests, 0);
    response.append("RateLimit-Policy", `${policy}; q=${perMinute}; w=60`);
    response.append("RateLimit", `${policy}; r=${left}; t=${retryAfterSeconds}`);
    if (window.requests <= perMinute) return next();
    const title = `More than ${perMinute} requests a minute: try again later`;
    answer(request, response, { status: 429, code: "RATE_LIMITED", title, retryAfterSeconds });
  };
}

/** A signed-in person and an API key are counted alone: an office behind one address must not lock itself out. */
export function limitPeople(
  { perAddress, perSession }: Pick<Limits, "perAddress" | "perSession">,
  callerOf: (request: Request) => string | null,
  answer?: AnswerProblem,
): RequestHandler[] {
  const address = (request: Request) => (callerOf(request) === null ? addressOf(request) : null);
  return [limitPer(address, perAddress, answer), limitPer(callerOf, perSession, answer)];
}

export const limitSignIn = ({ perAddress }: Pick<Limits, "perAddress">, answer: AnswerProblem): RequestHandler =>
  limitPer(addressOf, Math.min(perAddress, SIGN_INS_PER_MINUTE), answer);
