/**
 * Writes everything in `workflow-action.json` that people read (labels, option labels, execution rules, the areas) from
 * `src/i18n`. Names, types and options are kept by hand in the file itself. Run after changing a text or a code:
 * npm run generate
 */
import { readFileSync, writeFileSync } from "node:fs";
import { CODES } from "../../src/delivery/codes.ts";
import type { Code } from "../../src/delivery/codes.ts";
import type { InputText } from "../../src/i18n/en/action.ts";
import { OFFERED_AREAS } from "../../src/i18n/areas.ts";
import { textsIn } from "../../src/i18n/languages.ts";
import { withoutPlurals } from "../../src/i18n/message-format.ts";
import { actionTexts, areaName, fill, LANGUAGES, outcomeText } from "../../src/i18n/wording.ts";
import type { Language } from "../../src/i18n/wording.ts";
import type { Option } from "../action/definition-lines.ts";

interface Field {
  readonly typeDefinition: {
    readonly name: string;
    readonly type: string;
    readonly fieldType: string;
    readonly options?: readonly Option[];
    readonly optionsUrl?: string;
  };
  readonly supportedValueTypes?: readonly string[];
  readonly isRequired?: boolean;
}

export interface ActionDefinition {
  readonly actionUrl: string;
  readonly published: boolean;
  readonly objectTypes: readonly string[];
  readonly functions: readonly unknown[];
  readonly inputFields: readonly Field[];
  readonly inputFieldDependencies: readonly {
    readonly controllingFieldName: string;
    readonly controllingFieldValue?: string;
    readonly dependentFieldNames: readonly string[];
  }[];
  readonly outputFields: readonly Field[];
  readonly labels: Readonly<Record<string, ReturnType<typeof labels>>>;
  readonly executionRules: readonly { readonly labelName: string; readonly conditions: object }[];
}

const FILE = new URL("../../workflow-action.json", import.meta.url);
const CODE_NAMES = Object.keys(CODES) as Code[];

/** The outputs that carry the same number as a sentence's figure. */
const OUTPUT_OF_FIGURE: Readonly<Record<string, string>> = {
  enrolled: "{{enrolledCount}}",
};

/** The definition as it is stored. */
export const readDefinition = (): ActionDefinition => JSON.parse(readFileSync(FILE, "utf8"));

/** The same definition with all texts taken from the wording. */
export function withTexts(definition: ActionDefinition): ActionDefinition {
  return {
    ...definition,
    inputFields: definition.inputFields.map((field) => withOptionLabels(field, inputOptions("en"))),
    outputFields: definition.outputFields.map((field) => withOptionLabels(field, outputOptions("en"))),
    labels: labelsByLocale(),
    // HubSpot takes the first one that fits.
    executionRules: [
      { labelName: COVERED, conditions: { covered: "true" } },
      ...CODE_NAMES.map((code) => ({ labelName: code, conditions: { outcomeCode: code } })),
    ],
  };
}

type OptionLabels = Readonly<Record<string, Readonly<Record<string, string>>>>;

function withOptionLabels(field: Field, texts: OptionLabels): Field {
  const { options, ...type } = field.typeDefinition;
  if (options === undefined) return field;
  const labelled = texts[type.name] ?? {};
  const values = type.name === "areas" ? OFFERED_AREAS : options.map(({ value }) => value);
  const withLabels = values.map((value, displayOrder) => ({ value, label: labelled[value] ?? value, displayOrder }));
  return { ...field, typeDefinition: { ...type, options: withLabels } };
}

/** HubSpot takes no locale that it does not know; it shows English there. */
const labelsByLocale = () =>
  Object.fromEntries(
    LANGUAGES.flatMap((language) => {
      const { hubspotLocale } = textsIn(language);
      return hubspotLocale === null ? [] : [[hubspotLocale, labels(language)]];
    }),
  );

function labels(language: Language) {
  const { action, inputs, outputs } = actionTexts(language);
  return {
    ...action,
    inputFieldLabels: texts(inputs, ({ label }) => label),
    inputFieldDescriptions: texts(inputs, ({ description }) => description),
    inputFieldOptionLabels: inputOptions(language),
    outputFieldLabels: outputs,
    executionRules: {
      [COVERED]: SERVICE_SENTENCE,
      ...Object.fromEntries(CODE_NAMES.map((code) => [code, ruleText(code, language)])),
    },
  };
}

function texts(inputs: Readonly<Record<string, InputText>>, part: (input: InputText) => string) {
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, part(input)]));
}

function inputOptions(language: Language): OptionLabels {
  const inputs: Readonly<Record<string, InputText>> = actionTexts(language).inputs;
  const withOptions = Object.entries(inputs).flatMap(([name, { options }]) => (options ? [[name, options]] : []));
  const areas = Object.fromEntries(OFFERED_AREAS.map((code) => [code, areaName(code, language)]));
  return { ...Object.fromEntries(withOptions), areas };
}

function outputOptions(language: Language): OptionLabels {
  const { outcomes, covered } = actionTexts(language);
  return { outcome: outcomes, covered };
}

/** For an execution that came after its delivery had stopped collecting, whatever the outcome. */
const COVERED = "COVERED";
const SERVICE_SENTENCE = "{{outcomeMessage}}";

/**
 * The sentence itself where outputs can fill it; otherwise the one the service wrote, and nothing beside it: labels are in
 * the reader's language, outputs in the account's.
 */
function ruleText(code: Code, language: Language): string {
  const fillable = CODES[code].figures.every((figure) => figure in OUTPUT_OF_FIGURE);
  if (fillable) return fill(withoutPlurals(outcomeText(code, language)), OUTPUT_OF_FIGURE);
  return SERVICE_SENTENCE;
}

if (import.meta.main) writeFileSync(FILE, `${JSON.stringify(withTexts(readDefinition()), null, 2)}\n`);
