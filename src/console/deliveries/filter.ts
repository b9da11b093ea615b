/** Which deliveries somebody asks for: the same words in a page's address, through the API and for an export. */
import Joi from "joi";
import { OUTCOME_KINDS, type OutcomeKind } from "../../delivery/delivery.ts";
import type { DeliveryFilter } from "../../ports/store/views.ts";
import { UUID } from "../request/uuid.ts";

export interface AskedDeliveries {
  readonly search: string | null;
  readonly list: string | null;
  readonly audience: string | null;
  readonly channel: string | null;
  readonly outcome: OutcomeKind | "open" | null;
  readonly from: string | null;
  readonly to: string | null;
}

export const OUTCOMES = ["open", ...OUTCOME_KINDS] as const;

/** A form sends what nobody filled in as empty text. */
const optional = (schema: Joi.Schema): Joi.Schema => schema.empty("").default(null);
const id = () => optional(Joi.string().trim().max(50));

/** As JavaScript reads it, so that 31 February is not 3 March. */
const calendarDay: Joi.CustomValidator<string> = (text, helpers) =>
  isInstant(`${text}T00:00:00.000Z`) ? text : helpers.error("date.format", { format: "YYYY-MM-DD" });

const isInstant = (iso: string): boolean => {
  const at = new Date(iso);
  return !Number.isNaN(at.getTime()) && at.toISOString() === iso;
};

const day = () =>
  optional(
    Joi.string()
      .trim()
      .pattern(/^[12]\d{3}-\d{2}-\d{2}$/, "day")
      .custom(calendarDay),
  );

const FILTER = {
  search: optional(Joi.string().trim().max(100)),
  list: id(),
  audience: id(),
  channel: optional(Joi.string().trim().pattern(UUID, "id")),
  outcome: optional(Joi.string().valid(...OUTCOMES)),
  from: day(),
  to: day(),
};

/** As `DeliveryPage.next` writes it: microseconds and all. */
const PLACE = /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const knownPlace: Joi.CustomValidator<string> = (text, helpers) =>
  isInstant(`${text.slice(0, "2026-11-24T09:00:00.000".length)}Z`)
    ? text
    : helpers.error("string.pattern.name", { name: "place" });

export const FILTER_FIELDS = Joi.object<AskedDeliveries>(FILTER).unknown();

export const LIST_FIELDS = Joi.object<AskedDeliveries & { limit: number; before: string | null }>({
  ...FILTER,
  limit: Joi.number().integer().min(1).max(100).default(50),
  before: optional(Joi.string().pattern(PLACE, "place").custom(knownPlace)),
}).unknown();

export const NO_FILTER: AskedDeliveries = {
  search: null,
  list: null,
  audience: null,
  channel: null,
  outcome: null,
  from: null,
  to: null,
};

export const filterOf = (asked: AskedDeliveries, timeZone: string): DeliveryFilter => ({
  search: asked.search,
  listId: asked.list,
  audienceId: asked.audience,
  channelId: asked.channel,
  outcome: asked.outcome,
  from: asked.from,
  to: asked.to,
  timeZone,
});

/** The same question as the end of an address, `?` included; empty when nothing is asked. */
export function queryOf(asked: AskedDeliveries, more: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(NO_FILTER) as (keyof AskedDeliveries)[];
  const query = new URLSearchParams();
  for (const name of names) if (asked[name] !== null) query.set(name, asked[name]);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return query.size === 0 ? "" : `?${query.toString()}`;
}
