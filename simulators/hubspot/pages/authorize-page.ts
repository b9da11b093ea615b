/** The page where a person installs an app: which account, which rights. */
import { html } from "htm/preact";
import { Router, type Request, type Response } from "express";
import { ENTERPRISE_SCOPE } from "../gate.ts";
import { issueCode } from "../accounts/oauth.ts";
import type { AppRegistration, Portal, PortalUser, World } from "../world.ts";
import { page } from "./layout.ts";

interface Question {
  readonly app: AppRegistration;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly optionalScopes: readonly string[];
  readonly state: string | undefined;
}

/**
 * GET shows a form; its fields are `client_id`, `redirect_uri`, `scope`, `optional_scope`, `state`, `portalId` and, where
 * it is not the account's first person, `userId`. POST of the same fields to the same path answers 302 with `code` and
 * `state` at the redirect URI. Required scopes must be asked for, and the account and the person must have them; optional
 * ones that either lacks are left out of the grant without a word.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/scopes
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth/working-with-oauth
 */
export function authorizeRoutes(world: World): Router {
  const router = Router();
  const paths = ["/oauth/authorize", "/oauth/:portalId/authorize"];
  router.get(paths, (request, response) => {
    const question = questionOf(world, request.query);
    if (typeof question === "string") return refuse(world, response, question);
    response.send(authorizePage(world, question, String(request.params["portalId"] ?? "")));
  });
  router.post(paths, (request, response) => {
    const question = questionOf(world, formOf(request));
    if (typeof question === "string") return refuse(world, response, question);
    approve(world, question, formOf(request), response);
  });
  return router;
}

function formOf(request: Request): Record<string, unknown> {
  return (request.body ?? {}) as Record<string, unknown>;
}

/** The question, or why HubSpot shows an error page. */
function questionOf(world: World, values: Record<string, unknown>): Question | string {
  const text = (name: string) => (typeof values[name] === "string" ? values[name] : "");
  const app = [...world.apps.values()].find(({ clientId }) => clientId === text("client_id"));
  if (!app) return "The client ID is missing or unknown.";
  const redirectUri = text("redirect_uri");
  if (!app.redirectUris.includes(redirectUri)) return "The redirect URI is not one of the app's redirect URLs.";
  const scopes = words(text("scope"));
  const optionalScopes = words(text("optional_scope"));
  const problem = scopeProblem(app, scopes, optionalScopes);
  if (problem !== undefined) return problem;
  return { app, redirectUri, scopes, optionalScopes, state: text("state") || undefined };
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** The link must ask for all the app requires and nothing the app was not set up for. */
function scopeProblem(
  app: AppRegistration,
  scopes: readonly string[],
  optional: readonly string[],
): string | undefined {
  if (scopes.length === 0) return "The scope is missing.";
  if (!app.requiredScopes && !app.optionalScopes) return undefined;
  const required = app.requiredScopes ?? [];
  const known = ["oauth", ...required, ...(app.optionalScopes ?? [])];
  const missing = required.filter((scope) => !scopes.includes(scope));
  const strange = [...scopes, ...optional].filter((scope) => !known.includes(scope));
  if (missing.length > 0) return `The link does not ask for required scopes: ${missing.join(", ")}.`;
  return strange.length > 0 ? `The app was not set up for these scopes: ${strange.join(", ")}.` : undefined;
}

function refuse(world: World, response: Response, problem: string): void {
  response
    .status(400)
    .send(page(world, { title: "Authorization failed" }, html`<p class="alert" role="alert">${problem}</p>`));
}

function approve(world: World, question: Question, form: Record<string, unknown>, response: Response): void {
  const portal = world.portals.get(Number(form["portalId"]));
  if (!portal) return refuse(world, response, "Choose an account.");
  const user = form["userId"] === undefined ? portal.user : portal.users.get(Number(form["userId"]));
  if (!user) return refuse(world, response, `This person is not in ${portal.name}.`);
  const lacking = lackingScopes(portal, user, question.scopes);
  if (lacking.length > 0) return refuse(world, response, `${portal.name} has no access to: ${lacking.join(", ")}.`);
  const withheld = lackingScopes(portal, user, question.optionalScopes);
  const offered = question.optionalScopes.filter((scope) => !withheld.includes(scope));
  const scopes = [...new Set(["oauth", ...question.scopes, ...offered])];
  const { app, redirectUri, state } = question;
  const asked = [...new Set([...scopes, ...question.optionalScopes])];
  const code = issueCode(world, { appId: app.appId, portalId: portal.portalId, user, scopes, asked, redirectUri });
  response.redirect(302, target(redirectUri, { code, state }));
}

function lackingScopes({ enterprise }: Portal, { lacks }: PortalUser, scopes: readonly string[]): string[] {
  return scopes.filter((scope) => lacks.includes(scope) || (!enterprise && ENTERPRISE_SCOPE.test(scope)));
}

function target(redirectUri: string, values: Record<string, string | undefined>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(values)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

function authorizePage(world: World, question: Question, wanted: string): string {
  const { app, redirectUri, scopes, optionalScopes, state } = question;
  const portals = [...world.portals.values()].filter(({ portalId }) => wanted === "" || String(portalId) === wanted);
  const denied = target(redirectUri, { error: "access_denied", error_description: "The user denied access", state });
  const hidden = { client_id: app.clientId, redirect_uri: redirectUri, scope: scopes.join(" ") };
  const fields = Object.entries({ ...hidden, optional_scope: optionalScopes.join(" "), state: state ?? "" });
  return page(
    world,
    { title: "Connect an app", narrow: true },
    html`<form class="card stack" method="post" action="/oauth/authorize">
      <h1>Connect ${app.name ?? "the app"} to HubSpot</h1>
      ${fields.map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
      <fieldset class="choices">
        <legend>Choose an account</legend>
        ${portals.map((portal, index) => portalChoice(portal, index === 0, lackingScopes(portal, portal.user, scopes)))}
      </fieldset>
      <div>
        <h2>The app will be able to</h2>
        <ul class="scopes">
          ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
          ${optionalScopes.map((scope) => html`<li><code>${scope}</code> <span class="muted">if the account has it</span></li>`)}
        </ul>
      </div>
      <div class="row">
        <button class="primary" type="submit">Connect app</button>
        <a class="button" href=${denied}>Cancel</a>
      </div>
    </form>`,
  );
}

function portalChoice(portal: Portal, chosen: boolean, lacking: readonly string[]) {
  const { portalId, name, enterprise } = portal;
  return html`<label class="choice">
    <input type="radio" name="portalId" value=${portalId} checked=${chosen} disabled=${lacking.length > 0} required />
    <span
      ><strong>${name}</strong>${" "}<span class="muted"
        >${portalId} · ${enterprise ? "Enterprise" : "Professional"}</span
      ></span
    >
    ${lacking.length > 0 && html`<span class="muted">has no access to ${lacking.join(", ")}</span>`}
  </label>`;
}
