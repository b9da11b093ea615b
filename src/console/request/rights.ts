/**
 * Who may do what: the one table. Everyone who is signed in may look at everything of their HubSpot account, but for the few GET
 * that are listed. A route that
 * changes something and is not listed here is closed, and so is one that is spelled in an unusual way: Express would take it.
 */
import type { Request, RequestHandler, Response } from "express";
import { HttpProblem } from "../../server/problem.ts";
import type { Member, Members, NewMemberRole, Role } from "../../ports/store/members.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { fill, type PageWords } from "../../i18n/wording.ts";
import { isChange } from "./same-origin.ts";
import { sessionOf } from "./session.ts";

export const ROLES = ["viewer", "editor", "approver", "sender", "administrator"] as const satisfies readonly Role[];

/** What new people may be given: never the right to give rights. */
export const NEW_MEMBER_ROLES = ["viewer", "editor", "approver", "sender"] as const satisfies readonly NewMemberRole[];

interface Right {
  /** One of them is enough. */
  readonly roles: readonly Role[];
  /** Of the pages and of the API; both are below their own root. */
  readonly routes: readonly string[];
}

export const RIGHTS = {
  editMessages: {
    roles: ["editor"],
    routes: [
      "POST /messages",
      "POST /messages/:id",
      "POST /messages/:id/delete",
      "POST /messages/:id/restore",
      "PUT /messages/:id",
      "DELETE /messages/:id",
    ],
  },
  sendTests: { roles: ["editor"], routes: ["POST /messages/:id/test"] },
  approve: { roles: ["approver"], routes: ["POST /deliveries/:id/approve"] },
  cancel: { roles: ["approver", "sender"], routes: ["POST /deliveries/:id/cancel"] },
  seal: { roles: ["sender"], routes: ["POST /deliveries/:id/seal"] },
  stopSending: { roles: ["sender"], routes: ["POST /sending/stop", "POST /sending/resume"] },
  chooseTesters: {
    roles: ["sender"],
    routes: ["POST /channels/:id/testers", "POST /testers/:id/delete", "DELETE /testers/:id"],
  },
  connectChannels: { roles: ["administrator"], routes: ["POST /channels"] },
  changeChannels: {
    roles: ["administrator"],
    routes: ["POST /channels/:id", "PATCH /channels/:id", "POST /channels/:id/verify"],
  },
  changeSettings: {
    roles: ["administrator"],
    routes: ["POST /settings", "POST /settings/policies", "PATCH /settings"],
  },
  managePeople: {
    roles: ["administrator"],
    routes: ["POST /members/:id", "POST /members/:id/remove", "PATCH /members/:id", "DELETE /members/:id"],
  },
  manageKeys: {
    roles: ["administrator"],
    routes: ["GET /keys", "POST /keys", "POST /keys/:id/rotate", "POST /keys/:id/revoke", "DELETE /keys/:id"],
  },
  disconnect: { roles: ["administrator"], routes: ["POST /disconnect"] },
  chooseNotifications: { roles: ROLES, routes: ["POST /notifications", "PATCH /notifications"] },
  signOutEverywhere: { roles: ROLES, routes: ["POST /sign-out-everywhere", "DELETE /sessions"] },
} as const satisfies Readonly<Record<string, Right>>;

export type RightName = keyof typeof RIGHTS;

/** Whether a control is shown; the routes ask for themselves. */
export const allows = ({ session }: { readonly session: Session | null }, right: RightName): boolean =>
  session !== null && may(session, right);

type Person = Pick<Session, "roles">;

const hasOne = ({ roles }: Person, needed: readonly Role[]): boolean => roles.some((role) => needed.includes(role));

/** Everyone is a viewer, whatever else they are. */
export const may = ({ roles }: Person, right: RightName): boolean =>
  hasOne({ roles: ["viewer", ...roles] }, RIGHTS[right].roles);

const NEEDED: readonly { readonly method: string; readonly path: RegExp; readonly right: RightName }[] = (
  Object.keys(RIGHTS) as RightName[]
).flatMap((right) =>
  RIGHTS[right].routes.map((route) => {
    const [method = "", path = ""] = route.split(" ");
    return { method, path: new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`), right };
  }),
);

/** What a request that changes something needs; null where there is no such route, or it is spelled in an unusual way. */
export const rightNeeded = ({ method, path }: Pick<Request, "method" | "path">): RightName | null =>
  NEEDED.find((one) => one.method === method && one.path.test(path))?.right ?? null;

/** The same of one that looks, which Express answers however it is spelled. */
const rightToLook = ({ path }: Pick<Request, "path">): RightName | null =>
  rightNeeded({ method: "GET", path: path.toLowerCase().replace(/\/$/, "") });

/** Why a person may not, and who could help. */
export interface Denial {
  readonly title: string;
  readonly detail: string;
}

export interface RoleDenial extends Denial {
  readonly needed: readonly Role[];
}

/** As many as a sentence can name. */
export const MAX_NAMED = 3;

export function denial(
  session: Session,
  right: RightName,
  members: readonly Member[],
  { rights }: PageWords,
): RoleDenial {
  const needed = RIGHTS[right].roles;
  const administrators = members.filter(({ roles }) => roles.includes("administrator"));
  const named = administrators.map(({ userEmail }) => userEmail).slice(0, MAX_NAMED);
  const figures = {
    needed: rolesText(needed, rights.or, rights),
    role: rolesText(session.roles, rights.comma, rights),
    administrators: named.join(rights.comma),
  };
  if (session.keyId !== undefined) return { needed, title: rights.keyDenied, detail: fill(rights.keyCannot, figures) };
  return { needed, title: rights.denied, detail: fill(named.length === 0 ? rights.noOneCan : rights.whoCan, figures) };
}

export const rolesText = (roles: readonly Role[], between: string, { roles: names }: PageWords["rights"]): string =>
  roles.map((role) => names[role]).join(between);

type Deny = (request: Request, response: Response, denied: RoleDenial) => void;

/** Stands before every route. Who is not signed in is sent elsewhere by the route itself. */
export function refuseUnentitled(
  { store }: { readonly store: Pick<Members, "members"> },
  wordsOf: (request: Request) => PageWords,
  deny: Deny,
): RequestHandler {
  return async (request, response, next) => {
    const session = sessionOf(request);
    if (session === null) return next();
    const right = isChange(request) ? rightNeeded(request) : rightToLook(request);
    if (right === null && !isChange(request)) return next();
    if (right === null)
      throw new HttpProblem({ status: 404, code: "NOT_FOUND", title: wordsOf(request).problems.notFound });
    if (may(session, right)) return next();
    deny(request, response, denial(session, right, await store.members(session.portalId), wordsOf(request)));
  };
}

/** As a program is told. */
export const notAllowed = ({ needed, ...said }: RoleDenial): HttpProblem =>
  new HttpProblem({ status: 403, code: "NOT_ALLOWED", ...said, neededRoles: needed });
