/** Installing the app and signing in are one act: HubSpot says who it is and for which account. */
import { Router, type Request, type Response } from "express";
import Joi from "joi";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { setRetryAfter } from "../../server/problem.ts";
import type { Installation } from "../../ports/hubspot.ts";
import { sentence, type Language } from "../../i18n/wording.ts";
import { note } from "../request/audit.ts";
import { cookieOf, setCookie } from "../request/cookies.ts";
import { sendNotice } from "../web/layout.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { languageOfRequest, viewContextOf, type ViewContext } from "../request/view-context.ts";
import { ROLES } from "../request/rights.ts";
import { refuseCrossSite } from "../request/same-origin.ts";
import { clearSessionCookie, sessionSecret, setSessionCookie } from "../request/session.ts";
import { partial, type ValueOf } from "../web/schemas.ts";
import { knownZone } from "../web/time-zones.ts";
import { safeReturnPath } from "../web/return-path.ts";
import { html } from "../web/elements.ts";

const STATE_COOKIE = "line_audience_sign_in";
/** Long enough to find the password and choose an account. */
const STATE_SECONDS = 15 * 60;

/** Null for what is said more than once. */
const ONCE = Joi.string().allow("").failover(null) as Joi.AnySchema<string | null>;

/** What HubSpot and our own links say in the address. */
const QUERY = partial({ return: ONCE, code: ONCE, error: ONCE, state: ONCE }).unknown();
const queryOf = ({ query }: Request): ValueOf<typeof QUERY> => QUERY.validate(query).value;

export function signInRoutes(ports: ConsolePorts): Router {
  const router = Router();
  const { publicUrl } = ports;
  router.get("/install", (request, response) => {
    const state = randomBytes(32).toString("base64url");
    const value = `${state}:${safeReturnPath(queryOf(request).return ?? "/")}`;
    setCookie(response, { name: STATE_COOKIE, value, seconds: STATE_SECONDS, publicUrl });
    response.set("Cache-Control", "no-store").redirect(302, ports.hubspot.authorizeUrl(state));
  });
  router.get("/callback", async (request, response) => {
    const back = pageAfterSignIn(request, ports);
    setCookie(response, { name: STATE_COOKIE, value: "", seconds: 0, publicUrl });
    response.set("Cache-Control", "no-store");
    const { code, error } = queryOf(request);
    const fail = (status: number, why: (context: ViewContext) => string) =>
      problemPage(response, viewContextOf(request, response, ports), status, why);
    if (error != null) return fail(403, ({ words }) => words.signIn.declined);
    if (back === null || code == null) return fail(400, ({ words }) => words.signIn.stale);
    const answer = await ports.hubspot.install(code);
    if (answer.kind !== "ok") {
      const { kind, finding, ...rest } = answer;
      ports.log.warn({ event: "portal.sign_in_failed", code: finding.code, figures: finding.figures });
      if ("retryAfterSeconds" in rest) setRetryAfter(response, rest.retryAfterSeconds);
      return fail(kind === "later" ? 503 : 422, ({ language }) => sentence(finding, language));
    }
    await startSession(request, response, ports, answer.value);
    response.redirect(303, back);
  });
  router.post("/sign-out", refuseCrossSite(ports), async (request, response) => {
    const secret = sessionSecret(request, publicUrl);
    if (secret !== null) await ports.store.endSession(secret);
    clearSessionCookie(response, publicUrl);
    response.redirect(303, "/");
  });
  return router;
}

/** Null unless the state that came back is the one this very browser was given. */
function pageAfterSignIn(request: Request, ports: ConsolePorts): string | null {
  const [given = "", back = "/"] = cookieOf(request, STATE_COOKIE, ports.publicUrl)?.split(":") ?? [];
  const { state } = queryOf(request);
  return given === "" || state == null || !isSame(given, state) ? null : safeReturnPath(back);
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

async function startSession(
  request: Request,
  response: Response,
  ports: ConsolePorts,
  installation: Installation,
): Promise<void> {
  const { store, log } = ports;
  const { portalId, userId, userEmail } = installation;
  await saveGrant(installation, languageOfRequest(request), ports);
  await haveAdministrator(installation, ports);
  await note(store, installation, "sign_in", { subject: installation.hubDomain });
  const before = sessionSecret(request, ports.publicUrl);
  if (before !== null) await store.endSession(before);
  // Always a fresh secret: one that was planted before the sign-in is worth nothing after it.
  setSessionCookie(response, await store.startSession({ portalId, userId, userEmail }), ports.publicUrl);
  log.info({ event: "portal.signed_in", portalId, userId });
}

/**
 * A person with fewer permissions than the one who installed the app signs in, and the app keeps what it may do. Where
 * HubSpot no longer accepts what is kept, fewer permissions are better than none.
 */
async function saveGrant(installation: Installation, language: Language, ports: ConsolePorts): Promise<void> {
  const { hubspot, store, log } = ports;
  const { portalId, userId, scopes } = installation;
  const saved = await store.saveInstallation(installation);
  if (saved.kind === "stored") return saved.first ? presetSettings(portalId, language, ports) : undefined;
  const access = await hubspot.checkAccess(portalId);
  if (access.kind === "refused") await store.saveInstallation(installation, saved.since);
  const event = access.kind === "refused" ? "portal.grant_replaced" : "portal.grant_kept";
  log.info({ event, portalId, userId, scopes });
}

/** What HubSpot says of accounts that have not chosen one: LINE is used elsewhere, and the preset is a better guess. */
const NOT_CHOSEN: readonly (string | null)[] = [null, "US/Eastern", "America/New_York"];

/**
 * The first settings; people may change them. HubSpot says the account's zone and no language: that of the person who
 * installs the app is the one in which the account's workflow histories will be read.
 */
async function presetSettings(portalId: number, language: Language, { hubspot, store }: ConsolePorts): Promise<void> {
  await store.changeSettings(portalId, { language });
  const account = await hubspot.checkAccess(portalId);
  if (account.kind !== "ok" || NOT_CHOSEN.includes(account.value.timeZone)) return;
  const timeZone = knownZone(account.value.timeZone ?? "");
  if (timeZone !== null) await store.changeSettings(portalId, { timeZone });
}

/** Where no former administrator has come back, HubSpot's super admins are. */
async function haveAdministrator(installation: Installation, { hubspot, store }: ConsolePorts): Promise<void> {
  const { portalId, userId } = installation;
  const members = await store.members(portalId);
  const member = members.find((one) => one.userId === userId);
  if (member === undefined || members.some(({ roles }) => roles.includes("administrator"))) return;
  const person = await hubspot.person(portalId, userId);
  if (person.kind !== "ok" || person.value?.superAdmin !== true) return;
  await store.changeRoles(portalId, member.id, ROLES);
  await note(store, installation, "become_administrator", { subject: "" });
}

function problemPage(
  response: Response,
  context: ViewContext,
  status: number,
  why: (context: ViewContext) => string,
): void {
  const { signIn } = context.words;
  const content = html`<p>${why(context)}</p>
    <p><a class="button" href="/hubspot/oauth/install">${signIn.again}</a></p>`;
  sendNotice(response, context, { title: signIn.failed, content, status });
}
