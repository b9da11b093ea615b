/** What people look at and press, and what programs ask on their behalf (`console/`). */
import { seenCaller } from "../console/request/api-key.ts";
import { apiRoutes } from "../console/api/routes.ts";
import { liveRoutes } from "../console/live/stream.ts";
import { pageRoutes } from "../console/pages.ts";
import type { ConsolePorts } from "../console/request/ports.ts";
import { createRecentSessions } from "../console/request/recent-sessions.ts";
import { signInRoutes } from "../console/sign-in/sign-in.ts";
import { problemAnswer } from "../console/web/problem-page.ts";
import { watchBody } from "../intake/fast-path/read-body.ts";
import type { ConsoleRoutes } from "../server/app.ts";
import type { Unverified } from "../server/load/unverified.ts";
import { limitPer } from "../server/protection.ts";
import type { Ports } from "./compose-platforms.ts";
import type { Parts } from "./parts.ts";

export function createConsole(parts: Parts & Ports & { readonly unverified: Unverified }) {
  const { config, store, line, hubspot, deliveryUrl, sandbox, unverified, log } = parts;
  const { publicUrl, publicPages, retentionDays, hubspotAppUrl, limits } = config;
  const answerProblem = problemAnswer({ sandbox, publicUrl });
  const ports: ConsolePorts = {
    store,
    line,
    hubspot,
    deliveryUrl,
    log,
    publicUrl,
    publicPages,
    mails: parts.mail !== null,
    retentionDays,
    sandbox,
    recentSessions: createRecentSessions(),
    knownQuotas: new Map(),
    workflowUrl: (portalId, id) =>
      sandbox === null ? workflowUrl(hubspotAppUrl, portalId, id) : `${sandbox.url}/workflows/${id}`,
    workflowsUrl: (portalId) => sandbox?.url ?? `${hubspotAppUrl}/workflows/${portalId}`,
    limitPer: (keyOf) => limitPer(keyOf, limits.perPortal, answerProblem),
    watchBody: (request, _response, next) => {
      watchBody(request, unverified);
      next();
    },
  };
  const ending = new AbortController();
  const routes: ConsoleRoutes = {
    signIn: signInRoutes(ports),
    api: apiRoutes(ports),
    live: liveRoutes(ports, ending.signal),
    pages: pageRoutes(ports),
    callerOf: seenCaller(ports),
    answerProblem,
  };
  /** `stop`: ends the streams that pages keep open. */
  return { ports, routes, stop: () => ending.abort() };
}

/** Of HubSpot's editor. */
const workflowUrl = (appUrl: string, portalId: number, id: string): string =>
  `${appUrl}/workflows/${portalId}/platform/flow/${encodeURIComponent(id)}/edit`;
