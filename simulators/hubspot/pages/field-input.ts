/** One input of the action as HubSpot's editor draws it, and what a filled-in form means. */
import { html } from "htm/preact";
import type { ActionDefinition, FieldType, InputField } from "../actions/action-definition.ts";
import type { PropertyDefinition } from "../crm/crm.ts";
import { fieldLabel, optionLabel } from "./labels.ts";

interface Shown {
  readonly locale: string;
  readonly value: string;
  /** The enrolled records' properties. */
  readonly properties: readonly PropertyDefinition[];
}

export function fieldInput(definition: ActionDefinition, field: InputField, shown: Shown) {
  const token = recordProperty(shown.value);
  const { supportedValueTypes = ["STATIC_VALUE"] } = field;
  const fixed =
    supportedValueTypes.includes("STATIC_VALUE") &&
    fixedInput(definition, field, token === undefined ? shown : { ...shown, value: "" });
  if (!supportedValueTypes.includes("OBJECT_PROPERTY")) return fixed;
  const name = `property.${field.typeDefinition.name}`;
  return html`<div class="row">
    ${fixed}
    <label>
      <span class="help">${fixed ? "or the record's" : "the record's"}</span>
      <select name=${name}>
        <option value="">—</option>
        ${fittingProperties(field.typeDefinition, shown.properties).map(
          (each) => html`<option value=${each.name} selected=${each.name === token}>${each.label}</option>`,
        )}
      </select>
    </label>
  </div>`;
}

/** Which property of the enrolled record a saved input takes its value from. */
export const recordProperty = (value: string): string | undefined =>
  /^\{\{\s*enrolled_object\.(\w+)\s*\}\}$/.exec(value)?.[1];

/** A property is offered where its values are of the input's type; a text takes any. */
function fittingProperties({ type }: FieldType, properties: readonly PropertyDefinition[]): PropertyDefinition[] {
  return properties.filter((property) => !property.hidden && (type === "string" || property.type === type));
}

function fixedInput(definition: ActionDefinition, { typeDefinition: type, isRequired }: InputField, shown: Shown) {
  const { locale, value } = shown;
  const name = `field.${type.name}`;
  const common = { name, "aria-label": fieldLabel(definition, type.name, locale), required: isRequired };
  const several = type.fieldType === "checkbox";
  if (type.optionsUrl !== undefined)
    return html`<input type="hidden" name=${name} value=${value} data-several=${String(several)} />
      <div class="picker"><button type="button">Choose…</button></div>`;
  if (type.options?.length && several) return boxes(definition, type, shown);
  if (type.options?.length || type.type === "bool")
    return html`<select ...${common}>
      <option value="">—</option>
      ${optionValues(type).map(
        (each) =>
          html`<option value=${each} selected=${each === value}>
            ${optionLabel(definition, type, each, locale)}
          </option>`,
      )}
    </select>`;
  if (type.fieldType === "textarea" || type.fieldType === "html")
    return html`<textarea ...${common} rows="4">${value}</textarea>`;
  return html`<input ...${common} type=${inputType(type)} step="any" value=${shownTime(type, value)} />
    ${type.type === "datetime" && html`<span class="help">UTC</span>`}`;
}

function boxes(definition: ActionDefinition, type: FieldType, { locale, value }: Shown) {
  const chosen = value.split(";");
  return html`<div class="boxes">
    ${optionValues(type).map(
      (each) =>
        html`<label>
          <input type="checkbox" name=${`field.${type.name}`} value=${each} checked=${chosen.includes(each)} />
          <span>${optionLabel(definition, type, each, locale)}</span>
        </label>`,
    )}
  </div>`;
}

function optionValues({ options }: FieldType): string[] {
  return options?.length ? options.map(({ value }) => value) : ["true", "false"];
}

function inputType({ type }: FieldType): string {
  const types: Record<string, string> = {
    number: "number",
    date: "date",
    datetime: "datetime-local",
    phone_number: "tel",
  };
  return types[type] ?? "text";
}

/** HubSpot saves times as milliseconds; the form shows and reads UTC. */
export function shownTime({ type }: FieldType, value: string): string {
  if (!/^\d+$/.test(value) || (type !== "date" && type !== "datetime")) return value;
  return new Date(Number(value)).toISOString().slice(0, type === "date" ? 10 : 16);
}

/** The inputs a submitted form holds: several choices joined with `;`, times in milliseconds, empty ones left out. */
export function inputsOfForm(definition: ActionDefinition, form: URLSearchParams): Record<string, string> {
  const entries = definition.inputFields.map(({ typeDefinition }) => {
    const property = form.get(`property.${typeDefinition.name}`);
    const text = form.getAll(`field.${typeDefinition.name}`).filter(Boolean).join(";");
    const value = property ? `{{ enrolled_object.${property} }}` : savedTime(typeDefinition, text);
    return [typeDefinition.name, value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

function savedTime({ type }: FieldType, text: string): string {
  if (text === "" || (type !== "date" && type !== "datetime")) return text;
  const ms = Date.parse(type === "date" ? text : `${text}Z`);
  return Number.isNaN(ms) ? text : String(ms);
}
