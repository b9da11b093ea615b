/**
 * Who may do what: the one table. Everybody who is signed in may look at everything of their HubSpot account. A route that
 * changes something and is not listed here needs a sender, and so does one that is spelled in an unusual way.
 */
import type { Request, RequestHandler, Response } from "express";
import { HttpProblem } from "../http/problem.ts";
import type { Member, Role, SettingsStore } from "../ports/settings.ts";
import type { Session } from "../ports/store.ts";
import type { PageWords } from "../wording/page-en.ts";
import { fill } from "../wording/wording.ts";
import { isChange } from "./same-origin.ts";
import { sessionOf } from "./session.ts";

/** Each may do what the one before may. */
export const ROLES = ["viewer", "editor", "sender"] as const satisfies readonly Role[];

interface Right {
  readonly needs: Role;
  /** Of the pages and of the API; both are below their own root. */
  readonly routes: readonly string[];
}

export const RIGHTS = {
  editMessages: {
    needs: "editor",
    routes: [
      "POST /messages",
      "POST /messages/:id",
      "POST /messages/:id/delete",
      "PUT /messages/:id",
      "DELETE /messages/:id",
    ],
  },
  /** Only the name: a time zone and what is kept for chat are settings of sending (`setChannels`). */
  nameChannels: { needs: "editor", routes: ["POST /channels/:id", "PATCH /channels/:id"] },
  verifyChannels: { needs: "editor", routes: ["POST /channels/:id/verify"] },
  setChannels: { needs: "sender", routes: [] },
  connectChannels: { needs: "sender", routes: ["POST /channels"] },
  chooseTesters: {
    needs: "sender",
    routes: ["POST /channels/:id/testers", "POST /testers/:id/delete", "DELETE /testers/:id"],
  },
  sendTests: { needs: "sender", routes: ["POST /messages/:id/test"] },
  commandDeliveries: {
    needs: "sender",
    routes: [
      "POST /deliveries/:id/:command",
      "POST /deliveries/:id/seal",
      "POST /deliveries/:id/cancel",
      "POST /deliveries/:id/approve",
    ],
  },
  stopSending: { needs: "sender", routes: ["POST /sending/stop", "POST /sending/resume"] },
  changeSettings: { needs: "sender", routes: ["POST /settings", "PATCH /settings"] },
  giveRoles: { needs: "sender", routes: ["POST /members/:id", "PATCH /members/:id"] },
} as const satisfies Readonly<Record<string, Right>>;

export type RightName = keyof typeof RIGHTS;

/** Whether a control is shown; the routes ask for themselves. */
export const allows = ({ session }: { readonly session: Session | null }, right: RightName): boolean =>
  session !== null && may(session, right);

const atLeast = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

export const may = ({ role }: Pick<Session, "role">, right: RightName): boolean => atLeast(role, RIGHTS[right].needs);

const NEEDED: readonly { readonly method: string; readonly path: RegExp; readonly needs: Role }[] = Object.values(
  RIGHTS,
).flatMap(({ needs, routes }) =>
  routes.map((route) => {
    const [method = "", path = ""] = route.split(" ");
    return { method, path: new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`), needs };
  }),
);

/** What a request that changes something needs. */
export function roleNeeded({ method, path }: Pick<Request, "method" | "path">): Role {
  return NEEDED.find((one) => one.method === method && one.path.test(path))?.needs ?? "sender";
}

/** Why somebody may not, and who could help. */
export interface Denial {
  readonly title: string;
  readonly detail: string;
}

/** As many as a sentence can name. */
const MOST_NAMED = 3;

export function denial(session: Session, needed: Role, members: readonly Member[], { rights }: PageWords): Denial {
  const senders = members.filter(({ role }) => role === "sender").map(({ userEmail }) => userEmail);
  const named = senders.slice(0, MOST_NAMED).join(rights.comma);
  const figures = { needed: rights.roles[needed], role: rights.roles[session.role], senders: named };
  return { title: rights.denied, detail: fill(senders.length === 0 ? rights.nobodyCan : rights.whoCan, figures) };
}

type Deny = (request: Request, response: Response, denied: Denial) => void;

/** Stands before every route that changes something. Who is not signed in is sent elsewhere by the route itself. */
export function refuseUnentitled(
  { store }: { readonly store: Pick<SettingsStore, "members"> },
  wordsOf: (request: Request) => PageWords,
  deny: Deny,
): RequestHandler {
  return async (request, response, next) => {
    const session = sessionOf(request);
    const needed = roleNeeded(request);
    if (session === null || !isChange(request) || atLeast(session.role, needed)) return next();
    deny(request, response, denial(session, needed, await store.members(session.portalId), wordsOf(request)));
  };
}

/** As a program is told. */
export const notAllowed = (denied: Denial): HttpProblem =>
  new HttpProblem({ status: 403, code: "NOT_ALLOWED", ...denied });
