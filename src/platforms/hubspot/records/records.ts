/** The custom object of delivery records in a portal, and the records in it. */
import { ok, refused } from "../../shared/failures.ts";
import {
  flag,
  id,
  list,
  number,
  object,
  openObject,
  optional,
  readResponse,
  text,
  UnexpectedResponse,
  type ResponseOf,
} from "../../shared/read-response.ts";
import type { Answer } from "../../../delivery/answer.ts";
import type { RecordProperties } from "../../../ports/hubspot.ts";
import { failureOf, HttpFailure, hubspotError, unreachable, type HubSpotError } from "../answers.ts";
import type { Ask } from "../request.ts";
import {
  lackingOptions,
  missingProperties,
  RECORD_NAME,
  recordSchema,
  UNIQUE_PROPERTY,
  type ExistingProperty,
} from "./delivery-record.ts";
import { OPTIONAL_SCOPES } from "../install.ts";
import { refusedByRule } from "./record-rules.ts";

const SCHEMAS = object({ results: list(openObject({ name: optional(text) })) });
const TYPE_ID = { objectTypeId: optional(text), id: optional(id) };
const CREATED = object(TYPE_ID);
const PROPERTY = object({
  name: text,
  options: list(
    object({
      value: text,
      label: optional(text),
      displayOrder: optional(number),
      hidden: flag,
      description: optional(text),
    }),
  ),
});
const RECORD_TYPE = object({ ...TYPE_ID, properties: list(PROPERTY) });

export async function ensureRecordType(ask: Ask): Promise<Answer<string>> {
  const existing = await findRecordType(ask);
  if (existing.kind !== "ok") return existing;
  const found = existing.value;
  if (found === undefined) return createRecordType(ask);
  for (const property of missingProperties(found.properties)) {
    const groupName = property.groupName ?? `${RECORD_NAME}_information`;
    const input = { ...property, groupName };
    const added = await ask((api) => api.post("properties", [found.id], input), alreadyThere);
    if (added.kind !== "ok") return added;
  }
  for (const { name, options } of lackingOptions(found.properties)) {
    const changed = await ask((api) => api.patch("properties", [found.id, name], { options }), recordFailure);
    if (changed.kind !== "ok") return changed;
  }
  return ok(found.id);
}

const findRecordType = (ask: Ask) =>
  ask(async (api) => {
    const { results } = readResponse(SCHEMAS, await api.get("schemas", []));
    const index = results.findIndex(({ name }) => name === RECORD_NAME);
    if (index < 0) return undefined;
    const place = `answer.results[${index}]`;
    const ours = readResponse(RECORD_TYPE, results[index], place);
    return { id: typeId(ours, place), properties: ours.properties.map(toProperty) };
  }, recordFailure);

const toProperty = ({ name, options }: ResponseOf<typeof PROPERTY>): ExistingProperty => ({
  name,
  options: options.map(({ value, label, displayOrder, hidden, description }) => ({
    value,
    label: label ?? value,
    displayOrder: displayOrder ?? -1,
    hidden,
    ...(description !== null && { description }),
  })),
});

function typeId({ objectTypeId, id }: ResponseOf<typeof CREATED>, place: string): string {
  const known = objectTypeId ?? id;
  if (known === null) throw new UnexpectedResponse(`${place}.id`, "is not an id");
  return known;
}

/** The name is taken when another instance was quicker: its object is as good. */
async function createRecordType(ask: Ask): Promise<Answer<string>> {
  const created = await ask<string | null>(
    async (api) => {
      const response = await api.post("schemas", [], recordSchema(api.addresses.versions.schemas));
      return typeId(readResponse(CREATED, response), "answer");
    },
    (error) => (error.status === 409 ? ok(null) : recordFailure(error)),
  );
  if (created.kind !== "ok") return created;
  if (created.value !== null) return ok(created.value);
  const theirs = await findRecordType(ask);
  if (theirs.kind !== "ok") return theirs;
  return theirs.value === undefined ? unreachable : ok(theirs.value.id);
}

/** Another instance was quicker: that is as good. */
const alreadyThere = (error: HubSpotError): Answer<unknown> =>
  error.status === 409 ? ok(undefined) : recordFailure(error);

function recordFailure(error: HubSpotError): Answer<never> {
  if (error.status === 403) return notAllowed(error);
  if (error.status === 409) return unreachable;
  const full = error.status === 400 && /limit|quota|maximum/i.test(`${error.category} ${error.message}`);
  return full ? refused("RECORDS_QUOTA_FULL") : failureOf(error);
}

/** Which permissions HubSpot asks for; without a list it is the account that may not. */
function notAllowed({ missingScopes }: HubSpotError): Answer<never> {
  if (missingScopes.length === 0) return refused("RECORDS_NOT_IN_PLAN");
  const ours = OPTIONAL_SCOPES.filter((scope) => missingScopes.includes(scope));
  return refused("RECORDS_SCOPES_MISSING", { scopes: (ours.length > 0 ? ours : missingScopes).join(", ") });
}

export function writeRecord(ask: Ask, objectTypeId: string, properties: RecordProperties): Promise<Answer<string>> {
  const input = { idProperty: UNIQUE_PROPERTY, id: properties[UNIQUE_PROPERTY] ?? "", properties };
  return ask(
    async (api) =>
      recordId(await api.post("objects", [objectTypeId, "batch", "upsert"], { inputs: [input] }), properties),
    (error) => (error.status === 403 ? notAllowed(error) : (refusedByRule(error) ?? failureOf(error))),
  );
}

const UPSERTED = object({
  results: list(object({ id })),
  errors: list(openObject({ message: optional(text) })),
});

function recordId(response: unknown, properties: RecordProperties): string {
  const { results, errors } = readResponse(UPSERTED, response);
  if (results[0] !== undefined) return results[0].id;
  const why = errors[0]?.message ?? "no result";
  const body = { ...errors[0], message: `record ${properties[UNIQUE_PROPERTY]}: ${why}` };
  throw new HttpFailure(hubspotError(400, body, null));
}
