/** HubSpot calls in: each route with its pipeline. */
import express, { Router, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import type { Logger } from "pino";
import type { Privacy } from "../ports/privacy.ts";
import type { Accounts } from "../ports/store.ts";
import { languageOf } from "../wording/language.ts";
import { sentence, type Language } from "../wording/wording.ts";
import { readExecution } from "./action-request.ts";
import { enroll, refuse, type EnrollPorts } from "./enroll.ts";
import { QueueFull } from "./group-commit.ts";
import { fieldOptions, type OptionsDependencies } from "./options.ts";
import { isPlain, LARGEST_BODY_BYTES, readBody } from "./read-body.ts";
import { checkSignature, checkTimedSignature, type SignatureVerdict } from "./signature.ts";
import { appEvents } from "./app-events.ts";

export interface IntakePorts extends EnrollPorts {
  readonly options: Omit<OptionsDependencies, "language">;
  readonly app: Pick<Accounts, "uninstall"> & Pick<Privacy, "forgetContact">;
  readonly clientSecret: string;
  readonly publicUrl: string;
  readonly appId: string;
  readonly log: Logger;
  /** True for failures after which nothing was stored and HubSpot should come again. */
  readonly isOutage: (error: unknown) => boolean;
}

/** When to come again after a 503: HubSpot backs off by itself, this is the soonest that makes sense. */
const RETRY_AFTER_SECONDS = 5;

export const ACTION_PATH = "/actions/send-line-audience";

/**
 * The action's route by the shortest way: mounted before all others, its body read without the layers that browsers need.
 * What is not as HubSpot sends it goes on to `intakeRoutes`, which answer the same.
 */
export function actionRoute(ports: IntakePorts): Handler {
  const isSigned = signatureCheck(ports);
  const act = sendLineAudience(ports);
  return async (request, response, next) => {
    if (ports.intake.full) return turnAway(response, ports);
    if (!isPlain(request)) return next();
    request.body = await readBody(request);
    if (request.body === null) return;
    // A portal that has its share is turned away before its signature is checked: that costs more than storing.
    if (ports.intake.crowded && ports.intake.fullFor(portalIn(request.body))) return turnAway(response, ports);
    if (isSigned(request, response)) await act(request, response);
  };
}

const PORTAL = '"portalId":';

/** As it stands in the body, for nothing but to turn somebody away; NaN where it does not. */
function portalIn(body: Buffer): number {
  const at = body.indexOf(PORTAL);
  return at < 0
    ? Number.NaN
    : Number.parseInt(body.toString("latin1", at + PORTAL.length, at + PORTAL.length + 20), 10);
}

export function intakeRoutes(ports: IntakePorts): Router {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: LARGEST_BODY_BYTES });
  const pipeline: RequestHandler[] = [raw, requireSignature(ports)];
  router.post(ACTION_PATH, ...pipeline, sendLineAudience(ports));
  router.post("/options/:field", ...pipeline, options(ports));
  // An old "uninstalled" must not come true again; v2, which has no time, is for actions alone.
  router.post("/webhooks", ...requireTimedSignature(ports), webhooks(ports));
  return router;
}

type SignaturePorts = Pick<IntakePorts, "clientSecret" | "publicUrl" | "now" | "log"> & {
  /** Done before a request without a valid signature is refused. */
  readonly beforeRefusal?: (request: Request) => Promise<void>;
};

/** Lets pass what HubSpot signed with a time (v3). The body stays as it came, in bytes. */
export function requireTimedSignature(ports: SignaturePorts): RequestHandler[] {
  const raw = express.raw({ type: () => true, limit: LARGEST_BODY_BYTES });
  return [raw, requireSignature(ports, checkTimedSignature)];
}

function requireSignature(ports: SignaturePorts, check = checkSignature): RequestHandler {
  const verdictOn = signatureVerdict(ports, check);
  return async (request, response, next) => {
    const verdict = verdictOn(request);
    if (verdict === "valid") return next();
    await ports.beforeRefusal?.(request);
    refuseSignature(request, response, verdict, ports);
  };
}

/** False after the refusal has been given. */
function signatureCheck(ports: SignaturePorts, check = checkSignature) {
  const verdictOn = signatureVerdict(ports, check);
  return (request: Request, response: Response): boolean => {
    const verdict = verdictOn(request);
    if (verdict === "valid") return true;
    refuseSignature(request, response, verdict, ports);
    return false;
  };
}

function signatureVerdict({ clientSecret, publicUrl, now }: SignaturePorts, check: typeof checkSignature) {
  return (request: Request): SignatureVerdict => {
    const { method, originalUrl, headers } = request;
    // Node joins repeated ones; only `set-cookie` would be a list.
    const header = (name: string) => headers[name] as string | undefined;
    return check({ method, uri: publicUrl + originalUrl, body: bytes(request), header }, clientSecret, now());
  };
}

function refuseSignature(
  request: Request,
  response: Response,
  verdict: Exclude<SignatureVerdict, "valid">,
  { log }: Pick<SignaturePorts, "log">,
): void {
  log.warn({ event: "signature.refused", verdict, path: request.path });
  refuseRequest(response, 401, "SIGNATURE_INVALID", SIGNATURE_PROBLEMS[verdict]);
}

const SIGNATURE_PROBLEMS = {
  missing: "The request carries no HubSpot signature (v2 or v3)",
  wrong: "The signature does not fit: check HUBSPOT_CLIENT_SECRET and PUBLIC_URL",
  too_old: "The signature's time is more than five minutes away from ours",
} as const;

type Handler = (request: Request, response: Response, next: NextFunction) => Promise<void>;

function sendLineAudience(ports: IntakePorts): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    const body = parseJson(request, response);
    if (body === undefined) return;
    const reading = readExecution(body);
    if (reading.kind === "malformed") return refuseField(response, reading.field, reading.problem);
    const { callbackId, portalId } = reading.execution;
    try {
      if (reading.kind === "wrong_inputs") {
        const portal = await ports.accounts.portal(portalId);
        return void response.json(refuse(reading.finding, portal?.language ?? "en"));
      }
      if (reading.ignoredInputs.length > 0)
        ports.log.info({ event: "inputs.ignored", callbackId, portalId, inputs: reading.ignoredInputs });
      sendJson(response, await enroll(reading.execution, reading.inputs, ports));
    } catch (error) {
      shed(error, response, { callbackId, portalId }, ports);
    }
  };
}

function options(ports: IntakePorts): RequestHandler {
  return async (request, response) => {
    const body = parseJson(request, response);
    if (body === undefined) return;
    const field = String(request.params["field"]);
    const language = await portalLanguage(body, ports);
    const result = await fieldOptions(field, body, { ...ports.options, language });
    switch (result.kind) {
      case "options":
        return void response.json(result.answer);
      case "malformed":
        return refuseField(response, result.field, result.problem);
      case "unknown_field":
        return refuseRequest(response, 404, "FIELD_UNKNOWN", `The action has no choices for ${field}`);
      case "unavailable":
        response.set("Retry-After", String(result.retryAfterSeconds ?? RETRY_AFTER_SECONDS));
        return refuseRequest(response, 503, result.finding.code, sentence(result.finding, language));
      default:
        return result satisfies never;
    }
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
    for (const portalId of events.uninstalled) await ports.app.uninstall(portalId);
    for (const { portalId, contactId } of events.forgotten) await ports.app.forgetContact(portalId, contactId);
    ports.log.info({ event: "app.events", uninstalled: events.uninstalled, forgotten: events.forgotten.length });
    response.status(204).end();
  };
}

/** Without what `response.json` does for browsers: the action answers thousands of times a second. */
function sendJson(response: Response, body: unknown): void {
  const text = JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  response.writeHead(200, ["Content-Type", "application/json; charset=utf-8", "Content-Length", length]);
  response.end(text);
}

/** Made once: a stack for each would cost more than storing him. */
const FULL = new QueueFull();
const TURNED_AWAY = JSON.stringify({
  type: "about:blank",
  status: 503,
  code: "INTAKE_UNAVAILABLE",
  title: "The execution was not stored; send it again later",
});
const TURNED_AWAY_HEADERS = [
  "Content-Type",
  "application/problem+json",
  "Content-Length",
  String(Buffer.byteLength(TURNED_AWAY)),
  "Retry-After",
  String(RETRY_AFTER_SECONDS),
];

/** Before anything is read or checked: under too much load every step less counts. */
async function turnAway(response: Response, ports: IntakePorts): Promise<void> {
  noteShed(FULL, ports);
  response.writeHead(503, TURNED_AWAY_HEADERS);
  response.end(TURNED_AWAY);
}

/** What a line about a failure says of the execution; it has no delivery yet. */
interface Who {
  readonly callbackId: string;
  readonly portalId: number;
}

/** Nothing was stored: HubSpot keeps the execution and comes again. */
function shed(error: unknown, response: Response, who: Who, ports: IntakePorts): void {
  if (!noteShed(error, ports, who)) {
    ports.log.error({ event: "intake.failed", ...who, err: error });
    throw error;
  }
  response.set("Retry-After", String(RETRY_AFTER_SECONDS));
  response.status(503).type("application/problem+json").send(TURNED_AWAY);
}

/** A line for each would be one more load on a service that has too much of it. */
const SHED_LINES_EVERY_MS = 1000;
let shedSince = 0;
let shedLoggedAt = 0;

/** False for what is no outage. `who`: one of them as an example, where he is known. */
function noteShed(error: unknown, { isOutage, log, now }: IntakePorts, who: Who | null = null): boolean {
  if (!isOutage(error)) return false;
  shedSince += 1;
  if (now() - shedLoggedAt >= SHED_LINES_EVERY_MS) {
    log.error({ event: "intake.shed", executions: shedSince, ...who, err: error });
    shedSince = 0;
    shedLoggedAt = now();
  }
  return true;
}

const bytes = (request: Request): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));

/** Undefined after the answer has been given. */
function parseJson(request: Request, response: Response): unknown {
  try {
    return JSON.parse(bytes(request).toString("utf8"));
  } catch {
    refuseField(response, "body", "is not JSON");
    return undefined;
  }
}

function refuseField(response: Response, field: string, problem: string): void {
  refuseRequest(response, 400, "PAYLOAD_INVALID", `${field}: ${problem}`, field);
}

function refuseRequest(response: Response, status: number, code: string, title: string, field?: string): void {
  const problem = { type: "about:blank", status, code, title, ...(field !== undefined && { field }) };
  response.status(status).type("application/problem+json").send(JSON.stringify(problem));
}
