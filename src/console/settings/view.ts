/** Defaults of the portal, its people with their roles, and who did what. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { MIN_RECIPIENTS } from "../../delivery/targeting/minimums.ts";
import type { AuditEntry } from "../../ports/store/audit.ts";
import type { Member } from "../../ports/store/members.ts";
import type { OwedRecords } from "../../ports/store/records.ts";
import type { KnownSettings } from "../../ports/store/settings.ts";
import { durationText, fill, LANGUAGES } from "../../i18n/wording.ts";
import { textsIn } from "../../i18n/languages.ts";
import { auditTable } from "./audit-table.ts";
import { disconnectSection } from "./disconnect.ts";
import { instant, statusNotice, table, type Column } from "../web/elements.ts";
import type { PolicyForm } from "./policies/fields.ts";
import { policiesCard } from "./policies/view.ts";
import type { ViewContext } from "../request/view-context.ts";
import { recordsCard, type RecordsState } from "../deliveries/records.ts";
import { allows, NEW_MEMBER_ROLES, ROLES, rolesText } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";
import type { SettingsForm } from "./fields.ts";
import { rightsTable } from "./rights-table.ts";
import { zoneField, zoneList } from "../web/time-zones.ts";

/** What the last request left behind. */
export interface Notices {
  readonly saved: boolean;
  readonly problem: string | null;
  readonly policiesSaved: boolean;
  readonly policiesProblem: string | null;
  readonly peopleProblem: string | null;
}

export interface SettingsView {
  readonly settings: KnownSettings;
  readonly form: SettingsForm;
  readonly policyForm: PolicyForm;
  readonly records: RecordsState;
  readonly owed: OwedRecords;
  readonly members: readonly Member[];
  readonly trail: readonly AuditEntry[];
  /** Where this page of the trail begins; null on the first one. */
  readonly before: number | null;
  /** Where the next page begins; null on the last one. */
  readonly older: number | null;
  readonly notices: Notices;
  readonly retentionDays: number;
}

export function settingsPage(view: SettingsView, context: ViewContext): VNode {
  const { settings: words } = context.words;
  const { notices } = view;
  return html`<h1>${words.title}</h1>
    <p><a href="/help/setup">${context.words.guide.link}</a></p>
    ${notices.saved && statusNotice(words.saved, "calm")}
    <section class="card" id="defaults">
      <h2>${words.defaults}</h2>
      <p class="soft">${words.defaultsHint}</p>
      ${statusNotice(notices.problem)} ${defaultsForm(view, context)}
    </section>
    ${policiesCard(
      {
        policies: view.settings,
        form: view.policyForm,
        members: view.members,
        saved: notices.policiesSaved,
        problem: notices.policiesProblem,
      },
      context,
    )}
    ${recordsCard(view.records, view.owed, context)}
    <section class="card" id="people">
      <h2>${words.people}</h2>
      <p class="soft">${words.peopleHint}</p>
      ${statusNotice(notices.peopleProblem)} ${people(view.members, context)}
      <details id="rights">
        <summary>${words.whatRolesMay}</summary>
        ${rightsTable(context)}
      </details>
      ${signOutForm(context)}
    </section>
    ${disconnectSection(view.retentionDays, context)}
    <section class="card" id="audit">
      <h2>${words.audit}</h2>
      <p class="soft">${words.auditHint}</p>
      ${auditTable(view, context)}
    </section>`;
}

interface Field {
  readonly name: keyof SettingsForm;
  readonly label: string;
  readonly hint?: string;
}

/** Who may not change them sees the same fields, as they are. */
function defaultsForm({ settings, form }: SettingsView, context: ViewContext): VNode {
  const { settings: words, rights } = context.words;
  const { serviceDefaults } = settings;
  const hint = (text: string, seconds: number) => fill(text, { duration: durationText(seconds, context.language) });
  const roles = NEW_MEMBER_ROLES.map((role) => [role, rights.roles[role]] as const);
  const languages = LANGUAGES.map((language) => [language, textsIn(language).name] as const);
  const quietHint = hint(words.quietHint, serviceDefaults.quietSeconds);
  const ceilingHint = hint(words.ceilingHint, serviceDefaults.ceilingSeconds);
  return html`<form method="post" action=${inPortal("/settings", context.session)}>
    <fieldset class="plain" disabled=${!allows(context, "changeSettings")}>
      ${number({ name: "quietMinutes", label: words.quietSeconds, hint: quietHint }, form, { min: 0.5, max: 360, step: 0.5 })}
      ${number({ name: "ceilingMinutes", label: words.ceilingSeconds, hint: ceilingHint }, form, { min: 1, max: 8640, step: 1 })}
      ${number({ name: "minimumEnrolled", label: words.minimumEnrolled, hint: words.minimumHint }, form, { min: 1, max: MIN_RECIPIENTS, step: 1 })}
      <div class="pair">
        <label>${words.quietFrom}<input name="quietFrom" type="time" value=${form.quietFrom} /></label>
        <label>${words.quietTo}<input name="quietTo" type="time" value=${form.quietTo} /></label>
      </div>
      <p class="hint">${words.quietHoursHint}</p>
      ${choice({ name: "language", label: words.language, hint: words.languageHint }, form, languages)}
      ${zoneField(words.timeZone, form.timeZone)} ${zoneList()}
      <p class="hint">${words.timeZoneHint}</p>
      ${choice({ name: "newMemberRole", label: words.newMemberRole }, form, roles)}
      ${allows(context, "changeSettings") && html`<p><button>${words.save}</button></p>`}
    </fieldset>
  </form>`;
}

function number(
  { name, label, hint }: Field,
  form: SettingsForm,
  { min, max, step }: { min: number; max: number; step: number },
): VNode {
  const id = `${name}-hint`;
  return html`<label
      >${label}<input
        name=${name}
        type="number"
        min=${min}
        max=${max}
        step=${step}
        value=${form[name]}
        aria-describedby=${id}
    /></label>
    <p class="hint" id=${id}>${hint}</p>`;
}

function choice(
  { name, label, hint }: Field,
  form: SettingsForm,
  options: readonly (readonly [string, string])[],
): VNode {
  return html`<label
      >${label}<select name=${name}>
        ${options.map(([value, text]) => html`<option value=${value} selected=${value === form[name]}>${text}</option>`)}
      </select></label
    >
    ${hint !== undefined && html`<p class="hint">${hint}</p>`}`;
}

function people(members: readonly Member[], context: ViewContext): VNode {
  const { settings: words } = context.words;
  const columns: readonly Column<Member>[] = [
    [words.person, (member) => nameOf(member, context)],
    [words.lastSignIn, (member) => instant(member.signedInAt, context)],
    [words.roles, (member) => rolesOf(member, context)],
  ];
  return table(columns, members, { layout: "stack" });
}

function nameOf({ userId, userEmail }: Member, { session, words }: ViewContext): VNode {
  const isReader = userId === session?.userId;
  return html`${userEmail} ${isReader && html`<span class="badge calm">${words.settings.you}</span>`}`;
}

/** Everyone is a viewer: there is nothing to tick for it. */
const TO_GIVE = ROLES.filter((role) => role !== "viewer");

function rolesOf(member: Member, context: ViewContext): VNode | string {
  const { settings: words, rights } = context.words;
  const { id, userEmail, roles } = member;
  if (!allows(context, "managePeople")) return rolesText(roles, rights.comma, rights);
  return html`<div class="person">
    <form class="row" method="post" action=${inPortal(`/members/${id}`, context.session)}>
      <fieldset class="roles" aria-label=${fill(words.rolesOf, { person: userEmail })}>
        ${TO_GIVE.map(
          (role) =>
            html`<label class="choice"
              ><input
                type="checkbox"
                name="roles"
                value=${role}
                checked=${roles.includes(role)}
              />${rights.roles[role]}</label
            >`,
        )}
      </fieldset>
      <button class="quiet">${words.giveRoles}</button>
    </form>
    <details class="command">
      <summary class="quiet button">${words.remove}…</summary>
      <p>${fill(words.removeWhat, { person: userEmail })}</p>
      <form method="post" action=${inPortal(`/members/${id}/remove`, context.session)}>
        <button class="stop">${words.remove}</button>
      </form>
    </details>
  </div>`;
}

function signOutForm({ words: { settings: words }, session }: ViewContext): VNode {
  return html`<form method="post" action=${inPortal("/sign-out-everywhere", session)}>
    <p class="soft">${words.signOutEverywhereHint}</p>
    <button class="quiet">${words.signOutEverywhere}</button>
  </form>`;
}
