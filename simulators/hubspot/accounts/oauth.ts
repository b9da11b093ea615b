/** Tokens. https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens */
import { Router, type Request, type Response } from "express";
import { ENTERPRISE_SCOPE } from "../gate.ts";
import { HubSpotError, notFound, pathPart } from "../hubspot-error.ts";
import { appOf, portalOf, type AppRegistration, type Grant, type PortalUser, type World } from "../world.ts";

export interface Approval {
  readonly appId: string;
  readonly portalId: number;
  readonly user: PortalUser;
  readonly scopes: readonly string[];
  readonly asked: readonly string[];
  readonly redirectUri: string;
}

/** The code a person brings back from the authorize page: one use, short life. */
export function issueCode(world: World, { redirectUri, ...approved }: Approval): string {
  const code = `na1-${world.random.uuid()}`;
  const refreshToken = `na1-${world.random.uuid()}`;
  const grant: Grant = { ...approved, refreshToken, revoked: false };
  const expiresAt = world.clock.now() + world.settings.authorizationCodeSeconds * 1000;
  world.codes.set(code, { grant, redirectUri, expiresAt, used: false });
  return code;
}

export function oauthRoutes(world: World): Router {
  const router = Router();
  router.post(["/v1/token", "/v3/token"], (request, response) => {
    const form = formOf(request);
    const app = clientOf(world, form);
    const grant = form["grant_type"] === "refresh_token" ? refreshed(world, app, form) : redeemed(world, app, form);
    answerToken(world, request, response, grant);
  });
  router.get("/v1/access-tokens/:token", (request, response) => {
    const token = pathPart(request, "token");
    const known = world.accessTokens.get(token);
    if (!known || known.grant.revoked || known.expiresAt <= world.clock.now())
      throw notFound(`access token not found: ${token.slice(0, 4)}…`);
    response.json(accessTokenJson(world, token, known));
  });
  router.get("/v1/refresh-tokens/:token", (request, response) => {
    const grant = liveGrant(world, pathPart(request, "token"));
    const { clientId } = appOf(world, grant.appId);
    response.json({
      ...personJson(world, grant),
      client_id: clientId,
      token: grant.refreshToken,
      token_type: "refresh",
    });
  });
  router.delete("/v1/refresh-tokens/:token", (request, response) => {
    liveGrant(world, pathPart(request, "token")).revoked = true;
    response.status(204).end();
  });
  // Dated versions: PublicAccessTokenInfoResponse of Auth/Oauth/…/oauth.json in HubSpot-public-api-spec-collection.
  router.post("/v3/token/introspect", (request, response) => {
    const form = formOf(request);
    const { clientId: client_id } = clientOf(world, form);
    const token = form["token"] ?? "";
    const known = world.accessTokens.get(token);
    const active = known !== undefined && !known.grant.revoked && known.expiresAt > world.clock.now();
    const more = { client_id, token_use: "access_token", is_private_distribution: false, signed_access_token: {} };
    response.json(active ? { active, ...more, ...accessTokenJson(world, token, known) } : { active });
  });
  router.post("/v3/token/revoke", (request, response) => {
    const form = formOf(request);
    clientOf(world, form);
    liveGrant(world, form["token"] ?? "").revoked = true;
    response.status(204).end();
  });
  return router;
}

function formOf(request: Request): Record<string, string> {
  if (!request.is("application/x-www-form-urlencoded"))
    throw new HubSpotError(415, "VALIDATION_ERROR", "HTTP 415 Unsupported Media Type");
  return Object.fromEntries(new URLSearchParams(typeof request.body === "string" ? request.body : ""));
}

/** OAuth refusals carry their own words, old and new, beside HubSpot's usual shape. */
function refusal(status: string, error: string, message: string): HubSpotError {
  return new HubSpotError(400, status, message, { status, error, error_description: message });
}

function clientOf(world: World, form: Record<string, string>): AppRegistration {
  const app = [...world.apps.values()].find(({ clientId }) => clientId === form["client_id"]);
  if (!app) throw refusal("BAD_CLIENT_ID", "invalid_client", "missing or invalid client id");
  if (app.clientSecret !== form["client_secret"])
    throw refusal("BAD_CLIENT_SECRET", "invalid_client", "missing or invalid client secret");
  const asksForToken = form["token"] === undefined;
  if (asksForToken && !["authorization_code", "refresh_token"].includes(form["grant_type"] ?? ""))
    throw refusal("BAD_GRANT_TYPE", "unsupported_grant_type", "missing or unknown grant type");
  return app;
}

function redeemed(world: World, app: AppRegistration, form: Record<string, string>): Grant {
  const known = world.codes.get(form["code"] ?? "");
  if (!known || known.grant.appId !== app.appId)
    throw refusal("BAD_AUTH_CODE", "invalid_grant", "missing or unknown auth code");
  if (known.redirectUri !== form["redirect_uri"])
    throw refusal("MISMATCH_REDIRECT_URI_AUTH_CODE", "invalid_grant", "redirect uri does not match the auth code's");
  if (known.used) throw refusal("BAD_AUTH_CODE", "invalid_grant", "auth code was used before");
  if (known.expiresAt <= world.clock.now())
    throw refusal("EXPIRED_AUTH_CODE", "invalid_grant", "auth code has expired");
  known.used = true;
  world.refreshTokens.set(known.grant.refreshToken, known.grant);
  portalOf(world, known.grant.portalId).uninstalledAppIds.delete(app.appId);
  return known.grant;
}

function refreshed(world: World, app: AppRegistration, form: Record<string, string>): Grant {
  const grant = world.refreshTokens.get(form["refresh_token"] ?? "");
  if (!grant || grant.revoked || grant.appId !== app.appId)
    throw refusal("BAD_REFRESH_TOKEN", "invalid_grant", "missing or invalid refresh token");
  if (world.settings.scopesFollowPlan) {
    const { enterprise } = portalOf(world, grant.portalId);
    const has = (scope: string) => enterprise || !ENTERPRISE_SCOPE.test(scope);
    grant.scopes = grant.asked.filter((scope) => has(scope) && !grant.user.lacks.includes(scope));
  }
  return grant;
}

function answerToken(world: World, request: Request, response: Response, grant: Grant): void {
  const accessToken = `C${world.random.hex(63)}`;
  const seconds = world.settings.accessTokenSeconds;
  world.accessTokens.set(accessToken, { grant, expiresAt: world.clock.now() + seconds * 1000 });
  const common = {
    token_type: "bearer",
    access_token: accessToken,
    refresh_token: grant.refreshToken,
    expires_in: seconds,
  };
  const newer = { hub_id: grant.portalId, user_id: grant.user.id, scopes: grant.scopes, token_use: "access_token" };
  response.set("Cache-Control", "no-store");
  response.json(request.path.startsWith("/v1") ? common : { ...common, ...newer });
}

function liveGrant(world: World, refreshToken: string): Grant {
  const grant = world.refreshTokens.get(refreshToken);
  if (!grant || grant.revoked) throw notFound("refresh token not found");
  return grant;
}

function personJson(world: World, { portalId, scopes, user }: Grant) {
  const { name } = portalOf(world, portalId);
  const hubDomain = `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.example`;
  return { hub_id: portalId, hub_domain: hubDomain, user: user.email, user_id: user.id, scopes };
}

function accessTokenJson(world: World, token: string, known: { grant: Grant; expiresAt: number }) {
  return {
    ...personJson(world, known.grant),
    token,
    app_id: Number(known.grant.appId),
    expires_in: Math.floor((known.expiresAt - world.clock.now()) / 1000),
    token_type: "access",
  };
}
