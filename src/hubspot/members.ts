/** What the members of a list hold in one property. https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide */
import type { Answer } from "../ports/answer.ts";
import type { MemberValue, Page } from "../ports/hubspot.ts";
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
    ({ crm }) => crm.lists.membershipsApi.getPage(listId, after ?? undefined, undefined, PAGE_SIZE),
    unknownList,
  );
  if (members.kind !== "ok") return members;
  const ids = members.value.results.map(({ recordId }) => recordId);
  const values = await readValues(portalId, ids, property, ask);
  if (values.kind !== "ok") return values;
  const items = ids.map((objectId) => ({ objectId, value: values.value.get(objectId) ?? "" }));
  const next = members.value.paging?.next?.after ?? null;
  // Deleted while the pages were read, it would have left out the rest of the members.
  const gone = next === null && after !== null ? await checkProperty(portalId, property, ask) : null;
  return gone ?? { kind: "ok", value: { items, after: next } };
}

async function checkProperty(portalId: number, property: string, ask: Ask): Promise<Answer<never> | null> {
  const missing = (error: HubSpotError) =>
    error.status === 404 ? refused("SUPPRESSION_PROPERTY_NOT_FOUND", { property }) : failureOf(error);
  const found = await ask(portalId, ({ crm }) => crm.properties.coreApi.getByName(CONTACTS, property), missing);
  return found.kind === "ok" ? null : found;
}

/** Contacts that were deleted meanwhile are missing from the answer. */
async function readValues(
  portalId: number,
  ids: readonly string[],
  property: string,
  ask: Ask,
): Promise<Answer<ReadonlyMap<string, string>>> {
  if (ids.length === 0) return { kind: "ok", value: new Map() };
  const inputs = ids.map((id) => ({ id }));
  return ask(portalId, async ({ crm }) => {
    const { results } = await crm.contacts.batchApi.read({
      inputs,
      properties: [property],
      propertiesWithHistory: [],
    });
    return new Map(results.map(({ id, properties }) => [id, properties[property] ?? ""] as const));
  });
}
