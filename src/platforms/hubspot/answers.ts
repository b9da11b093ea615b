/** HubSpot's HTTP answers → ours. https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
import { finding, type Code } from "../../delivery/codes.ts";
import { storable } from "../shared/read-response.ts";
import type { Answer } from "../../ports/answer.ts";

export type Refused = Extract<Answer<never>, { kind: "refused" }>;
export type Later = Extract<Answer<never>, { kind: "later" }>;

/** An answer that is no success. */
export interface HubSpotError {
  readonly status: number;
  readonly message: string;
  readonly category: string;
  readonly retryAfterSeconds: number | null;
  /** False for what HubSpot does not write so, such as the page of a proxy. */
  readonly inItsWords: boolean;
  /** What it is called, where OAuth is asked: in `status` and `error`. */
  readonly named: readonly string[];
  /** Message and the messages of its parts. */
  readonly said: string;
  /** The whole answer; empty where it is no JSON object. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** Any of these would have been enough. */
  readonly missingScopes: readonly string[];
}

/** Null when HubSpot did not answer at all. The SDK's exceptions differ by API but share this shape. */
export function hubspotErrorOf(error: unknown): HubSpotError | null {
  const { code, body, headers } = (error ?? {}) as { code?: unknown; body?: unknown; headers?: Record<string, string> };
  return typeof code === "number" ? hubspotError(code, body, headers?.["retry-after"]) : null;
}

export function hubspotError(status: number, body: unknown, retryAfter: string | null | undefined): HubSpotError {
  const answer = (typeof body === "string" ? parsed(body) : (body ?? {})) as Record<string, unknown>;
  const { message, category, subCategory, errors, correlationId, status: name, error } = answer;
  return {
    status,
    message: typeof message === "string" ? storable(message.slice(0, LONGEST_MESSAGE)) : `HTTP ${status}`,
    category: [category, subCategory].filter((text) => typeof text === "string").join(" "),
    retryAfterSeconds: /^[1-9]\d{0,4}$/.test(retryAfter ?? "") ? Number(retryAfter) : null,
    inItsWords: typeof message === "string" && (typeof category === "string" || typeof correlationId === "string"),
    named: [name, error].filter((text) => typeof text === "string"),
    said: [message, ...messagesOf(errors)].filter((text) => typeof text === "string").join(" "),
    answer,
    missingScopes: scopesIn(errors),
  };
}

const messagesOf = (errors: unknown): readonly unknown[] =>
  Array.isArray(errors) ? errors.map((error: { message?: unknown } | null) => error?.message) : [];

const SCOPE = /^[\w.-]{1,100}$/;

/** As in https://github.com/PostHog/posthog/issues/53339 */
function scopesIn(errors: unknown): readonly string[] {
  const parts = Array.isArray(errors) ? (errors as readonly ({ context?: Record<string, unknown> } | null)[]) : [];
  const scopes = parts.flatMap((part): unknown[] => [part?.context?.["requiredGranularScopes"] ?? []].flat());
  return scopes.filter((scope): scope is string => typeof scope === "string" && SCOPE.test(scope)).slice(0, 20);
}

const LONGEST_MESSAGE = 1000;

/**
 * What HubSpot asks to wait for, and for how long where it does not say: until the rate limit's window has moved on, the 2
 * seconds of a lock, and a while of a migration, for which it always says. https://developers.hubspot.com/docs/api-reference/error-handling
 */
const WAITS: ReadonlyMap<number, { readonly code: Code; readonly seconds: number }> = new Map([
  [423, { code: "HUBSPOT_LOCKED", seconds: 2 }],
  [429, { code: "HUBSPOT_RATE_LIMITED", seconds: 10 }],
  [477, { code: "HUBSPOT_MIGRATING", seconds: 900 }],
]);

/** True for answers after which HubSpot wants to hear nothing more of the account for a while. */
export const isOrderToWait = ({ finding: { code } }: Refused | Later): boolean =>
  [...WAITS.values()].some((wait) => wait.code === code);

export function failureOf({ status, message, retryAfterSeconds }: HubSpotError): Refused | Later {
  const wait = WAITS.get(status);
  if (wait !== undefined)
    return { kind: "later", finding: finding(wait.code), retryAfterSeconds: retryAfterSeconds ?? wait.seconds };
  if (status >= 500) return { ...unreachable, ...(retryAfterSeconds !== null && { retryAfterSeconds }) };
  // 403: a scope was not granted. Both ask for a new installation.
  if (status === 401 || status === 403) return unauthorized;
  return refused("HUBSPOT_REFUSED", { detail: message });
}

export const refused = (...args: Parameters<typeof finding>): Refused => ({
  kind: "refused",
  finding: finding(...args),
});

export const unauthorized: Refused = refused("HUBSPOT_UNAUTHORIZED");

/** Not what HubSpot documents: asked again later, and the timeline names the field. */
export const unexpectedResponse = ({ message: detail }: Error): Later => ({
  kind: "later",
  finding: finding("HUBSPOT_UNAVAILABLE", { detail }),
});

export const unreachable: Later = { kind: "later", finding: finding("HUBSPOT_UNAVAILABLE") };

/**
 * True for a mistake in our own code, which must not pass for HubSpot's silence. `fetch` too fails with a TypeError, and
 * by name because its class need not be this module's.
 */
export function isOurFault(error: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  if (name === "TypeError") return !/fetch failed|terminated/i.test(String(message));
  return name === "ReferenceError" || name === "RangeError";
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
