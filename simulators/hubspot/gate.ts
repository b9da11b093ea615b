/** Who calls the API, whether the token still counts, and whether the app has calls left. */
import type { RequestHandler, Response } from "express";
import { HubSpotError, missingScopes } from "./hubspot-error.ts";
import type { Settings } from "./settings.ts";
import { portalOf, type Grant, type Portal, type World } from "./world.ts";

export interface Caller {
  readonly grant: Grant;
  readonly portal: Portal;
  readonly withoutPlan: Settings["withoutPlan"];
}

export function gate(world: World): RequestHandler {
  return (request, response, next) => {
    const grant = grantOf(world, request.get("authorization"));
    const { withoutPlan } = world.settings;
    const caller: Caller = { grant, portal: portalOf(world, grant.portalId), withoutPlan };
    response.locals["caller"] = caller;
    countCall(world, grant, response);
    next();
  };
}

export function callerOf(response: Response): Caller {
  const caller: unknown = response.locals["caller"];
  if (!caller) throw new Error("the route lies outside the gate");
  return caller as Caller;
}

/** Scopes that an account has with Enterprise alone. https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/scopes */
export const ENTERPRISE_SCOPE = /^crm\.(schemas|objects)\.custom\./;

/**
 * The caller, or 403 naming the scopes it was not granted. UNVERIFIED: what an account that has lost its plan may still do
 * with scopes it was granted; `withoutPlan` says.
 */
export function callerWith(response: Response, ...scopes: string[]): Caller {
  const caller = callerOf(response);
  const { grant, portal, withoutPlan } = caller;
  const lost = (scope: string) =>
    !portal.enterprise && ENTERPRISE_SCOPE.test(scope) && (withoutPlan === "nothing" || scope.endsWith(".write"));
  if (scopes.every((scope) => grant.scopes.includes(scope) && !lost(scope))) return caller;
  throw missingScopes(scopes);
}

function grantOf(world: World, authorization: string | undefined): Grant {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  const known = token === undefined ? undefined : world.accessTokens.get(token);
  if (!known || known.grant.revoked)
    throw new HubSpotError(
      401,
      "INVALID_AUTHENTICATION",
      "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
    );
  const agoMs = world.clock.now() - known.expiresAt;
  if (agoMs >= 0)
    throw new HubSpotError(
      401,
      "EXPIRED_AUTHENTICATION",
      `The OAuth token used to make this call expired ${Math.floor(agoMs / 1000)} second(s) ago.`,
      { context: { expireTime: [new Date(known.expiresAt).toISOString()] } },
    );
  return known.grant;
}

/** 110 requests in any ten seconds per app and account. https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
function countCall(world: World, { appId, portalId }: Grant, response: Response): void {
  const maximum = world.settings.requestsPerTenSeconds;
  const left = take(world, `${appId}/${portalId}`, maximum, 10_000);
  response.set({
    "X-HubSpot-RateLimit-Max": String(maximum),
    "X-HubSpot-RateLimit-Remaining": String(Math.max(0, left.remaining)),
    "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
  });
  if (left.waitMs > 0) throw tooMany("TEN_SECONDLY_ROLLING", left.waitMs);
}

/** Search is counted by itself, per account. */
export function countSearch(world: World, portalId: number): void {
  const { waitMs } = take(world, `search/${portalId}`, world.settings.searchesPerSecond, 1000);
  if (waitMs > 0) throw tooMany("SECONDLY", waitMs);
}

function tooMany(policyName: string, waitMs: number): HubSpotError {
  const message = `You have reached your ${policyName.toLowerCase()} limit.`;
  const retryAfter = { "Retry-After": String(Math.max(1, Math.ceil(waitMs / 1000))) };
  return new HubSpotError(429, "RATE_LIMITS", message, { errorType: "RATE_LIMIT", policyName }, retryAfter);
}

function take(world: World, key: string, maximum: number, windowMs: number) {
  const now = world.clock.now();
  const calls = (world.calls.get(key) ?? []).filter((at) => at > now - windowMs);
  world.calls.set(key, calls);
  const oldest = calls[calls.length - maximum];
  if (oldest !== undefined) return { remaining: 0, waitMs: Math.max(1, oldest + windowMs - now) };
  calls.push(now);
  return { remaining: maximum - calls.length, waitMs: 0 };
}
