/** Which deliveries are asked for: the same words in a page's address, through the API and for an export. */
import Joi from "joi";
import { OUTCOME_KINDS } from "../../delivery/delivery.ts";
import type { AskedPage, DeliveryFilter, DeliverySort } from "../../ports/store/views.ts";
import { isInstant, WHOLE } from "../web/answers.ts";
import { documented, ID, oneOf, orEmpty, shape, UUID, type ValueOf } from "../web/schemas.ts";

export const OUTCOMES = ["open", "waiting", ...OUTCOME_KINDS] as const;
export const SORTS = [
  "newest",
  "oldest",
  "delivered",
  "open_rate",
  "click_rate",
] as const satisfies readonly DeliverySort[];

const OTHER_ID = Joi.string().trim().max(50);

/** As JavaScript reads it, so that 31 February is not 3 March. */
const calendarDay: Joi.CustomValidator<string> = (text, helpers) =>
  isInstant(`${text}T00:00:00.000Z`) ? text : helpers.error("date.format", { format: "YYYY-MM-DD" });

const DAY = documented(
  Joi.string()
    .trim()
    .pattern(/^[12]\d{3}-\d{2}-\d{2}$/, "day")
    .custom(calendarDay),
  { format: "date" },
);

const FILTER = {
  search: orEmpty(Joi.string().trim().max(100)).description(
    "A part of a message or of a list's or audience's name, or the id of a list, audience, workflow, delivery or LINE request",
  ),
  list: orEmpty(OTHER_ID).description("HubSpot list id"),
  audience: orEmpty(OTHER_ID).description("LINE audience group id of an audience that is sent to"),
  channel: orEmpty(ID).description("Id of a channel"),
  outcome: orEmpty(oneOf(OUTCOMES)).description("`open`: none yet; `waiting`: a person has to allow it"),
  from: orEmpty(DAY).description("Opened on this day or later, in the time zone of the HubSpot account's settings"),
  to: orEmpty(DAY).description("Opened on this day or earlier, in the same time zone"),
};

/** As `DeliveryPage.next` writes it: microseconds and all, behind the number that it is sorted by. */
const PLACE = new RegExp(`^(?:-?\\d{1,9}_)?[12]\\d{3}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z_${UUID}$`);

const knownPlace: Joi.CustomValidator<string> = (text, helpers) =>
  isInstant(`${/[12]\d{3}-.{18}/.exec(text)?.[0] ?? ""}Z`)
    ? text
    : helpers.error("string.pattern.name", { name: "place" });

const FILTER_SHAPE = shape(FILTER);
export const FILTER_FIELDS = FILTER_SHAPE.unknown();
export type AskedDeliveries = ValueOf<typeof FILTER_SHAPE>;

const AT_PLACE = orEmpty(Joi.string().pattern(PLACE, "place").custom(knownPlace));

export const LIST_FIELDS = shape({
  ...FILTER,
  sort: oneOf(SORTS).default("newest").description("By the start, or the highest number first"),
  limit: WHOLE.min(1).max(100).default(50),
  before: AT_PLACE.description("`nextBefore` of the page before, as it was"),
  after: AT_PLACE.description("`previousAfter` of the page that follows, as it was; counts instead of `before`"),
}).unknown();
export type AskedList = ValueOf<typeof LIST_FIELDS>;

/** What an empty address asks for: all, from the newest on. */
export const ALL = Joi.attempt({}, LIST_FIELDS);

export const filterOf = (
  { list: listId, audience: audienceId, channel: channelId, search, outcome, from, to }: AskedDeliveries,
  timeZone: string,
): DeliveryFilter => ({ search, listId, audienceId, channelId, outcome, from, to, timeZone });

export const pageOf = ({ sort, limit, before, after, ...asked }: AskedList, timeZone: string): AskedPage => ({
  filter: filterOf(asked, timeZone),
  sort,
  limit,
  before: after === null ? before : null,
  after,
});

/** Whether an address asks for some of them. */
export const asksForSome = (query: Readonly<Record<string, unknown>>): boolean =>
  ["before", ...Object.keys(FILTER)].some((name) => Object.hasOwn(query, name));

/** The same question as the end of an address, `?` included; empty when nothing is asked. */
export function queryOf(asked: AskedDeliveries, more: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(FILTER) as (keyof AskedDeliveries)[];
  const given = names.map((name) => [name, asked[name] ?? ""]).filter(([, value]) => value !== "");
  const query = new URLSearchParams([...given, ...Object.entries(more)]);
  return query.size === 0 ? "" : `?${query.toString()}`;
}
