/** What became of a request that brought no success: the same for every platform. */
import { finding, type Code } from "../../delivery/codes.ts";
import type { Later, Refused } from "../../delivery/answer.ts";
import { storable } from "./read-response.ts";

export interface Platform<ErrorResponse> {
  /** Of a platform that is not reached, breaks off, or answers something else than it documents. */
  readonly unavailable: Code;
  /** The error response behind an exception; null where the platform did not answer at all. */
  readonly errorOf: (error: unknown) => ErrorResponse | null;
}

export const ok = <T>(value: T) => ({ kind: "ok", value }) as const;

/** Of a request whose response holds nothing of interest. */
export const nothing = (): null => null;

export const refused = (...why: Parameters<typeof finding>): Refused => ({ kind: "refused", finding: finding(...why) });

export const later = (
  code: Code,
  figures: Parameters<typeof finding>[1] = {},
  seconds: number | null = null,
): Later => ({
  kind: "later",
  finding: finding(code, figures),
  ...(seconds !== null && { retryAfterSeconds: seconds }),
});

/** `error`: an error response, whose meaning differs by route. */
export type Attempt<T, ErrorResponse> =
  { readonly kind: "ok"; readonly value: T } | Later | { readonly kind: "error"; readonly error: ErrorResponse };

/** One request, with the reading of its response. Rejects with mistakes in our own code alone. */
export async function attempt<T, ErrorResponse>(
  { unavailable, errorOf }: Platform<ErrorResponse>,
  timeoutMs: number,
  request: Promise<T>,
): Promise<Attempt<T, ErrorResponse>> {
  try {
    return ok(await withTimeout(timeoutMs, request));
  } catch (error) {
    // The timeline names the field.
    if (isUnexpectedResponse(error)) return later(unavailable, { detail: error.message });
    if (isOurFault(error)) throw error;
    const response = errorOf(error);
    return response === null ? later(unavailable) : { kind: "error", error: response };
  }
}

/** No answer in time. What was asked for may still happen. */
class TimeoutError extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = "TimeoutError";
  }
}

/**
 * The platforms' SDKs take neither a time limit nor an abort signal: after `ms` this rejects with `TimeoutError` and leaves
 * the request behind, which Node ends after five minutes. Only for reads and requests that may be repeated.
 */
export function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => reject(new TimeoutError(ms)), ms);
  // After the timeout its own failure is without effect.
  void work.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}

/** True also where an SDK itself failed on the response: the first frame of a file is then a package's. */
export function isUnexpectedResponse(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error.name === "UnexpectedResponse") return true;
  const file = (error.stack ?? "").split("\n").find((line) => /^\s+at .*[/\\][^/\\]+\.[cm]?[jt]s:\d+/.test(line));
  // Too deep for the engine itself, the trace is full before it reaches a file.
  if (file === undefined) return error.name === "RangeError";
  return file.includes("node_modules") && /^(TypeError|RangeError)$/.test(error.name) && !isFetch(error);
}

/** True for a mistake in our own code, which must not pass for a platform's silence; by name, as classes differ by realm. */
export function isOurFault(error: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  if (name === "TypeError") return !isFetch({ message: String(message) });
  return name === "ReferenceError" || name === "RangeError";
}

/** `fetch` fails with a TypeError when a connection does. */
const isFetch = ({ message }: { readonly message: string }): boolean => /fetch failed|terminated/i.test(message);

/** Seconds of a Retry-After header, of a day at most; null for anything else. */
export const retryAfterIn = (header: string | null | undefined): number | null =>
  /^[1-9]\d{0,4}$/.test(header ?? "") ? Number(header) : null;

const MAX_MESSAGE_LENGTH = 1000;

/** A platform's words, to be stored and shown. */
export const excerpt = (message: string): string => storable(message.slice(0, MAX_MESSAGE_LENGTH));

/** The JSON in a body; null where there is none, as in the page of a proxy. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
