/**
 * What a request that HubSpot signed says about who is asking. HubSpot appends four names to the address that a card asks
 * for; the rest of the address is written by the person's browser, and so by the person.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */
import type { Request } from "express";
import type { CardCheckSeen, CardHole, SignedIdentity } from "../../ports/card-check.ts";

const NAMES = ["userId", "portalId", "userEmail", "appId"] as const;

/** What the forging requests of the card check name; no HubSpot account and no person has these. */
export const FORGED = { userId: "1", portalId: "1", userEmail: "forged@check.invalid" } as const;

/** Of a request whose signature is valid. */
export function signedIdentity({ query }: Pick<Request, "query">): SignedIdentity {
  const values = NAMES.map((name) => query[name]);
  if (values.some((value) => value === undefined)) return "missing";
  if (values.some((value) => typeof value !== "string")) return "doubled";
  return query["portalId"] === FORGED.portalId || query["userEmail"] === FORGED.userEmail ? "forged" : "appended";
}

/** True where a person can make HubSpot sign a request in another person's name. */
export const showsHole = (seen: CardCheckSeen): seen is CardHole["seen"] => seen === "missing" || seen === "forged";
