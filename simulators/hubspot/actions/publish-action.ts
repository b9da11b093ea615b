/**
 * Publishing of custom workflow actions with the developer account's key: what legacy apps do. 2026-09 has it so in HubSpot's
 * OpenAPI (Automation/Actions V4/…/2026-09/actionsV4.json of HubSpot-public-api-spec-collection: `developer_hapikey`).
 */
import { Router, type Request } from "express";
import type { ActionDefinition, FieldType } from "./action-definition.ts";
import { checkDefinition } from "./definition-schema.ts";
import { check, HubSpotError, notFound, pathPart, queryNumber, queryText } from "../hubspot-error.ts";
import { latestRevision, type AppRegistration, type PublishedAction, type Revision, type World } from "../world.ts";
import Joi from "joi";

export function publishAction(world: World, appId: string, definition: unknown): PublishedAction {
  const checked = checkDefinition(definition);
  const definitionId = world.nextId("definition");
  const revisions = [{ number: 1, createdAt: world.clock.now(), definition: checked }];
  const action = { definitionId, appId, revisions };
  world.actions.set(definitionId, action);
  return action;
}

export function reviseAction(world: World, action: PublishedAction, change: unknown): void {
  const { definition, number } = latestRevision(action);
  const patch = check(Joi.object<Partial<ActionDefinition>>().unknown(), change);
  const revised = checkDefinition({ ...definition, ...patch });
  action.revisions.push({ number: number + 1, createdAt: world.clock.now(), definition: revised });
}

export function actionDefinitionRoutes(world: World): Router {
  const router = Router();
  router.post("/:appId", (request, response) => {
    const action = publishAction(world, developerApp(world, request).appId, request.body);
    response.status(201).json(definitionJson(action));
  });
  router.get("/:appId", (request, response) => {
    const { appId } = developerApp(world, request);
    const archived = queryText(request, "archived") === "true";
    const actions = [...world.actions.values()].filter(
      (action) => action.appId === appId && (action.archivedAt !== undefined) === archived,
    );
    const page = pageOf(request, actions, ({ definitionId }) => String(definitionId));
    response.json({ ...page, results: page.results.map((action) => definitionJson(action)) });
  });
  router.get("/:appId/:definitionId", (request, response) => {
    response.json(definitionJson(findAction(world, request, queryText(request, "archived") === "true")));
  });
  router.patch("/:appId/:definitionId", (request, response) => {
    const action = findAction(world, request, false);
    reviseAction(world, action, request.body);
    response.json(definitionJson(action));
  });
  router.delete("/:appId/:definitionId", (request, response) => {
    findAction(world, request, false).archivedAt = world.clock.now();
    response.status(204).end();
  });
  router.get("/:appId/:definitionId/functions", (request, response) => {
    response.json({ results: latestRevision(findAction(world, request, false)).definition.functions });
  });
  router.get("/:appId/:definitionId/revisions", (request, response) => {
    const action = findAction(world, request, false);
    const page = pageOf(request, action.revisions.toReversed(), ({ number }) => String(number));
    response.json({ ...page, results: page.results.map((revision) => revisionJson(action, revision)) });
  });
  router.get("/:appId/:definitionId/revisions/:revisionId", (request, response) => {
    const action = findAction(world, request, false);
    const revision = action.revisions[Number(pathPart(request, "revisionId")) - 1];
    if (!revision) throw notFound("Revision not found");
    response.json(revisionJson(action, revision));
  });
  return router;
}

/** The developer account proves itself with its API key, in the query or as a bearer token. */
function developerApp(world: World, request: Request): AppRegistration {
  const key = queryText(request, "hapikey") ?? /^Bearer (.+)$/i.exec(request.get("authorization") ?? "")?.[1];
  const app = world.apps.get(pathPart(request, "appId"));
  const owner = [...world.apps.values()].some(({ developerApiKey }) => key !== undefined && developerApiKey === key);
  if (!owner) throw new HubSpotError(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.");
  if (!app) throw notFound(`App ${pathPart(request, "appId")} not found`);
  if (app.developerApiKey !== key)
    throw new HubSpotError(403, "BANNED", "The app belongs to another developer account.");
  return app;
}

function findAction(world: World, request: Request, archived: boolean): PublishedAction {
  const { appId } = developerApp(world, request);
  const action = world.actions.get(Number(pathPart(request, "definitionId")));
  if (action?.appId !== appId || (action.archivedAt !== undefined) !== archived)
    throw notFound(`Action definition ${pathPart(request, "definitionId")} not found`);
  return action;
}

function pageOf<T>(request: Request, all: readonly T[], idOf: (item: T) => string) {
  const limit = queryNumber(request, "limit", 100, 100);
  const after = queryText(request, "after");
  const start = after === undefined ? 0 : all.findIndex((item) => idOf(item) === after) + 1;
  const results = all.slice(start, start + limit);
  const last = results.at(-1);
  const more = start + limit < all.length && last !== undefined;
  return { results, ...(more ? { paging: { next: { after: idOf(last) } } } : {}) };
}

function revisionJson(action: PublishedAction, revision: Revision) {
  return {
    id: String(revision.number),
    revisionId: String(revision.number),
    createdAt: new Date(revision.createdAt).toISOString(),
    definition: definitionJson(action, revision),
  };
}

function definitionJson(action: PublishedAction, { definition, number } = latestRevision(action)) {
  return {
    ...definition,
    inputFields: definition.inputFields.map((field) => ({ ...field, typeDefinition: typeJson(field.typeDefinition) })),
    outputFields: definition.outputFields?.map((field) => ({ typeDefinition: typeJson(field.typeDefinition) })) ?? [],
    id: String(action.definitionId),
    revisionId: String(number),
    ...(action.archivedAt === undefined ? {} : { archivedAt: action.archivedAt }),
  };
}

/** HubSpot answers with more than it was given. */
function typeJson(type: FieldType) {
  const options = (type.options ?? []).map((option, displayOrder) => ({
    hidden: false,
    readOnly: false,
    doubleData: 0,
    description: "",
    displayOrder,
    ...option,
  }));
  return { ...type, options, externalOptions: type.optionsUrl !== undefined };
}
