/** What the members of a list hold in one property. https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide */
import { ok, refused } from "../shared/failures.ts";
import {
  id,
  list,
  object,
  optional,
  property as field,
  readResponse,
  text,
  UnexpectedResponse,
} from "../shared/read-response.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { HubSpot, MemberValue, Page } from "../../ports/hubspot.ts";
import { failureOf, type HubSpotError } from "./answers.ts";
import type { Ask } from "./request.ts";

/** As many contacts as HubSpot returns at once. */
const PAGE_SIZE = 100;
const CONTACTS = "0-1";

const MEMBERSHIPS = object({
  results: list(object({ recordId: id })),
  paging: optional(object({ next: optional(object({ after: optional(text) })) })),
});

export async function memberValues(
  ask: Ask,
  { listId, property, after }: Parameters<HubSpot["memberValues"]>[1],
): Promise<Answer<Page<MemberValue>>> {
  // Reading contacts leaves unknown properties out without a word: checked before the first page and after the last.
  const missing = after === null ? await checkProperty(ask, property) : null;
  if (missing !== null) return missing;
  const unknownList = (error: HubSpotError) =>
    error.status === 404 ? refused("SUPPRESSION_LIST_NOT_FOUND", { list: listId }) : failureOf(error);
  const members = await ask(async (api) => {
    const query = { limit: String(PAGE_SIZE), ...(after !== null && { after }) };
    return readResponse(MEMBERSHIPS, await api.get("lists", [listId, "memberships"], query));
  }, unknownList);
  if (members.kind !== "ok") return members;
  const ids = members.value.results.map(({ recordId }) => recordId);
  const next = members.value.paging?.next?.after ?? null;
  const values = await readValues(ask, ids, property);
  if (values.kind !== "ok") return values;
  const items = ids.map((objectId) => ({ objectId, value: values.value.get(objectId) ?? "" }));
  // Deleted while the pages were read, it would have left out the rest of the members.
  const gone = next === null && after !== null ? await checkProperty(ask, property) : null;
  return gone ?? ok({ items, after: next });
}

async function checkProperty(ask: Ask, property: string): Promise<Answer<never> | null> {
  const missing = (error: HubSpotError) =>
    error.status === 404 ? refused("SUPPRESSION_PROPERTY_NOT_FOUND", { property }) : failureOf(error);
  const found = await ask((api) => api.get("properties", [CONTACTS, property]), missing);
  return found.kind === "ok" ? null : found;
}

/**
 * Contacts that were deleted meanwhile are missing from the answer, which says so. One that is missing for another reason
 * might receive what it is not to receive: the page is asked for again.
 * https://developers.hubspot.com/docs/api-reference/error-handling#multi-status-errors
 */
async function readValues(
  ask: Ask,
  ids: readonly string[],
  property: string,
): Promise<Answer<ReadonlyMap<string, string>>> {
  if (ids.length === 0) return ok(new Map());
  const inputs = ids.map((id) => ({ id }));
  const read = object({
    results: list(object({ id, properties: field(property, optional(text)) })),
    errors: list(object({ category: optional(text) })),
  });
  return ask(async (api) => {
    const body = { inputs, properties: [property], propertiesWithHistory: [] };
    const response = await api.post("objects", ["contacts", "batch", "read"], body);
    const { results, errors } = readResponse(read, response);
    const explained = errors.length > 0 && errors.every(({ category }) => category === "OBJECT_NOT_FOUND");
    if (results.length < ids.length && !explained)
      throw new UnexpectedResponse("answer.results", `lacks ${ids.length - results.length} of the contacts asked for`);
    return new Map(results.map(({ id, properties }) => [id, new Map(Object.entries(properties)).get(property) ?? ""]));
  });
}
