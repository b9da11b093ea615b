/** What the forms of the Settings page do. */
import type { RoleChange } from "../../ports/store/members.ts";
import { checkFields } from "../web/fields.ts";
import type { FieldProblem } from "../web/elements.ts";
import { sendNotice, sendPage } from "../web/layout.ts";
import { parsePolicyForm, POLICY_NAMES, policyForm, WRITTEN_POLICIES, type PolicyForm } from "./policies/fields.ts";
import { changedMeanwhile, openedIn } from "../web/opened.ts";
import { clearSessionCookie } from "../request/session.ts";
import {
  FORM_FIELDS,
  parseSettingsForm,
  ROLE_FIELDS,
  settingsForm,
  SETTINGS_FIELDS,
  TRAIL_FIELDS,
  type SettingsForm,
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
import { disconnectedNotice, settingsPage, type SettingsView } from "./view.ts";
import { bodyOf, pressed, saying, submit, textsOf } from "../request/form.ts";
import { allows } from "../request/rights.ts";
import { found } from "../request/refusal.ts";
import type { PageRequest, PageRoutes } from "../request/visit.ts";

async function show(visit: PageRequest, said: SettingsView["said"]): Promise<void> {
  const { request, response, context, session, ports } = visit;
  const { portalId } = session;
  const { store, retentionDays } = ports;
  const asked = checkFields(TRAIL_FIELDS, request.query, context);
  const before = asked.kind === "ok" ? asked.value.before : null;
  const [settings, records, owed, members, trail, keys] = await Promise.all([
    store.settings(portalId).then(found),
    store.portal(portalId).then(found),
    store.owedRecords(portalId),
    store.members(portalId),
    auditPage(visit, { limit: 50, before }),
    allows(context, "manageKeys") ? store.apiKeys(portalId) : null,
  ]);
  const main = settingsPage({ settings, records, owed, members, trail, before, said, retentionDays, keys }, context);
  const status = said === null ? 200 : 422;
  sendPage(response, context, { title: context.words.settings.title, main, status });
}

async function postSettings(visit: PageRequest): Promise<void> {
  const settings: SettingsForm = textsOf(visit.request, FORM_FIELDS);
  const written = parseSettingsForm(settings);
  const again = (problem: FieldProblem, opened: string | null) =>
    show(visit, { about: "defaults", problem, written: settings, opened });
  const now = parseSettingsForm(settingsForm(await stored(visit)));
  if (changedMeanwhile(visit, now, written)) return again(outdated(visit), null);
  return submit(visit, {
    fields: SETTINGS_FIELDS,
    written,
    act: (change) => changeSettings(visit, change),
    to: () => saying("/settings", "settings"),
    again: (problem) => again(problem, openedIn(visit)),
  });
}

async function postPolicies(visit: PageRequest): Promise<void> {
  const policies: PolicyForm = textsOf(visit.request, POLICY_NAMES);
  const written = parsePolicyForm(policies);
  const again = (problem: FieldProblem, opened: string | null) =>
    show(visit, { about: "policies", problem, written: policies, opened });
  const now = parsePolicyForm(policyForm(await stored(visit)));
  if (changedMeanwhile(visit, now, written)) return again(outdated(visit), null);
  return submit(visit, {
    fields: WRITTEN_POLICIES,
    written,
    act: (change) => changeSettings(visit, change),
    to: () => saying("/settings", "policies"),
    again: (problem) => again(problem, openedIn(visit)),
  });
}

const stored = ({ session, ports }: PageRequest) => ports.store.settings(session.portalId).then(found);

/** Sent once more, it replaces the other version: the person has read that there is one. */
const outdated = ({ context }: PageRequest): FieldProblem => ({
  field: null,
  sentence: context.words.settings.changedMeanwhile,
});

/** A form sends one chosen role as a text, several as a list, and none not at all. */
async function postRoles(visit: PageRequest): Promise<void> {
  const { roles = [] } = bodyOf(visit.request);
  const checked = checkFields(ROLE_FIELDS, { roles: [roles].flat() }, visit.context);
  if (checked.kind === "invalid") return show(visit, { about: "people", problem: checked });
  return backToPeople(visit, await giveRoles(visit, checked.value.roles), "roles");
}

function backToPeople(
  visit: PageRequest,
  { kind }: Pick<RoleChange, "kind">,
  done: "roles" | "removedPerson",
): Promise<void> | void {
  const { lastAdministrator: sentence } = visit.context.words.settings;
  if (kind === "last_administrator") return show(visit, { about: "people", problem: { field: null, sentence } });
  visit.response.redirect(303, saying("/settings", done));
}

async function postSignOutEverywhere(visit: PageRequest): Promise<void> {
  await signOutEverywhere(visit);
  clearSessionCookie(visit.response, visit.ports.publicUrl);
  visit.response.redirect(303, "/");
}

async function postDisconnect(visit: PageRequest): Promise<void> {
  const { response, context, ports } = visit;
  await disconnect(visit);
  clearSessionCookie(response, ports.publicUrl);
  const content = disconnectedNotice(ports.retentionDays, context);
  sendNotice(response, { ...context, session: null }, { title: context.words.disconnect.done, content });
}

export const settingsPages: PageRoutes = {
  "GET /settings": (visit) => show(visit, null),
  "POST /settings": postSettings,
  "POST /settings/policies": postPolicies,
  "POST /members/:id": postRoles,
  "POST /members/:id/remove": async (visit) => backToPeople(visit, await removePerson(visit), "removedPerson"),
  "POST /sign-out-everywhere": postSignOutEverywhere,
  "POST /disconnect": postDisconnect,
  "POST /sending/stop": pressed(stopAll, saying("/deliveries", "stopped")),
  "POST /sending/resume": pressed(allowAgain, saying("/deliveries", "resumed")),
};
