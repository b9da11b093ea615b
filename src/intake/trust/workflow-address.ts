/**
 * Which requests may come from HubSpot's workflow engine. HubSpot signs what a card's JavaScript asks for with the same
 * client secret, and a person can make that JavaScript ask for anything: a signature alone does not tell the two apart.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */
import { timingSafeEqual } from "node:crypto";
import { namesIdentity } from "./card-identity.ts";

/** What the engine calls, below `/hubspot`; an address is this path, a slash and a segment. */
export const PATHS = {
  action: "/actions/send-line-audience",
  options: "/options/:field",
  webhooks: "/webhooks",
} as const;

export type EngineRoute = keyof typeof PATHS;

const HEADS: Readonly<Record<EngineRoute, (head: string) => boolean>> = {
  action: (head) => head === "/hubspot/actions/send-line-audience/",
  options: (head) => /^\/hubspot\/options\/\w{1,100}\/$/.test(head),
  webhooks: (head) => head === "/hubspot/webhooks/",
};

export type Caller =
  /** The address is exactly ours, and has nothing behind it. */
  | "engine"
  /** The same with a query that HubSpot is not known to send. */
  | "engine_with_query"
  /** HubSpot adds such a query for cards. */
  | "card"
  /** Another address, or another segment. */
  | "unknown";

/** `url`: the request's target as it came. The segment is compared in constant time. */
export type WhoCalls = (route: EngineRoute, url: string) => Caller;

export function createWhoCalls(segments: readonly string[]): WhoCalls {
  const known = segments.map((segment) => Buffer.from(segment));
  const isKnown = (given: Buffer): boolean => {
    let found = false;
    for (const one of known) if (one.length === given.length && timingSafeEqual(one, given)) found = true;
    return found;
  };
  return (route, url) => {
    const mark = url.indexOf("?");
    const end = mark < 0 ? url.length : mark;
    const cut = url.lastIndexOf("/", end - 1) + 1;
    if (!HEADS[route](url.slice(0, cut)) || !isKnown(Buffer.from(url.slice(cut, end)))) return "unknown";
    if (mark < 0) return "engine";
    return namesIdentity(url.slice(mark + 1)) ? "card" : "engine_with_query";
  };
}
