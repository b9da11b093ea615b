/** The search of records, as far as an app needs it: filters, text, paging; no sorting. */
import { validationError } from "../hubspot-error.ts";
import { recordJson } from "./object-types.ts";
import type { CrmRecord, ObjectType } from "./crm.ts";

interface Filter {
  readonly propertyName: string;
  readonly operator: string;
  readonly value?: string;
  readonly highValue?: string;
  readonly values?: readonly string[];
}

export interface Search {
  readonly query?: string;
  readonly limit?: number;
  readonly after?: string;
  readonly properties?: readonly string[];
  readonly filterGroups?: readonly { readonly filters: readonly Filter[] }[];
}

export function searchRecords(type: ObjectType, search: Search) {
  const { limit = 10, after = "0", query = "", filterGroups = [] } = search;
  const found = [...type.records.values()].filter(
    (record) =>
      (query === "" || mentions(type, record, query)) &&
      (filterGroups.length === 0 ||
        filterGroups.some(({ filters }) => filters.every((each) => passes(type, record, each)))),
  );
  const start = Number(after);
  const more = start + limit < found.length;
  return {
    total: found.length,
    results: found.slice(start, start + limit).map((record) => recordJson(type, record, search.properties)),
    ...(more ? { paging: { next: { after: String(start + limit) } } } : {}),
  };
}

function mentions(type: ObjectType, { properties }: CrmRecord, query: string): boolean {
  const wanted = query.toLowerCase();
  return type.searchableProperties.some((name) => properties[name]?.toLowerCase().includes(wanted));
}

function passes(
  type: ObjectType,
  record: CrmRecord,
  { propertyName, operator, value = "", highValue = "", values = [] }: Filter,
) {
  if (!type.properties.has(propertyName)) throw validationError(`Property ${propertyName} does not exist`);
  const own = propertyName === "hs_object_id" ? record.id : (record.properties[propertyName] ?? "");
  switch (operator) {
    case "EQ":
      return own === value;
    case "NEQ":
      return own !== value;
    case "IN":
      return values.includes(own);
    case "NOT_IN":
      return !values.includes(own);
    case "HAS_PROPERTY":
      return own !== "";
    case "NOT_HAS_PROPERTY":
      return own === "";
    case "GT":
      return amount(own) > amount(value);
    case "GTE":
      return amount(own) >= amount(value);
    case "LT":
      return amount(own) < amount(value);
    case "LTE":
      return amount(own) <= amount(value);
    case "BETWEEN":
      return amount(own) >= amount(value) && amount(own) <= amount(highValue);
    case "CONTAINS_TOKEN":
      return own.toLowerCase().includes(value.replaceAll("*", "").toLowerCase());
    default:
      throw validationError(`Unknown operator ${operator}`);
  }
}

function amount(text: string): number {
  if (text === "") return Number.NaN;
  const number = Number(text);
  return Number.isNaN(number) ? Date.parse(text) : number;
}
