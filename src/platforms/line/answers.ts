/**
 * LINE's HTTP answers → ours. Texts are matched loosely, because LINE says they may change; the status decides first.
 * https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
import { HTTPFetchError } from "@line/bot-sdk";
import { finding, type Finding } from "../../delivery/codes.ts";
import { refusalDetail, type RefusedDetail } from "../../delivery/message/line-refusal.ts";
import { MIN_REACH } from "../../delivery/targeting/minimums.ts";
import { UnexpectedResponse, storable } from "../shared/read-response.ts";
import type { Answer } from "../../ports/answer.ts";

/** An answer that is no success, as LINE gave it. */
export interface LineError {
  readonly status: number;
  readonly message: string;
  /** `property: message` of each detail, first ones only, with the number of the message that they are about. */
  readonly details: string;
  readonly retryAfterSeconds: number | null;
}

export type Refused = Extract<Answer<never>, { kind: "refused" }>;
export type Later = Extract<Answer<never>, { kind: "later" }>;
export type Failure = Refused | Later;

export function lineError(status: number, headers: Headers, body: string): LineError {
  const { message, details } = parsedError(body);
  // Not documented; honoured when it is a number of seconds, of a day at most.
  const retryAfter = headers.get("retry-after") ?? "";
  return { status, message, details, retryAfterSeconds: /^[1-9]\d{0,4}$/.test(retryAfter) ? Number(retryAfter) : null };
}

/** Null when LINE did not answer at all. */
export function lineErrorOf(error: unknown): LineError | null {
  return error instanceof HTTPFetchError ? lineError(error.status, error.headers, error.body) : null;
}

/** What any LINE error means, unless the route knows better. */
export function failureOf(error: LineError): Failure {
  const { status, message } = error;
  if (status === 429)
    return later(isMonthlyLimit(error) ? finding("QUOTA_RESERVED") : finding("LINE_RATE_LIMITED"), error);
  if (status >= 500) return later(finding("LINE_UNAVAILABLE"), error);
  if (status === 403 && /enough friends/i.test(message)) {
    return refused(finding("REACH_BELOW_MINIMUM", { reach: `<${MIN_REACH}`, needed: MIN_REACH }));
  }
  if (status === 403) return refused(finding("LINE_ACCESS_DENIED", { detail: message }));
  if (status === 400 && /messages?\[/.test(error.details))
    return refused(finding("LINE_REFUSED_MESSAGE", { detail: error.details }));
  if (status === 400 && /audience group/i.test(message)) {
    return refused(finding("AUDIENCE_NOT_READY", { audience: audienceIn(message), status: "UNKNOWN" }));
  }
  const detail = [message, error.details].filter((text) => text !== "").join(" – ") || `HTTP ${status}`;
  return refused(finding("LINE_REFUSED_REQUEST", { detail }));
}

/** What an answer means, once it is seen to be one. */
export function mapped<T, U>(answer: Answer<T>, map: (value: T) => U): Answer<U> {
  if (answer.kind !== "ok") return answer;
  try {
    return { kind: "ok", value: map(answer.value) };
  } catch (error) {
    if (error instanceof UnexpectedResponse) return unexpectedResponse(error);
    throw error;
  }
}

/** Not what LINE documents: asked again later, and the timeline names the field. */
export const unexpectedResponse = ({ message: detail }: Error): Later => ({
  kind: "later",
  finding: finding("LINE_UNAVAILABLE", { detail }),
});

/** LINE was not reached, or broke off. */
export const unreachable: Later = { kind: "later", finding: finding("LINE_UNAVAILABLE") };

export const isMonthlyLimit = ({ message }: LineError): boolean => /monthly limit/i.test(message);

export const refused = (why: Finding): Refused => ({ kind: "refused", finding: why });

function later(why: Finding, { retryAfterSeconds }: LineError): Later {
  return { kind: "later", finding: why, ...(retryAfterSeconds !== null && { retryAfterSeconds }) };
}

const audienceIn = (message: string): string => /\d{5,}/.exec(message)?.[0] ?? "–";

const MOST_DETAILS = 5;

function parsedError(body: string): { message: string; details: string } {
  const value = parsed(body) as {
    message?: unknown;
    error_description?: unknown;
    error?: unknown;
    details?: unknown;
  } | null;
  const message = [value?.message, value?.error_description, value?.error].find((text) => typeof text === "string");
  const said = typeof message === "string" ? shown(message) : "";
  const details = Array.isArray(value?.details) ? value.details.slice(0, MOST_DETAILS).map(detailOf) : [];
  return { message: said, details: shown(refusalDetail(said, details)) };
}

const LONGEST_MESSAGE = 1000;

const shown = (text: string): string => storable(text.slice(0, LONGEST_MESSAGE));

function detailOf(detail: { property?: unknown; message?: unknown } | null): RefusedDetail {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { property: text(detail?.property), message: text(detail?.message) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // A proxy's page instead of LINE's JSON: the status alone has to do.
    return null;
  }
}

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

/**
 * True for a mistake in our own code, which must not pass for LINE's silence. `fetch` too fails with a TypeError, and by
 * name because its class need not be this module's.
 */
export function isOurFault(error: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  if (name === "TypeError") return !/fetch failed|terminated/i.test(String(message));
  return name === "ReferenceError" || name === "RangeError";
}
