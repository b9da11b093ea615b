/** What HubSpot knows of an account: its time zone, its contact lists and the properties of its contacts. */
import { refused } from "../shared/failures.ts";
import {
  flag,
  id,
  list as listOf,
  name,
  number,
  object,
  optional,
  readResponse,
  text,
  type ResponseOf,
} from "../shared/read-response.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { AccountFacts, ListFacts, Page, PropertyFacts } from "../../ports/hubspot.ts";
import { failureOf } from "./answers.ts";
import type { Api } from "./api.ts";
import type { Ask } from "./request.ts";

const LIST_PAGE = 50;
const NO_FILTERS = { includeFilters: "false" };
/** Required by the dated versions; empty lists filter nothing. */
const ANY_LIST = { listIds: [], processingTypes: [] };
const CONTACTS = "0-1";

const ACCOUNT = object({ timeZone: optional(text) });

/** Every grant may read this. https://developers.hubspot.com/docs/api-reference/latest/account/account-information/guide */
export const readAccount = async (api: Api): Promise<AccountFacts> =>
  readResponse(ACCOUNT, await api.get("account", ["details"]));

const LIST = object({
  listId: id,
  name,
  objectTypeId: optional(text),
  /** In a look-up. */
  size: optional(number),
  /** In a search. */
  additionalProperties: optional(object({ hs_list_size: optional(text) })),
});
const ONE_LIST = object({ list: LIST });
const LISTS = object({ lists: listOf(LIST), hasMore: flag, offset: number });

export const list = (ask: Ask, listId: string): Promise<Answer<ListFacts>> =>
  ask(
    async (api) => toList(readResponse(ONE_LIST, await api.get("lists", [listId], NO_FILTERS)).list),
    (error) => (error.status === 404 ? refused("LIST_NOT_FOUND", { list: listId }) : failureOf(error)),
  );

/** Contact lists by name; `after`: the cursor of the page. */
export function searchLists(ask: Ask, query: string, after: string | null): Promise<Answer<Page<ListFacts>>> {
  const offset = Number(after ?? 0) || 0;
  const body = { query, offset, count: LIST_PAGE, additionalProperties: ["hs_list_size"], ...ANY_LIST };
  return ask(async (api) => {
    const found = readResponse(LISTS, await api.post("lists", ["search"], body));
    const items = found.lists.filter(({ objectTypeId }) => objectTypeId === CONTACTS).map(toList);
    return { items, after: found.hasMore ? String(found.offset) : null };
  });
}

function toList({ listId, name: listName, size, additionalProperties }: ResponseOf<typeof LIST>): ListFacts {
  const found = additionalProperties?.hs_list_size ?? null;
  const count = found === null ? size : Number(found);
  return { listId, name: listName, size: Number.isFinite(count) ? count : null };
}

const PROPERTIES = object({
  results: listOf(
    object({
      name: text,
      label: optional(name),
      type: optional(text),
      fieldType: optional(text),
      hidden: flag,
      archived: flag,
    }),
  ),
});

/** Those that hold one line of text, by label. */
export const contactProperties = (ask: Ask): Promise<Answer<readonly PropertyFacts[]>> =>
  ask(async (api) =>
    readResponse(PROPERTIES, await api.get("properties", [CONTACTS]))
      .results.filter(({ type, fieldType }) => type === "string" && fieldType === "text")
      .filter(({ hidden, archived }) => !hidden && !archived)
      .map((property) => ({ name: property.name, label: property.label || property.name }))
      .toSorted((a, b) => a.label.localeCompare(b.label)),
  );
