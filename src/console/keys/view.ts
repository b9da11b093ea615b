/** The API keys of the portal, the form that makes one, and a secret that is shown this once. */
import type { ApiKey } from "../../ports/store/access/api-keys.ts";
import type { Role } from "../../ports/store/members.ts";
import { durationText, fill, say, type Language } from "../../i18n/wording.ts";
import {
  checkbox,
  choice,
  field,
  html,
  instant,
  problemAbove,
  sentenceWith,
  statusNotice,
  table,
  type Column,
  type FieldProblem,
  type Option,
  type VNode,
} from "../web/elements.ts";
import { ROLES, rolesText } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";
import type { ViewContext } from "../request/view-context.ts";
import { DEFAULT_DAYS, DEFAULT_GRACE_HOURS, formerEnd, keyState, type KeyState } from "./fields.ts";

/** Why a form was not carried out, and what was written into the one that makes a key. */
interface FormProblem extends FieldProblem {
  /** Of the key that was to be rotated; empty where one was to be made. */
  readonly id: string;
  readonly written: { readonly name: string; readonly expiresInDays: string; readonly roles: readonly string[] };
}

export interface KeysView {
  /** Service time. */
  readonly now: number;
  readonly keys: readonly ApiKey[];
  /** With the secret that was just made. */
  readonly made: { readonly key: ApiKey; readonly token: string } | null;
  readonly problem: FormProblem | null;
}

export function keysPage({ now, keys, made, problem }: KeysView, context: ViewContext): VNode {
  const { keys: words } = context.words;
  return html`<h1>${words.title}</h1>
    <p>${words.lead} <a href="/api/openapi.json">${words.document}</a></p>
    ${made !== null && secretCard(made, context)} ${expiringNotice(keys, now, context)}
    ${statusNotice(problem !== null && problem.id !== "" ? problem.sentence : null)}
    ${keys.length === 0 ? html`<p class="soft">${words.none}</p>` : keyTable(keys, now, context)}
    ${makeForm(problem?.id === "" ? problem : null, context)}`;
}

/** How many are to be rotated soon; nothing where none is. */
function expiringNotice(keys: readonly ApiKey[], now: number, { words, language }: ViewContext): VNode | null {
  const count = keys.filter((key) => keyState(key, now) === "expiring").length;
  return count === 0 ? null : statusNotice(say(words.keys.expiring, { count }, language));
}

/** Of the Settings page. */
export function keysCard({ keys, now }: Pick<KeysView, "keys" | "now">, context: ViewContext): VNode {
  const { keys: words } = context.words;
  return html`<section class="card" id="keys">
    <h2>${words.title}</h2>
    <p class="soft">${words.lead}</p>
    ${expiringNotice(keys, now, context)}
    <p><a class="button quiet" href="/keys">${words.manage}</a></p>
  </section>`;
}

function secretCard({ key, token }: NonNullable<KeysView["made"]>, { words: { keys: words } }: ViewContext): VNode {
  return html`<section class="card" id="secret" role="status">
    <h2>${fill(words.made, { name: key.name })}</h2>
    <p><strong>${words.copy}</strong></p>
    <p><code class="secret">${token}</code></p>
    <p class="soft">${words.use}<br /><code class="secret">Authorization: Bearer ${token}</code></p>
  </section>`;
}

const TONES = {
  active: "READY",
  expiring: "waiting",
  expired: "EXPIRED",
  revoked: "",
} as const satisfies Record<KeyState, string>;

function keyTable(keys: readonly ApiKey[], now: number, context: ViewContext): VNode {
  const { keys: words, rights, settings } = context.words;
  const columns: readonly Column<ApiKey>[] = [
    [words.name, (key) => nameOf(key, now, context)],
    [settings.roles, ({ roles }) => rolesText(roles, rights.comma, rights)],
    [words.secretMade, (key) => makerOf(key, context)],
    [words.lastUsed, ({ lastUsedAt }) => (lastUsedAt === null ? words.never : instant(lastUsedAt, context))],
    [words.expires, ({ expiresAt }) => instant(expiresAt, context)],
    [words.actions, (key) => commands(key, context)],
  ];
  return table(columns, keys, { frame: "scroll card", layout: "stack" });
}

function nameOf(key: ApiKey, now: number, context: ViewContext): VNode {
  const { keys: words } = context.words;
  const state = keyState(key, now);
  const former = formerEnd(key, now);
  return html`<div>
    <strong>${key.name}</strong> <span class=${`badge ${TONES[state]}`}>${words.states[state]}</span> ${
      former !== null &&
      html`<br /><span class="soft">${sentenceWith(words.former, { time: instant(former, context) })}</span>`
    }
  </div>`;
}

function makerOf({ madeBy, madeAt, revokedAt }: ApiKey, context: ViewContext): VNode {
  const gone = revokedAt === null ? html`<strong>${context.words.keys.makerGone}</strong>` : "–";
  return html`<div>${instant(madeAt, context)}<br /><span class="soft">${madeBy ?? gone}</span></div>`;
}

const DAY_SECONDS = 86_400;
const DAYS = [30, DEFAULT_DAYS, 180, 365];
const GRACE_HOURS = [0, 1, DEFAULT_GRACE_HOURS, 72, 168];

const daysOf = (language: Language): Option[] =>
  DAYS.map((days) => [String(days), durationText(days * DAY_SECONDS, language)]);

/** Both ask first: what they do is behind a summary. */
function commands(key: ApiKey, { words, session, language }: ViewContext): VNode | string {
  const { keys } = words;
  if (key.revokedAt !== null) return "–";
  const hours: Option[] = GRACE_HOURS.map((count) => [
    String(count),
    count === 0 ? keys.noGrace : durationText(count * 3600, language),
  ]);
  return html`<div class="commands">
    <details class="command">
      <summary class="button quiet">${keys.rotate}…</summary>
      <p>${keys.rotateHint}</p>
      <form method="post" action=${inPortal(`/keys/${key.id}/rotate`, session)}>
        <input type="hidden" name="rotations" value=${key.rotations} />
        ${choice("graceHours", keys.grace, String(DEFAULT_GRACE_HOURS), hours)}
        ${choice("expiresInDays", keys.expiresIn, String(DEFAULT_DAYS), daysOf(language))}
        <button>${keys.rotateNow}</button>
      </form>
    </details>
    <details class="command">
      <summary class="button quiet">${keys.revoke}…</summary>
      <p>${fill(keys.revokeHint, { name: key.name })}</p>
      <form method="post" action=${inPortal(`/keys/${key.id}/revoke`, session)}>
        <button class="stop">${keys.revokeNow}</button>
      </form>
    </details>
  </div>`;
}

const TO_GIVE: readonly Role[] = ROLES.filter((role) => role !== "viewer");

function makeForm(problem: FormProblem | null, context: ViewContext): VNode {
  const { keys: words, rights, settings } = context.words;
  const { session, language } = context;
  const { name = "", expiresInDays = String(DEFAULT_DAYS), roles = [] } = problem?.written ?? {};
  const own = TO_GIVE.filter((role) => session?.roles.includes(role) === true);
  const named = { label: words.name, hint: words.nameHint, value: name, problem, required: true, maxlength: "100" };
  return html`<section class="card" id="make">
    <h2>${words.make}</h2>
    ${problemAbove(problem, ["name"])}
    <form method="post" action=${inPortal("/keys", session)}>
      ${field("name", { ...named, autocomplete: "off" })}
      <fieldset class="roles">
        <legend>${settings.roles}</legend>
        ${own.map((role) => checkbox("roles", role, rights.roles[role], roles.includes(role)))}
      </fieldset>
      <p class="soft">${words.rolesHint}</p>
      ${choice("expiresInDays", words.expiresIn, expiresInDays, daysOf(language))}
      <button>${words.makeNow}</button>
    </form>
  </section>`;
}
