/**
 * A record that HubSpot refuses by the account's own rules: properties that an administrator requires (held against API writes
 * from 2026-09 on: https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement), and rules for their values
 * (https://developers.hubspot.com/changelog/upcoming-property-validations-rules-will-be-enforced-for-apis-and-integrations).
 */
import { parseJson, refused } from "../../shared/failures.ts";
import type { Refused } from "../../../delivery/answer.ts";
import type { HubSpotError } from "../answers.ts";

/** The object as we made it was changed, or made by an earlier version: it is completed, no rule is to blame. */
const OURS = new Set(["PROPERTY_DOESNT_EXIST", "INVALID_OPTION", "READ_ONLY_VALUE"]);
const NAME = /^\w{1,100}$/;
const MAX_NAMES = 10;

interface Part {
  readonly code?: unknown;
  readonly context?: { readonly propertyName?: unknown } | null;
  /** Inside the message: `[{"isValid":false,"message":"…","error":"INVALID_ALPHA","name":"firstname"}]`. */
  readonly error?: unknown;
  readonly name?: unknown;
}

/** RECORDS_REFUSED_BY_RULE with the names of the properties; null where the answer blames no rule. */
export function refusedByRule({ status, answer: { errors, message } }: HubSpotError): Refused | null {
  if (status !== 400) return null;
  const parts = [...listIn(errors), ...listIn(listInside(message))].filter((part) => part !== null) as Part[];
  const blamed = parts.filter(({ code, error }) => !OURS.has(String(code ?? error)));
  const names = blamed.flatMap(({ context, name }) => [context?.propertyName ?? name].flat());
  const known = [...new Set(names.filter((name) => typeof name === "string" && NAME.test(name)))];
  return known.length === 0
    ? null
    : refused("RECORDS_REFUSED_BY_RULE", { properties: known.slice(0, MAX_NAMES).join(", ") });
}

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const listInside = (message: unknown): unknown =>
  typeof message === "string" ? parseJson(message.slice(message.indexOf("["))) : null;
