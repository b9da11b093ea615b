/** Findings, targeting and numbers in the reader's language. */
import type { Code, Figures, Finding } from "../delivery/codes.ts";
import type { OutcomeKind, Phase } from "../delivery/delivery.ts";
import type { Attributes, Inputs } from "../delivery/inputs.ts";
import { ACTION_EN } from "./action-en.ts";
import { ACTION_JA } from "./action-ja.ts";
import { AREAS } from "./areas.ts";
import { EN } from "./en.ts";
import type { CodeText } from "./en.ts";
import { JA } from "./ja.ts";

export type Language = "en" | "ja";
export const LANGUAGES: readonly Language[] = ["en", "ja"];

export const CODE_TEXTS: Readonly<Record<Language, Readonly<Record<Code, CodeText>>>> = { en: EN, ja: JA };

const ACTION_TEXTS = { en: ACTION_EN, ja: ACTION_JA };
const LOCALES = { en: "en-GB", ja: "ja-JP" } as const;

/** Labels and small words of the action. */
export const actionTexts = (language: Language) => ACTION_TEXTS[language];

/** Replaces `{figure}`; a figure that is missing shows as "–" instead of a brace. */
export function fill(template: string, figures: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => figures[name] ?? "–");
}

/** The whole sentence of a finding: what is wrong, how much, and what to do. */
export function sentence({ code, figures }: Finding, language: Language): string {
  return filled(CODE_TEXTS[language][code].sentence, figures, language);
}

/** The same for the finding of an outcome: nothing is promised any more about what is over. */
export function outcomeSentence({ code, figures }: Finding, language: Language): string {
  return filled(outcomeTemplate(code, language), figures, language);
}

export function outcomeTemplate(code: Code, language: Language): string {
  const { sentence: whileWaiting, ended } = CODE_TEXTS[language][code];
  return ended ?? whileWaiting;
}

function filled(template: string, figures: Figures, language: Language): string {
  const shown = Object.entries(figures).map(([name, value]) => [name, figureText(name, value, language)]);
  return fill(template, Object.fromEntries(shown)).trim();
}

/** What a code means in a few words, without figures. */
export const title = (code: Code, language: Language): string => CODE_TEXTS[language][code].title;

/** Figures that are names of ours become words; everything else is shown as it is. */
function figureText(name: string, value: string | number, language: Language): string {
  if (name === "hint") return hintText(String(value), language);
  if (name === "field") return fieldName(String(value), language);
  if (name === "status") return audienceStatus(String(value), language);
  if (name === "errorCode") return String(value);
  if (typeof value === "number") return numberText(value, language);
  return value === "" ? actionTexts(language).words.empty : value;
}

/** `list:30`, `collect:7200` or `none`, as `enrollmentHint` says it. */
function hintText(hint: string, language: Language): string {
  const { hints } = actionTexts(language);
  const [kind, figure] = hint.split(":");
  const number = Number(figure);
  if (kind === "list") return fill(hints.list, { size: numberText(number, language) });
  if (kind === "collect") return fill(hints.collect, { duration: durationText(number, language) });
  return hints.none;
}

const has = <T extends object>(texts: T, key: string): key is Extract<keyof T, string> => Object.hasOwn(texts, key);

/** An input as the builder sees it. */
export function fieldName(field: string, language: Language): string {
  const { inputs } = actionTexts(language);
  return has(inputs, field) ? inputs[field].label : field;
}

export function audienceStatus(status: string, language: Language): string {
  const texts = actionTexts(language).audienceStatus;
  return has(texts, status) ? texts[status] : status;
}

export const outcomeName = (kind: OutcomeKind, language: Language): string => actionTexts(language).outcomes[kind];
export const phaseName = (phase: Phase, language: Language): string => actionTexts(language).phases[phase];

const AREA_NAMES = new Map(AREAS.map((area) => [area.code, area]));

export const areaName = (code: string, language: Language): string => AREA_NAMES.get(code)?.[language] ?? code;

/** Who receives it, on one line. */
export function targetingInWords(
  inputs: Pick<Inputs, "audienceId" | "attributes" | "targetingMode" | Excluding>,
  /** Names of audiences by their ids, as far as they are known. */
  names: Readonly<Record<string, string>>,
  language: Language,
): string {
  const { words } = actionTexts(language);
  const { audienceId, attributes, targetingMode } = inputs;
  const audience = audienceId === null ? null : fill(words.audience, { name: names[audienceId] ?? audienceId });
  const narrowed = targetingMode === "narrow_to_enrolled" ? words.narrowed : null;
  const included = [audience, narrowed, ...conditions(attributes, language)].filter((part) => part !== null);
  const who = included.length === 0 ? [words.everyFriend] : included;
  return [...who, ...exclusions(inputs, names, language)].join(words.separator);
}

type Excluding = "excludeAudienceIds" | "suppression" | "excludeReachedDays";

function exclusions(
  { excludeAudienceIds, suppression, excludeReachedDays }: Pick<Inputs, Excluding>,
  names: Readonly<Record<string, string>>,
  language: Language,
): readonly string[] {
  const { words } = actionTexts(language);
  const excluded = excludeAudienceIds.map((id) => names[id] ?? id);
  return [
    excludeAudienceIds.length > 0 && fill(words.withoutAudiences, { values: excluded.join(words.comma) }),
    suppression !== null && fill(words.withoutList, { list: suppression.listId }),
    excludeReachedDays !== null && fill(words.withoutReached, { days: numberText(excludeReachedDays, language) }),
  ].filter((part) => part !== false);
}

function conditions(attributes: Attributes, language: Language): readonly (string | null)[] {
  const { inputs, words } = actionTexts(language);
  const { genders, ageFrom, ageBelow, os, areas, friendDaysFrom, friendDaysBelow } = attributes;
  const oneOf = (template: string, values: readonly string[]) =>
    values.length === 0 ? null : fill(template, { values: values.join(words.comma) });
  const between = (template: string, from: string | undefined, below: string | undefined) => {
    if (from === undefined && below === undefined) return null;
    const range = from !== undefined && below !== undefined ? fill(words.both, { from, below }) : (from ?? below ?? "");
    return fill(template, { range });
  };
  return [
    oneOf(
      words.gender,
      genders.map((gender) => inputs.gender.options[gender]),
    ),
    between(words.ages, inputs.ageFrom.options[String(ageFrom)], inputs.ageTo.options[String(ageBelow)]),
    oneOf(
      words.device,
      os.map((system) => inputs.os.options[system]),
    ),
    oneOf(
      words.area,
      areas.map((code) => areaName(code, language)),
    ),
    between(
      words.friend,
      inputs.friendDaysFrom.options[String(friendDaysFrom)],
      inputs.friendDaysTo.options[String(friendDaysBelow)],
    ),
  ];
}

export const numberText = (value: number, language: Language): string =>
  new Intl.NumberFormat(LOCALES[language]).format(value);

export const dateText = (at: number, language: Language, timeZone: string): string =>
  new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium", timeZone }).format(at);

export const dateTimeText = (at: number, language: Language, timeZone: string): string =>
  new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium", timeStyle: "short", timeZone }).format(at);

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** In the two largest units: "1 day 3 hours". */
export function durationText(seconds: number, language: Language): string {
  const words = UNITS.flatMap(([unit, size], index) => {
    const bigger = UNITS[index - 1]?.[1] ?? Infinity;
    const count = Math.floor((seconds % bigger) / size);
    return count === 0 ? [] : [unitText(count, unit, language)];
  });
  const shown = words.slice(0, 2);
  return shown.length === 0 ? unitText(seconds, "second", language) : shown.join(language === "ja" ? "" : " ");
}

function unitText(count: number, unit: "day" | "hour" | "minute" | "second", language: Language): string {
  const options = { style: "unit", unit, unitDisplay: "long" } as const;
  return new Intl.NumberFormat(LOCALES[language], options).format(count).replaceAll(language === "ja" ? " " : "\0", "");
}
