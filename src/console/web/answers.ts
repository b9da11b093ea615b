/** What answers of several rooms have in common. Instants are ISO 8601 in UTC. */
import Joi from "joi";
import type { Figures, Finding } from "../../delivery/codes.ts";
import { OUTCOME_KINDS, PHASES } from "../../delivery/delivery.ts";
import type { RefusedAccess } from "../../delivery/hubspot/portal-access.ts";
import { NUMBER_STATES } from "../../delivery/numbers/hidden.ts";
import { LANGUAGES, sentence, type Language } from "../../i18n/wording.ts";
import { oneOf, orNull, shape, type ValueOf } from "./schemas.ts";

export const TEXT = Joi.string().allow("");
export const WHOLE = Joi.number().integer();
export const COUNT = WHOLE.min(0);
export const INSTANT = Joi.string().isoDate();
export const INSTANT_OR_NULL = orNull(INSTANT);
export const CODE = Joi.string().pattern(/^[A-Z_]+$/, "code");

export function instant(at: number): string;
export function instant(at: number | null | undefined): string | null;
export function instant(at: number | null | undefined): string | null {
  return at == null ? null : new Date(at).toISOString();
}

export const isInstant = (iso: string): boolean => {
  const at = new Date(iso);
  return !Number.isNaN(at.getTime()) && at.toISOString() === iso;
};

export const PHASE = oneOf(PHASES);
export const OUTCOME = oneOf(OUTCOME_KINDS);

type Sentences = Readonly<Record<string, string>>;

export const SENTENCES = Joi.object<Sentences>(Object.fromEntries(LANGUAGES.map((tag) => [tag, TEXT.required()])))
  .pattern(Joi.any(), TEXT)
  .description("The same in every language of the console");

export const FINDING = shape({
  code: CODE,
  figures: Joi.object<Figures>().pattern(Joi.any(), Joi.alternatives(TEXT, Joi.number())),
  sentence: SENTENCES,
}).description("A code with its figures, as a sentence");

export const inEveryLanguage = (say: (language: Language) => string): Sentences =>
  Object.fromEntries(LANGUAGES.map((language) => [language, say(language)]));

export const findingJson = ({ code, figures }: Finding, say = sentence): ValueOf<typeof FINDING> => ({
  code,
  figures,
  sentence: inEveryLanguage((language) => say({ code, figures }, language)),
});

/** A number of people as it may be shown. */
export const NUMBER = shape({
  value: COUNT,
  state: oneOf(NUMBER_STATES).description(
    "`hidden`: of fewer than 20 people, or such a number would follow from it; `pending`: not there yet; `none`: there will never be one. The value is 0 in these three",
  ),
});

export const REFUSED_ACCESS = orNull(
  shape({ finding: FINDING, since: INSTANT.description("Of the first refusal of this kind") }),
).description("Why HubSpot gives the app no access to the account; null while it does");

export const accessJson = (access: RefusedAccess | null): ValueOf<typeof REFUSED_ACCESS> =>
  access === null ? null : { finding: findingJson(access.finding), since: instant(access.since) };
