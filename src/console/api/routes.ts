/** The JSON API: what the console shows and does, with the same session or an API key. */
import express, { Router, type Request, type RequestHandler, type Response } from "express";
import { notFound } from "../../server/problem.ts";
import { audiencesApi } from "../audiences/api.ts";
import { channelsApi } from "../channels/api.ts";
import { deliveriesApi } from "../deliveries/api/routes.ts";
import { homeApi } from "../home/api.ts";
import { keysApi } from "../keys/api.ts";
import { messagesApi } from "../messages/api.ts";
import { notificationsApi } from "../notifications/api.ts";
import { notStartedApi } from "../not-started/api.ts";
import { findCaller } from "../request/api-key.ts";
import { PATH_FIELDS, requireJson, requirePath, requireSession, signedIn, wordsOf } from "../request/api-request.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { notAllowed, refuseUnentitled, type RoleDenial } from "../request/rights.ts";
import { refuseCrossSite } from "../request/same-origin.ts";
import { refuseOtherPortal } from "../request/same-portal.ts";
import { comesWithKey } from "../request/session.ts";
import { settingsApi } from "../settings/api.ts";
import { apiDocument } from "./document.ts";
import { privacyApi } from "./privacy.ts";
import type { Json } from "./schema-json.ts";

const MAX_BODY = "256kb";
const ROOMS = [
  homeApi,
  channelsApi,
  audiencesApi,
  deliveriesApi,
  notStartedApi,
  notificationsApi,
  messagesApi,
  settingsApi,
  keysApi,
  privacyApi,
];

/** Made when it is first asked for: most processes are never asked. */
export const makeDocument = (): Json => apiDocument(ROOMS);

export function apiRoutes(ports: ConsolePorts): Router {
  const router = Router();
  router.use(noStore);
  let document: Json | null = null;
  router.get("/openapi.json", (_request, response) => void response.json((document ??= makeDocument())));
  router.use(findCaller(ports), requireSession, ports.limitPer(portalOf), refuseCrossSite(ports), requireJson);
  router.use(refuseOtherPortal, refuseUnentitled(ports, wordsOf, deny));
  router.use(ports.watchBody, express.json({ inflate: false, limit: MAX_BODY }));
  for (const name of Object.keys(PATH_FIELDS)) router.param(name, requirePath);
  for (const { method, path, handler } of ROOMS.flatMap(({ routes }) => routes)) router[method](path, handler(ports));
  router.use(notFound);
  return router;
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
const deny = (request: Request, response: Response, denied: RoleDenial): never => {
  if (comesWithKey(request))
    response.set("WWW-Authenticate", `Bearer error="insufficient_scope", scope="${denied.needed.join(" ")}"`);
  throw notAllowed(denied);
};

const noStore: RequestHandler = (_request, response, next) => {
  response.set("Cache-Control", "no-store");
  next();
};

const portalOf = (request: Request): string => String(signedIn(request).portalId);
