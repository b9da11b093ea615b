/** The action's own words in the reader's language, English where there are none. */
import type { ActionDefinition, ActionLabels, FieldType } from "../actions/action-definition.ts";
import { latestRevision, type PublishedAction } from "../world.ts";

export function actionLabels(action: PublishedAction, locale: string): ActionLabels {
  return labelsOf(latestRevision(action).definition, locale);
}

export function labelsOf({ labels }: ActionDefinition, locale: string): ActionLabels {
  return labels[locale] ?? labels["en"] ?? { actionName: "" };
}

export function fieldLabel(definition: ActionDefinition, name: string, locale: string): string {
  const own = labelsOf(definition, locale).inputFieldLabels?.[name];
  return own ?? labelsOf(definition, "en").inputFieldLabels?.[name] ?? name;
}

export function fieldHelp(definition: ActionDefinition, name: string, locale: string): string | undefined {
  return labelsOf(definition, locale).inputFieldDescriptions?.[name];
}

export function optionLabel(definition: ActionDefinition, type: FieldType, value: string, locale: string): string {
  const own = labelsOf(definition, locale).inputFieldOptionLabels?.[type.name]?.[value];
  return own ?? type.options?.find((option) => option.value === value)?.label ?? value;
}

export function outputLabel(definition: ActionDefinition, name: string, locale: string): string {
  return labelsOf(definition, locale).outputFieldLabels?.[name] ?? name;
}
