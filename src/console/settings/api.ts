/** Settings, people, the audit trail, the stop of all sends and the end of a connection, through the API. */
import Joi from "joi";
import type { Request } from "express";
import { pageWords } from "../../i18n/wording.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import type { AuditEntry } from "../../ports/store/audit.ts";
import type { Member } from "../../ports/store/members.ts";
import { HttpProblem } from "../../server/problem.ts";
import { accessJson, COUNT, INSTANT, instant, INSTANT_OR_NULL, REFUSED_ACCESS, TEXT, WHOLE } from "../web/answers.ts";
import { ID, keyOf, listOf, orNull, pick, shape, type ValueOf } from "../web/schemas.ts";
import { wordsOf } from "../request/api-request.ts";
import { route, type ApiRoom, type Call } from "../request/api-route.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { found } from "../request/refusal.ts";
import {
  NEW_MEMBER_ROLE,
  ROLE,
  ROLE_FIELDS,
  SETTING_FIELDS,
  SETTINGS_FIELDS,
  settingsJson,
  TRAIL_FIELDS,
} from "./fields.ts";
import {
  allowAgain,
  auditPage,
  changeSettings,
  disconnect,
  giveRoles,
  removePerson,
  signOutEverywhere,
  stopAll,
} from "./operations.ts";

export const SETTINGS = shape({
  ...SETTING_FIELDS,
  serviceDefaults: shape({ quietSeconds: WHOLE, ceilingSeconds: WHOLE }).description("What null stands for"),
  access: REFUSED_ACCESS,
});

export const MEMBER = shape({
  id: ID,
  email: TEXT,
  roles: listOf(ROLE).min(1).description("`viewer` alone, or all others"),
  signedInAt: INSTANT,
});

export const memberJson = (member: Member) =>
  pick(MEMBER, { ...member, email: member.userEmail, signedInAt: instant(member.signedInAt) });

export const AUDIT_ENTRY = shape({
  number: WHOLE.min(1).description("Grows with time"),
  at: INSTANT,
  by: TEXT,
  deed: keyOf(pageWords("en").settings.deeds),
  subject: TEXT.description("What it was done to, as people call it"),
  details: Joi.object<object>().description("What was changed, mostly as `[before, after]`"),
});

export const auditJson = (entry: AuditEntry) =>
  pick(AUDIT_ENTRY, { ...entry, at: instant(entry.at), by: entry.userEmail, deed: entry.action });

const SENDING_FIELDS = {
  stopped: Joi.boolean(),
  by: orNull(TEXT).description("E-mail address of who stopped; `restore` after a restore from a backup"),
  at: INSTANT_OR_NULL,
};

export const SENDING = shape(SENDING_FIELDS);
export const STOPPED_SENDING = shape({ ...SENDING_FIELDS, cancelled: COUNT });

export const sendingJson = (stop: SendingStop | null): ValueOf<typeof SENDING> => ({
  stopped: stop !== null,
  by: stop?.by ?? null,
  at: instant(stop?.at),
});

async function settingsNow({ session: { portalId } }: Call, { store }: ConsolePorts) {
  const [settings, portal] = await Promise.all([store.settings(portalId), store.portal(portalId)]);
  return { ...settingsJson(found(settings)), access: accessJson(found(portal).access) };
}

function changedPerson(request: Request, person: Awaited<ReturnType<typeof giveRoles>>) {
  if (person.kind === "ok") return person.member;
  const title = wordsOf(request).settings.lastAdministrator;
  throw new HttpProblem({ status: 409, code: "LAST_ADMINISTRATOR", title });
}

const sendingNow = async ({ session }: Call, { store }: ConsolePorts) =>
  sendingJson(await store.sendingStop(session.portalId));

const AUDIT_PAGE = shape({
  entries: listOf(AUDIT_ENTRY),
  nextBefore: orNull(WHOLE).description("Null on the last page"),
});

const routes = [
  route("GET /settings", {
    name: "getSettings",
    summary: "The portal's settings",
    answer: [200, "As they are now", SETTINGS],
    handle: settingsNow,
  }),
  route("PATCH /settings", {
    name: "changeSettings",
    summary: "Change settings and policies; defaults count for deliveries that open from then on (administrators)",
    body: SETTINGS_FIELDS,
    answer: [200, "As they are now", SETTINGS],
    handle: async (call, ports) => {
      await changeSettings(call, call.body);
      return settingsNow(call, ports);
    },
  }),
  route("GET /members", {
    name: "listMembers",
    summary: "Everyone who has signed in, with their roles",
    answer: [200, "All of them", shape({ members: listOf(MEMBER) })],
    handle: async ({ session }, { store }) => ({ members: (await store.members(session.portalId)).map(memberJson) }),
  }),
  route("PATCH /members/:id", {
    name: "giveRoles",
    summary: "Give a person other roles (administrators)",
    body: ROLE_FIELDS,
    answer: [200, "The member as they are now", MEMBER],
    refusals: { 409: "LastAdministrator" },
    handle: async (call) => memberJson(changedPerson(call.request, await giveRoles(call, call.body.roles))),
  }),
  route("DELETE /members/:id", {
    name: "removePerson",
    summary: "Take all roles of a person and end their sessions (administrators)",
    answer: [204, "Removed"],
    refusals: { 409: "LastAdministrator" },
    handle: async (call) => {
      changedPerson(call.request, await removePerson(call));
    },
  }),
  route("DELETE /sessions", {
    name: "signOutEverywhere",
    summary: "End all of your own sessions, this one included",
    answer: [204, "Signed out everywhere"],
    handle: (call) => {
      if (call.session.keyId === undefined) return signOutEverywhere(call);
      throw new HttpProblem({ status: 403, code: "SESSION_ONLY", title: wordsOf(call.request).keys.refused.sessions });
    },
  }),
  route("GET /audit", {
    name: "listAudit",
    summary: "Who did what, newest first",
    query: TRAIL_FIELDS,
    answer: [200, "One page", AUDIT_PAGE],
    handle: async (call) => {
      const { entries, nextBefore } = await auditPage(call, call.query);
      return { entries: entries.map(auditJson), nextBefore };
    },
  }),
  route("GET /sending", {
    name: "getSending",
    summary: "Whether all sends of the portal are stopped",
    answer: [200, "As it is now", SENDING],
    handle: sendingNow,
  }),
  route("POST /sending/stop", {
    name: "stopSending",
    summary:
      "Stop all sends: cancels what LINE was not asked to send, opens nothing until sends are allowed again (senders)",
    answer: [200, "Stopped, with the number of deliveries that were cancelled", STOPPED_SENDING],
    handle: async (call, ports) => {
      const cancelled = await stopAll(call);
      return { ...(await sendingNow(call, ports)), cancelled };
    },
  }),
  route("POST /sending/resume", {
    name: "resumeSending",
    summary: "Allow sends again; cancelled deliveries stay cancelled (senders)",
    answer: [200, "As it is now", SENDING],
    handle: async (call, ports) => {
      await allowAgain(call);
      return sendingNow(call, ports);
    },
  }),
  route("POST /disconnect", {
    name: "disconnect",
    summary:
      "Disconnect the HubSpot account: ends all sessions, cancels what was not sent, releases what waits, uninstalls the app at HubSpot, erases the tokens; the rest goes after RETENTION_DAYS (administrators)",
    answer: [
      202,
      "Begun; the session is over",
      shape({ disconnecting: Joi.boolean<true>().valid(true), erasedAfterDays: WHOLE }),
    ],
    handle: async (call, ports) => {
      await disconnect(call);
      return { disconnecting: true as const, erasedAfterDays: ports.retentionDays };
    },
  }),
];

export const settingsApi: ApiRoom = {
  tag: "settings",
  about: "Defaults, people with their roles, and who did what",
  routes,
  schemas: {
    Settings: SETTINGS,
    SettingsRequest: SETTINGS_FIELDS,
    Role: ROLE,
    NewMemberRole: NEW_MEMBER_ROLE,
    Member: MEMBER,
    AuditEntry: AUDIT_ENTRY,
    Sending: SENDING,
    StoppedSending: STOPPED_SENDING,
  },
};
