/** Settings, people and the audit trail through the API. */
import { Router, type RequestHandler } from "express";
import { HttpProblem } from "../http/problem.ts";
import type { Member } from "../ports/settings.ts";
import { checked, idOf, missing, refused, requireUuid, signedIn, wordsOf } from "./api-request.ts";
import { auditJson } from "./audit.ts";
import type { ConsolePorts } from "./ports.ts";
import { ROLE_FIELDS, SETTINGS_FIELDS, settingsJson, TRAIL_FIELDS } from "./settings-fields.ts";
import { changeSettings, giveRole } from "./settings-operations.ts";

export function settingsApi(ports: ConsolePorts): Router {
  const router = Router();
  router.param("id", requireUuid);
  router.route("/settings").get(getSettings(ports)).patch(patchSettings(ports));
  router.get("/members", listMembers(ports));
  router.patch("/members/:id", patchMember(ports));
  router.get("/audit", listAudit(ports));
  return router;
}

function getSettings({ store }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const settings = await store.settings(signedIn(request).portalId);
    if (settings === null) throw missing(request);
    response.json(settingsJson(settings));
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

const memberJson = ({ id, userEmail, role, signedInAt }: Member) => ({
  id,
  email: userEmail,
  role,
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
    const { role } = checked(request, ROLE_FIELDS, request.body);
    const given = await giveRole(signedIn(request), { id: idOf(request), role }, ports);
    if (given.kind === "missing") throw missing(request);
    if (given.kind === "last_sender") {
      throw new HttpProblem({ status: 409, code: "LAST_SENDER", title: wordsOf(request).settings.lastSender });
    }
    response.json(memberJson(given.member));
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
