/** Every route of the service and who may ask it; a test finds those that are missing here. */
import type { RequestListener } from "node:http";

/**
 * - `signature`: HubSpot's workflow engine, by the app's secret over method, address and body, and by the secret segment
 * - `fresh`: the same, with a time in it that is not five minutes away
 * - `timed`: the same; the portal is the one that HubSpot names in the address
 * - `code`: `fresh`, and what it says counts only with a code that the operator made; it says nothing about any portal
 * - `session`: a signed-in person, by cookie, and below `/api` a program, by API key; programs get 401, browsers are sent to sign in
 * - `browser`: the same browser that began to sign in, by its state cookie
 * - `public`: everyone; it says nothing about any portal
 */
export type Authentication = "signature" | "fresh" | "timed" | "code" | "session" | "browser" | "public";

export interface RouteEntry {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "USE";
  readonly path: string;
  readonly authentication: Authentication;
}

const TABLE = `
  POST   /hubspot/actions/send-line-audience/:segment signature
  POST   /hubspot/options/:field/:segment      signature
  POST   /hubspot/webhooks/:segment            fresh
  GET    /hubspot/cards/deliveries/:id         timed
  POST   /hubspot/cards/deliveries/:id/seal    timed
  POST   /hubspot/cards/deliveries/:id/cancel  timed
  POST   /hubspot/cards/deliveries/:id/approve timed
  GET    /hubspot/cards/probe/:code            code
  GET    /hubspot/cards/probe/:code/:forgery   code
  POST   /hubspot/cards/probe/:code            code
  GET    /hubspot/oauth/install                public
  GET    /hubspot/oauth/callback               browser
  POST   /hubspot/oauth/sign-out               public
  GET    /healthz                              public
  GET    /readyz                               public
  GET    /metrics                              public
  GET    /assets/message.css                   public
  GET    /assets/idiomorph.js                  public
  USE    /assets                               public
  GET    /                                     public
  GET    /help                                 public
  GET    /help/setup                           public
  GET    /support                              public
  GET    /privacy                              public
  GET    /terms                                public
  GET    /deliveries                           session
  GET    /deliveries/:id                       session
  POST   /deliveries/:id/:command              session
  GET    /not-started                          session
  GET    /live                                 session
  GET    /live/:id                             session
  GET    /channels                             session
  POST   /channels                             session
  POST   /channels/:id                         session
  POST   /channels/:id/verify                  session
  POST   /channels/:id/testers                 session
  POST   /testers/:id/delete                   session
  GET    /audiences                            session
  GET    /notifications                        session
  POST   /notifications                        session
  GET    /settings                             session
  POST   /settings                             session
  POST   /settings/policies                    session
  POST   /members/:id                          session
  POST   /members/:id/remove                   session
  GET    /keys                                 session
  POST   /keys                                 session
  POST   /keys/:id/rotate                      session
  POST   /keys/:id/revoke                      session
  POST   /sign-out-everywhere                  session
  POST   /disconnect                           session
  POST   /sending/stop                         session
  POST   /sending/resume                       session
  GET    /messages                             session
  POST   /messages                             session
  GET    /messages/new                         session
  GET    /messages/:id                         session
  POST   /messages/:id                         session
  POST   /messages/:id/delete                  session
  POST   /messages/:id/restore                 session
  POST   /messages/:id/test                    session
  GET    /api/openapi.json                     public
  GET    /api/channels                         session
  POST   /api/channels                         session
  PATCH  /api/channels/:id                     session
  GET    /api/channels/:id/audiences           session
  GET    /api/channels/:id/health              session
  POST   /api/channels/:id/verify              session
  GET    /api/notifications                    session
  PATCH  /api/notifications                    session
  GET    /api/settings                         session
  PATCH  /api/settings                         session
  GET    /api/members                          session
  PATCH  /api/members/:id                      session
  DELETE /api/members/:id                      session
  GET    /api/keys                             session
  POST   /api/keys                             session
  POST   /api/keys/:id/rotate                  session
  DELETE /api/keys/:id                         session
  DELETE /api/sessions                         session
  GET    /api/audit                            session
  GET    /api/sending                          session
  POST   /api/disconnect                       session
  POST   /api/sending/stop                     session
  POST   /api/sending/resume                   session
  GET    /api/channels/:id/testers             session
  POST   /api/channels/:id/testers             session
  DELETE /api/testers/:id                      session
  GET    /api/not-started                      session
  GET    /api/home                             session
  GET    /api/deliveries                       session
  GET    /api/deliveries.csv                   session
  GET    /api/deliveries.json                  session
  GET    /api/deliveries/:id                   session
  POST   /api/deliveries/:id/seal              session
  POST   /api/deliveries/:id/cancel            session
  POST   /api/deliveries/:id/approve           session
  GET    /api/messages                         session
  POST   /api/messages                         session
  GET    /api/messages/:id                     session
  PUT    /api/messages/:id                     session
  DELETE /api/messages/:id                     session
  POST   /api/messages/:id/restore             session
  POST   /api/messages/:id/test                session
  GET    /api/contacts/:contactId              session
`;

export const ROUTES: readonly RouteEntry[] = TABLE.trim()
  .split("\n")
  .map((line) => {
    const [method, path, authentication] = line.trim().split(/\s+/);
    return { method, path, authentication } as RouteEntry;
  });

interface Layer {
  readonly rawPath?: unknown;
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** What Express really serves: `METHOD /path`, mounts included. */
export function routesOf(app: RequestListener): readonly string[] {
  const { router } = app as unknown as { router: { stack: readonly Layer[] } };
  return [...new Set(walk(router.stack, ""))];
}

function walk(stack: readonly Layer[], mount: string): string[] {
  const mounts = new Set(stack.filter(({ handle }) => handle.stack !== undefined).map(({ rawPath }) => rawPath));
  return stack.flatMap(({ rawPath, route, handle }) => {
    if (route !== undefined) {
      const path = `${mount}${route.path === "/" && mount !== "" ? "" : route.path}`;
      return Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${path}`);
    }
    if (typeof rawPath !== "string") throw new Error(`a handler is mounted at ${String(rawPath)}: name a path`);
    const at = `${mount}${rawPath === "/" ? "" : rawPath}`;
    if (handle.stack !== undefined) return walk(handle.stack, at);
    // A handler with a path of its own may answer there; before a router, or for all paths, it looks and passes on.
    return rawPath === "/" || mounts.has(rawPath) ? [] : [`USE ${at}`];
  });
}
