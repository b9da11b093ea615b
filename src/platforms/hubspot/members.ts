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
import type { Answer } from "../../ports/answer.ts";
import type { MemberValue, Page } from "../../ports/hubspot.ts";
import { failureOf, type HubSpotError } from "./answers.ts";
import type { RequestAsPortal } from "./request.ts";

/** As many contacts as HubSpot returns at once. */
const PAGE_SIZE = 100;
const CONTACTS = "0-1";

const MEMBERSHIPS = object({
  results: list(object({ recordId: id })),
  paging: optional(object({ next: optional(object({ after: optional(text) })) })),
});

interface Wanted {
  readonly listId: string;
  readonly property: string;
  readonly after: string | null;
}

export async function memberValues(
  portalId: number,
  { listId, property, after }: Wanted,
  request: RequestAsPortal,
): Promise<Answer<Page<MemberValue>>> {
  // Reading contacts leaves unknown properties out without a word: checked before the first page and after the last.
  const missing = after === null ? await checkProperty(portalId, property, request) : null;
  if (missing !== null) return missing;
  const unknownList = (error: HubSpotError) =>
    error.status === 404 ? refused("SUPPRESSION_LIST_NOT_FOUND", { list: listId }) : failureOf(error);
  const members = await request(
    portalId,
    async (api) => {
      const query = { limit: String(PAGE_SIZE), ...(after !== null && { after }) };
      return readResponse(MEMBERSHIPS, await api.get("lists", [listId, "memberships"], query));
    },
    unknownList,
  );
  if (members.kind !== "ok") return members;
  const ids = members.value.results.map(({ recordId }) => recordId);
  const next = members.value.paging?.next?.after ?? null;
  const values = await readValues(portalId, ids, property, request);
  if (values.kind !== "ok") return values;
  const items = ids.map((objectId) => ({ objectId, value: values.value.get(objectId) ?? "" }));
  // Deleted while the pages were read, it would have left out the rest of the members.
  const gone = next === null && after !== null ? await checkProperty(portalId, property, request) : null;
  return gone ?? ok({ items, after: next });
}

async function checkProperty(
  portalId: number,
  property: string,
  request: RequestAsPortal,
): Promise<Answer<never> | null> {
  const missing = (error: HubSpotError) =>
    error.status === 404 ? refused("SUPPRESSION_PROPERTY_NOT_FOUND", { property }) : failureOf(error);
  const found = await request(portalId, (api) => api.get("properties", [CONTACTS, property]), missing);
  return found.kind === "ok" ? null : found;
}

/**
 * Contacts that were deleted meanwhile are missing from the answer, which says so. One that is missing for another reason
 * might receive what it is not to receive: the page is asked for again.
 * https://developers.hubspot.com/docs/api-reference/error-handling#multi-status-errors
 */
async function readValues(
  portalId: number,
  ids: readonly string[],
  property: string,
  request: RequestAsPortal,
): Promise<Answer<ReadonlyMap<string, string>>> {
  if (ids.length === 0) return ok(new Map());
  const inputs = ids.map((id) => ({ id }));
  const read = object({
    results: list(object({ id, properties: field(property, optional(text)) })),
    errors: list(object({ category: optional(text) })),
  });
  return request(portalId, async (api) => {
    const body = { inputs, properties: [property], propertiesWithHistory: [] };
    const response = await api.post("objects", ["contacts", "batch", "read"], body);
    const { results, errors } = readResponse(read, response);
    const explained = errors.length > 0 && errors.every(({ category }) => category === "OBJECT_NOT_FOUND");
    if (results.length < ids.length && !explained)
      throw new UnexpectedResponse("answer.results", `lacks ${ids.length - results.length} of the contacts asked for`);
    return new Map(results.map(({ id, properties }) => [id, new Map(Object.entries(properties)).get(property) ?? ""]));
  });
}
