/** A custom workflow action as it is published. */

export interface FieldOption {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly displayOrder?: number;
}

export interface FieldType {
  readonly name: string;
  readonly type: string;
  readonly fieldType?: string;
  readonly label?: string;
  readonly description?: string;
  readonly helpText?: string;
  readonly options?: readonly FieldOption[];
  readonly optionsUrl?: string;
  readonly referencedObjectType?: string;
}

export interface InputField {
  readonly typeDefinition: FieldType;
  readonly supportedValueTypes?: readonly string[];
  readonly isRequired: boolean;
}

export interface Dependency {
  readonly dependencyType: "SINGLE_FIELD" | "CONDITIONAL_SINGLE_FIELD";
  readonly controllingFieldName: string;
  readonly controllingFieldValue?: string;
  readonly dependentFieldNames: readonly string[];
}

export interface ActionLabels {
  readonly actionName: string;
  readonly actionDescription?: string;
  readonly actionCardContent?: string;
  readonly appDisplayName?: string;
  readonly inputFieldLabels?: Readonly<Record<string, string>>;
  readonly inputFieldDescriptions?: Readonly<Record<string, string>>;
  readonly inputFieldOptionLabels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly outputFieldLabels?: Readonly<Record<string, string>>;
  readonly executionRules?: Readonly<Record<string, string>>;
}

export interface ExecutionRule {
  readonly labelName: string;
  readonly conditions: Readonly<Record<string, string | readonly string[]>>;
}

export interface ActionDefinition {
  readonly actionUrl: string;
  readonly published: boolean;
  readonly functions: readonly unknown[];
  readonly objectTypes: readonly string[];
  readonly inputFields: readonly InputField[];
  readonly outputFields?: readonly { readonly typeDefinition: FieldType }[];
  readonly inputFieldDependencies?: readonly Dependency[];
  readonly objectRequestOptions?: { readonly properties: readonly string[] };
  readonly executionRules?: readonly ExecutionRule[];
  readonly labels: Readonly<Record<string, ActionLabels>>;
}

export function inputNames({ inputFields }: ActionDefinition): string[] {
  return inputFields.map(({ typeDefinition }) => typeDefinition.name);
}

export function outputNames({ outputFields = [] }: ActionDefinition): string[] {
  return outputFields.map(({ typeDefinition }) => typeDefinition.name);
}
