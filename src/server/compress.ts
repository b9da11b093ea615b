/** Pages, their files and the API travel compressed. */
import compression from "compression";
import type { Request, RequestHandler } from "express";

/**
 * Compressing tells by its length whether what an address asks for is also on the page (BREACH). No page holds a secret
 * of ours, but names and people are on it: who is led here by another site with a question in the address gets the page as
 * it is. https://www.breachattack.com/
 */
export function compress(): RequestHandler {
  return compression({
    filter: (request: Request, response) => !asksForAnother(request) && compression.filter(request, response),
  });
}

/** Browsers say where a request comes from; `none` is what a person typed or kept. */
function asksForAnother(request: Request): boolean {
  const site = request.get("sec-fetch-site");
  return (site === "cross-site" || site === "same-site") && request.originalUrl.includes("?");
}
