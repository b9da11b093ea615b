/** A workflow action as lines, `path` → value: so two of them can be compared and each difference has a name. */

export interface Option {
  readonly value: string;
  readonly label?: string;
  readonly displayOrder?: number;
}

interface Field {
  readonly typeDefinition: {
    readonly name: string;
    readonly type: string;
    readonly fieldType?: string;
    readonly options?: readonly Option[];
    readonly optionsUrl?: string;
    readonly referencedObjectType?: string;
  };
  readonly supportedValueTypes?: readonly string[];
  readonly isRequired?: boolean;
}

interface Dependency {
  readonly controllingFieldName: string;
  readonly controllingFieldValue?: string;
  readonly dependentFieldNames: readonly string[];
}

type Texts = Readonly<Record<string, string>>;

interface Labels {
  readonly inputFieldLabels?: Texts;
  readonly inputFieldDescriptions?: Texts;
  readonly inputFieldOptionLabels?: Readonly<Record<string, Texts>>;
  readonly outputFieldLabels?: Texts;
  readonly executionRules?: Texts;
}

/** What HubSpot lets a definition say, as far as we may use it; its answers hold more, which is left aside. */
export interface Definition {
  readonly actionUrl: string;
  readonly published: boolean;
  readonly objectTypes: readonly string[];
  readonly objectRequestOptions?: { readonly properties: readonly string[] };
  readonly inputFields: readonly Field[];
  readonly inputFieldDependencies?: readonly Dependency[];
  readonly outputFields?: readonly Field[];
  readonly executionRules?: readonly { readonly labelName: string; readonly conditions: object }[];
  readonly labels: Readonly<Record<string, Labels>>;
}

type Line = readonly [path: string, value: unknown];

/** One line per difference, theirs → ours. Whether the action is published is a step of its own and no difference. */
export function differences(theirs: Definition, ours: Definition): string[] {
  const [before, after] = [linesOf(theirs), linesOf(ours)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const pair = [before.get(path), after.get(path)] as const;
    const [from, to] = path.endsWith(ORDER) ? sharedOnly(...pair) : pair;
    return shown(from) === shown(to) ? [] : [`${path}: ${shown(from)} → ${shown(to)}`];
  });
}

const ORDER = " order";

/** What is only on one side has lines of its own. */
function sharedOnly(from: unknown, to: unknown): readonly [unknown, unknown] {
  const [a, b] = [names(from), names(to)];
  return [a.filter((name) => b.includes(name)), b.filter((name) => a.includes(name))];
}

const names = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : []);

const shown = (value: unknown): string => (value === undefined ? "none" : JSON.stringify(value));

/** HubSpot answers with empty values where nothing was given: they are left out. */
function linesOf(definition: Definition): Map<string, unknown> {
  const lines: Line[] = [
    ["actionUrl", definition.actionUrl],
    ["objectTypes", definition.objectTypes.toSorted()],
    ["objectRequestOptions", definition.objectRequestOptions?.properties.toSorted()],
    ...fieldsLines("inputFields", definition.inputFields),
    ...fieldsLines("outputFields", definition.outputFields ?? []),
    ...(definition.inputFieldDependencies ?? []).map(dependencyLine),
    ...ruleLines(definition.executionRules ?? []),
    ...Object.entries(definition.labels).flatMap(([language, labels]) => labelLines(language, labels)),
  ];
  return new Map(lines.filter(([, value]) => !isEmpty(value)));
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

function fieldsLines(side: "inputFields" | "outputFields", fields: readonly Field[]): Line[] {
  return [
    [`${side}${ORDER}`, fields.map(({ typeDefinition }) => typeDefinition.name)],
    ...fields.flatMap((field) => fieldLines(`${side}.${field.typeDefinition.name}`, field)),
  ];
}

function fieldLines(path: string, { typeDefinition, supportedValueTypes, isRequired }: Field): Line[] {
  const { type, fieldType, optionsUrl, referencedObjectType } = typeDefinition;
  const options = (typeDefinition.options ?? []).toSorted(
    (a, b) => (a.displayOrder ?? Infinity) - (b.displayOrder ?? Infinity) || 0,
  );
  return [
    [`${path}.type`, type],
    [`${path}.fieldType`, fieldType],
    [`${path}.optionsUrl`, optionsUrl],
    [`${path}.referencedObjectType`, referencedObjectType],
    [`${path}.supportedValueTypes`, supportedValueTypes?.toSorted()],
    [`${path}.isRequired`, isRequired],
    [`${path}.options${ORDER}`, options.map(({ value }) => value)],
    ...options.map(({ value, label }): Line => [`${path}.options.${value}.label`, label ?? value]),
  ];
}

function dependencyLine({ controllingFieldName, controllingFieldValue, dependentFieldNames }: Dependency): Line {
  // HubSpot may answer null where nothing was given.
  const value = controllingFieldValue ? ` = ${controllingFieldValue}` : "";
  return [`inputFieldDependencies.${controllingFieldName}${value}`, dependentFieldNames.toSorted()];
}

/** The first rule that fits wins, so their order matters. */
function ruleLines(rules: readonly { labelName: string; conditions: object }[]): Line[] {
  return [
    [`executionRules${ORDER}`, rules.map(({ labelName }) => labelName)],
    ...rules.flatMap(({ labelName, conditions }) =>
      Object.entries(conditions).map(([output, values]): Line => {
        const all = [values as string | string[]].flat();
        return [`executionRules.${labelName}.${output}`, all.length === 1 ? all[0] : all];
      }),
    ),
  ];
}

function labelLines(language: string, labels: Labels): Line[] {
  const { inputFieldLabels, inputFieldDescriptions, inputFieldOptionLabels, outputFieldLabels, ...rest } = labels;
  const { executionRules, ...own } = rest;
  const lines = (texts: Texts | null | undefined, path: (name: string) => string): Line[] =>
    Object.entries(texts ?? {}).map(([name, text]) => [`${path(name)} ${language}`, text]);
  return [
    ...lines(own, (name) => `labels.${name}`),
    ...lines(inputFieldLabels, (name) => `inputFields.${name}.label`),
    ...lines(inputFieldDescriptions, (name) => `inputFields.${name}.description`),
    ...Object.entries(inputFieldOptionLabels ?? {}).flatMap(([field, texts]) =>
      lines(texts, (value) => `inputFields.${field}.options.${value}.label`),
    ),
    ...lines(outputFieldLabels, (name) => `outputFields.${name}.label`),
    ...lines(executionRules, (name) => `executionRules.${name}.label`),
  ];
}
