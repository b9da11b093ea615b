/** A page belongs to one HubSpot account. Its browser may have signed in to another one since: nothing happens there. */
import type { Request, RequestHandler } from "express";
import Joi from "joi";
import { HttpProblem } from "../../server/problem.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { fill, pageWords } from "../../i18n/wording.ts";
import { languageOfRequest } from "./view-context.ts";
import { isChange } from "./same-origin.ts";
import { sessionOf, setAside } from "./session.ts";

/** Says for which account a request is meant; forms and streams, which have no headers, say it in their address. */
const HEADER = "portal-id";
const PARAMETER = "portal";

export const PORTAL_NUMBER = Joi.string().pattern(/^\d{1,15}$/, "digits");

/** The address of a form or stream with the account that its page belongs to; a fragment stays at its end. */
export function inPortal(path: string, page: Pick<Session, "portalId"> | null): string {
  if (page === null) return path;
  const [address = "", fragment] = path.split("#");
  return `${address}?${PARAMETER}=${page.portalId}${fragment === undefined ? "" : `#${fragment}`}`;
}

/** HubSpot's number of the account that a request says it is for; null where it says none, or several. */
export function claimedPortal(request: Request): number | null {
  const { value, error } = PORTAL_NUMBER.validate(request.get(HEADER) ?? request.query[PARAMETER]);
  return error === undefined && value !== undefined ? Number(value) : null;
}

const saysNothing = (request: Request): boolean =>
  request.get(HEADER) === undefined && request.query[PARAMETER] === undefined;

const isAnother = (request: Request, { portalId }: Session): boolean => claimedPortal(request) !== portalId;

/** A stream has to say so: it outlives the sign-in of its page. */
export const requireSamePortal: RequestHandler = (request, _response, next) => {
  const session = sessionOf(request);
  if (session === null || !isAnother(request, session)) return next();
  throw otherPortal(request, session);
};

/** A program may say for which account it asks. */
export const refuseOtherPortal: RequestHandler = (request, response, next) =>
  saysNothing(request) ? next() : requireSamePortal(request, response, next);

/**
 * For pages. A form has to say so, and one of another account is answered as if no one were signed in: its page is told
 * what to do (`signed-out.ts`). A look at a page says so only when the page's own script takes it.
 */
export const keepToPortal: RequestHandler = (request, response, next) => {
  const session = sessionOf(request);
  if (!isChange(request)) return void refuseOtherPortal(request, response, next);
  if (session !== null && isAnother(request, session)) setAside(request);
  next();
};

function otherPortal(request: Request, session: Session): HttpProblem {
  const { otherPortal: words } = pageWords(languageOfRequest(request));
  const detail = fill(words.program, whoIsIn(session));
  return new HttpProblem({ status: 409, code: "OTHER_PORTAL", title: words.title, detail });
}

export const whoIsIn = ({ portalId, userEmail }: Session): { readonly portal: string; readonly email: string } => ({
  portal: String(portalId),
  email: userEmail,
});
