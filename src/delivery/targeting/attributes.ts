/**
 * The attribute filters as one table. A new field of `Attributes` does not compile before it has its row here (what LINE and
 * the key get, which shares its forecast uses), its words in `i18n/`, and its reader in `intake/`.
 * https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter
 */
import type { Attributes } from "../inputs.ts";

/** One step of ages or of days: `from` is included, `below` is not, null is open. */
export interface Band {
  readonly from: number;
  readonly below: number | null;
  readonly share: number;
}

/** Shares (0–1) of an account's friends by LINE's estimate; a value that LINE does not list is missing. */
export interface Demographics {
  readonly genders: Readonly<Record<string, number>>;
  readonly ages: readonly Band[];
  readonly os: Readonly<Record<string, number>>;
  /** LINE area code such as `jp_13` → share. */
  readonly areas: Readonly<Record<string, number>>;
  readonly friendDays: readonly Band[];
}

type Field = keyof Attributes;
type ListName = { [F in Field]: Attributes[F] extends readonly string[] ? F : never }[Field];
/** `age` for `ageFrom` and `ageBelow`. */
type RangeName = { [F in Field]: F extends `${infer Name}${"From" | "Below"}` ? Name : never }[Field];
type Uncovered = Exclude<Field, ListName | `${RangeName}From` | `${RangeName}Below`>;
type SharesOf<Shares> = {
  [K in keyof Demographics]: Demographics[K] extends Shares ? K : never;
}[keyof Demographics];

interface Row {
  /**
   * How it is part of a delivery's key: `who`, always and in the order of this table, or `alone`, only where it is set. What is
   * added to the table is `alone`: keys must stay as they are while a new filter is not used.
   */
  readonly keyed: "who" | "alone";
}

/** Any of the values may hold; none: no condition. */
interface AnyOf extends Row {
  readonly kind: "any_of";
  readonly name: ListName;
  /** Its field in the action. */
  readonly input: string;
  readonly line: "gender" | "appType" | "area";
  readonly shares: SharesOf<Readonly<Record<string, number>>>;
}

/** At least `from` and less than `below`; both null: no condition. Its fields in the action: `ageFrom` and `ageTo`. */
interface Range extends Row {
  readonly kind: "range";
  readonly name: RangeName;
  readonly line: "age" | "subscriptionPeriod";
  readonly unit: "age" | "day";
  readonly shares: SharesOf<readonly Band[]>;
}

/** In the order of the action's form, of LINE's request, and of the key. */
export const CONDITIONS = {
  genders: { kind: "any_of", name: "genders", input: "gender", line: "gender", shares: "genders", keyed: "who" },
  age: { kind: "range", name: "age", line: "age", unit: "age", shares: "ages", keyed: "who" },
  os: { kind: "any_of", name: "os", input: "os", line: "appType", shares: "os", keyed: "who" },
  areas: { kind: "any_of", name: "areas", input: "areas", line: "area", shares: "areas", keyed: "who" },
  friendDays: {
    kind: "range",
    name: "friendDays",
    line: "subscriptionPeriod",
    unit: "day",
    shares: "friendDays",
    keyed: "who",
  },
} as const satisfies { readonly [N in ListName]: AnyOf & { name: N } } & {
  readonly [N in RangeName]: Range & { name: N };
} & { readonly [N in Uncovered]: never };

export type ConditionName = keyof typeof CONDITIONS;

/** A row with its values. */
export type Condition =
  | (AnyOf & { readonly values: readonly string[] })
  | (Range & { readonly from: number | null; readonly below: number | null });

const isSet = (condition: Condition): boolean =>
  condition.kind === "any_of" ? condition.values.length > 0 : (condition.from ?? condition.below) !== null;

/** Every condition, set or not. */
export const allConditions = (attributes: Attributes): readonly Condition[] =>
  Object.values<AnyOf | Range>(CONDITIONS).map((row) =>
    row.kind === "any_of"
      ? { ...row, values: attributes[row.name] }
      : { ...row, from: attributes[`${row.name}From`], below: attributes[`${row.name}Below`] },
  );

/** Those that are set. */
export const conditionsOf = (attributes: Attributes): readonly Condition[] => allConditions(attributes).filter(isSet);

export const hasAttributes = (attributes: Attributes): boolean => conditionsOf(attributes).length > 0;

/** Its values in an order that does not depend on the builder's. */
export const keyValues = (condition: Condition): readonly unknown[] =>
  condition.kind === "any_of" ? [[...new Set(condition.values)].sort()] : [condition.from, condition.below];

/** Of conditions that are no part of every key, those that are set: `[name, ...values]`. */
export const keyedAlone = (conditions: readonly Condition[]): readonly (readonly unknown[])[] =>
  conditions
    .filter((condition) => condition.keyed === "alone" && isSet(condition))
    .map((condition) => [condition.name, ...keyValues(condition)]);

export type DemographicFilter =
  | { readonly type: AnyOf["line"]; readonly oneOf: readonly string[] }
  | { readonly type: Range["line"]; readonly gte?: string; readonly lt?: string }
  | { readonly type: "operator"; readonly and: readonly DemographicFilter[] };

/** What LINE gets; null without a condition, because LINE takes no empty one. */
export function demographicFilter(attributes: Attributes): DemographicFilter | null {
  const filters = conditionsOf(attributes).map(toFilter);
  const [first = null, ...others] = filters;
  return others.length === 0 ? first : { type: "operator", and: filters };
}

/** LINE's bounds: `gte` is included, `lt` is not. */
function toFilter(condition: Condition): DemographicFilter {
  if (condition.kind === "any_of") return { type: condition.line, oneOf: condition.values };
  const { line, unit, from, below } = condition;
  return {
    type: line,
    ...(from !== null && { gte: `${unit}_${from}` }),
    ...(below !== null && { lt: `${unit}_${below}` }),
  };
}
