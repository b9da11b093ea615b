/** The workflow editor: a form built from nothing but the published action. */
import { html } from "htm/preact";
import type { ActionDefinition } from "../actions/action-definition.ts";
import { contactsOf } from "../accounts/portals.ts";
import { latestRevision, type Portal, type PublishedAction, type World } from "../world.ts";
import { fieldInput } from "./field-input.ts";
import { fieldHelp, fieldLabel, labelsOf } from "./labels.ts";
import { page } from "./layout.ts";

export interface EditorState {
  readonly portal: Portal;
  readonly actions: readonly PublishedAction[];
  readonly action: PublishedAction;
  readonly locale: string;
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly problems: Readonly<Record<string, string>>;
}

export function editorPage(world: World, state: EditorState): string {
  const { portal, action, locale, name, problems } = state;
  const { definition } = latestRevision(action);
  const labels = labelsOf(definition, locale);
  return page(
    world,
    { title: "New workflow", language: locale, narrow: true, script: "editor.js" },
    html`<form
      class="stack"
      method="post"
      action="/workflows"
      data-definition=${action.definitionId}
      data-portal=${portal.portalId}
    >
      <input type="hidden" name="portalId" value=${portal.portalId} />
      <input type="hidden" name="definitionId" value=${action.definitionId} />
      <input type="hidden" name="locale" value=${locale} />
      <div class="row spread">
        <div>
          <h1>New workflow</h1>
          <span class="muted">${portal.name} · ${portal.portalId}</span>
        </div>
        <div class="row" role="group" aria-label="Language">${languageButtons(definition, locale)}</div>
      </div>
      ${otherActions(state)}
      ${Object.keys(problems).length > 0 && html`<p class="alert" role="alert">The workflow cannot be saved yet.</p>`}
      <label class="field">
        <span class="label">Workflow name</span>
        <input name="name" value=${name} required />
      </label>
      <section class="card stack" aria-labelledby="action-name">
        <div>
          <h2 id="action-name">${labels.actionName}</h2>
          <p class="help">${labels.actionDescription}</p>
          <p class="help">${labels.appDisplayName}</p>
        </div>
        ${definition.inputFields.map(({ typeDefinition }) => fieldRow(state, definition, typeDefinition.name))}
      </section>
      <div class="row">
        <button class="primary" type="submit">Save workflow</button>
        <a class="button" href="/">Cancel</a>
      </div>
    </form>`,
  );
}

/** Asks for the same page in another language with what is filled in so far. */
function languageButtons({ labels }: ActionDefinition, locale: string) {
  const names: Record<string, string> = { en: "English", ja: "日本語" };
  return Object.keys(labels).map(
    (each) =>
      html`<button
        formmethod="get"
        formaction="/workflows/new"
        formnovalidate
        name="language"
        value=${each}
        aria-pressed=${String(each === locale)}
      >
        ${names[each] ?? each}
      </button>`,
  );
}

function otherActions({ actions, action, portal }: EditorState) {
  const others = actions.filter((each) => each !== action);
  if (others.length === 0) return null;
  return html`<p class="help">
    Other actions:${" "}
    ${others.map((each) => {
      const href = `/workflows/new?portalId=${portal.portalId}&definitionId=${each.definitionId}`;
      return html`<a href=${href}>${labelsOf(latestRevision(each).definition, "en").actionName}</a> `;
    })}
  </p>`;
}

function fieldRow(state: EditorState, definition: ActionDefinition, name: string) {
  const { locale, values, problems, portal } = state;
  const properties = [...contactsOf(portal).properties.values()];
  const field = definition.inputFields.find(({ typeDefinition }) => typeDefinition.name === name);
  if (!field) return null;
  const dependency = definition.inputFieldDependencies?.find((each) => each.dependentFieldNames.includes(name));
  const wanted = dependency?.controllingFieldValue;
  const current = dependency && (values[dependency.controllingFieldName] ?? "");
  const off = dependency !== undefined && (wanted === undefined ? current === "" : current !== wanted);
  return html`<fieldset
    class="field"
    data-field=${name}
    data-controller=${dependency?.controllingFieldName}
    data-controller-value=${wanted}
    disabled=${off}
    hidden=${off && wanted !== undefined}
  >
    <legend>
      ${fieldLabel(definition, name, locale)}
      ${field.isRequired && html`<span class="required" title="required"> *</span>`}
    </legend>
    ${fieldInput(definition, field, { locale, value: values[name] ?? "", properties })}
    ${fieldHelp(definition, name, locale) && html`<p class="help">${fieldHelp(definition, name, locale)}</p>`}
    ${problems[name] && html`<p class="problem" role="alert">${problems[name]}</p>`}
  </fieldset>`;
}
