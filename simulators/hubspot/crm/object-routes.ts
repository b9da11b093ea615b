/** Records. https://developers.hubspot.com/docs/api-reference/latest/crm/understanding-the-crm */
import { Router, type Request, type Response } from "express";
import Joi from "joi";
import { callerOf, callerWith, countSearch } from "../gate.ts";
import { check, notFound, pathPart, queryNumber, queryText } from "../hubspot-error.ts";
import { objectScope, objectTypeOf, recordJson } from "./object-types.ts";
import { createRecord, findRecord, removeRecord, updateRecord, upsertRecords, type UpsertInput } from "./records.ts";
import { searchRecords, type Search } from "./record-search.ts";
import { versionOf } from "../versions.ts";
import type { CrmRecord, ObjectType } from "./crm.ts";
import type { World } from "../world.ts";

/** At most 100 records a batch. */
const inputs = (keys: Joi.PartialSchemaMap) => Joi.array().items(Joi.object(keys)).min(1).max(100).required();
const values = Joi.object().pattern(Joi.string(), Joi.string().allow(""));
const trace = { objectWriteTraceId: Joi.string() };

const upsertBody: Joi.ObjectSchema<{ inputs: UpsertInput[] }> = Joi.object({
  inputs: inputs({ id: Joi.string().required(), idProperty: Joi.string(), properties: values.required(), ...trace }),
});
const readBody: Joi.ObjectSchema<{ inputs: { id: string }[]; idProperty?: string; properties?: string[] }> = Joi.object(
  {
    inputs: inputs({ id: Joi.string().required() }),
    idProperty: Joi.string(),
    properties: Joi.array().items(Joi.string()),
    propertiesWithHistory: Joi.array().items(Joi.string()),
  },
);
const recordBody: Joi.ObjectSchema<{ properties: Record<string, string> }> = Joi.object({
  properties: values.required(),
  associations: Joi.array(),
  ...trace,
});
const searchBody: Joi.ObjectSchema<Search> = Joi.object({
  query: Joi.string().allow(""),
  limit: Joi.number().integer().min(1).max(200),
  after: Joi.string(),
  sorts: Joi.array().max(1),
  properties: Joi.array().items(Joi.string()),
  filterGroups: Joi.array()
    .items(
      Joi.object({
        filters: Joi.array()
          .items(
            Joi.object({
              propertyName: Joi.string().required(),
              operator: Joi.string().required(),
              value: Joi.string(),
              highValue: Joi.string(),
              values: Joi.array().items(Joi.string()),
            }),
          )
          .max(6)
          .required(),
      }),
    )
    .max(5),
});

export function objectRoutes(world: World): Router {
  const router = Router();
  router.post("/:objectType/batch/upsert", (request, response) => {
    const type = allowedType(request, response, "write");
    const results = upsertRecords(world, type, check(upsertBody, request.body).inputs, versionOf(response));
    const written = results.map(({ record, isNew }) => ({ ...everything(type, record), new: isNew }));
    response.json(batchJson(world, written));
  });
  router.post("/:objectType/batch/read", (request, response) => {
    const type = allowedType(request, response, "read");
    const body = check(readBody, request.body);
    const found = body.inputs.map(({ id }) => ({ id, record: findRecord(type, id, body.idProperty) }));
    const results = found.flatMap(({ record }) => (record ? [recordJson(type, record, body.properties)] : []));
    const missing = found.flatMap(({ id, record }) => (record ? [] : [id]));
    response.status(missing.length > 0 ? 207 : 200).json(batchJson(world, results, missing));
  });
  router.post("/:objectType/search", (request, response) => {
    const type = allowedType(request, response, "read");
    countSearch(world, callerOf(response).portal.portalId);
    response.json(searchRecords(type, check(searchBody, request.body)));
  });
  router.get("/:objectType", (request, response) => {
    response.json(listJson(request, allowedType(request, response, "read")));
  });
  router.post("/:objectType", (request, response) => {
    const type = allowedType(request, response, "write");
    const record = createRecord(world, type, check(recordBody, request.body).properties, versionOf(response));
    response.status(201).json(everything(type, record));
  });
  oneRecord(world, router);
  return router;
}

function oneRecord(world: World, router: Router): void {
  router.get("/:objectType/:id", (request, response) => {
    const type = allowedType(request, response, "read");
    response.json(recordJson(type, recordOf(request, type), askedProperties(request)));
  });
  router.patch("/:objectType/:id", (request, response) => {
    const type = allowedType(request, response, "write");
    const record = recordOf(request, type);
    updateRecord(world, type, record, check(recordBody, request.body).properties, versionOf(response));
    response.json(everything(type, record));
  });
  router.delete("/:objectType/:id", (request, response) => {
    const type = allowedType(request, response, "write");
    removeRecord(type, recordOf(request, type));
    response.status(204).end();
  });
}

function allowedType(request: Request, response: Response, access: "read" | "write"): ObjectType {
  const name = pathPart(request, "objectType");
  const { portal } = callerWith(response, objectScope(callerOf(response).portal, name, access));
  return objectTypeOf(portal, name);
}

function recordOf(request: Request, type: ObjectType): CrmRecord {
  const record = findRecord(type, pathPart(request, "id"), queryText(request, "idProperty"));
  if (!record) throw notFound("resource not found");
  return record;
}

/** `properties=a,b` and `properties=a&properties=b` alike. */
function askedProperties(request: Request): string[] {
  const asked: unknown = request.query["properties"];
  return [asked].flat().flatMap((each) => (typeof each === "string" ? each.split(",") : []));
}

function everything(type: ObjectType, record: CrmRecord) {
  return recordJson(type, record, Object.keys(record.properties));
}

function listJson(request: Request, type: ObjectType) {
  const limit = queryNumber(request, "limit", 10, 100);
  const all = [...type.records.values()];
  const start = all.findIndex(({ id }) => id === queryText(request, "after")) + 1;
  const page = all.slice(start, start + limit);
  const last = page.at(-1);
  const more = start + limit < all.length && last;
  const results = page.map((record) => recordJson(type, record, askedProperties(request)));
  return { results, ...(more ? { paging: { next: { after: last.id } } } : {}) };
}

function batchJson(world: World, results: readonly unknown[], missing: readonly string[] = []) {
  const at = new Date(world.clock.now()).toISOString();
  const complete = { status: "COMPLETE", startedAt: at, completedAt: at, results };
  if (missing.length === 0) return complete;
  const message = "Could not get some objects, they may be deleted or not exist. Check that ids are valid.";
  const errors = [{ status: "error", category: "OBJECT_NOT_FOUND", message, context: { ids: missing } }];
  return { ...complete, numErrors: missing.length, errors };
}
