/** What answers at HUBSPOT_API_URL. */
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import { actionDefinitionRoutes } from "./actions/publish-action.ts";
import { uninstall } from "./accounts/app-events.ts";
import { callbackRoutes } from "./workflows/callbacks.ts";
import { faults } from "./faults/faults.ts";
import { callerOf, callerWith, gate, type Caller } from "./gate.ts";
import { HubSpotError } from "./hubspot-error.ts";
import { listRoutes } from "./crm/list-routes.ts";
import { oauthRoutes } from "./accounts/oauth.ts";
import { objectRoutes } from "./crm/object-routes.ts";
import { propertyRoutes } from "./crm/property-routes.ts";
import { schemaRoutes } from "./crm/schema-routes.ts";
import { userRoutes } from "./accounts/user-routes.ts";
import { versioned } from "./versions.ts";
import type { World } from "./world.ts";

export function createApi(world: World): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use(noteRequests(world), faults(world), versioned(world));
  app.use(express.text({ type: "application/x-www-form-urlencoded" }));
  app.use(requireJson, express.json({ limit: "5mb" }));
  app.use("/oauth", oauthRoutes(world));
  app.use("/automation/v4/actions/callbacks", gate(world), callbackRoutes(world));
  app.use("/automation/v4/actions", actionDefinitionRoutes(world));
  app.use(gate(world));
  app.use("/crm-object-schemas/v3/schemas", schemaRoutes(world));
  app.use("/crm/v3/properties", propertyRoutes(world));
  app.use("/crm/v3/objects", objectRoutes(world));
  app.use("/crm/v3/lists", listRoutes());
  app.use("/settings/v3/users", userRoutes());
  app.get("/account-info/v3/details", (_request, response) => {
    response.json(accountJson(callerWith(response, "oauth")));
  });
  app.delete("/appinstalls/v3/external-install", (_request, response) => {
    const { grant } = callerOf(response);
    uninstall(world, grant.portalId, grant.appId);
    response.status(204).end();
  });
  app.use((request) => {
    throw new HubSpotError(404, "OBJECT_NOT_FOUND", `Unable to find ${request.method} ${request.path}`);
  });
  app.use(answerErrors(world));
  return app;
}

/** Every call as it was answered, or with status 0 when the answer never arrived. */
function noteRequests(world: World): RequestHandler {
  return (request, response, next) => {
    const { method, path } = request;
    const at = world.clock.now();
    response.on("close", () => {
      const caller = response.locals["caller"] as Caller | undefined;
      const batch: unknown = (request.body as { inputs?: unknown } | undefined)?.inputs;
      world.requests.push({
        at,
        method,
        path,
        status: response.writableFinished ? response.statusCode : 0,
        ...(caller ? { portalId: caller.portal.portalId } : {}),
        ...(Array.isArray(batch) ? { batchSize: batch.length } : {}),
      });
    });
    next();
  };
}

const requireJson: RequestHandler = (request, _response, next) => {
  const hasBody = request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"]) > 0;
  if (hasBody && !request.path.startsWith("/oauth/") && !request.is("application/json"))
    throw new HubSpotError(415, "VALIDATION_ERROR", "HTTP 415 Unsupported Media Type");
  next();
};

function accountJson({ portal }: Caller) {
  return {
    portalId: portal.portalId,
    accountType: "STANDARD",
    timeZone: portal.timeZone,
    companyCurrency: "JPY",
    additionalCurrencies: [],
    utcOffset: "-04:00",
    utcOffsetMilliseconds: -14_400_000,
    uiDomain: "app.hubspot.com",
    dataHostingLocation: "na1",
  };
}

function answerErrors(world: World): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const refusal = error instanceof HubSpotError ? error : unreadable(error);
    const { status, category, message, extras, headers } = refusal;
    const body = { status: "error", message, correlationId: world.random.uuid(), category, ...extras };
    response.set(headers).status(status).json(body);
  };
}

/** What the body parser refuses; anything else is a fault of the simulator and says so. */
function unreadable(error: unknown): HubSpotError {
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
  const message = error instanceof Error ? error.message : String(error);
  if (status < 500) return new HubSpotError(status, "VALIDATION_ERROR", `Invalid input JSON: ${message}`);
  return new HubSpotError(500, "INTERNAL_ERROR", `the simulator failed: ${message}`);
}
