/**
 * Completion of held executions.
 * https://developers.hubspot.com/docs/api-reference/latest/automation/workflow-actions/callbacks/batch-complete-callbacks
 *
 * What HubSpot answers for a callback that it does not hold is not documented. Developers report 204, for invented ids too
 * (hubspotdev/devslackarchive, 2022-09-17 and 2023-04-07), and once, while HubSpot had a fault of its own and all callbacks
 * were valid, "Callback with ID X not found for App ID Y" (2024-08-09, explained three days later).
 */
import { Router, type Response } from "express";
import Joi from "joi";
import { end } from "./executions.ts";
import { callerWith, type Caller } from "../gate.ts";
import { check, notFound, pathPart, validationError } from "../hubspot-error.ts";
import { versionOf } from "../versions.ts";
import type { ExecutionRecord, World } from "../world.ts";

interface Completion {
  readonly outputFields: Record<string, string>;
  readonly typedOutputs?: unknown;
}

const completionKeys = {
  outputFields: Joi.object().pattern(Joi.string(), Joi.string().allow("")).required(),
  typedOutputs: Joi.any(),
  failureReasonType: Joi.string(),
  requestContext: Joi.object().unknown(),
};

const single = Joi.object<Completion>(completionKeys);
const batch = Joi.object<{ inputs: (Completion & { callbackId: string })[] }>({
  inputs: Joi.array()
    .items(Joi.object({ ...completionKeys, callbackId: Joi.string().required() }))
    .required(),
});

export function callbackRoutes(world: World): Router {
  const router = Router();
  router.use((_request, response, next) => {
    world.agenda.catchUp();
    if (world.settings.allCompletions === "wrong-place") return void response.status(404).send(NO_SUCH_PAGE);
    next();
  });
  router.post("/complete", (request, response) => {
    const caller = callerWith(response, "automation");
    const { inputs } = check(batch, request.body);
    inputs.forEach((input) => refuseUntyped(input, response));
    refuseOutputs(world, inputs);
    completeAll(world, caller, inputs);
    response.status(204).end();
  });
  router.post("/:callbackId/complete", (request, response) => {
    const caller = callerWith(response, "automation");
    const callbackId = pathPart(request, "callbackId");
    const completion = check(single, request.body);
    refuseUntyped(completion, response);
    refuseOutputs(world, [completion]);
    refuseUnknownState(completion);
    const execution = living(world, caller, callbackId);
    if (execution) complete(world, execution, completion);
    else if (refusesUnknown(world)) throw unknownCallback(callbackId, caller);
    response.status(204).end();
  });
  return router;
}

function completeAll(world: World, caller: Caller, inputs: readonly (Completion & { callbackId: string })[]): void {
  const { callbackBatchMaximum: maximum } = world.settings;
  if (inputs.length > maximum)
    throw validationError(`The batch has ${inputs.length} inputs; the maximum is ${maximum}.`);
  inputs.forEach(refuseUnknownState);
  const found = inputs.map((input) => ({ input, execution: living(world, caller, input.callbackId) }));
  const unknown = found.find(({ execution }) => !execution);
  // UNVERIFIED that one of them refuses the whole batch, and that only the first is named.
  if (unknown && refusesUnknown(world)) throw unknownCallback(unknown.input.callbackId, caller);
  for (const { input, execution } of found)
    // The same callback twice in one batch is completed once.
    if (execution && execution.completions === 0) complete(world, execution, input);
}

const refusesUnknown = ({ settings }: World): boolean =>
  settings.unknownCallbacks === "not-found" || settings.allCompletions === "unknown";

const unknownCallback = (callbackId: string, { grant }: Caller) =>
  notFound(`Callback with ID ${callbackId} not found for App ID ${grant.appId}`);

/** Only the app that is waited for, in its own account, and only once. */
function living(world: World, { grant }: Caller, callbackId: string): ExecutionRecord | undefined {
  if (world.settings.allCompletions === "unknown") return undefined;
  const execution = world.executions.get(callbackId);
  if (execution?.appId !== grant.appId || execution.portalId !== grant.portalId) return undefined;
  const early = execution.state === "PENDING" && execution.attempts > 0;
  const open = execution.state === "BLOCKED" || (early && world.settings.completeBeforeHold === "accept");
  if (!open) execution.refusedCompletions += 1;
  return open ? execution : undefined;
}

/** The dated versions require typedOutputs (actionsV4.json of HubSpot-public-api-spec-collection); v4 took it without. */
function refuseUntyped({ typedOutputs }: Completion, response: Response): void {
  if (versionOf(response) !== "former" && typedOutputs === undefined)
    throw validationError('Invalid input JSON: "typedOutputs" is required');
}

const NO_SUCH_PAGE = "<html><body><h1>404 Not Found</h1></body></html>";

/** On order: as if the definition had no such output. */
function refuseOutputs({ settings }: World, completions: readonly Completion[]): void {
  if (settings.allCompletions !== "outputs-refused") return;
  const [name = ""] = completions.flatMap(({ outputFields }) => Object.keys(outputFields));
  throw validationError(`Output field '${name}' is not one of the action's output fields`);
}

function refuseUnknownState({ outputFields }: Completion): void {
  const state = outputFields["hs_execution_state"];
  if (state !== undefined && state !== "SUCCESS" && state !== "FAIL_CONTINUE")
    throw validationError(`hs_execution_state must be SUCCESS or FAIL_CONTINUE, not ${state}`);
}

function complete(world: World, execution: ExecutionRecord, { outputFields }: Completion): void {
  execution.completions += 1;
  execution.outputFields = outputFields;
  end(world, execution, outputFields["hs_execution_state"] === "FAIL_CONTINUE" ? "FAIL_CONTINUE" : "SUCCESS");
}
