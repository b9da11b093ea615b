/**
 * LINE's error responses → our failures. Texts are matched loosely, because LINE says they may change; the status decides
 * first. https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
import { HTTPFetchError } from "@line/bot-sdk";
import { refusalDetail, type RefusedDetail } from "../../delivery/message/line-refusal.ts";
import { MIN_REACH } from "../../delivery/targeting/minimums.ts";
import { excerpt, later, parseJson, refused, retryAfterIn, type Platform } from "../shared/failures.ts";
import type { Failure } from "../../delivery/answer.ts";

export interface LineError {
  readonly status: number;
  readonly message: string;
  /** `property: message` of each detail, first ones only, with the number of the message that they are about. */
  readonly details: string;
  /** LINE does not document the header; it is honoured all the same. */
  readonly retryAfterSeconds: number | null;
}

const MAX_DETAILS = 5;

export function lineError(status: number, headers: Headers, body: string): LineError {
  const { message, error_description, error, details } = (parseJson(body) ?? {}) as Readonly<Record<string, unknown>>;
  const said = excerpt([message, error_description, error].find((text) => typeof text === "string") ?? "");
  const parts = Array.isArray(details) ? details.slice(0, MAX_DETAILS).map(detailOf) : [];
  return {
    status,
    message: said,
    details: excerpt(refusalDetail(said, parts)),
    retryAfterSeconds: retryAfterIn(headers.get("retry-after")),
  };
}

function detailOf(detail: { property?: unknown; message?: unknown } | null): RefusedDetail {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { property: text(detail?.property), message: text(detail?.message) };
}

export const LINE: Platform<LineError> = {
  unavailable: "LINE_UNAVAILABLE",
  errorOf: (error) => (error instanceof HTTPFetchError ? lineError(error.status, error.headers, error.body) : null),
};

/** What an error response means, unless the route knows better. */
export function failureOf({ status, message, details, retryAfterSeconds }: LineError): Failure {
  if (status === 429)
    return later(/monthly limit/i.test(message) ? "QUOTA_RESERVED" : "LINE_RATE_LIMITED", {}, retryAfterSeconds);
  if (status >= 500) return later("LINE_UNAVAILABLE", {}, retryAfterSeconds);
  if (status === 403 && /enough friends/i.test(message))
    return refused("REACH_BELOW_MINIMUM", { reach: `<${MIN_REACH}`, needed: MIN_REACH });
  if (status === 403) return refused("LINE_ACCESS_DENIED", { detail: message });
  if (status === 400 && /messages?\[/.test(details)) return refused("LINE_REFUSED_MESSAGE", { detail: details });
  if (status === 400 && /audience group/i.test(message))
    return refused("AUDIENCE_NOT_READY", { audience: audienceIn(message), status: "UNKNOWN" });
  const detail = [message, details].filter((text) => text !== "").join(" – ") || `HTTP ${status}`;
  return refused("LINE_REFUSED_REQUEST", { detail });
}

const audienceIn = (message: string): string => /\d{5,}/.exec(message)?.[0] ?? "–";

/**
 * LINE documents a 400 with `AUDIENCE_GROUP_NOT_FOUND` and "audience group not found" for an unknown audience; a 404 means
 * no other. https://developers.line.biz/en/reference/messaging-api/#manage-audience-error
 */
export const isUnknownAudience = ({ status, message, details }: LineError): boolean =>
  status === 404 || (status === 400 && /NOT[_ ]FOUND/i.test(`${message} ${details}`));

/**
 * True when the request surely never left us, so that nothing can have happened: the connection was refused or the
 * name not found. Everything else that breaks may have broken after LINE acted.
 */
export function neverSent(error: unknown): boolean {
  const cause = (error as { cause?: { code?: unknown } } | null)?.cause;
  return (
    typeof cause?.code === "string" &&
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(cause.code)
  );
}
