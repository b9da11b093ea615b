/** Properties. https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
import { Router, type Request, type Response } from "express";
import Joi from "joi";
import { callerWith, callerOf } from "../gate.ts";
import { check, notFound, pathPart, validationError } from "../hubspot-error.ts";
import { objectTypeOf, schemaScope } from "./object-types.ts";
import {
  createProperty,
  propertyFrom,
  propertyInput,
  propertyJson,
  type PropertyInput,
} from "./property-definitions.ts";
import type { ObjectType, PropertyDefinition } from "./crm.ts";
import type { World } from "../world.ts";

const batch: Joi.ObjectSchema<{ inputs: unknown[] }> = Joi.object({ inputs: Joi.array().max(100).required() });
const batchNames: Joi.ObjectSchema<{ inputs: { name: string }[] }> = Joi.object({
  archived: Joi.boolean(),
  dataSensitivity: Joi.string(),
  inputs: Joi.array()
    .items(Joi.object({ name: Joi.string().required() }))
    .max(100)
    .required(),
});

export function propertyRoutes(world: World): Router {
  const router = Router();
  router.get("/:objectType", (request, response) => {
    const type = allowedType(request, response, "read");
    response.json({ results: [...type.properties.values()].map(propertyJson) });
  });
  router.post("/:objectType", (request, response) => {
    const type = allowedType(request, response, "write");
    response.status(201).json(propertyJson(createOne(world, type, request.body)));
  });
  router.post("/:objectType/batch/create", (request, response) => {
    const type = allowedType(request, response, "write");
    const { inputs } = check(batch, request.body);
    response.status(201).json(batchJson(world, createEvery(world, type, inputs)));
  });
  router.post("/:objectType/batch/read", (request, response) => {
    const type = allowedType(request, response, "read");
    const { inputs } = check(batchNames, request.body);
    response.json(
      batchJson(
        world,
        inputs.map(({ name }) => propertyOf(type, name)),
      ),
    );
  });
  router.get("/:objectType/:name", (request, response) => {
    const type = allowedType(request, response, "read");
    response.json(propertyJson(propertyOf(type, pathPart(request, "name"))));
  });
  router.patch("/:objectType/:name", (request, response) => {
    const type = allowedType(request, response, "write");
    response.json(propertyJson(changed(world, type, pathPart(request, "name"), request.body)));
  });
  router.delete("/:objectType/:name", (request, response) => {
    const type = allowedType(request, response, "write");
    type.properties.delete(propertyOf(type, pathPart(request, "name")).name);
    response.status(204).end();
  });
  return router;
}

function allowedType(request: Request, response: Response, access: "read" | "write"): ObjectType {
  const name = pathPart(request, "objectType");
  const { portal } = callerWith(response, schemaScope(callerOf(response).portal, name, access));
  return objectTypeOf(portal, name);
}

/** The group is required here, unlike in a schema. */
function createOne(world: World, type: ObjectType, input: unknown): PropertyDefinition {
  const { groupName } = check(propertyInput, input);
  if (groupName === undefined) throw validationError('"groupName" is required');
  return createProperty(type, input, world.clock.now());
}

/** One wrong property refuses the batch before anything is created. */
function createEvery(world: World, type: ObjectType, inputs: readonly unknown[]): PropertyDefinition[] {
  const rehearsal = { ...type, properties: new Map(type.properties) };
  for (const input of inputs) createOne(world, rehearsal, input);
  return inputs.map((input) => createOne(world, type, input));
}

function propertyOf(type: ObjectType, name: string): PropertyDefinition {
  const property = type.properties.get(name);
  if (!property) throw notFound(`Property ${name} not found on object type ${type.objectTypeId}`);
  return property;
}

function changed(world: World, type: ObjectType, name: string, body: unknown): PropertyDefinition {
  const { createdAt, updatedAt: _updatedAt, hubspotDefined, ...current } = propertyOf(type, name);
  if (hubspotDefined) throw validationError(`${name} is defined by HubSpot`);
  const patch = check(Joi.object<Partial<PropertyInput>>().unknown(), body);
  const input = check(propertyInput, { ...current, ...patch, name });
  const property = { ...propertyFrom(input, type, world.clock.now()), createdAt };
  type.properties.set(name, property);
  return property;
}

function batchJson(world: World, properties: readonly PropertyDefinition[]) {
  const at = new Date(world.clock.now()).toISOString();
  return { status: "COMPLETE", startedAt: at, completedAt: at, results: properties.map(propertyJson) };
}
