/** Findings, targeting and numbers in the reader's language. */
import type { Code, Figures, Finding } from "../delivery/codes.ts";
import type { OutcomeKind, Phase } from "../delivery/delivery.ts";
import { includedAudiences, type Attributes, type Inputs } from "../delivery/inputs.ts";
import { conditionsOf, type ConditionName } from "../delivery/targeting/attributes.ts";
import type { PageWords } from "./en/page.ts";
import type { ActionWords } from "./language-file.ts";
import { hiddenText } from "./number-text.ts";
import { placeInWords, refusalInWords } from "./line-refusal.ts";
import { knownLanguage, languageOf, LANGUAGES, textsIn, type Language } from "./languages.ts";
import { fill, formatMessage, type Values } from "./message-format.ts";
import { dateTimeText, durationText, together } from "./time-text.ts";

export { aboutText, numberText, peopleText, percentText, roughText } from "./number-text.ts";
export { dateText, dateTimeText, durationText, together, zonedTimeText } from "./time-text.ts";
export { fill, knownLanguage, languageOf, LANGUAGES, textsIn, type Language, type PageWords };

/** The console's words. */
export const pageWords = (language: Language): PageWords => textsIn(language).page;

/** Labels and small words of the action. */
export const actionTexts = (language: Language): ActionWords => textsIn(language).action;

/** A text with its figures, in words that fit the numbers; see `message-format.ts` for how it is written. */
export const say = (template: string, values: Values, language: Language): string =>
  formatMessage(template, values, textsIn(language).locale);

/** The whole sentence of a finding: what is wrong, how much, and what to do. */
export function sentence({ code, figures }: Finding, language: Language): string {
  return filled(textsIn(language).codes[code].sentence, figures, language);
}

/** The same for the finding of an outcome: nothing is promised any more about what is over. */
export function outcomeSentence({ code, figures }: Finding, language: Language): string {
  return filled(outcomeText(code, language), figures, language);
}

/** Its template. */
export function outcomeText(code: Code, language: Language): string {
  const { sentence: whileWaiting, ended } = textsIn(language).codes[code];
  return ended ?? whileWaiting;
}

function filled(template: string, figures: Figures, language: Language): string {
  const shown = Object.entries(figures).map(([name, value]) => [name, figureText(name, value, figures, language)]);
  return say(template, Object.fromEntries(shown) as Values, language).trim();
}

/** What a code means in a few words, without figures. */
export const title = (code: Code, language: Language): string => textsIn(language).codes[code].title;

/** Figures that are names of ours become words; everything else is shown as it is. */
function figureText(name: string, value: string | number, figures: Figures, language: Language): string | number {
  if (name === "detail" && /^messages?\[\d/.test(String(value))) {
    const { places } = actionTexts(language);
    return refusalInWords(String(value), places, (problem, also) => faultText(problem, also, language));
  }
  if (name === "property") return placeInWords(String(value), actionTexts(language).places);
  if (name === "problem") return faultText(String(value), figures, language);
  if (name === "hint") return hintText(String(value), language);
  if (name === "why") return whyText(String(value), figures, language);
  if (name === "field") return fieldName(String(value), language);
  if (name === "status") return audienceStatus(String(value), language);
  if (name === "errorCode") return String(value);
  if (INSTANTS.has(name)) return localTimeText(String(value), language);
  if (typeof value === "number") return value;
  const hidden = NAMES_OF_OTHERS.has(name) ? null : hiddenText(value, language);
  return hidden ?? (value === "" ? actionTexts(language).words.empty : value);
}

/** Figures that `localTime` writes. */
const INSTANTS: ReadonlySet<string> = new Set(["at", "expires", "sendAt", "until"]);

/** "2026-12-02 08:00 (Asia/Tokyo)" as other times: "2 Dec 2026, 08:00 (Asia/Tokyo)". */
function localTimeText(written: string, language: Language): string {
  const [, day, time, zone] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)( \(.+\))$/.exec(written) ?? [];
  return day === undefined ? written : `${dateTimeText(Date.parse(`${day}T${time}Z`), language, "UTC")}${zone}`;
}

/** Figures that hold what people called something: a list may be called "<20". */
const NAMES_OF_OTHERS: ReadonlySet<string> = new Set([
  "audience",
  "channel",
  "detail",
  "examples",
  "list",
  "message",
  "person",
  "property",
  "token",
  "value",
  "zone",
]);

/** What is wrong with a value, to be said after its name. */
export function faultText(problem: string, { problem: _named, ...figures }: Figures, language: Language): string {
  const { faults } = actionTexts(language);
  return has(faults, problem) ? filled(faults[problem], figures, language) : problem;
}

/** `list:30`, `collect:7200` or `none`, as `enrollmentHint` says it. */
function hintText(hint: string, language: Language): string {
  const { hints } = actionTexts(language);
  const [kind, figure] = hint.split(":");
  const number = Number(figure);
  if (kind === "list") return say(hints.list, { size: number }, language);
  if (kind === "collect") return fill(hints.collect, { duration: durationText(number, language) });
  return hints.none;
}

/** `overlap;left_out`, as `mayBeBelow` says it: one sentence each. */
function whyText(reasons: string, { needed = "–" }: Figures, language: Language): string {
  const { mayBeBelow } = actionTexts(language);
  const said = reasons.split(";").flatMap((reason) => (has(mayBeBelow, reason) ? [mayBeBelow[reason]] : []));
  return together(
    said.map((text) => say(text, { needed }, language)),
    language,
  );
}

const has = <T extends object>(texts: T, key: string): key is Extract<keyof T, string> => Object.hasOwn(texts, key);

/** Where in a message something is wrong, as people see it. */
export const placeName = (property: string, language: Language): string =>
  placeInWords(property, actionTexts(language).places);

/** An input as HubSpot shows it. */
export const fieldName = (field: string, language: Language): string =>
  labelInHubSpot(({ inputs }) => (has(inputs, field) ? inputs[field].label : field), language);

/** A label of the action; with the English one where HubSpot shows that, as it does not know the language. */
export function labelInHubSpot(labelIn: (texts: ActionWords) => string, language: Language): string {
  const { action, hubspotLocale } = textsIn(language);
  const [label, english] = [labelIn(action), labelIn(actionTexts("en"))];
  return hubspotLocale !== null || label === english
    ? label
    : fill(action.places.place, { way: label, written: english });
}

/** What was chosen in an input, as its options call it; several are joined with `, `. */
export function choiceText(field: string, value: string, language: Language): string {
  const inputs: Readonly<Record<string, object>> = actionTexts(language).inputs;
  const input = inputs[field] ?? {};
  const options: Readonly<Record<string, string>> = "options" in input ? { ...(input.options as object) } : {};
  return value
    .split(", ")
    .map((one) => options[one] ?? one)
    .join(", ");
}

type Constants = Readonly<Record<string, string>> & { readonly other: string };

/** LINE's constant in words; one that LINE has added since is named as another one. */
const constantText = (texts: Constants, value: string): string =>
  (value !== "other" && has(texts, value) && texts[value]) || fill(texts.other, { value });

export const audienceStatus = (status: string, language: Language): string =>
  constantText(actionTexts(language).audienceStatus, status);
export const audienceType = (type: string, language: Language): string =>
  constantText(actionTexts(language).audienceTypes, type);
export const audienceRoute = (route: string, language: Language): string =>
  constantText(actionTexts(language).audienceRoutes, route);
export const audiencePermission = (permission: string, language: Language): string =>
  constantText(actionTexts(language).audiencePermissions, permission);

export const outcomeName = (kind: OutcomeKind, language: Language): string => actionTexts(language).outcomes[kind];
export const phaseName = (phase: Phase, language: Language): string => actionTexts(language).phases[phase];

/** With its country: several have a “Northern”. */
export function areaName(code: string, language: Language): string {
  const { areas, action } = textsIn(language);
  const [land = ""] = code.split("_");
  if (!has(areas, code) || !has(action.countries, land)) return code;
  return fill(action.words.areaIn, { country: action.countries[land], area: areas[code] });
}

/** Who receives it, on one line. */
export function targetingInWords(
  inputs: Pick<Inputs, "audienceId" | "includeAudienceIds" | "attributes" | "targetingMode" | Excluding>,
  /** Names of audiences by their ids, as far as they are known. */
  names: Readonly<Record<string, string>>,
  language: Language,
): string {
  const { words } = actionTexts(language);
  const { attributes, targetingMode } = inputs;
  const audience = includedInWords(inputs, names, language);
  const narrowed = targetingMode === "narrow_to_enrolled" ? words.narrowed : null;
  const included = [audience, narrowed, ...conditions(attributes, language)].filter((part) => part !== null);
  const who = included.length === 0 ? [words.everyFriend] : included;
  return [...who, ...exclusions(inputs, names, language)].join(words.separator);
}

/** Null where there is no audience. */
function includedInWords(
  inputs: Pick<Inputs, "audienceId" | "includeAudienceIds">,
  names: Readonly<Record<string, string>>,
  language: Language,
): string | null {
  const { words } = actionTexts(language);
  const quoted = includedAudiences(inputs).map((id) => fill(words.quoted, { name: names[id] ?? id }));
  if (quoted.length === 0) return null;
  const either = new Intl.ListFormat(textsIn(language).locale, { type: "disjunction" }).format(quoted);
  return fill(quoted.length === 1 ? words.audience : words.audiences, { names: either });
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
    excludeReachedDays !== null && say(words.withoutReached, { days: excludeReachedDays }, language),
  ].filter((part) => part !== false);
}

/** The sentence of each attribute filter. */
const CONDITION_WORDS = {
  genders: "gender",
  age: "ages",
  os: "device",
  areas: "area",
  friendDays: "friend",
} as const satisfies Record<ConditionName, keyof ActionWords["words"]>;

function conditions(attributes: Attributes, language: Language): readonly string[] {
  const { words } = actionTexts(language);
  return conditionsOf(attributes).map((condition) => {
    const template = words[CONDITION_WORDS[condition.name]];
    if (condition.kind === "any_of") {
      const { name, input } = condition;
      const named = condition.values.map((value) =>
        name === "areas" ? areaName(value, language) : choiceText(input, value, language),
      );
      return fill(template, { values: named.join(words.comma) });
    }
    const { name } = condition;
    const from = condition.from === null ? "" : choiceText(`${name}From`, String(condition.from), language);
    const below = condition.below === null ? "" : choiceText(`${name}To`, String(condition.below), language);
    return fill(template, { range: from && below ? fill(words.both, { from, below }) : from || below });
  });
}
