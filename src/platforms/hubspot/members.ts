/** What the members of a list hold in one property. https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide */
import { readFields, UnexpectedResponse } from "../shared/read-response.ts";
import type { Answer } from "../../ports/answer.ts";
import type { MemberValue, Page } from "../../ports/hubspot.ts";
import { failureOf, refused, type HubSpotError } from "./answers.ts";
import type { Ask } from "./ask.ts";

/** The most that contacts may be read at once. */
const PAGE_SIZE = 100;
const CONTACTS = "0-1";

interface Wanted {
  readonly listId: string;
  readonly property: string;
  readonly after: string | null;
}

export async function memberValues(
  portalId: number,
  { listId, property, after }: Wanted,
  ask: Ask,
): Promise<Answer<Page<MemberValue>>> {
  // Reading contacts leaves unknown properties out without a word: asked about before the first page and after the last.
  const missing = after === null ? await checkProperty(portalId, property, ask) : null;
  if (missing !== null) return missing;
  const unknownList = (error: HubSpotError) =>
    error.status === 404 ? refused("SUPPRESSION_LIST_NOT_FOUND", { list: listId }) : failureOf(error);
  const members = await ask(
    portalId,
    async (api) => {
      const query = { limit: String(PAGE_SIZE), ...(after !== null && { after }) };
      return memberPage(await api.get("lists", [listId, "memberships"], query));
    },
    unknownList,
  );
  if (members.kind !== "ok") return members;
  const { ids, after: next } = members.value;
  const values = await readValues(portalId, ids, property, ask);
  if (values.kind !== "ok") return values;
  const items = ids.map((objectId) => ({ objectId, value: values.value.get(objectId) ?? "" }));
  // Deleted while the pages were read, it would have left out the rest of the members.
  const gone = next === null && after !== null ? await checkProperty(portalId, property, ask) : null;
  return gone ?? { kind: "ok", value: { items, after: next } };
}

function memberPage(answer: unknown): { readonly ids: readonly string[]; readonly after: string | null } {
  const page = readFields(answer);
  const next = page.optionalFields("paging")?.optionalFields("next");
  return {
    ids: page.list("results").map((member) => member.id("recordId")),
    after: next?.optionalText("after") ?? null,
  };
}

async function checkProperty(portalId: number, property: string, ask: Ask): Promise<Answer<never> | null> {
  const missing = (error: HubSpotError) =>
    error.status === 404 ? refused("SUPPRESSION_PROPERTY_NOT_FOUND", { property }) : failureOf(error);
  const found = await ask(portalId, (api) => api.get("properties", [CONTACTS, property]), missing);
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
  ask: Ask,
): Promise<Answer<ReadonlyMap<string, string>>> {
  if (ids.length === 0) return { kind: "ok", value: new Map() };
  const inputs = ids.map((id) => ({ id }));
  return ask(portalId, async (api) => {
    const wanted = { inputs, properties: [property], propertiesWithHistory: [] };
    const answer = readFields(await api.post("objects", ["contacts", "batch", "read"], wanted));
    const contacts = answer.list("results");
    const problems = answer.list("errors").map((error) => error.optionalText("category"));
    const explained = problems.length > 0 && problems.every((category) => category === "OBJECT_NOT_FOUND");
    if (contacts.length < ids.length && !explained)
      throw new UnexpectedResponse("answer.results", `lacks ${ids.length - contacts.length} of the contacts asked for`);
    return new Map(
      contacts.map((contact) => [contact.id("id"), contact.requiredFields("properties").optionalText(property) ?? ""]),
    );
  });
}
