/** Programs that come with an API key: `Authorization: Bearer …`. https://www.rfc-editor.org/rfc/rfc6750 */
import type { Request, RequestHandler, Response } from "express";
import { HttpProblem } from "../../server/problem.ts";
import type { FoundApiKey, KeySession } from "../../ports/store/access/api-keys.ts";
import { pageWords } from "../../i18n/wording.ts";
import type { ConsolePorts } from "./ports.ts";
import { comeWithKey, findSession, seenSession } from "./session.ts";
import { languageOfRequest } from "./view-context.ts";

/** What stands in the header as a key; null where the header is not there or of another kind, such as a proxy's `Basic`. */
export function bearerOf(header: string | undefined): string | null {
  const [, token = null] =
    /^bearer(?: +(.*))?$/i.exec(header ?? "")?.map((part: string | undefined) => part ?? "") ?? [];
  return token;
}

const tokenOf = (request: Pick<Request, "get">): string | null => bearerOf(request.get("authorization"));

/** A key counts before a session: a browser cannot add one by itself, so who sends it means it. */
export function findCaller(ports: ConsolePorts): RequestHandler {
  const findPerson = findSession(ports);
  return (request, response, next) => {
    const token = tokenOf(request);
    return token === null ? findPerson(request, response, next) : findKey(token, ports, request, response).then(next);
  };
}

async function findKey(token: string, ports: ConsolePorts, request: Request, response: Response): Promise<void> {
  const { store, recentSessions } = ports;
  const found = await store.apiKey(token);
  recentSessions.note(token, found.kind === "ok");
  comeWithKey(request, found.kind === "ok" ? found.session : null);
  if (found.kind !== "ok") throw refused(found.kind, request, response);
  if (found.session.useDue) await noteUse(found.session, ports);
}

/** Not knowing when a key was last used is no reason to refuse it. */
async function noteUse({ portalId, keyId }: KeySession, { store, log }: ConsolePorts): Promise<void> {
  await store.noteApiKeyUse(portalId, keyId).catch((err: unknown) => {
    log.warn({ event: "api_key.use_not_noted", portalId, keyId, err });
  });
}

const CODES = {
  unknown: "KEY_UNKNOWN",
  expired: "KEY_EXPIRED",
  revoked: "KEY_REVOKED",
  replaced: "KEY_REPLACED",
} as const satisfies Record<Exclude<FoundApiKey["kind"], "ok">, string>;

function refused(kind: keyof typeof CODES, request: Request, response: Response): HttpProblem {
  response.set("WWW-Authenticate", 'Bearer error="invalid_token"');
  const title = pageWords(languageOfRequest(request)).keys.refused[kind];
  return new HttpProblem({ status: 401, code: CODES[kind], title });
}

/**
 * For limits: a key or session that was good a while ago; null for one that may be made up. Pages take no key: what their
 * header holds is a proxy's.
 */
export function seenCaller(ports: Pick<ConsolePorts, "publicUrl" | "recentSessions">) {
  const seenPerson = seenSession(ports);
  return (request: Request): string | null => {
    const token = request.baseUrl.toLowerCase() === "/api" ? tokenOf(request) : null;
    return token === null ? seenPerson(request) : ports.recentSessions.keyOf(token);
  };
}
