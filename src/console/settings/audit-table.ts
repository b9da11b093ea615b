/** Who did what, newest first. */
import type { QuietHours } from "../../delivery/inputs.ts";
import type { AuditEntry } from "../../ports/store/audit.ts";
import type { Role } from "../../ports/store/members.ts";
import { durationText, fill, numberText, textsIn } from "../../i18n/wording.ts";
import { html, instant, table, type Column, type VNode } from "../web/elements.ts";
import type { ViewContext } from "../request/view-context.ts";
import { ROLES } from "../request/rights.ts";
import { clockTimes } from "./fields.ts";
import type { auditPage } from "./operations.ts";

type Trail = Awaited<ReturnType<typeof auditPage>>;

export function auditTable({ entries, nextBefore }: Trail, before: number | null, context: ViewContext): VNode {
  const { settings: words } = context.words;
  if (entries.length === 0 && before === null) return html`<p class="soft">${words.auditNone}</p>`;
  const columns: readonly Column<AuditEntry>[] = [
    [words.when, ({ at }) => instant(at, context)],
    [words.who, ({ userEmail }) => userEmail],
    [words.what, (entry) => what(entry, context)],
  ];
  return html`${table(columns, entries, { layout: "stack" })}
    <p class="actions">
      ${before !== null && html`<a href="/settings#audit">${words.newest}</a>`}
      ${nextBefore !== null && html`<a href=${`/settings?before=${nextBefore}#audit`}>${words.older}</a>`}
    </p>`;
}

function what(entry: AuditEntry, context: ViewContext): VNode {
  const { settings: words } = context.words;
  const { deliveryId } = entry.details;
  const subject =
    typeof deliveryId === "string" ? html`<a href=${`/deliveries/${deliveryId}`}>${entry.subject}</a>` : entry.subject;
  return html`<div>
    <strong>${words.deeds[entry.action]}</strong> ${subject}
    ${details(entry, context).map((text) => html`<br /><span class="soft">${text}</span>`)}
  </div>`;
}

function details(entry: AuditEntry, context: ViewContext): string[] {
  return Object.entries(entry.details)
    .filter(([name]) => name !== "deliveryId")
    .map(([name, value]) => detail(entry, name, value, context));
}

function detail(entry: AuditEntry, name: string, value: unknown, context: ViewContext): string {
  const { settings: words } = context.words;
  const label = labelOf(name, context);
  // A pair is what was and what is; testers are a list of names, and a removed person's roles one of roles.
  const isList = name === "testers" || (name === "roles" && entry.action !== "change_role");
  if (!isList && Array.isArray(value) && value.length === 2) {
    const [before, after] = value.map((one: unknown) => valueText(name, one, context));
    return fill(words.change, { name: label, before: before ?? "", after: after ?? "" });
  }
  return `${label}${textsIn(context.language).colon}${valueText(name, value, context)}`;
}

function labelOf(name: string, { words: { settings } }: ViewContext): string {
  const labels: Readonly<Record<string, unknown>> = { ...settings, ...settings.details };
  const label = labels[name];
  return typeof label === "string" ? label : name;
}

function valueText(name: string, value: unknown, { words, language }: ViewContext): string {
  const { settings, rights } = words;
  if (value === null) return name.endsWith("Seconds") ? settings.byService : settings.none;
  if (typeof value === "boolean") return value ? settings.on : settings.off;
  if (typeof value === "number")
    return name.endsWith("Seconds") ? durationText(value, language) : numberText(value, language);
  if (name === "quietHours") {
    const { from, to } = clockTimes(value as QuietHours);
    return `${from}–${to}`;
  }
  if (typeof value === "string") return roleName(value) ?? value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value.map((one: unknown) => roleName(one) ?? String(one)).join(rights.comma);

  function roleName(role: unknown): string | null {
    return (name === "role" || name === "roles" || name === "newMemberRole") && isRole(role)
      ? rights.roles[role]
      : null;
  }
}

const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);
