/** Settings, people and the audit trail through the API. */
import { Router, type Request, type RequestHandler } from "express";
import { HttpProblem } from "../../server/problem.ts";
import type { Member } from "../../ports/store/members.ts";
import { checked, idOf, missing, refused, requireUuid, signedIn, wordsOf } from "../request/api-request.ts";
import { auditJson } from "../request/audit.ts";
import { accessJson } from "../deliveries/json.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { ROLE_FIELDS, SETTINGS_FIELDS, settingsJson, TRAIL_FIELDS } from "./fields.ts";
import { changeSettings, giveRoles, removePerson, signOutEverywhere, type ChangedPerson } from "./operations.ts";

export function settingsApi(ports: ConsolePorts): Router {
  const router = Router();
  router.param("id", requireUuid);
  router.route("/settings").get(getSettings(ports)).patch(patchSettings(ports));
  router.get("/members", listMembers(ports));
  router.route("/members/:id").patch(patchMember(ports)).delete(deleteMember(ports));
  router.delete("/sessions", deleteSessions(ports));
  router.get("/audit", listAudit(ports));
  return router;
}

function getSettings({ store }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const { portalId } = signedIn(request);
    const [settings, portal] = await Promise.all([store.settings(portalId), store.portal(portalId)]);
    if (settings === null || portal === null) throw missing(request);
    response.json({ ...settingsJson(settings), access: accessJson(portal.access) });
  };
}

function patchSettings(ports: ConsolePorts): RequestHandler {
  return async (request, response, next) => {
    const written = checked(request, SETTINGS_FIELDS, request.body);
    const changed = await changeSettings(signedIn(request), written, ports);
    if (changed.kind === "missing") throw missing(request);
    if (changed.kind !== "ok") throw refused(request, changed);
    await getSettings(ports)(request, response, next);
  };
}

const memberJson = ({ id, userEmail, roles, signedInAt }: Member) => ({
  id,
  email: userEmail,
  roles,
  signedInAt: new Date(signedInAt).toISOString(),
});

function listMembers({ store }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const members = await store.members(signedIn(request).portalId);
    response.json({ members: members.map(memberJson) });
  };
}

function patchMember(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const { roles } = checked(request, ROLE_FIELDS, request.body);
    const member = changed(request, await giveRoles(signedIn(request), { id: idOf(request), roles }, ports));
    response.json(memberJson(member));
  };
}

function deleteMember(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    changed(request, await removePerson(signedIn(request), idOf(request), ports));
    response.status(204).end();
  };
}

function changed(request: Request, person: ChangedPerson): Member {
  if (person.kind === "ok") return person.member;
  if (person.kind === "missing") throw missing(request);
  const title = wordsOf(request).settings.lastAdministrator;
  throw new HttpProblem({ status: 409, code: "LAST_ADMINISTRATOR", title });
}

function deleteSessions(ports: ConsolePorts): RequestHandler {
  return async (request, response) => {
    await signOutEverywhere(signedIn(request), ports);
    response.status(204).end();
  };
}

function listAudit({ store }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const page = checked(request, TRAIL_FIELDS, request.query);
    const entries = await store.auditTrail(signedIn(request).portalId, page);
    const next = entries.length < page.limit ? null : (entries.at(-1)?.number ?? null);
    response.json({ entries: entries.map(auditJson), nextBefore: next });
  };
}
