/**
 * The card check: the operator makes a code, the settings page in HubSpot begins a run with it, sends the forging requests
 * through `hubspot.fetch` and asks for the verdict. Its first and last request are its controls: both have to arrive as
 * HubSpot documents it. Only the code makes a pass count, so no one else can pass the check for us.
 */
import { Router, type Request } from "express";
import Joi from "joi";
import { HttpProblem } from "../../server/problem.ts";
import type { CardCheckResult, CardCheckRun, CardCheckSeen } from "../../ports/card-check.ts";
import { fill, pageWords } from "../../i18n/wording.ts";
import { codeHash } from "./code.ts";
import { FORGERY_NAMES, forgeriesAt, isForgery, judge } from "./forgeries.ts";
import { languageIn, type GatePorts } from "./gate.ts";
import { signedIdentity } from "./identity.ts";
import { shape, type ValueOf } from "../web/schemas.ts";

export interface CheckPorts extends Omit<GatePorts, "setting"> {
  readonly appId: string;
  /** Wall time in milliseconds. */
  readonly now: () => number;
}

/** Reachable while the card is off: nothing here says anything about a delivery. */
export function checkRoutes(ports: CheckPorts): Router {
  const { cardsUrl: address, appId, facts, log } = ports;
  const router = Router();
  router.get("/:code", async (request, response) => {
    const run = await controlled(request, ports);
    await facts.noteFact("cardCheckRun", { ...run, address, seen: {} });
    response.json({ forgeries: forgeriesAt(`${address}/hubspot/cards/probe/${request.params.code}`, appId) });
  });
  router.get("/:code/:forgery", async (request, response, next) => {
    const { code, forgery } = request.params;
    if (!isForgery(forgery)) return next();
    const seen = signedIdentity(request);
    await noteArrival(code, forgery, seen, ports);
    response.json({ seen });
  });
  router.post("/:code", async (request, response) => {
    const { seen, address: begunAt } = await controlled(request, ports);
    const words = wordsFor(request);
    if (begunAt !== address)
      throw new HttpProblem({ status: 409, code: "CARD_CHECK_NOT_BEGUN", title: words.notBegun });
    const { notPassedOn } = reportIn(request);
    const hole = (await facts.fact("cardHole")) !== null;
    const result = judge({ seen, address, hole }, notPassedOn);
    await facts.noteFact("cardCheckResult", result);
    await facts.forgetFact("cardCheckRun");
    log.info({ event: "card.checked", ...result });
    response.json(shown(result, words));
  });
  return router;
}

/** What a request without a valid signature did to a run; it is refused all the same. */
export async function noteUnsigned(request: Request, ports: Pick<CheckPorts, "facts" | "now">): Promise<void> {
  const [, code, name] = /^\/probe\/([^/]+)\/([^/]+)$/.exec(request.path) ?? [];
  if (code !== undefined && isForgery(name)) await noteArrival(code, name, "unsigned", ports);
}

async function runOf(code: unknown, { facts, now }: Pick<CheckPorts, "facts" | "now">): Promise<CardCheckRun | null> {
  const run = (await facts.fact("cardCheckRun"))?.value ?? null;
  return run !== null && run.goodUntil > now() && codeHash(String(code)) === run.codeHash ? run : null;
}

async function noteArrival(
  code: string,
  name: string,
  seen: CardCheckSeen,
  ports: Pick<CheckPorts, "facts" | "now">,
): Promise<void> {
  const run = await runOf(code, ports);
  if (run === null) return;
  // The settings page sends one request after the other, and each is answered when it has been noted.
  await ports.facts.noteFact("cardCheckRun", {
    ...run,
    seen: { ...run.seen, [name]: [...(run.seen[name] ?? []), seen] },
  });
}

const wordsFor = (request: Request) => pageWords(languageIn(request)).card.check;

/** A run whose request has come as HubSpot documents it; throws the problem otherwise. */
async function controlled(request: Request, ports: CheckPorts): Promise<CardCheckRun> {
  const words = wordsFor(request);
  const run = await runOf(request.params["code"], ports);
  if (run === null) throw new HttpProblem({ status: 404, code: "CARD_CHECK_CODE_UNKNOWN", title: words.codeUnknown });
  const seen = signedIdentity(request);
  if (seen !== "appended")
    throw new HttpProblem({ status: 409, code: "CARD_CHECK_UNCONTROLLED", title: words.seen[seen] });
  const { appId } = request.query;
  if (appId !== ports.appId) {
    const title = fill(words.otherApp, { expected: ports.appId, actual: typeof appId === "string" ? appId : "" });
    throw new HttpProblem({ status: 409, code: "CARD_CHECK_UNCONTROLLED", title });
  }
  return run;
}

/** What the settings page heard of HubSpot, for the operator to read: short, and in one line. */
const HEARD = Joi.string().trim().max(200).required();

const REPORT = shape({
  notPassedOn: Joi.object<Readonly<Record<string, string>>>().pattern(Joi.valid(...FORGERY_NAMES), HEARD),
});

function reportIn({ body }: Request): ValueOf<typeof REPORT> {
  const { value, error } = REPORT.validate(parsed(String(body)));
  if (error === undefined) return value;
  throw new HttpProblem({ status: 400, code: "PAYLOAD_INVALID", title: error.message, field: "notPassedOn" });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Refused by the schema, which names the field.
    return null;
  }
}

/** Ready to be put on the settings page. */
function shown({ verdict, forgeries }: CardCheckResult, words: ReturnType<typeof wordsFor>) {
  return {
    verdict,
    title: words.verdicts[verdict].title,
    detail: words.verdicts[verdict].detail,
    lines: FORGERY_NAMES.map((name) => {
      const { seen = [], notPassedOn = null } = forgeries[name] ?? {};
      const arrived = [...new Set(seen)].map((one) => words.seen[one]);
      const text = notPassedOn === null ? words.nothing : fill(words.notPassedOn, { heard: notPassedOn });
      return { label: words.forgeries[name], text: arrived.length > 0 ? arrived.join(" ") : text };
    }),
  };
}
