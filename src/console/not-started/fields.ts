/** Which page of refused runs is asked for, by a page's address and through the API. */
import Joi from "joi";
import { orEmpty, shape } from "../web/schemas.ts";
import { isInstant, WHOLE } from "../web/answers.ts";

/** As `NotStartedPage.next` writes it: microseconds, a code and a workflow. */
const PLACE = /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z_[A-Z_]+\.\P{Cc}{0,100}$/u;

const knownPlace: Joi.CustomValidator<string> = (text, helpers) =>
  isInstant(`${text.slice(0, "2026-11-24T09:00:00.000".length)}Z`)
    ? text
    : helpers.error("string.pattern.name", { name: "place" });

export const PAGE_FIELDS = shape({
  limit: WHOLE.min(1).max(100).default(50),
  before: orEmpty(Joi.string().pattern(PLACE, "place").custom(knownPlace)).description(
    "`nextBefore` of the page before, as it was",
  ),
}).unknown();

/** What an empty address asks for. */
export const NEWEST = Joi.attempt({}, PAGE_FIELDS);
