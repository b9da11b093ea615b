/**
 * The documented shape of a workflow action, checked strictly.
 * https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/custom-action-guide
 */
import Joi from "joi";
import {
  inputNames,
  outputNames,
  type ActionDefinition,
  type Dependency,
  type FieldType,
} from "./action-definition.ts";
import { check, validationError } from "../hubspot-error.ts";

/** Which editors a type of value may have. */
const fieldTypesOf: Readonly<Record<string, readonly string[]>> = {
  bool: ["booleancheckbox"],
  date: ["date"],
  datetime: ["date"],
  enumeration: ["booleancheckbox", "checkbox", "radio", "select"],
  json: ["text", "textarea"],
  number: ["number", "calculation_equation"],
  object_coordinates: ["text"],
  phone_number: ["phonenumber"],
  string: ["file", "html", "phonenumber", "text", "textarea", "calculation_equation"],
};

const locales = ["en", "fr", "de", "ja", "es", "pt-br", "nl"];
const objectType = Joi.string().pattern(/^([A-Z_]+|\d+-\d+)$/);
const texts = Joi.object().pattern(Joi.string(), Joi.string().allow(""));

const option = Joi.object({
  value: Joi.string().required(),
  label: Joi.string().required(),
  description: Joi.string().allow(""),
  displayOrder: Joi.number().integer(),
  hidden: Joi.boolean(),
  readOnly: Joi.boolean(),
  doubleData: Joi.number(),
});

const fieldType = Joi.object({
  name: Joi.string()
    .pattern(/^[A-Za-z][A-Za-z0-9_]*$/)
    .required(),
  type: Joi.valid(...Object.keys(fieldTypesOf)).required(),
  fieldType: Joi.string(),
  label: Joi.string(),
  description: Joi.string().allow(""),
  helpText: Joi.string().allow(""),
  options: Joi.array().items(option).unique("value"),
  optionsUrl: Joi.string().uri({ scheme: ["http", "https"] }),
  externalOptions: Joi.boolean(),
  referencedObjectType: Joi.valid("OWNER"),
}).custom((field: FieldType, { message }) => {
  const allowed = fieldTypesOf[field.type] ?? [];
  if (field.fieldType === undefined || allowed.includes(field.fieldType)) return field;
  return message({ custom: `the fieldType of ${field.name} must be one of ${allowed.join(", ")}` });
});

const label = Joi.object({
  actionName: Joi.string().required(),
  actionDescription: Joi.string(),
  actionCardContent: Joi.string(),
  appDisplayName: Joi.string(),
  inputFieldLabels: texts,
  inputFieldDescriptions: texts,
  inputFieldOptionLabels: Joi.object().pattern(Joi.string(), texts),
  outputFieldLabels: texts,
  executionRules: texts,
});

const dependency = Joi.object({
  dependencyType: Joi.valid("SINGLE_FIELD", "CONDITIONAL_SINGLE_FIELD").required(),
  controllingFieldName: Joi.string().required(),
  controllingFieldValue: Joi.string(),
  dependentFieldNames: Joi.array().items(Joi.string()).min(1).required(),
}).custom((value: Dependency, { message }) => {
  const conditional = value.dependencyType === "CONDITIONAL_SINGLE_FIELD";
  if (conditional === (value.controllingFieldValue !== undefined)) return value;
  return message({ custom: "controllingFieldValue belongs to CONDITIONAL_SINGLE_FIELD, and only there" });
});

const actionFunction = Joi.object({
  functionType: Joi.valid(
    "PRE_ACTION_EXECUTION",
    "PRE_FETCH_OPTIONS",
    "POST_FETCH_OPTIONS",
    "POST_ACTION_EXECUTION",
  ).required(),
  functionSource: Joi.string().required(),
  id: Joi.string(),
});

const byName = "typeDefinition.name";

const definition: Joi.ObjectSchema<ActionDefinition> = Joi.object({
  actionUrl: Joi.string()
    .uri({ scheme: ["http", "https"] })
    .required(),
  published: Joi.boolean().required(),
  functions: Joi.array().items(actionFunction).required(),
  objectTypes: Joi.array().items(objectType).required(),
  inputFields: Joi.array()
    .items(
      Joi.object({
        typeDefinition: fieldType.required(),
        supportedValueTypes: Joi.array().items(Joi.valid("STATIC_VALUE", "OBJECT_PROPERTY")).min(1),
        isRequired: Joi.boolean().required(),
      }),
    )
    .unique(byName)
    .required(),
  outputFields: Joi.array()
    .items(Joi.object({ typeDefinition: fieldType.required() }))
    .unique(byName),
  inputFieldDependencies: Joi.array().items(dependency),
  objectRequestOptions: Joi.object({ properties: Joi.array().items(Joi.string()).required() }),
  executionRules: Joi.array().items(
    Joi.object({
      labelName: Joi.string().required(),
      conditions: Joi.object()
        .pattern(Joi.string(), Joi.alternatives(Joi.string(), Joi.array().items(Joi.string()).min(1)))
        .required(),
    }),
  ),
  archivedAt: Joi.number(),
  labels: Joi.object()
    .pattern(Joi.valid(...locales), label)
    .required(),
});

/** The definition, or HubSpot's refusal naming everything that is wrong with it. */
export function checkDefinition(value: unknown): ActionDefinition {
  const checked = check(definition, value, "Invalid action definition");
  const problems = [
    ...urlProblems(checked),
    ...optionProblems(checked),
    ...dependencyProblems(checked),
    ...labelProblems(checked),
    ...ruleProblems(checked),
  ];
  if (problems.length > 0) throw validationError(`Invalid action definition: ${problems.join("; ")}`);
  return checked;
}

/** HubSpot calls https only; a simulator also reaches this machine. */
function urlProblems({ actionUrl, inputFields }: ActionDefinition): string[] {
  const urls = [actionUrl, ...inputFields.map(({ typeDefinition }) => typeDefinition.optionsUrl ?? actionUrl)];
  const insecure = urls.filter((url) => {
    const { protocol, hostname } = new URL(url);
    return protocol !== "https:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  });
  return insecure.map((url) => `${url} must use https`);
}

function optionProblems({ inputFields }: ActionDefinition): string[] {
  return inputFields.flatMap(({ typeDefinition: { name, type, options, optionsUrl, referencedObjectType } }) => {
    const sources = [options?.length, optionsUrl, referencedObjectType].filter(Boolean).length;
    if (sources > 1) return [`${name} has more than one source of options`];
    if (type === "enumeration" && sources === 0) return [`${name} is an enumeration without options`];
    return optionsUrl !== undefined && type !== "enumeration"
      ? [`${name} has an optionsUrl but is no enumeration`]
      : [];
  });
}

function dependencyProblems(checked: ActionDefinition): string[] {
  const names = new Set(inputNames(checked));
  return (checked.inputFieldDependencies ?? []).flatMap(({ controllingFieldName, dependentFieldNames }) => [
    ...[controllingFieldName, ...dependentFieldNames]
      .filter((name) => !names.has(name))
      .map((name) => `a dependency names the unknown input ${name}`),
    ...(dependentFieldNames.includes(controllingFieldName) ? [`${controllingFieldName} depends on itself`] : []),
  ]);
}

/** English is required, and every label must belong to something. */
function labelProblems(checked: ActionDefinition): string[] {
  const english = checked.labels["en"];
  if (!english) return ["labels need English (en)"];
  const inputs = inputNames(checked);
  const unlabelled = inputs.filter((name) => !english.inputFieldLabels?.[name]);
  const problems = unlabelled.map((name) => `labels.en.inputFieldLabels misses ${name}`);
  for (const [locale, labels] of Object.entries(checked.labels)) {
    const strays = [
      ...strangers(labels.inputFieldLabels, inputs),
      ...strangers(labels.inputFieldDescriptions, inputs),
      ...strangers(labels.inputFieldOptionLabels, inputs),
      ...strangers(labels.outputFieldLabels, outputNames(checked)),
    ];
    problems.push(...strays.map((name) => `labels.${locale} name the unknown field ${name}`));
  }
  return problems;
}

function strangers(labels: Readonly<Record<string, unknown>> = {}, known: readonly string[]): string[] {
  return Object.keys(labels).filter((name) => !known.includes(name));
}

function ruleProblems(checked: ActionDefinition): string[] {
  const outputs = [...outputNames(checked), "hs_execution_state"];
  return (checked.executionRules ?? []).flatMap(({ labelName, conditions }) => [
    ...(checked.labels["en"]?.executionRules?.[labelName] === undefined
      ? [`the execution rule ${labelName} has no English label`]
      : []),
    ...strangers(conditions, outputs).map(
      (name) => `the execution rule ${labelName} asks for the unknown output ${name}`,
    ),
  ]);
}
