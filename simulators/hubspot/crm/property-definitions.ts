/** Properties of an object type: what may be created and how HubSpot shows it. */
import Joi from "joi";
import { check, HubSpotError, validationError } from "../hubspot-error.ts";
import type { ObjectType, PropertyDefinition } from "./crm.ts";

export interface PropertyInput {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly fieldType: string;
  readonly groupName?: string;
  readonly description?: string;
  readonly options?: readonly { label: string; value: string; displayOrder?: number; hidden?: boolean }[];
  readonly hasUniqueValue?: boolean;
  readonly displayOrder?: number;
  readonly hidden?: boolean;
  readonly formField?: boolean;
}

const editors: Readonly<Record<string, readonly string[]>> = {
  string: ["text", "textarea", "html", "file", "phonenumber"],
  number: ["number", "calculation_equation"],
  date: ["date"],
  datetime: ["date"],
  enumeration: ["select", "radio", "checkbox", "booleancheckbox"],
  bool: ["booleancheckbox", "calculation_equation"],
};

const option = Joi.object({
  label: Joi.string().required(),
  value: Joi.string().required(),
  displayOrder: Joi.number().integer(),
  hidden: Joi.boolean(),
  description: Joi.string().allow(""),
});

/** Names are lower case and permanent. */
export const internalName = Joi.string()
  .pattern(/^[a-z][a-z0-9_]*$/)
  .max(100);

export const propertyInput: Joi.ObjectSchema<PropertyInput> = Joi.object({
  name: internalName.required(),
  label: Joi.string().required(),
  type: Joi.valid(...Object.keys(editors)).required(),
  fieldType: Joi.string().required(),
  groupName: Joi.string(),
  description: Joi.string().allow(""),
  options: Joi.array().items(option).unique("value"),
  hasUniqueValue: Joi.boolean(),
  displayOrder: Joi.number().integer(),
  hidden: Joi.boolean(),
  formField: Joi.boolean(),
  searchableInGlobalSearch: Joi.boolean(),
  showCurrencySymbol: Joi.boolean(),
  numberDisplayHint: Joi.string(),
  textDisplayHint: Joi.string(),
  optionSortStrategy: Joi.string(),
  referencedObjectType: Joi.string(),
  externalOptions: Joi.boolean(),
  calculationFormula: Joi.string(),
}).custom((input: PropertyInput, { message }) => {
  const allowed = editors[input.type] ?? [];
  if (allowed.includes(input.fieldType)) return input;
  return message({ custom: `the fieldType of ${input.name} must be one of ${allowed.join(", ")}` });
});

export function createProperty(type: ObjectType, input: unknown, now: number): PropertyDefinition {
  const checked = check(propertyInput, input);
  if (type.properties.has(checked.name))
    throw new HubSpotError(409, "OBJECT_ALREADY_EXISTS", `A property named '${checked.name}' already exists.`, {
      subCategory: "Properties.PROPERTY_EXISTS",
    });
  const property = propertyFrom(checked, type, now);
  type.properties.set(property.name, property);
  return property;
}

export function propertyFrom(input: PropertyInput, { name, custom }: { name: string; custom: boolean }, now: number) {
  refuseOptions(input);
  if (input.hasUniqueValue && !["string", "number"].includes(input.type))
    throw validationError(`${input.name} cannot be unique: only text and numbers can`);
  const property: PropertyDefinition = {
    name: input.name,
    label: input.label,
    type: input.type,
    fieldType: input.fieldType,
    groupName: input.groupName ?? (custom ? `${name}_information` : "contactinformation"),
    description: input.description ?? "",
    options: (input.options ?? []).map((each, displayOrder) => ({ displayOrder, hidden: false, ...each })),
    hasUniqueValue: input.hasUniqueValue ?? false,
    hubspotDefined: false,
    displayOrder: input.displayOrder ?? -1,
    hidden: input.hidden ?? false,
    formField: input.formField ?? false,
    createdAt: now,
    updatedAt: now,
  };
  return property;
}

function refuseOptions({ name, type, options = [] }: PropertyInput): void {
  const values = options.map(({ value }) => value).toSorted();
  if (type === "enumeration" && values.length === 0) throw validationError(`${name}: an enumeration needs options`);
  if (type === "bool" && values.join() !== "false,true")
    throw validationError(`${name}: a bool needs exactly the options true and false`);
  if (!["enumeration", "bool"].includes(type) && values.length > 0)
    throw validationError(`${name}: type ${type} cannot have options`);
}

export function hubspotProperty(name: string, label: string, type: string, fieldType: string): PropertyDefinition {
  const fixed = { groupName: "contactinformation", description: "", options: [], hasUniqueValue: false };
  const shown = { displayOrder: -1, hidden: false, formField: false, hubspotDefined: true, createdAt: 0, updatedAt: 0 };
  return { name, label, type, fieldType, ...fixed, ...shown };
}

export function propertyJson(property: PropertyDefinition) {
  return {
    ...property,
    createdAt: new Date(property.createdAt).toISOString(),
    updatedAt: new Date(property.updatedAt).toISOString(),
    archived: false,
    calculated: false,
    externalOptions: false,
    dataSensitivity: "non_sensitive",
    modificationMetadata: {
      archivable: !property.hubspotDefined,
      readOnlyDefinition: property.hubspotDefined,
      readOnlyValue: property.name.startsWith("hs_"),
    },
  };
}
