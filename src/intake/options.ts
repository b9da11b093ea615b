/**
 * Choices for the action's dropdowns, fetched by HubSpot while a builder looks at them.
 * https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/guide
 */
import Joi from "joi";
import type { Finding } from "../delivery/codes.ts";
import { sizeIsHidden } from "../delivery/numbers/hidden.ts";
import { NOT_SET } from "../delivery/inputs.ts";
import { MIN_RECIPIENTS } from "../delivery/targeting/minimums.ts";
import type { HubSpot, ListFacts } from "../ports/hubspot.ts";
import type { Audience, Line } from "../ports/line.ts";
import { actionTexts, audienceStatus, audienceType, dateText, fill, say } from "../i18n/wording.ts";
import type { Language } from "../i18n/wording.ts";
import { textOf } from "./action-request.ts";

export interface Option {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
}

export interface OptionsAnswer {
  readonly options: readonly Option[];
  readonly searchable: boolean;
  /** Cursor of the next page; absent on the last one. */
  readonly after?: string;
}

/**
 * `unavailable` becomes HTTP 503, so that HubSpot shows its own "could not be loaded" and keeps what was chosen. An error
 * dressed as an option could be chosen and saved, and would break the step later.
 */
export type FieldOptions =
  | { readonly kind: "options"; readonly answer: OptionsAnswer }
  | { readonly kind: "unavailable"; readonly finding: Finding; readonly retryAfterSeconds?: number }
  | { readonly kind: "malformed"; readonly field: string; readonly problem: string }
  | { readonly kind: "unknown_field" };

export interface OptionsDependencies {
  channels(portalId: number): Promise<readonly { readonly id: string; readonly name: string }[]>;
  savedMessages(
    portalId: number,
  ): Promise<readonly { readonly id: string; readonly name: string; readonly excerpt: string }[]>;
  /** As LINE last called them, by their ids. */
  audienceNames(portalId: number, ids: readonly string[]): Promise<Readonly<Record<string, string>>>;
  readonly line: Pick<Line, "audiences">;
  readonly hubspot: Pick<HubSpot, "searchLists" | "list" | "contactProperties">;
  readonly language: Language;
}

interface Envelope {
  readonly origin: { readonly portalId: number };
  readonly inputFields?: Readonly<Record<string, unknown>> | null;
  readonly fields?: Readonly<Record<string, unknown>> | null;
  readonly fetchOptions?: { readonly q?: string | null; readonly after?: string | null } | null;
}

const ENVELOPE = Joi.object<Envelope>({
  origin: Joi.object({ portalId: Joi.number().integer().positive().required() }).required(),
  inputFields: Joi.object().allow(null),
  fields: Joi.object().allow(null),
  fetchOptions: Joi.object({
    q: Joi.string().max(500).allow("", null),
    after: Joi.string().max(500).allow("", null),
  }).allow(null),
}).required();

/** One request, reduced to what the choices depend on. */
interface Question {
  readonly portalId: number;
  readonly search: string;
  readonly after: string | null;
  /** What the field holds now; empty when nothing is chosen. */
  readonly chosen: string;
  readonly channelId: string;
}

type Choices = (question: Question, deps: OptionsDependencies) => Promise<FieldOptions>;

const CHOICES: Readonly<Record<string, Choices>> = {
  channel: channelOptions,
  deliveryList: listOptions,
  audienceId: audienceOptions("included"),
  includeAudienceIds: audienceOptions("included"),
  excludeAudienceIds: audienceOptions("excluded"),
  suppressionList: listOptions,
  suppressionProperty: propertyOptions,
  message: messageOptions,
};

/** Answers HubSpot's request for the choices of one field. */
export async function fieldOptions(field: string, body: unknown, deps: OptionsDependencies): Promise<FieldOptions> {
  const choices = Object.hasOwn(CHOICES, field) ? CHOICES[field] : undefined;
  if (choices === undefined) return { kind: "unknown_field" };
  const { value, error } = ENVELOPE.validate(body, { allowUnknown: true, errors: { wrap: { label: false } } });
  if (error) {
    return { kind: "malformed", field: error.details[0]?.path.join(".") || "body", problem: error.message };
  }
  const question = questionOf(field, value);
  return withNone(field, question, await choices(question, deps), deps.language);
}

/** Optional fields begin with the choice of none: HubSpot's editor may preset the first choice. */
function withNone(field: string, { search, after }: Question, found: FieldOptions, language: Language): FieldOptions {
  const { none } = actionTexts(language);
  if (found.kind !== "options" || after !== null || !isOptional(field, none)) return found;
  const label = none[field];
  if (!label.toLowerCase().includes(search)) return found;
  return {
    kind: "options",
    answer: { ...found.answer, options: [{ label, value: NOT_SET }, ...found.answer.options] },
  };
}

const isOptional = <T extends object>(field: string, none: T): field is Extract<keyof T, string> =>
  Object.hasOwn(none, field);

function questionOf(field: string, { origin, inputFields, fields, fetchOptions }: Envelope): Question {
  const inputs = inputFields ?? fields ?? {};
  return {
    portalId: origin.portalId,
    search: fetchOptions?.q?.trim().toLowerCase() ?? "",
    after: fetchOptions?.after || null,
    chosen: chosenIn(inputs[field]),
    channelId: chosenIn(inputs["channel"]),
  };
}

function chosenIn(input: unknown): string {
  const value = textOf(input)?.trim() ?? "";
  return value === NOT_SET ? "" : value;
}

async function channelOptions(question: Question, deps: OptionsDependencies): Promise<FieldOptions> {
  const channels = await deps.channels(question.portalId);
  const options = channels.map(({ id, name }) => ({ label: name, value: id }));
  return paged(options, question, deps.language);
}

async function messageOptions(question: Question, deps: OptionsDependencies): Promise<FieldOptions> {
  const messages = await deps.savedMessages(question.portalId);
  const options = messages.map(({ id, name, excerpt }) => ({ label: name, description: excerpt, value: id }));
  return paged(options, question, deps.language);
}

type AudienceUse = "included" | "excluded";

/** HubSpot greys the field out until an account is chosen; asked all the same, there is nothing to choose from. */
function audienceOptions(use: AudienceUse): Choices {
  return async (question, deps) => {
    const { portalId, channelId } = question;
    if (channelId === "") return { kind: "options", answer: { options: [], searchable: true } };
    const answer = await deps.line.audiences({ portalId, channelId });
    if (answer.kind !== "ok") return unavailable(answer);
    const options = answer.value.map((audience) => audienceOption(audience, use, deps.language));
    const names = await deps.audienceNames(portalId, missed(options, question));
    return paged(options, question, deps.language, names);
  };
}

function audienceOption(audience: Audience, use: AudienceUse, language: Language): Option {
  return { label: audience.name, description: audienceDescription(audience, use, language), value: audience.id };
}

/** LINE keeps its calendar in Japan time. */
const LINE_TIME_ZONE = "Asia/Tokyo";

function audienceDescription(audience: Audience, use: AudienceUse, language: Language): string {
  const { words } = actionTexts(language);
  const { size, exempt, expiresAt } = audience;
  const tooSmall = size < MIN_RECIPIENTS && (use === "included" || !exempt);
  return [
    sizeIsHidden(audience) ? words.audienceHidden : say(words.audienceSize, { size }, language),
    audienceType(audience.type, language),
    audienceStatus(audience.status, language),
    tooSmall ? `⚠ ${words.belowMinimum}` : null,
    expiresAt === null ? null : fill(words.expires, { date: dateText(expiresAt, language, LINE_TIME_ZONE) }),
  ]
    .filter((part) => part !== null)
    .join(" · ");
}

async function propertyOptions(question: Question, deps: OptionsDependencies): Promise<FieldOptions> {
  const answer = await deps.hubspot.contactProperties(question.portalId);
  if (answer.kind !== "ok") return unavailable(answer);
  const options = answer.value.map(({ name, label }) => ({ label, description: name, value: name }));
  return paged(options, question, deps.language);
}

async function listOptions(question: Question, deps: OptionsDependencies): Promise<FieldOptions> {
  const { portalId, search, after } = question;
  const answer = await deps.hubspot.searchLists(portalId, search, after);
  if (answer.kind !== "ok") return unavailable(answer);
  const found = answer.value.items.map((list) => listOption(list, deps.language));
  const options = [...(await chosenList(found, question, deps)), ...found];
  return answered(options, answer.value.after);
}

function listOption({ listId, name, size }: ListFacts, language: Language): Option {
  const { listSize } = actionTexts(language).words;
  const description = size === null ? {} : { description: say(listSize, { size }, language) };
  return { label: name, ...description, value: listId };
}

/** The chosen list may be on a later page: HubSpot shows a value that it was not given as an error. */
async function chosenList(found: readonly Option[], question: Question, deps: OptionsDependencies) {
  const { portalId, chosen } = question;
  if (missed(found, question).length === 0) return [];
  const answer = await deps.hubspot.list(portalId, chosen);
  if (answer.kind === "ok") return [listOption(answer.value, deps.language)];
  const { gone, notConfirmed } = actionTexts(deps.language).words;
  const note = answer.finding.code === "LIST_NOT_FOUND" ? gone : notConfirmed;
  return [{ label: fill(note, { value: chosen }), value: chosen }];
}

/** Values that are chosen and not among these; several are joined with `;`. */
function missed(options: readonly Option[], { chosen, search, after }: Question): readonly string[] {
  if (chosen === "" || search !== "" || after !== null) return [];
  const known = new Set(options.map(({ value }) => value));
  return chosen.split(";").filter((value) => value !== "" && !known.has(value));
}

const PAGE_SIZE = 50;

/** One page of choices that are all known. A chosen value that is gone stays selectable, with a note. */
function paged(
  all: readonly Option[],
  question: Question,
  language: Language,
  names: Readonly<Record<string, string>> = {},
): FieldOptions {
  const { search, after } = question;
  const { gone } = actionTexts(language).words;
  const stays = missed(all, question).map((value) => ({ label: fill(gone, { value: names[value] ?? value }), value }));
  const matching = all.filter(({ label, value }) => label.toLowerCase().includes(search) || value === search);
  const start = Number(after) || 0;
  const end = start + PAGE_SIZE;
  return answered([...stays, ...matching.slice(start, end)], end < matching.length ? String(end) : null);
}

function answered(options: readonly Option[], after: string | null): FieldOptions {
  return { kind: "options", answer: { options, searchable: true, ...(after !== null && { after }) } };
}

function unavailable(answer: { readonly finding: Finding; readonly retryAfterSeconds?: number }): FieldOptions {
  const { finding, retryAfterSeconds } = answer;
  return { kind: "unavailable", finding, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}
