/** HubSpot's error responses → our failures. https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
import type { Code } from "../../delivery/codes.ts";
import { excerpt, later, parseJson, refused, retryAfterIn, type Platform } from "../shared/failures.ts";
import type { Failure } from "../../delivery/answer.ts";

export interface HubSpotError {
  readonly status: number;
  readonly message: string;
  readonly category: string;
  readonly retryAfterSeconds: number | null;
  /** False for what does not come from HubSpot, such as the page of a proxy. */
  readonly inItsWords: boolean;
  /** The names of an error of OAuth: its `status` and `error`. */
  readonly named: readonly string[];
  /** Message and the messages of its parts. */
  readonly said: string;
  /** The whole response; empty where it is no JSON object. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** Any of these would have been enough. */
  readonly missingScopes: readonly string[];
}

/** HubSpot answered with an error. */
export class HttpFailure extends Error {
  readonly response: HubSpotError;
  constructor(response: HubSpotError) {
    super(`HTTP ${response.status}`);
    this.response = response;
  }
}

export const HUBSPOT: Platform<HubSpotError> = {
  unavailable: "HUBSPOT_UNAVAILABLE",
  errorOf: (error) => (error instanceof HttpFailure ? error.response : null),
};

export function hubspotError(status: number, body: unknown, retryAfter: string | null): HubSpotError {
  const response = typeof body === "string" ? parseJson(body) : body;
  const answer = (typeof response === "object" && response !== null ? response : {}) as Record<string, unknown>;
  const { message, category, subCategory, errors, correlationId, status: name, error } = answer;
  return {
    status,
    message: typeof message === "string" ? excerpt(message) : `HTTP ${status}`,
    category: [category, subCategory].filter((text) => typeof text === "string").join(" "),
    retryAfterSeconds: retryAfterIn(retryAfter),
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

/**
 * What HubSpot asks to wait for, and for how long where it does not say: until the rate limit's window has moved on, the 2
 * seconds of a lock, and a while of a migration, for which it always says. https://developers.hubspot.com/docs/api-reference/error-handling
 */
const WAITS: ReadonlyMap<number, { readonly code: Code; readonly seconds: number }> = new Map([
  [423, { code: "HUBSPOT_LOCKED", seconds: 2 }],
  [429, { code: "HUBSPOT_RATE_LIMITED", seconds: 10 }],
  [477, { code: "HUBSPOT_MIGRATING", seconds: 900 }],
]);

/** True for failures after which HubSpot accepts nothing more for the account for a while. */
export const isOrderToWait = ({ finding: { code } }: Failure): boolean =>
  [...WAITS.values()].some((wait) => wait.code === code);

export function failureOf({ status, message, retryAfterSeconds }: HubSpotError): Failure {
  const wait = WAITS.get(status);
  if (wait !== undefined) return later(wait.code, {}, retryAfterSeconds ?? wait.seconds);
  if (status >= 500) return later(HUBSPOT.unavailable, {}, retryAfterSeconds);
  // 403: a scope was not granted. Both ask for a new installation.
  if (status === 401 || status === 403) return unauthorized;
  return refused("HUBSPOT_REFUSED", { detail: message });
}

export const unauthorized = refused("HUBSPOT_UNAUTHORIZED");

/** Not reached, broken off, or its response is no use. */
export const unreachable = later(HUBSPOT.unavailable);
