/** How HubSpot signs what it sends. https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests */
import { createHash, createHmac } from "node:crypto";

export interface SignedRequest {
  readonly clientSecret: string;
  readonly method: string;
  readonly uri: string;
  readonly body: string;
}

const decoded: Readonly<Record<string, string>> = {
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

export function signatureV2({ clientSecret, method, uri, body }: SignedRequest): string {
  return createHash("sha256").update(`${clientSecret}${method}${uri}${body}`, "utf8").digest("hex");
}

/** HubSpot decodes some characters of the URI before it signs. */
export function signatureV3({ clientSecret, method, uri, body }: SignedRequest, timestampMs: number): string {
  const plainUri = uri.replace(/%[0-9A-F]{2}/gi, (code) => decoded[code.toUpperCase()] ?? code);
  return createHmac("sha256", clientSecret)
    .update(`${method}${plainUri}${body}${timestampMs}`, "utf8")
    .digest("base64");
}

/** Both signatures: workflow actions carry v2, and v3 is sent beside it. The time is the wall's, as the receiver's is. */
export function signatureHeaders(request: SignedRequest, withV3: boolean): Record<string, string> {
  const v2 = { "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": signatureV2(request) };
  if (!withV3) return v2;
  const timestampMs = Date.now();
  return {
    ...v2,
    "X-HubSpot-Signature-v3": signatureV3(request, timestampMs),
    "X-HubSpot-Request-Timestamp": String(timestampMs),
  };
}
