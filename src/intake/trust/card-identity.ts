/** The names under which HubSpot says who is asking through a card, looked for as an attacker might write them. */

import type { RequestHandler } from "express";
import { refuseField } from "../answers.ts";

const IDENTITY = ["userId", "portalId", "userEmail", "appId"] as const;

type IdentityName = (typeof IDENTITY)[number];

const BY_LETTERS: ReadonlyMap<string, IdentityName> = new Map(IDENTITY.map((name) => [name.toLowerCase(), name]));

/** What is encoded more often than this is nothing that anyone sends in good faith. */
const MAX_ENCODINGS = 4;

/** True for a query with one of the names in it: decoded however often, in any case, with brackets or other signs around. */
export function namesIdentity(query: string): boolean {
  const names = identityNames(query);
  return names === null || names.length > 0;
}

/**
 * Behind the signature of a card's request: HubSpot's four names are there, each once, as HubSpot writes them and in no other
 * way, and the app is ours. A request in which someone else wrote one of them too is refused, whichever of the two comes first.
 */
export function requireIdentity(appId: string): RequestHandler {
  return (request, response, next) => {
    const { originalUrl } = request;
    const mark = originalUrl.indexOf("?");
    const field = wrongName(mark < 0 ? "" : originalUrl.slice(mark + 1), appId);
    if (field === null) return next();
    refuseField(response, field, "must be there exactly once, as HubSpot adds it for this app");
  };
}

/** Null where all is as it should be. */
function wrongName(query: string, appId: string): string | null {
  const read = identityNames(query);
  if (read === null) return "query";
  const parts = query.split("&");
  const isWrong = (name: IdentityName) =>
    read.filter((one) => one === name).length !== 1 || parts.filter((part) => part.startsWith(`${name}=`)).length !== 1;
  return IDENTITY.find(isWrong) ?? (parts.includes(`appId=${appId}`) ? null : "appId");
}

/** One entry for each place where a parameter's name reads like one of the four; null where that cannot be known. */
function identityNames(query: string): IdentityName[] | null {
  let text = query;
  for (let round = 0; text.includes("%"); round += 1) {
    const decoded = decodedOnce(text);
    if (decoded === text) break;
    if (round === MAX_ENCODINGS) return null;
    text = decoded;
  }
  return text.split(/[&;?#]/).flatMap((part) => namesIn(part.split("=", 1)[0] ?? ""));
}

/** Malformed codes stay; others are bytes of UTF-8. */
const decodedOnce = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll("%", ""), "hex").toString("utf8"));

/** `x[portalId]`, `portal_id` and the full-width `ｐｏｒｔａｌＩｄ` are `portalId` to someone. */
function namesIn(name: string): IdentityName[] {
  const plain = name.normalize("NFKC").toLowerCase();
  const whole = BY_LETTERS.get(plain.replace(/[^a-z]/g, ""));
  if (whole !== undefined) return [whole];
  return plain.split(/[^a-z]+/).flatMap((letters) => BY_LETTERS.get(letters) ?? []);
}
