/**
 * Is this request HubSpot's? Checked on the raw bytes, in constant time, before anything is parsed.
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
import { createHmac, hash, timingSafeEqual } from "node:crypto";

export interface SignedRequest {
  readonly method: string;
  /** The address as HubSpot called it: protocol, host, path and query. */
  readonly uri: string;
  readonly body: Buffer;
  header(name: string): string | undefined;
}

export type SignatureVerdict = "valid" | "missing" | "wrong" | "too_old";

const MAX_AGE_MS = 5 * 60_000;

/** Milliseconds, without leading zeros: the signed text has no mark where the body ends and the time begins. */
const TIMESTAMP = /^[1-9]\d{12}$/;

type Header = SignedRequest["header"];

/** True without a signature of either kind: known before the body is there. */
export const isUnsigned = (header: Header): boolean =>
  isUntimed(header) && (header("x-hubspot-signature") === undefined || header("x-hubspot-signature-version") !== "v2");

/** True without v3, the one signature that carries a time. */
export const isUntimed = (header: Header): boolean => header("x-hubspot-signature-v3") === undefined;

/** `now`: wall time in milliseconds. v3 is preferred where HubSpot sends it, because only v3 carries a time. */
export function checkSignature(request: SignedRequest, clientSecret: string, now: number): SignatureVerdict {
  if (isUnsigned(request.header)) return "missing";
  if (!isUntimed(request.header)) return checkTimedSignature(request, clientSecret, now);
  const v2 = request.header("x-hubspot-signature") ?? "";
  const signed = Buffer.concat([Buffer.from(clientSecret + request.method + request.uri), request.body]);
  return same(hash("sha256", signed, "hex"), v2) ? "valid" : "wrong";
}

/** v3 alone, for requests that may not be repeated later: v2 would be valid forever. */
export function checkTimedSignature(request: SignedRequest, clientSecret: string, now: number): SignatureVerdict {
  const signature = request.header("x-hubspot-signature-v3");
  if (signature === undefined) return "missing";
  const timestamp = request.header("x-hubspot-request-timestamp") ?? "";
  const mac = createHmac("sha256", clientSecret)
    .update(request.method + decodeUri(request.uri))
    .update(request.body)
    .update(timestamp);
  if (!same(mac.digest("base64"), signature)) return "wrong";
  // Also from the future: a clock that is ahead must not make a captured request valid forever.
  return TIMESTAMP.test(timestamp) && Math.abs(now - Number(timestamp)) <= MAX_AGE_MS ? "valid" : "too_old";
}

const DECODED: Readonly<Record<string, string>> = {
  "%3A": ":",
  "%2F": "/",
  "%3F": "?",
  "%40": "@",
  "%21": "!",
  "%24": "$",
  "%27": "'",
  "%28": "(",
  "%29": ")",
  "%2A": "*",
  "%2C": ",",
  "%3B": ";",
};

/** HubSpot signs v3 over the address with exactly these encodings undone. */
function decodeUri(uri: string): string {
  return uri.replace(/%[0-9A-Fa-f]{2}/g, (code) => DECODED[code.toUpperCase()] ?? code);
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
