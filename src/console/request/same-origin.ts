/** Is a change asked for by our own pages (or by a program), and not by another site in the person's browser? */
import type { Request, RequestHandler } from "express";
import { HttpProblem } from "../../server/problem.ts";
import { pageWords } from "../../i18n/wording.ts";
import type { ConsolePorts } from "./ports.ts";
import { comesWithKey } from "./session.ts";
import { languageOfRequest } from "./view-context.ts";

/**
 * Browsers say where a request comes from: `Sec-Fetch-Site`, older ones `Origin`. A program sends neither.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html#fetch-metadata-headers
 */
export function isSameOrigin(request: Pick<Request, "get">, publicUrl: string): boolean {
  const site = request.get("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const origin = request.get("origin");
  if (origin === undefined) return true;
  const { origin: ours, protocol } = new URL(publicUrl);
  // In the sandbox people open localhost as well as 127.0.0.1.
  return origin === ours || origin === `${protocol}//${request.get("host") ?? ""}`;
}

/** Requests that change nothing need no such proof. */
export const isChange = ({ method }: Pick<Request, "method">): boolean => !["GET", "HEAD", "OPTIONS"].includes(method);

export function refuseCrossSite({ publicUrl }: Pick<ConsolePorts, "publicUrl">): RequestHandler {
  return (request, _response, next) => {
    // No site can make a browser send a key.
    if (!isChange(request) || comesWithKey(request) || isSameOrigin(request, publicUrl)) return next();
    const title = pageWords(languageOfRequest(request)).problems.crossSite;
    throw new HttpProblem({ status: 403, code: "CROSS_SITE", title });
  };
}
