/** What joi finds wrong with a value, as one of our faults: its own sentences know no language but English. */
import type Joi from "joi";
import type { Figures } from "../../delivery/codes.ts";
import type { FaultName } from "../../delivery/message/faults.ts";

type Problem = readonly [problem: FaultName, figures?: Figures];
type Context = Readonly<Record<string, unknown>>;

const limit = ({ limit: found }: Context): number => Number(found);
const lengthOf = ({ value }: Context): number =>
  typeof value === "string" || Array.isArray(value) ? value.length : Number.NaN;

const PROBLEMS: Readonly<Record<string, (context: Context) => Problem>> = {
  // Excluded is only what stands in another field.
  "any.invalid": () => ["same_twice"],
  "any.only": ({ valids }) => ["not_one_of", { allowed: listed(valids) }],
  "any.required": () => ["missing"],
  "array.base": () => ["no_list"],
  "array.max": (context) => ["too_many", { count: lengthOf(context), most: limit(context) }],
  "array.min": (context) => ["too_few", { least: limit(context) }],
  "boolean.base": () => ["no_yes_or_no"],
  "number.base": () => ["no_number"],
  "number.infinity": () => ["no_number"],
  "number.integer": () => ["not_whole"],
  "number.max": (context) => ["too_large", { most: limit(context) }],
  "number.min": (context) => ["too_small", { least: limit(context) }],
  "number.positive": () => ["too_small", { least: 1 }],
  "number.unsafe": () => ["not_allowed"],
  "object.base": () => ["no_object"],
  "object.unknown": () => ["not_known"],
  "string.base": () => ["no_text"],
  "string.empty": () => ["empty"],
  "string.max": (context) => ["too_long", { length: lengthOf(context), most: limit(context) }],
  "string.min": (context) => ["too_short", { least: limit(context) }],
};

/** By the names that our schemas give to patterns. */
const PATTERNS: Readonly<Record<string, Problem>> = {
  id: ["no_id"],
  "clock time": ["no_clock_time"],
  "one line": ["control_character"],
};

const listed = (all: unknown): string =>
  Array.isArray(all) ? all.filter((one) => one !== null && one !== "").join(", ") : "";

export function problemOf({ type, context = {} }: Joi.ValidationErrorItem): Problem {
  if (type === "string.pattern.name") return PATTERNS[String(context["name"])] ?? ["not_allowed"];
  return PROBLEMS[type]?.(context) ?? ["not_allowed"];
}
