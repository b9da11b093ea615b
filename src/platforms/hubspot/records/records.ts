/** The custom object of delivery records in a portal, and the records in it. */
import { readFields, type ResponseFields } from "../../shared/read-response.ts";
import type { Answer } from "../../../ports/answer.ts";
import type { RecordProperties } from "../../../ports/hubspot.ts";
import { failureOf, refused, unreachable, type HubSpotError } from "../answers.ts";
import { HttpFailure, type Api } from "../api.ts";
import type { Ask } from "../ask.ts";
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

export async function ensureRecordType(portalId: number, ask: Ask): Promise<Answer<string>> {
  const existing = await findRecordType(portalId, ask);
  if (existing.kind !== "ok") return existing;
  const found = existing.value;
  if (found === undefined) return createRecordType(portalId, ask);
  for (const property of missingProperties(found.properties)) {
    const groupName = property.groupName ?? `${RECORD_NAME}_information`;
    const input = { ...property, groupName };
    const added = await ask(portalId, (api) => api.post("properties", [found.id], input), alreadyThere);
    if (added.kind !== "ok") return added;
  }
  for (const { name, options } of lackingOptions(found.properties)) {
    const changed = await ask(portalId, (api) => api.patch("properties", [found.id, name], { options }), recordFailure);
    if (changed.kind !== "ok") return changed;
  }
  return { kind: "ok", value: found.id };
}

interface RecordType {
  readonly id: string;
  readonly properties: readonly ExistingProperty[];
}

function findRecordType(portalId: number, ask: Ask): Promise<Answer<RecordType | undefined>> {
  return ask(
    portalId,
    async (api) => {
      const schemas = readFields(await api.get("schemas", [])).list("results");
      const ours = schemas.find((schema) => schema.optionalText("name") === RECORD_NAME);
      return ours && { id: typeId(ours), properties: ours.list("properties").map(toProperty) };
    },
    recordFailure,
  );
}

const toProperty = (property: ResponseFields): ExistingProperty => ({
  name: property.text("name"),
  options: property.list("options").map((option) => ({
    value: option.text("value"),
    label: option.optionalText("label") ?? option.text("value"),
    displayOrder: option.optionalNumber("displayOrder") ?? -1,
    hidden: option.isTrue("hidden"),
    ...(option.optionalText("description") !== null && { description: option.optionalText("description") }),
  })),
});

const typeId = (schema: ResponseFields): string => schema.optionalText("objectTypeId") ?? schema.id("id");

/** The name is taken when another instance was quicker: its object is as good. */
async function createRecordType(portalId: number, ask: Ask): Promise<Answer<string>> {
  let taken = false;
  const created = await ask(
    portalId,
    async (api) => typeId(readFields(await api.post("schemas", [], recordSchema(api.addresses.versions.schemas)))),
    (error) => {
      taken = error.status === 409;
      return recordFailure(error);
    },
  );
  if (created.kind === "ok" || !taken) return created;
  const theirs = await findRecordType(portalId, ask);
  if (theirs.kind !== "ok") return theirs;
  return theirs.value === undefined ? created : { kind: "ok", value: theirs.value.id };
}

/** Another instance was quicker: that is as good. */
function alreadyThere<T>(error: HubSpotError): Answer<T> {
  return error.status === 409 ? { kind: "ok", value: undefined as T } : recordFailure(error);
}

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

export function writeRecord(
  portalId: number,
  { objectTypeId, properties }: { readonly objectTypeId: string; readonly properties: RecordProperties },
  ask: Ask,
): Promise<Answer<string>> {
  const failed = (error: HubSpotError) =>
    error.status === 403 ? notAllowed(error) : (refusedByRule(error) ?? failureOf(error));
  const write = async (api: Api) => {
    const input = {
      idProperty: UNIQUE_PROPERTY,
      id: properties[UNIQUE_PROPERTY] ?? "",
      properties: { ...properties },
    };
    const written = await api.post("objects", [objectTypeId, "batch", "upsert"], { inputs: [input] });
    return recordId(written, properties);
  };
  return ask(portalId, write, failed);
}

function recordId(written: unknown, properties: RecordProperties): string {
  const answer = readFields(written);
  const [first] = answer.list("results");
  if (first !== undefined) return first.id("id");
  const why = answer.list("errors")[0]?.optionalText("message") ?? "no result";
  const [error] = (written as { readonly errors?: readonly object[] }).errors ?? [];
  const said = { ...error, message: `record ${properties[UNIQUE_PROPERTY]}: ${why}` };
  throw new HttpFailure(400, JSON.stringify(said), null);
}
