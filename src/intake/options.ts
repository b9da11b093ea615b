/**
 * Choices for the action's dropdowns, fetched by HubSpot while a builder looks at them.
 * https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/guide
 */
import Joi from "joi";
import type { Failure } from "../delivery/answer.ts";
import { excerpt, type LineMessage } from "../delivery/message/message.ts";
import { sizeIsHidden } from "../delivery/numbers/hidden.ts";
import { NOT_SET } from "../delivery/inputs.ts";
import { MIN_RECIPIENTS } from "../delivery/targeting/minimums.ts";
import type { HubSpot, ListFacts } from "../ports/hubspot.ts";
import type { Audience, Line } from "../ports/line.ts";
import { actionTexts, audienceStatus, audienceType, dateText, fill, say, sentence } from "../i18n/wording.ts";
import type { Language } from "../i18n/wording.ts";
import type { Problem } from "../server/problem.ts";
import { textOf } from "./action-request.ts";
import { wrongField } from "./answers.ts";
import { RETRY_AFTER_SECONDS } from "./shed.ts";

interface Option {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
}

interface OptionsAnswer {
  readonly options: readonly Option[];
  readonly searchable: boolean;
  /** Cursor of the next page; absent on the last one. */
  readonly after?: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface OptionsDependencies {
  channels(portalId: number): Promise<readonly Named[]>;
  savedMessages(portalId: number): Promise<readonly (Named & { readonly messages: readonly LineMessage[] })[]>;
  /** Of a deleted one too. */
  savedMessageName(portalId: number, id: string): Promise<string | null>;
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

type Choices = (question: Question, deps: OptionsDependencies) => Promise<OptionsAnswer | Failure>;

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

/**
 * Answers HubSpot's request for the choices of one field. What LINE or HubSpot does not answer becomes HTTP 503, so that HubSpot
 * shows its own "could not be loaded" and keeps what was chosen. An error dressed as an option could be chosen and saved, and
 * would break the step later.
 */
export async function fieldOptions(
  field: string,
  body: unknown,
  deps: OptionsDependencies,
): Promise<OptionsAnswer | Problem> {
  const choices = Object.hasOwn(CHOICES, field) ? CHOICES[field] : undefined;
  if (choices === undefined)
    return { status: 404, code: "FIELD_UNKNOWN", title: `The action has no choices for ${field}` };
  const { value, error } = ENVELOPE.validate(body, { allowUnknown: true, errors: { wrap: { label: false } } });
  if (error) return wrongField(error.details[0]?.path.join(".") || "body", error.message);
  const question = questionOf(field, value);
  const found = await choices(question, deps);
  if ("options" in found) return { ...found, options: [...choiceOfNone(field, question, deps), ...found.options] };
  const { finding, retryAfterSeconds = RETRY_AFTER_SECONDS } = found;
  return { status: 503, code: finding.code, title: sentence(finding, deps.language), retryAfterSeconds };
}

/** Optional fields begin with the choice of none: HubSpot's editor may preset the first choice. */
function choiceOfNone(field: string, { search, after }: Question, deps: OptionsDependencies): readonly Option[] {
  const { none }: { readonly none: Readonly<Record<string, string>> } = actionTexts(deps.language);
  const label = none[field];
  if (label === undefined || after !== null || !label.toLowerCase().includes(search)) return [];
  return [{ label, value: NOT_SET }];
}

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

async function channelOptions(question: Question, deps: OptionsDependencies): ReturnType<Choices> {
  const channels = await deps.channels(question.portalId);
  const options = channels.map(({ id, name }) => ({ label: name, value: id }));
  return paged(options, question, deps.language);
}

async function messageOptions(question: Question, deps: OptionsDependencies): ReturnType<Choices> {
  const messages = await deps.savedMessages(question.portalId);
  const options = messages.map((one) => ({ label: one.name, description: excerpt(one.messages), value: one.id }));
  const [gone = ""] = missed(options, question);
  const name = gone === "" ? null : await deps.savedMessageName(question.portalId, gone);
  return paged(options, question, deps.language, { [gone]: name ?? gone });
}

type AudienceUse = "included" | "excluded";

/** HubSpot greys the field out until an account is chosen; asked all the same, there is nothing to choose from. */
function audienceOptions(use: AudienceUse): Choices {
  return async (question, deps) => {
    const { portalId, channelId } = question;
    if (channelId === "") return answered([], null);
    const answer = await deps.line.audiences({ portalId, channelId });
    if (answer.kind !== "ok") return answer;
    const options = answer.value.map((audience) => ({
      label: audience.name,
      description: audienceDescription(audience, use, deps.language),
      value: audience.id,
    }));
    const names = await deps.audienceNames(portalId, missed(options, question));
    return paged(options, question, deps.language, names);
  };
}

/** LINE keeps its calendar in Japan time. */
const LINE_TIME_ZONE = "Asia/Tokyo";

function audienceDescription(audience: Audience, use: AudienceUse, language: Language): string {
  const { words } = actionTexts(language);
  const { size, exempt, expiresAt } = audience;
  const tooSmall = size < MIN_RECIPIENTS && (use === "included" || !exempt);
  return [
    audienceType(audience.type, language),
    sizeIsHidden(audience) ? words.audienceHidden : say(words.audienceSize, { size }, language),
    audience.status === "READY" ? null : audienceStatus(audience.status, language),
    tooSmall ? `⚠ ${words.belowMinimum}` : null,
    expiresAt === null ? null : fill(words.expires, { date: dateText(expiresAt, language, LINE_TIME_ZONE) }),
  ]
    .filter((part) => part !== null)
    .join(" · ");
}

async function propertyOptions(question: Question, deps: OptionsDependencies): ReturnType<Choices> {
  const answer = await deps.hubspot.contactProperties(question.portalId);
  if (answer.kind !== "ok") return answer;
  const options = answer.value.map(({ name, label }) => ({ label, description: name, value: name }));
  return paged(options, question, deps.language);
}

async function listOptions(question: Question, deps: OptionsDependencies): ReturnType<Choices> {
  const { portalId, search, after } = question;
  const answer = await deps.hubspot.searchLists(portalId, search, after);
  if (answer.kind !== "ok") return answer;
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
): OptionsAnswer {
  const { search, after } = question;
  const { gone } = actionTexts(language).words;
  const stays = missed(all, question).map((value) => ({ label: fill(gone, { value: names[value] ?? value }), value }));
  const matching = all.filter(({ label, value }) => label.toLowerCase().includes(search) || value === search);
  const start = Number(after) || 0;
  const end = start + PAGE_SIZE;
  return answered([...stays, ...matching.slice(start, end)], end < matching.length ? String(end) : null);
}

const answered = (options: readonly Option[], after: string | null): OptionsAnswer => ({
  options,
  searchable: true,
  ...(after !== null && { after }),
});
