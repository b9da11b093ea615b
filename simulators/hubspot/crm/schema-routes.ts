/** Custom object schemas. https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide */
import { Router } from "express";
import Joi from "joi";
import { callerWith } from "../gate.ts";
import { check, HubSpotError, pathPart, validationError } from "../hubspot-error.ts";
import { objectTypeOf, standardProperties } from "./object-types.ts";
import {
  createProperty,
  internalName,
  propertyInput,
  propertyJson,
  type PropertyInput,
} from "./property-definitions.ts";
import type { ObjectType } from "./crm.ts";
import type { Portal, World } from "../world.ts";

interface SchemaChange {
  readonly labels?: { singular: string; plural: string };
  readonly description?: string;
  readonly clearDescription?: boolean;
  readonly restorable?: boolean;
  readonly primaryDisplayProperty?: string;
  readonly secondaryDisplayProperties?: readonly string[];
  readonly searchableProperties?: readonly string[];
  readonly requiredProperties?: readonly string[];
}

interface SchemaInput extends SchemaChange {
  readonly name: string;
  readonly properties: readonly PropertyInput[];
  readonly labels: { singular: string; plural: string };
  readonly requiredProperties: readonly string[];
  readonly associatedObjects: readonly string[];
}

const names = Joi.array().items(Joi.string());

const changeKeys = {
  labels: Joi.object({ singular: Joi.string().required(), plural: Joi.string().required() }),
  description: Joi.string().allow(""),
  primaryDisplayProperty: Joi.string(),
  secondaryDisplayProperties: names,
  searchableProperties: names,
  requiredProperties: names,
};

const schemaChange: Joi.ObjectSchema<SchemaChange> = Joi.object({
  ...changeKeys,
  clearDescription: Joi.boolean(),
  restorable: Joi.boolean(),
});

const schemaInput: Joi.ObjectSchema<SchemaInput> = Joi.object({
  ...changeKeys,
  name: internalName.required(),
  labels: changeKeys.labels.required(),
  requiredProperties: names.required(),
  properties: Joi.array().items(propertyInput).unique("name").min(1).required(),
  associatedObjects: names.required(),
  // Required by the OpenAPI of the dated versions, the second by that of 2026-03; the guide's example has neither.
  allowsSensitiveProperties: Joi.boolean(),
  shouldCreateSameObjectAssociation: Joi.boolean(),
});

export function schemaRoutes(world: World): Router {
  const router = Router();
  router.get("/", (_request, response) => {
    const { portal } = callerWith(response, "crm.schemas.custom.read");
    const custom = [...portal.objectTypes.values()].filter((type) => type.custom && !type.archived);
    response.json({ results: custom.map((type) => schemaJson(portal, type)) });
  });
  router.post("/", (request, response) => {
    const caller = callerWith(response, "crm.schemas.custom.write");
    const type = createSchema(world, caller.portal, check(schemaInput, request.body));
    response.status(201).json(schemaJson(caller.portal, type));
  });
  router.get("/:objectType", (request, response) => {
    const { portal } = callerWith(response, "crm.schemas.custom.read");
    response.json(schemaJson(portal, objectTypeOf(portal, pathPart(request, "objectType"))));
  });
  router.patch("/:objectType", (request, response) => {
    const { portal } = callerWith(response, "crm.schemas.custom.write");
    const type = customType(portal, pathPart(request, "objectType"));
    change(type, check(schemaChange, request.body), world.clock.now());
    response.json(definitionJson(portal, type));
  });
  router.delete("/:objectType", (request, response) => {
    const { portal } = callerWith(response, "crm.schemas.custom.write");
    customType(portal, pathPart(request, "objectType")).archived = true;
    response.status(204).end();
  });
  return router;
}

function customType(portal: Portal, name: string): ObjectType {
  const type = objectTypeOf(portal, name);
  if (!type.custom) throw validationError(`${name} is not a custom object`);
  return type;
}

function createSchema(world: World, portal: Portal, input: SchemaInput): ObjectType {
  refuseNew(portal, input);
  const now = world.clock.now();
  const type: ObjectType = {
    objectTypeId: `2-${world.nextId("objectType")}`,
    name: input.name,
    fullyQualifiedName: `p${portal.portalId}_${input.name}`,
    custom: true,
    createdAt: now,
    updatedAt: now,
    labels: input.labels,
    primaryDisplayProperty: "",
    secondaryDisplayProperties: [],
    requiredProperties: [],
    searchableProperties: [],
    associatedObjects: input.associatedObjects,
    archived: false,
    properties: standardProperties(),
    records: new Map(),
    rules: [],
  };
  for (const property of input.properties) createProperty(type, property, now);
  const { name: first } = input.properties[0] ?? { name: "" };
  change(type, { primaryDisplayProperty: first, ...input }, now);
  portal.objectTypes.set(type.objectTypeId, type);
  return type;
}

/** A deleted schema keeps its name taken until it is purged. */
function refuseNew(portal: Portal, { name, associatedObjects }: SchemaInput): void {
  const custom = [...portal.objectTypes.values()].filter((type) => type.custom);
  if (custom.some((type) => type.name === name))
    throw new HubSpotError(409, "OBJECT_ALREADY_EXISTS", `Object type with name '${name}' already exists.`);
  // UNVERIFIED: the words of this refusal; its status is documented as a 4xx.
  if (custom.filter((type) => !type.archived).length >= portal.customObjectQuota)
    throw validationError(`The limit of ${portal.customObjectQuota} custom objects is reached.`, {
      subCategory: "ObjectTypeDefinition.LIMIT_EXCEEDED",
    });
  const strange = associatedObjects.filter((each) => !/^(CONTACT|COMPANY|DEAL|TICKET|\d+-\d+)$/.test(each));
  if (strange.length > 0) throw validationError(`Unknown associated objects: ${strange.join(", ")}`);
}

function change(type: ObjectType, input: SchemaChange, now: number): void {
  const shown = [
    input.primaryDisplayProperty ?? [],
    input.secondaryDisplayProperties ?? [],
    input.searchableProperties ?? [],
    input.requiredProperties ?? [],
  ].flat();
  const unknown = shown.filter((name) => !type.properties.has(name));
  if (unknown.length > 0)
    throw validationError(`Properties do not exist: ${unknown.join(", ")}`, {
      errors: unknown.map((name) => ({ message: `${name} does not exist`, code: "PROPERTY_DOESNT_EXIST" })),
    });
  type.labels = input.labels ?? type.labels;
  type.primaryDisplayProperty = input.primaryDisplayProperty ?? type.primaryDisplayProperty;
  type.secondaryDisplayProperties = input.secondaryDisplayProperties ?? type.secondaryDisplayProperties;
  type.searchableProperties = input.searchableProperties ?? type.searchableProperties;
  type.requiredProperties = input.requiredProperties ?? type.requiredProperties;
  if (input.description !== undefined) type.description = input.description;
  if (input.clearDescription) delete type.description;
  type.updatedAt = now;
}

function definitionJson(portal: Portal, type: ObjectType) {
  return {
    id: type.objectTypeId.slice(2),
    objectTypeId: type.objectTypeId,
    fullyQualifiedName: type.fullyQualifiedName,
    portalId: portal.portalId,
    name: type.name,
    labels: type.labels,
    ...(type.description === undefined ? {} : { description: type.description }),
    primaryDisplayProperty: type.primaryDisplayProperty,
    secondaryDisplayProperties: type.secondaryDisplayProperties,
    searchableProperties: type.searchableProperties,
    requiredProperties: type.requiredProperties,
    createdAt: new Date(type.createdAt).toISOString(),
    updatedAt: new Date(type.updatedAt).toISOString(),
    archived: type.archived,
    allowsSensitiveProperties: false,
  };
}

function schemaJson(portal: Portal, type: ObjectType) {
  const properties = [...type.properties.values()].map(propertyJson);
  const associations = type.associatedObjects.map((to, index) => ({
    id: `${type.objectTypeId.slice(2)}${index}`,
    fromObjectTypeId: type.objectTypeId,
    toObjectTypeId: to === "CONTACT" ? "0-1" : to,
    name: `${type.name}_to_${to.toLowerCase()}`,
  }));
  return { ...definitionJson(portal, type), properties, associations };
}
