/** What the forms of the Settings page do. */
import { sentence } from "../../i18n/wording.ts";
import { checkFields } from "../web/fields.ts";
import { sendNotice, sendPage } from "../web/layout.ts";
import { parsePolicyForm, POLICY_NAMES, policyForm, WRITTEN_POLICIES, type PolicyForm } from "./policies/fields.ts";
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
import { disconnectedNotice } from "./disconnect.ts";
import {
  allowAgain,
  changeSettings,
  disconnect,
  giveRoles,
  removePerson,
  signOutEverywhere,
  stopAll,
  type ChangedPerson,
} from "./operations.ts";
import { settingsPage, type Notices } from "./view.ts";
import { bodyOf, textsOf } from "../request/form.ts";
import { missing, type PageRequest } from "../request/visit.ts";

const TRAIL_LENGTH = 50;

export const showSettings = (visit: PageRequest): Promise<void> =>
  show(visit, {
    saved: visit.request.query["saved"] !== undefined,
    policiesSaved: visit.request.query["policies"] !== undefined,
  });

/** What a form was filled in with, where it was not taken. */
interface Written {
  readonly settings?: SettingsForm;
  readonly policies?: PolicyForm;
}

async function show(visit: PageRequest, notices: Partial<Notices>, written: Written = {}): Promise<void> {
  const { request, response, context, session, ports } = visit;
  const { store } = ports;
  const [settings, records] = await Promise.all([store.settings(session.portalId), store.portal(session.portalId)]);
  if (settings === null || records === null) return missing(response, context);
  const asked = checkFields(TRAIL_FIELDS, request.query, context);
  const before = asked.kind === "ok" ? asked.value.before : null;
  const [owed, members, trail] = await Promise.all([
    store.owedRecords(session.portalId),
    store.members(session.portalId),
    store.auditTrail(session.portalId, { limit: TRAIL_LENGTH, before }),
  ]);
  const problems = { problem: null, policiesProblem: null, peopleProblem: null };
  const said: Notices = { saved: false, policiesSaved: false, ...problems, ...notices };
  const view = {
    settings,
    form: written.settings ?? settingsForm(settings),
    policyForm: written.policies ?? policyForm(settings),
    records,
    owed,
    members,
    trail,
    before,
    older: trail.length === TRAIL_LENGTH ? (trail.at(-1)?.number ?? null) : null,
    notices: said,
    retentionDays: ports.retentionDays,
  };
  const { problem, policiesProblem, peopleProblem } = said;
  const status = problem === null && policiesProblem === null && peopleProblem === null ? 200 : 422;
  sendPage(response, context, { title: context.words.settings.title, main: settingsPage(view, context), status });
}

export async function postSettings(visit: PageRequest): Promise<void> {
  const { request, response, context, session, ports } = visit;
  const settings: SettingsForm = textsOf(request, FORM_FIELDS);
  const checked = checkFields(SETTINGS_FIELDS, parseSettingsForm(settings), context);
  if (checked.kind === "invalid") return show(visit, { problem: checked.sentence }, { settings });
  const changed = await changeSettings(session, checked.value, ports);
  if (changed.kind === "missing") return missing(response, context);
  if (changed.kind !== "ok") {
    return show(visit, { problem: sentence(changed.finding, context.language) }, { settings });
  }
  response.redirect(303, "/settings?saved");
}

export async function postPolicies(visit: PageRequest): Promise<void> {
  const { request, response, context, session, ports } = visit;
  const policies: PolicyForm = textsOf(request, POLICY_NAMES);
  const checked = checkFields(WRITTEN_POLICIES, parsePolicyForm(policies), context);
  if (checked.kind === "invalid") return show(visit, { policiesProblem: checked.sentence }, { policies });
  const changed = await changeSettings(session, checked.value, ports);
  if (changed.kind === "missing") return missing(response, context);
  response.redirect(303, "/settings?policies#policies");
}

/** A form sends one chosen role as a text, several as a list, and none not at all. */
export async function postRoles(visit: PageRequest): Promise<void> {
  const { id, request, context, session, ports } = visit;
  const { roles = [] } = bodyOf(request);
  const checked = checkFields(ROLE_FIELDS, { roles: [roles].flat() }, context);
  if (checked.kind === "invalid") return show(visit, { peopleProblem: checked.sentence });
  return backToPeople(visit, await giveRoles(session, { id, ...checked.value }, ports));
}

export async function postRemoval(visit: PageRequest): Promise<void> {
  return backToPeople(visit, await removePerson(visit.session, visit.id, visit.ports));
}

function backToPeople(visit: PageRequest, { kind }: Pick<ChangedPerson, "kind">): Promise<void> | void {
  const { response, context } = visit;
  if (kind === "missing") return missing(response, context);
  if (kind === "last_administrator") return show(visit, { peopleProblem: context.words.settings.lastAdministrator });
  response.redirect(303, "/settings#people");
}

export async function postSignOutEverywhere({ response, session, ports }: PageRequest): Promise<void> {
  await signOutEverywhere(session, ports);
  clearSessionCookie(response, ports.publicUrl);
  response.redirect(303, "/");
}

export async function postSendingStop({ response, context, session, ports }: PageRequest): Promise<void> {
  if ((await stopAll(session, ports)) === null) return missing(response, context);
  response.redirect(303, "/");
}

export async function postSendingResume({ response, session, ports }: PageRequest): Promise<void> {
  await allowAgain(session, ports);
  response.redirect(303, "/");
}

export async function postDisconnect({ response, context, session, ports }: PageRequest): Promise<void> {
  if (!(await disconnect(session, ports))) return missing(response, context);
  clearSessionCookie(response, ports.publicUrl);
  const content = disconnectedNotice(ports.retentionDays, context);
  sendNotice(response, { ...context, session: null }, { title: context.words.disconnect.done, content });
}
