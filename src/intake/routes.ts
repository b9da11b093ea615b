/** HubSpot calls in: each route with its pipeline. */
import { Router, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import type { Privacy } from "../ports/store/privacy.ts";
import { languageOf, type Language } from "../i18n/wording.ts";
import { sendProblem } from "../server/problem.ts";
import { createExecutionReader } from "./action-request.ts";
import { createAdmission, type AdmissionPorts } from "./trust/admission.ts";
import { parseJson, refuseField } from "./answers.ts";
import { appEvents } from "./app-events.ts";
import { enroll, refuse } from "./enroll.ts";
import { fieldOptions, type OptionsDependencies } from "./options.ts";
import { isPlain, readBody } from "./fast-path/read-body.ts";
import { sendJson } from "./fast-path/send-json.ts";
import { createShed, type Shed, type ShedPorts } from "./shed.ts";
import { requireSignature, requireTimedSignature, signatureCheck, type SignaturePorts } from "./trust/signed.ts";
import { testRun, type TestRunPorts } from "./test-run.ts";
import { preferTimed, type TimedOptionsPorts } from "./timed-options.ts";
import { PATHS, type EngineRoute } from "./trust/workflow-address.ts";

export interface IntakePorts extends TestRunPorts, SignaturePorts, AdmissionPorts, TimedOptionsPorts, ShedPorts {
  readonly options: Omit<OptionsDependencies, "language">;
  readonly app: Pick<Privacy, "forgetContact">;
  readonly appId: string;
}

export const ACTION_PATH = `/hubspot${PATHS.action}/:segment`;

/** Where HubSpot's calls go: `action` before all others, by the shortest way; `router` for the rest, and what is unusual. */
export function createIntake(ports: IntakePorts) {
  const admission = createAdmission(ports);
  const shed = createShed(ports);
  const act = sendLineAudience(ports, shed);
  const { isMissing, verdictOn } = signatureCheck(ports);
  const router = Router();
  const add = (route: EngineRoute, signed: typeof requireSignature, ...handlers: RequestHandler[]) => {
    const { before, behind } = admission;
    const pipeline = [before(route), ...signed({ ...ports, route }), behind(route), ...handlers];
    router.post(`${PATHS[route]}/:segment`, ...pipeline);
  };
  add("action", requireSignature, act);
  add("options", requireSignature, preferTimed(ports), options(ports));
  // An old event must not come true again.
  add("webhooks", requireTimedSignature, webhooks(ports));
  return {
    router,
    // The body is read without the layers that browsers need. What is not as HubSpot sends it goes on to the router.
    action: async (request: Request, response: Response, next: NextFunction): Promise<void> => {
      if (admission.whoCalls("action", request.originalUrl) !== "engine") return next();
      if (ports.intake.full) return shed.rejectOverloaded(response);
      if (!isPlain(request)) return next();
      if (isMissing(request)) return ports.refuse(request, response, { verdict: "missing", route: "action" });
      request.body = await readBody(request, ports);
      if (request.body === null) return;
      const verdict = verdictOn(request);
      if (verdict !== "valid") return ports.refuse(request, response, { verdict, route: "action" });
      await act(request, response);
    },
  };
}

function sendLineAudience(ports: IntakePorts, shed: Shed): (request: Request, response: Response) => Promise<void> {
  const readExecution = createExecutionReader();
  return async (request, response) => {
    const body = parseJson(request, response);
    if (body === undefined) return;
    const reading = readExecution(body);
    if (reading.kind === "malformed") return refuseField(response, reading.field, reading.problem);
    const { callbackId, portalId } = reading.execution;
    try {
      if (reading.kind === "wrong_inputs") {
        const portal = await ports.accounts.portal(portalId);
        if (!reading.isTest) ports.refusals.count(reading.execution, reading.finding);
        return void response.json(refuse(reading.finding, portal?.language ?? "en"));
      }
      if (reading.ignoredInputs.length > 0)
        ports.log.info({ event: "inputs.ignored", callbackId, portalId, inputs: reading.ignoredInputs });
      const answer = reading.isTest ? testRun : enroll;
      sendJson(response, await answer(reading.execution, reading.inputs, ports));
    } catch (error) {
      shed.handleStoreError(error, response, { callbackId, portalId });
    }
  };
}

function options(ports: IntakePorts): RequestHandler {
  return async (request, response) => {
    const body = parseJson(request, response);
    if (body === undefined) return;
    const field = String(request.params["field"]);
    const language = await portalLanguage(body, ports);
    const found = await fieldOptions(field, body, { ...ports.options, language });
    if ("options" in found) response.json(found);
    else sendProblem(response, found);
  };
}

async function portalLanguage(body: unknown, { accounts }: IntakePorts): Promise<Language> {
  const portalId = (body as { origin?: { portalId?: unknown } } | null)?.origin?.portalId;
  const portal = Number.isSafeInteger(portalId) ? await accounts.portal(Number(portalId)) : null;
  return languageOf(portal?.language ?? "en");
}

function webhooks(ports: IntakePorts): RequestHandler {
  return async (request, response) => {
    const body = parseJson(request, response);
    if (body === undefined) return;
    const events = appEvents(body, ports.appId);
    if (events.kind === "malformed") return refuseField(response, events.field, events.problem);
    const { forgotten, unusable } = events;
    for (const { portalId, contactId } of forgotten) await ports.app.forgetContact(portalId, contactId);
    ports.log.info({ event: "app.events", forgotten: forgotten.length });
    // After the others, which it must not stop: HubSpot sends the whole again, and forgetting twice is forgetting.
    if (unusable !== null) return refuseField(response, unusable.field, unusable.problem);
    response.status(204).end();
  };
}
