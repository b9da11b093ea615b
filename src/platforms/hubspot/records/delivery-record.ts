/** The custom object that mirrors deliveries. Names are permanent: https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide */
import type { Client } from "@hubspot/api-client";
import { OUTCOME_KINDS, PHASES } from "../../../delivery/delivery.ts";
import { TARGETING_MODES } from "../../../delivery/inputs.ts";
import { NUMBER_STATES } from "../../../delivery/numbers/hidden.ts";

type Schema = Parameters<Client["crm"]["schemas"]["coreApi"]["create"]>[0];
type Property = Schema["properties"][number];

export const RECORD_NAME = "line_audience_delivery";
export const UNIQUE_PROPERTY = "delivery_id";

const text = (name: string, label: string): Property => property(name, label, "string", "text");
const longText = (name: string, label: string): Property => property(name, label, "string", "textarea");
const number = (name: string, label: string): Property => property(name, label, "number", "number");
const instant = (name: string, label: string): Property => property(name, label, "datetime", "date");

function choice(name: string, label: string, values: readonly string[]): Property {
  const options = values.map((value, displayOrder) => ({ value, label: titleOf(value), displayOrder, hidden: false }));
  return { ...property(name, label, "enumeration", "select"), options };
}

function property(name: string, label: string, type: string, fieldType: string): Property {
  return { name, label, type: type as Property["type"], fieldType };
}

/** A number that may be hidden or missing. */
const shown = (name: string, label: string, stateName = `${name}_state`): readonly Property[] => [
  number(name, label),
  choice(stateName, `${label}: state`, NUMBER_STATES),
];

const titleOf = (value: string): string => value.charAt(0).toUpperCase() + value.slice(1).replaceAll("_", " ");

export const RECORD_PROPERTIES: readonly Property[] = [
  { ...text(UNIQUE_PROPERTY, "Delivery ID"), hasUniqueValue: true },
  text("delivery_name", "Name"),
  choice("outcome", "Outcome", [...PHASES, ...OUTCOME_KINDS]),
  text("outcome_code", "Outcome code"),
  longText("outcome_message", "Outcome in words"),
  text("list_id", "List ID"),
  text("list_name", "List"),
  text("channel_name", "LINE Official Account"),
  text("audience_name", "Audience"),
  choice("targeting_mode", "Targeting mode", TARGETING_MODES),
  longText("targeting", "Targeting"),
  longText("targeting_json", "Targeting (as sent to LINE)"),
  longText("message_excerpt", "Message"),
  text("workflow_ids", "Workflow IDs"),
  number("enrolled_count", "Enrolled"),
  number("covered_count", "Covered"),
  ...shown("target_count", "Target", "target_state"),
  ...shown("success_count", "Delivered to", "success_state"),
  ...shown("failure_count", "Not delivered to", "failure_state"),
  ...shown("forecast_low", "Forecast: fewest people"),
  ...shown("forecast_high", "Forecast: most people"),
  number("quota_reserved", "Messages reserved at most"),
  ...shown("quota_used", "Messages used"),
  text("approved_by", "Approved by"),
  ...shown("reach", "Reach"),
  ...shown("opens", "Opens"),
  ...shown("clicks", "Clicks"),
  choice("message_links", "Message has links", ["yes", "no"]),
  text("line_request_id", "LINE request ID"),
  instant("opened_at", "Opened at"),
  instant("sealed_at", "Sealed at"),
  instant("sent_at", "Sent at"),
  instant("completed_at", "Completed at"),
  instant("last_reading_at", "Last reading at"),
  text("delivery_url", "Delivery page"),
];

export const RECORD_SCHEMA: Schema = {
  name: RECORD_NAME,
  labels: { singular: "LINE delivery", plural: "LINE deliveries" },
  description: "One run of the workflow action Send LINE Audience message, with its result",
  primaryDisplayProperty: "delivery_name",
  secondaryDisplayProperties: ["outcome", "list_name"],
  searchableProperties: ["delivery_name", "delivery_id", "list_name", "line_request_id"],
  requiredProperties: [UNIQUE_PROPERTY],
  properties: [...RECORD_PROPERTIES],
  associatedObjects: [],
};

/**
 * The schema as each version of the API requires it: the dated ones want to know of sensitive properties, 2026-03 also of
 * associations among the object's own records. `schemas.json` of github.com/HubSpot/HubSpot-public-api-spec-collection
 */
export function recordSchema(version: string): object {
  if (version === "v3") return RECORD_SCHEMA;
  const dated = { ...RECORD_SCHEMA, allowsSensitiveProperties: false };
  return version === "2026-03" ? { ...dated, shouldCreateSameObjectAssociation: false } : dated;
}

/** A property as it is in a portal; `options` as HubSpot sent them. */
export interface ExistingProperty {
  readonly name: string;
  readonly options: readonly { readonly value: string }[];
}

/** What an object lacks that an earlier version made, or a person changed. */
export const missingProperties = (existing: readonly ExistingProperty[]): readonly Property[] =>
  RECORD_PROPERTIES.filter(({ name }) => !existing.some((property) => property.name === name));

/**
 * Properties whose options are not all there, with all they are to have: those that are there stay, a portal's own among
 * them, because HubSpot replaces the whole list.
 */
export const lackingOptions = (existing: readonly ExistingProperty[]): readonly ExistingProperty[] =>
  existing.flatMap(({ name, options }) => {
    const wanted = RECORD_PROPERTIES.find((property) => property.name === name)?.options ?? [];
    const missing = wanted.filter(({ value }) => !options.some((option) => option.value === value));
    return missing.length > 0 ? [{ name, options: [...options, ...missing] }] : [];
  });
