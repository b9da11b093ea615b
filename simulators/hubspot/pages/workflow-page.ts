/** A workflow: its action, who to enroll, and live what became of them. */
import { html } from "htm/preact";
import type { ActionDefinition } from "../actions/action-definition.ts";
import { definitionOf, portalOf, type Workflow, type World } from "../world.ts";
import { recordProperty, shownTime } from "./field-input.ts";
import { fieldLabel, labelsOf, optionLabel } from "./labels.ts";
import { page } from "./layout.ts";
import { liveParts } from "./workflow-live.ts";

export function workflowPage(world: World, workflow: Workflow, locale: string): string {
  const definition = definitionOf(world, workflow);
  const path = `/workflows/${workflow.workflowId}`;
  const portal = portalOf(world, workflow.portalId);
  return page(
    world,
    { title: workflow.name, language: locale, script: "workflow.js" },
    html`<div class="row spread">
        <div>
          <h1>${workflow.name}</h1>
          <span class="muted">${portal.name} · ${portal.portalId} · workflow ${workflow.workflowId}</span>
        </div>
        <nav class="row" aria-label="Language">
          ${Object.keys(definition.labels).map(
            (each) =>
              html`<a class="button" href=${`${path}?locale=${each}`}>${each === "ja" ? "日本語" : "English"}</a>`,
          )}
        </nav>
      </div>
      <div class="columns" style="margin-top:1rem">
        ${actionCard(workflow, definition, locale)} ${enrollForm(world, workflow, locale)}
      </div>
      <div data-live=${`${path}/live?locale=${locale}`}>${liveParts(world, workflow, locale)}</div>`,
  );
}

function actionCard(workflow: Workflow, definition: ActionDefinition, locale: string) {
  const { actionName, actionCardContent } = labelsOf(definition, locale);
  const names = definition.inputFields.map(({ typeDefinition }) => typeDefinition.name);
  const filled = names.filter((name) => workflow.inputFields[name]);
  return html`<section class="card stack">
    <div>
      <h2>${actionName}</h2>
      <p class="help">${cardContent(workflow, definition, actionCardContent ?? "", locale)}</p>
    </div>
    <dl>
      ${filled.map(
        (name) =>
          html`<dt>${fieldLabel(definition, name, locale)}</dt>
            <dd>${inputValue(workflow, definition, name, locale)}</dd>`,
      )}
    </dl>
  </section>`;
}

/** The card's sentence with its {{field}} tokens filled in. */
function cardContent(workflow: Workflow, definition: ActionDefinition, content: string, locale: string) {
  const parts = content.split(/\{\{\s*(\w+)\s*\}\}/);
  return parts.map((part, index) => (index % 2 === 0 ? part : inputValue(workflow, definition, part, locale)));
}

/** Labels of options that the app itself answers are looked up by the browser. */
function inputValue(workflow: Workflow, definition: ActionDefinition, name: string, locale: string) {
  const value = workflow.inputFields[name];
  const type = definition.inputFields.find(({ typeDefinition }) => typeDefinition.name === name)?.typeDefinition;
  if (value === undefined || type === undefined) return "—";
  const property = recordProperty(value);
  if (property !== undefined) return `the record's ${property}`;
  if (type.type === "datetime") return `${shownTime(type, value).replace("T", " ")} UTC`;
  const chosen = value.split(type.fieldType === "checkbox" ? ";" : "\0");
  if (type.optionsUrl === undefined)
    return chosen.map((each) => optionLabel(definition, type, each, locale)).join(", ");
  const { definitionId, portalId, inputFields } = workflow;
  const question = JSON.stringify({ definitionId, portalId, inputFieldName: name, inputFields });
  return chosen.map(
    (each, index) => html`${index > 0 && ", "}<strong data-option=${each} data-question=${question}>${each}</strong>`,
  );
}

function enrollForm(world: World, { workflowId, portalId }: Workflow, locale: string) {
  const lists = [...portalOf(world, portalId).lists.values()];
  return html`<form
    class="card stack"
    method="post"
    action=${`/workflows/${workflowId}/enroll?locale=${locale}`}
    data-quiet
  >
    <h2>Enroll contacts</h2>
    <label class="field">
      <span class="label">List</span>
      <select name="listId">
        <option value="">Any contacts</option>
        ${lists.map(
          (list, index) =>
            html`<option value=${list.listId} selected=${index === 0}>${list.name} (${list.memberIds.length})</option>`,
        )}
      </select>
    </label>
    <div class="row">
      <label class="field"
        ><span class="label">At most</span>
        <input class="short" type="number" name="count" min="1" max="100000" placeholder="all" />
      </label>
      <label class="field"
        ><span class="label">Per second</span>
        <input class="short" type="number" name="ratePerSecond" min="0.0001" step="any" placeholder="at once" />
      </label>
      <label class="field"
        ><span class="label">Delivered twice, %</span>
        <input class="short" type="number" name="duplicatePercent" min="0" max="100" placeholder="0" />
      </label>
    </div>
    <div><button class="primary" type="submit">Enroll contacts</button></div>
  </form>`;
}
