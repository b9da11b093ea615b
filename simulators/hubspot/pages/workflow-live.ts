/** The part of a workflow's page that changes by itself: history and the app's records. */
import { html } from "htm/preact";
import { render } from "preact-render-to-string";
import { executionsOf } from "../control.ts";
import { historyText } from "../workflows/history-text.ts";
import type { ObjectType } from "../crm/crm.ts";
import {
  definitionOf,
  portalOf,
  type ExecutionRecord,
  type ExecutionState,
  type Workflow,
  type World,
} from "../world.ts";
import { outputLabel } from "./labels.ts";

const shownRows = 20;
const states: ExecutionState[] = ["PENDING", "BLOCKED", "SUCCESS", "FAIL_CONTINUE", "FAILED", "EXPIRED"];

export function liveFragment(world: World, workflow: Workflow, locale: string): string {
  return render(liveParts(world, workflow, locale));
}

export function liveParts(world: World, workflow: Workflow, locale: string) {
  const executions = executionsOf(world, workflow.portalId, workflow.workflowId);
  const types = [...portalOf(world, workflow.portalId).objectTypes.values()].filter((type) => type.custom);
  return html`<div>
    <section class="card">
      <h2>Workflow history</h2>
      <ul class="counts" aria-label="Enrollments by state">
        <li class="state">${executions.length} enrolled</li>
        ${states.map((state) => stateCount(state, executions))}
      </ul>
      ${historyTable(world, workflow, executions.slice(0, shownRows), locale)}
      ${executions.length > shownRows && html`<p class="help">The first ${shownRows} of ${executions.length}.</p>`}
    </section>
    ${types.map((type) => recordTable(type))}
  </div>`;
}

function stateCount(state: ExecutionState, executions: readonly ExecutionRecord[]) {
  const count = executions.filter((each) => each.state === state).length;
  return count > 0 && html`<li class=${`state ${state}`}>${state} ${count}</li>`;
}

/** On a phone a row is a list of facts, each beside its column's name. */
const columns = {
  contact: "Contact",
  state: "State",
  held: "Held until",
  calls: "Calls",
  what: "What happened",
};

function historyTable(world: World, workflow: Workflow, rows: readonly ExecutionRecord[], locale: string) {
  if (rows.length === 0) return html`<p class="muted">No contact has been enrolled yet.</p>`;
  return html`<div class="scroll">
    <table class="history">
      <thead>
        <tr>
          ${Object.values(columns).map((name) => html`<th>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => historyRow(world, workflow, row, locale))}
      </tbody>
    </table>
  </div>`;
}

function historyRow(world: World, workflow: Workflow, row: ExecutionRecord, locale: string) {
  const contacts = portalOf(world, row.portalId).objectTypes.get("0-1");
  const { firstname = "", lastname = "" } = contacts?.records.get(String(row.contactId))?.properties ?? {};
  const definition = definitionOf(world, workflow);
  const outputs = Object.entries(row.outputFields).filter(([name]) => !name.startsWith("hs_"));
  return html`<tr>
    <td data-label=${columns.contact}>${firstname} ${lastname} <span class="muted">${row.contactId}</span></td>
    <td data-label=${columns.state}><span class=${`state ${row.state}`}>${row.state}</span></td>
    <td data-label=${columns.held}>
      ${row.state === "BLOCKED" && row.heldUntil !== undefined ? instant(row.heldUntil) : "—"}
    </td>
    <td data-label=${columns.calls}>${row.attempts}</td>
    <td data-label=${columns.what}>
      ${historyText(world, row, locale)}
      ${outputs.filter(([, value]) => /^https?:/.test(value)).map(([name, value]) => html` ${linked(value, outputLabel(definition, name, locale))}`)}
      ${
        outputs.length > 0 &&
        html`<details id=${row.callbackId}>
          <summary>Outputs</summary>
          <dl>
            ${outputs.map(
              ([name, value]) =>
                html`<dt>${outputLabel(definition, name, locale)}</dt>
                  <dd>${linked(value)}</dd>`,
            )}
          </dl>
        </details>`
      }
    </td>
  </tr>`;
}

/** Every property of every record of an object type the app made, newest first; the newest is unfolded. */
function recordTable(type: ObjectType) {
  const records = [...type.records.values()].toReversed().slice(0, 10);
  const own = [...type.properties.values()].filter(({ hubspotDefined }) => !hubspotDefined);
  return html`<section class="card">
    <h2>${type.labels.plural} <span class="muted">${type.fullyQualifiedName} · ${type.records.size}</span></h2>
    ${records.length === 0 && html`<p class="muted">No record yet.</p>`}
    ${records.map(
      (record, index) =>
        html`<details id=${`record-${record.id}`} open=${index === 0}>
          <summary>${record.properties[type.primaryDisplayProperty] ?? record.id} · written ${record.writes}×</summary>
          <dl>
            <dt>Record ID</dt>
            <dd>${record.id}</dd>
            ${own.map(
              ({ name, label }) =>
                html`<dt>${label}</dt>
                  <dd>${linked(record.properties[name] || "—")}</dd>`,
            )}
          </dl>
        </details>`,
    )}
  </section>`;
}

/** Addresses can be followed; `text` is what is shown of one, itself unless given. */
const linked = (value: string, text = value) =>
  /^https?:\/\/\S+$/.test(value) ? html`<a href=${value}>${text}</a>` : text;

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
