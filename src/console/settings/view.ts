/** Defaults of the portal, its people with their roles, and who did what. */
import { MIN_RECIPIENTS } from "../../delivery/targeting/minimums.ts";
import type { Member } from "../../ports/store/members.ts";
import type { OwedRecords } from "../../ports/store/records.ts";
import type { KnownSettings } from "../../ports/store/settings.ts";
import { durationText, fill, LANGUAGES, textsIn } from "../../i18n/wording.ts";
import { auditTable } from "./audit-table.ts";
import {
  checkbox,
  choice,
  field,
  html,
  instant,
  problemAbove,
  statusNotice,
  table,
  type Column,
  type FieldProblem,
  type VNode,
} from "../web/elements.ts";
import type { PolicyForm } from "./policies/fields.ts";
import { policiesCard } from "./policies/view.ts";
import type { ViewContext } from "../request/view-context.ts";
import { keysCard, type KeysView } from "../keys/view.ts";
import { recordsCard, type RecordsState } from "../deliveries/records.ts";
import { allows, may, NEW_MEMBER_ROLES, RIGHTS, ROLES, rolesText, type RightName } from "../request/rights.ts";
import { openedField, versionOf } from "../web/opened.ts";
import { inPortal } from "../request/same-portal.ts";
import { FORM_FIELDS, inForm, parseSettingsForm, settingsForm, type SettingsForm } from "./fields.ts";
import type { auditPage } from "./operations.ts";
import { zoneField, zoneList } from "../web/time-zones.ts";

/** Why the last request was not carried out. */
interface Said<About, Written> {
  readonly about: About;
  readonly problem: FieldProblem;
  readonly written?: Written;
  /** The version that the form began with; null for the one that is there now. */
  readonly opened?: string | null;
}

export interface SettingsView {
  readonly settings: KnownSettings;
  readonly records: RecordsState;
  readonly owed: OwedRecords;
  readonly members: readonly Member[];
  readonly trail: Awaited<ReturnType<typeof auditPage>>;
  /** Where this page of the trail begins; null on the first one. */
  readonly before: number | null;
  readonly said: Said<"defaults", SettingsForm> | Said<"policies", PolicyForm> | Said<"people", never> | null;
  readonly retentionDays: number;
  /** Null for people who may not see them. */
  readonly keys: Pick<KeysView, "keys" | "now"> | null;
}

export function settingsPage(view: SettingsView, context: ViewContext): VNode {
  const { settings: words } = context.words;
  const { settings, members, said } = view;
  const defaults = said?.about === "defaults" ? said : null;
  const policies = said?.about === "policies" ? said : null;
  return html`<h1>${words.title}</h1>
    <p><a href="/help/setup">${context.words.guide.link}</a></p>
    <section class="card" id="defaults">
      <h2>${words.defaults}</h2>
      <p class="soft">${words.defaultsHint}</p>
      ${defaultsForm(settings, defaults, context)}
    </section>
    ${policiesCard({ policies: settings, members, said: policies }, context)}
    ${recordsCard(view.records, view.owed, context)}
    <section class="card" id="people">
      <h2>${words.people}</h2>
      <p class="soft">${words.peopleHint}</p>
      ${statusNotice(said?.about === "people" ? said.problem.sentence : null)} ${people(members, context)}
      <details id="rights">
        <summary>${words.whatRolesMay}</summary>
        ${rightsTable(context)}
      </details>
      ${signOutForm(context)}
    </section>
    ${view.keys !== null && keysCard(view.keys, context)} ${disconnectSection(view.retentionDays, context)}
    <section class="card" id="audit">
      <h2>${words.audit}</h2>
      <p class="soft">${words.auditHint}</p>
      ${auditTable(view.trail, view.before, context)}
    </section>`;
}

/** Who may not change them sees the same fields, as they are. */
function defaultsForm(
  settings: KnownSettings,
  said: Said<"defaults", SettingsForm> | null,
  context: ViewContext,
): VNode {
  const { serviceDefaults } = settings;
  const form = said?.written ?? settingsForm(settings);
  const problem = inForm(said?.problem ?? null);
  const { settings: words, rights } = context.words;
  const hint = (text: string, seconds: number) => fill(text, { duration: durationText(seconds, context.language) });
  const roles = NEW_MEMBER_ROLES.map((role) => [role, rights.roles[role]] as const);
  const languages = LANGUAGES.map((language) => [language, textsIn(language).name] as const);
  const number = { type: "number", problem };
  const quiet = { ...number, label: words.quietSeconds, hint: hint(words.quietHint, serviceDefaults.quietSeconds) };
  const ceiling = {
    ...number,
    label: words.ceilingSeconds,
    hint: hint(words.ceilingHint, serviceDefaults.ceilingSeconds),
  };
  const minimum = { ...number, label: words.minimumEnrolled, hint: words.minimumHint };
  const time = { type: "time", problem };
  return html`${problemAbove(problem, FORM_FIELDS)}
    <form method="post" action=${inPortal("/settings", context.session)} data-keep=${problem === null ? "" : "changed"}>
      ${openedField(said?.opened ?? versionOf(parseSettingsForm(settingsForm(settings))))}
      <fieldset class="plain" disabled=${!allows(context, "changeSettings")}>
        ${field("quietMinutes", { ...quiet, min: 0.5, max: 360, step: 0.5, value: form.quietMinutes })}
        ${field("ceilingMinutes", { ...ceiling, min: 1, max: 8640, step: 1, value: form.ceilingMinutes })}
        ${field("minimumEnrolled", { ...minimum, min: 1, max: MIN_RECIPIENTS, step: 1, value: form.minimumEnrolled })}
        <div class="pair">
          <div>${field("quietFrom", { ...time, label: words.quietFrom, value: form.quietFrom })}</div>
          <div>${field("quietTo", { ...time, label: words.quietTo, value: form.quietTo })}</div>
        </div>
        <p class="hint">${words.quietHoursHint}</p>
        ${choice("language", words.language, form.language, languages)}
        <p class="hint">${words.languageHint}</p>
        ${zoneField(words.timeZone, form.timeZone, problem)} ${zoneList()}
        <p class="hint">${words.timeZoneHint}</p>
        ${choice("newMemberRole", words.newMemberRole, form.newMemberRole, roles)}
        ${allows(context, "changeSettings") && html`<p><button>${words.save}</button></p>`}
      </fieldset>
    </form>`;
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
        ${TO_GIVE.map((role) => checkbox("roles", role, rights.roles[role], roles.includes(role)))}
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

function rightsTable({ words }: ViewContext): VNode {
  const { rights, settings } = words;
  const names = Object.keys(RIGHTS) as RightName[];
  const mark = (yes: boolean) => html`<td>${yes ? html`<strong>${settings.yes}</strong>` : settings.no}</td>`;
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <td></td>
          ${ROLES.map((role) => html`<th scope="col">${rights.roles[role]}</th>`)}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">${rights.look}</th>
          ${ROLES.map(() => mark(true))}
        </tr>
        ${names.map(
          (name) =>
            html`<tr>
              <th scope="row">${rights.deeds[name]}</th>
              ${ROLES.map((role) => mark(may({ roles: [role] }, name)))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Two presses: the button is behind a summary that says what goes, and when. */
function disconnectSection(retentionDays: number, context: ViewContext): VNode | null {
  if (!allows(context, "disconnect")) return null;
  const { disconnect: words } = context.words;
  return html`<section class="card" id="disconnect">
    <h2>${words.title}</h2>
    <p class="soft">${words.hint}</p>
    <details class="command">
      <summary class="button quiet">${words.ask}</summary>
      <ul>
        ${words.what.map((line) => html`<li>${fill(line, { days: String(retentionDays) })}</li>`)}
      </ul>
      <form method="post" action=${inPortal("/disconnect", context.session)}>
        <button class="stop">${words.now}</button>
      </form>
    </details>
  </section>`;
}

/** Once it is done: what is left to do where HubSpot is away. */
export function disconnectedNotice(retentionDays: number, { words: { disconnect: words } }: ViewContext): VNode {
  return html`<p>${words.doneWhat}</p>
    <p class="soft">${fill(words.doneLater, { days: String(retentionDays) })}</p>`;
}
