/** Lists. https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide */
import { Router, type Request } from "express";
import Joi from "joi";
import { callerWith } from "../gate.ts";
import { check, notFound, pathPart, queryNumber, queryText, validationError } from "../hubspot-error.ts";
import type { ContactList, Portal } from "../world.ts";

interface ListSearch {
  readonly query?: string;
  readonly listIds?: readonly string[];
  readonly offset?: number;
  readonly count?: number;
  readonly processingTypes?: readonly string[];
  readonly additionalProperties?: readonly string[];
}

const texts = Joi.array().items(Joi.string());
/** HubSpot's OpenAPI requires lists that its guide's examples leave out. */
const searchBody: Joi.ObjectSchema<ListSearch> = Joi.object({
  query: Joi.string().allow(""),
  listIds: texts,
  offset: Joi.number().integer().min(0),
  count: Joi.number().integer().min(1).max(500),
  processingTypes: texts,
  additionalProperties: texts,
  sort: Joi.string(),
});

export function listRoutes(): Router {
  const router = Router();
  router.post("/search", (request, response) => {
    const { portal } = callerWith(response, "crm.lists.read");
    response.json(searchJson(portal, check(searchBody, request.body)));
  });
  router.get("/", (request, response) => {
    const { portal } = callerWith(response, "crm.lists.read");
    const ids = [request.query["listIds"]].flat().map(String);
    response.json({ lists: ids.flatMap((id) => portal.lists.get(id) ?? []).map(listJson) });
  });
  router.get("/:listId", (request, response) => {
    const { portal } = callerWith(response, "crm.lists.read");
    response.json({ list: listJson(listOf(portal, request)) });
  });
  router.get("/:listId/memberships", (request, response) => {
    const { portal } = callerWith(response, "crm.lists.read");
    response.json(membershipsJson(listOf(portal, request), request));
  });
  return router;
}

function listOf(portal: Portal, request: Request): ContactList {
  const listId = pathPart(request, "listId");
  const list = portal.lists.get(listId);
  if (!list)
    throw notFound(`List does not exist with ID ${listId}.`, {
      subCategory: "ListError.LIST_NOT_FOUND",
      context: { listId: [listId] },
    });
  return list;
}

function searchJson(portal: Portal, search: ListSearch) {
  const { query = "", listIds, offset = 0, count = 20, processingTypes, additionalProperties = [] } = search;
  const wanted = query.toLowerCase();
  const found = [...portal.lists.values()].filter(
    (list) =>
      list.name.toLowerCase().includes(wanted) &&
      (!listIds?.length || listIds.includes(list.listId)) &&
      (!processingTypes?.length || processingTypes.includes("MANUAL")),
  );
  const lists = found.slice(offset, offset + count).map((list) => {
    const { size: _size, ...shown } = listJson(list);
    return { ...shown, additionalProperties: additional(list, additionalProperties) };
  });
  return { lists, total: found.length, offset: offset + lists.length, hasMore: offset + lists.length < found.length };
}

/** Only what was asked for, and always as text. */
function additional(list: ContactList, asked: readonly string[]): Record<string, string> {
  const known: Record<string, string> = {
    hs_list_size: String(list.memberIds.length),
    hs_list_reference_count: "1",
    hs_last_record_added_at: String(list.createdAt),
  };
  return Object.fromEntries(asked.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]])));
}

function listJson(list: ContactList) {
  const at = new Date(list.createdAt).toISOString();
  return {
    listId: list.listId,
    listVersion: 1,
    name: list.name,
    objectTypeId: list.objectTypeId,
    processingStatus: "COMPLETE",
    processingType: "MANUAL",
    size: list.memberIds.length,
    createdAt: at,
    updatedAt: at,
    filtersUpdatedAt: at,
    createdById: "1",
    updatedById: "1",
  };
}

function membershipsJson(list: ContactList, request: Request) {
  const limit = queryNumber(request, "limit", 100, 250);
  const after = queryText(request, "after");
  const start = after === undefined ? 0 : Number(after);
  if (!Number.isInteger(start) || start < 0) throw validationError(`Invalid paging cursor ${after}`);
  const members = list.memberIds.slice(start, start + limit);
  const more = start + limit < list.memberIds.length;
  return {
    total: list.memberIds.length,
    results: members.map((id) => ({
      recordId: String(id),
      membershipTimestamp: new Date(list.createdAt).toISOString(),
    })),
    ...(more ? { paging: { next: { after: String(start + limit), link: "" } } } : {}),
  };
}
