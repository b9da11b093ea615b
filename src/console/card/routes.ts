/**
 * What the card on the delivery record in HubSpot asks for. Its requests come through HubSpot, which adds to the address
 * who is asking, and signs all of it: nothing else says which portal it is.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */
import { Router, type ErrorRequestHandler, type Request, type RequestHandler } from "express";
import Joi from "joi";
import { isDoneBy, possibleCommands, type Command } from "../../delivery/lifecycle/commands.ts";
import { HttpProblem } from "../../server/problem.ts";
import type { Session } from "../../ports/store/sessions.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { languageOf, pageWords } from "../../i18n/wording.ts";
import { checkRoutes, type CheckPorts } from "./check.ts";
import { cardGate, watchIdentity, type GatePorts } from "./gate.ts";
import { cardPicture, type CardContext } from "./json.ts";
import { checkFields } from "../web/fields.ts";
import { commandDelivery, tooLate } from "../deliveries/operations.ts";
import { approverHint, barredProblem, isBarred, readApproving } from "../settings/policies/approving.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { denial, may, notAllowed } from "../request/rights.ts";
import { knownZone } from "../web/time-zones.ts";
import { isUuid, shape, type ValueOf } from "../web/schemas.ts";

export type CardPorts = Pick<ConsolePorts, "store" | "deliveryUrl" | "limitPer"> & GatePorts & CheckPorts;

/** `signed` lets nothing pass that HubSpot has not signed just now, `identified` nothing that names a person twice. */
export function cardRoutes(ports: CardPorts, signed: readonly RequestHandler[], identified: RequestHandler): Router {
  const router = Router();
  router.use(...signed);
  router.use((_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });
  router.use(watchIdentity(ports));
  router.use("/probe", checkRoutes(ports));
  router.use(cardGate(ports));
  router.use(identified, requirePerson, ports.limitPer(portalOf));
  router.get("/deliveries/:id", look(ports), tellRefusal);
  for (const name of ["seal", "cancel", "approve"] as const) {
    router.post(`/deliveries/:id/${name}`, command(ports, name), tellRefusal);
  }
  return router;
}

/**
 * What the card has to show to a person who is known: HubSpot was seen to turn a 4xx on its way to the card into 500, and it
 * repeats what ended in 5xx. Everything before (signature, identity, the gate) is refused by its real status.
 */
const tellRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (!(error instanceof HttpProblem) || error.problem.status >= 500) return next(error);
  response.json({ kind: "refused", ...error.problem });
};

const NUMBER = Joi.number().integer().positive();

/** A parameter that comes twice is an array and refused: one of the two is not HubSpot's. */
const SIGNED_QUERY = shape({
  portalId: NUMBER,
  userId: NUMBER,
  userEmail: Joi.string().max(320),
  lang: Joi.string().default("en"),
  timeZone: Joi.string().default("UTC"),
}).unknown(true);

function signedQuery({ query }: Request): ValueOf<typeof SIGNED_QUERY> {
  const words = pageWords("en");
  const checked = checkFields(SIGNED_QUERY, query, { language: "en", words });
  if (checked.kind === "ok") return checked.value;
  const { field, sentence: detail } = checked;
  throw new HttpProblem({ status: 400, code: "PAYLOAD_INVALID", title: words.card.queryInvalid, detail, field });
}

const requirePerson: RequestHandler = (request, _response, next) => {
  signedQuery(request);
  next();
};

const portalOf = (request: Request): string => String(signedQuery(request).portalId);

type Asking = Awaited<ReturnType<typeof asking>>;

/** With the roles that the person has in the console, signed in there or not. */
async function asking(request: Request, { store }: CardPorts) {
  const { portalId, userId, userEmail, lang, timeZone } = signedQuery(request);
  const language = languageOf(lang);
  // A zone that HubSpot names and no one knows is shown in UTC instead of not at all.
  const zone = knownZone(timeZone) ?? "UTC";
  const context: CardContext = { language, words: pageWords(language), timeZone: zone };
  const roles = await store.rolesOf(portalId, userId);
  const person: Session = { portalId, userId, userEmail, roles, timeZone: zone };
  return { person, deliveryId: String(request.params["id"]), context };
}

/** Another portal's deliveries are not there, and none is for a portal that removed the app. */
async function viewFor({ person, deliveryId, context }: Asking, { store }: CardPorts): Promise<DeliveryView> {
  const { portalId } = person;
  const portal = await store.portal(portalId);
  const view = portal?.installed === true && isUuid(deliveryId) ? await store.viewDelivery(portalId, deliveryId) : null;
  if (view === null) throw missing(context);
  return view;
}

async function pictureFor({ person, deliveryId, context }: Asking, view: DeliveryView, ports: CardPorts) {
  const possible = possibleCommands(view.delivery, view.now);
  const refused = possible.find((name) => !may(person, name));
  const denied = refused === undefined ? null : await denialOf(person, refused, context, ports);
  const approving = possible.includes("approve") ? await readApproving(person, view.delivery, ports.store) : null;
  const isBarredHere = approving !== null && isBarred(approving);
  const commands = possible.filter((name) => may(person, name) && !(name === "approve" && isBarredHere));
  const hint = approving === null ? null : approverHint(approving, context.words);
  return cardPicture(view, { context, commands, denied: denied?.detail ?? hint, url: ports.deliveryUrl(deliveryId) });
}

const denialOf = async (person: Session, name: Command["do"], { words }: CardContext, { store }: CardPorts) =>
  denial(person, name, await store.members(person.portalId), words);

const missing = ({ words }: CardContext): HttpProblem =>
  new HttpProblem({ status: 404, code: "NOT_FOUND", title: words.problems.notFound });

function look(ports: CardPorts): RequestHandler {
  return async (request, response) => {
    const who = await asking(request, ports);
    response.json(await pictureFor(who, await viewFor(who, ports), ports));
  };
}

function command(ports: CardPorts, name: Command["do"]): RequestHandler {
  return async (request, response) => {
    const who = await asking(request, ports);
    const { person, deliveryId: id, context } = who;
    await viewFor(who, ports);
    if (!may(person, name)) throw notAllowed(await denialOf(person, name, context, ports));
    const result = await commandDelivery(person, { id, command: name }, ports);
    if (result.kind === "missing") throw missing(context);
    if (result.kind === "barred") throw barredProblem(result.approving, context.words);
    const view = await viewFor(who, ports);
    // HubSpot repeats a request whose answer it did not get: the person sees what came of the first one.
    if (result.kind === "too_late" && !isDoneBy(view.delivery, { do: name, by: person.userEmail }))
      throw tooLate(name, context.words);
    response.json(await pictureFor(who, view, ports));
  };
}
