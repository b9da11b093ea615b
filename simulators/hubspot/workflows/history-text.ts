/** What the workflow's history says about an execution: the first execution rule that fits, in the reader's language. */
import type { ActionDefinition, ExecutionRule } from "../actions/action-definition.ts";
import { definitionOf, type ExecutionRecord, type World } from "../world.ts";

export function historyText(world: World, execution: ExecutionRecord, locale = "en"): string {
  const definition = definitionOf(world, execution.workflow);
  const outputs = execution.state === "EXPIRED" ? {} : execution.outputFields;
  const rule = definition.executionRules?.find((each) => fits(each, outputs));
  const label = rule && (labelsOf(definition, locale, rule) ?? labelsOf(definition, "en", rule));
  if (label !== undefined) return filled(label, outputs);
  return execution.note ?? generic(definition, locale, execution.state);
}

function fits({ conditions }: ExecutionRule, outputs: Readonly<Record<string, string>>): boolean {
  return Object.entries(conditions).every(([name, wanted]) => {
    const value = outputs[name];
    return value !== undefined && (typeof wanted === "string" ? wanted === value : wanted.includes(value));
  });
}

function labelsOf(definition: ActionDefinition, locale: string, { labelName }: ExecutionRule): string | undefined {
  return definition.labels[locale]?.executionRules?.[labelName];
}

function filled(label: string, outputs: Readonly<Record<string, string>>): string {
  return label.replace(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g, (_, name: string) => outputs[name] ?? "");
}

const genericTexts = {
  en: {
    PENDING: "is being executed.",
    BLOCKED: "is waiting for the app.",
    SUCCESS: "succeeded.",
    FAIL_CONTINUE: "failed; the record went on.",
    FAILED: "failed.",
    EXPIRED: "was not completed in time; the record went on without a result.",
  },
  ja: {
    PENDING: "を実行しています。",
    BLOCKED: "はアプリの応答を待っています。",
    SUCCESS: "が完了しました。",
    FAIL_CONTINUE: "は失敗しました。レコードは次へ進みました。",
    FAILED: "は失敗しました。",
    EXPIRED: "は期限までに完了しませんでした。結果なしで次へ進みました。",
  },
};

function generic(definition: ActionDefinition, locale: string, state: ExecutionRecord["state"]): string {
  const language = locale === "ja" ? "ja" : "en";
  const name = (definition.labels[locale] ?? definition.labels["en"])?.actionName ?? "";
  return `${name}${language === "ja" ? "" : " "}${genericTexts[language][state]}`;
}
