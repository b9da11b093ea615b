/** Requests that the SDK has no method for, with failures in the shape of its own. */
import type { Client } from "@hubspot/api-client";

/** In the shape of the SDK's own exceptions. */
export class HttpFailure extends Error {
  readonly code: number;
  readonly body: string;
  readonly headers: Record<string, string>;
  constructor(code: number, body: string, retryAfter: string | null) {
    super(`HTTP ${code}`);
    this.code = code;
    this.body = body;
    this.headers = retryAfter === null ? {} : { "retry-after": retryAfter };
  }
}

export async function getJson(client: Client, path: string): Promise<unknown> {
  const text = await textOf(await client.apiRequest({ method: "GET", path }));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Read as no answer of HubSpot's, like anything else that lacks what it documents.
    return text;
  }
}

/** The body; throws `HttpFailure` for an answer that is no success. */
export async function textOf(response: Awaited<ReturnType<Client["apiRequest"]>>): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  throw new HttpFailure(response.status, text, response.headers.get("retry-after"));
}
