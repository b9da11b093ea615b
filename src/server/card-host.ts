/**
 * A host name of its own for HubSpot's card. What a card asks for is written by a person's browser and signed with the
 * secret that also signs executions: where its addresses lead to nothing else, they cannot be turned against the rest.
 * The Host header only chooses between routes; signatures are checked over the configured address.
 */
import type { RequestHandler } from "express";
import { sendProblem } from "./problem.ts";

export const CARDS_PATH = "/hubspot/cards";

export function separateCards(cardUrl: URL): RequestHandler {
  return (request, response, next) => {
    // Express takes paths in any case.
    const path = request.path.toLowerCase();
    const isCard = path === CARDS_PATH || path.startsWith(`${CARDS_PATH}/`);
    if (isCard === isHost(request.headers.host, cardUrl)) return next();
    sendProblem(response, { status: 404, code: "NOT_FOUND", title: "There is no such page at this host name" });
  };
}

/** A dot at the end of a name says that it is whole: it leads to the same host. */
function isHost(header: string | undefined, { protocol, host }: URL): boolean {
  const named = URL.parse(`${protocol}//${header ?? ""}`);
  return named?.host.replace(/\.(?=:|$)/, "") === host;
}
