/**
 * Requests to HubSpot. The SDK's own methods know v1 to v4 alone (github.com/HubSpot/hubspot-api-nodejs issues 689 and 690):
 * its plain request asks at the addresses of `addresses.ts`. Failures have the shape of the SDK's own.
 */
import { Client } from "@hubspot/api-client";
import type { Addresses, Family } from "./addresses.ts";

export interface Api {
  readonly addresses: Addresses;
  /** The answer's JSON; its text where it is none. Rejects with `HttpFailure`. `parts` follow the family's address. */
  get(family: Family, parts: readonly string[], query?: Readonly<Record<string, string>>): Promise<unknown>;
  post(family: Family, parts: readonly string[], body: object): Promise<unknown>;
  /** A body of form fields, as OAuth wants it. */
  postForm(family: Family, parts: readonly string[], fields: Readonly<Record<string, string>>): Promise<unknown>;
  patch(family: Family, parts: readonly string[], body: object): Promise<unknown>;
  delete(family: Family, parts: readonly string[]): Promise<unknown>;
}

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

interface ApiOptions {
  readonly apiUrl: string;
  readonly addresses: Addresses;
  /** Missing where the app asks for itself. */
  readonly accessToken?: string;
}

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

export function createApi({ apiUrl, addresses, accessToken }: ApiOptions): Api {
  const client = new Client({ basePath: apiUrl, ...(accessToken !== undefined && { accessToken }) });
  const ask = async (request: Parameters<Client["apiRequest"]>[0]) => jsonOf(await client.apiRequest(request));
  return {
    addresses,
    get: (family, parts, query = {}) =>
      ask({
        method: "GET",
        path: addresses.path(family, ...parts),
        ...(Object.keys(query).length > 0 && { qs: query }),
      }),
    post: (family, parts, body) => ask({ method: "POST", path: addresses.path(family, ...parts), body }),
    patch: (family, parts, body) => ask({ method: "PATCH", path: addresses.path(family, ...parts), body }),
    postForm(family, parts, fields) {
      const body = new URLSearchParams(fields).toString();
      return ask({ method: "POST", path: addresses.path(family, ...parts), body, defaultJson: false, headers: FORM });
    },
    delete: (family, parts) => ask({ method: "DELETE", path: addresses.path(family, ...parts) }),
  };
}

async function jsonOf(response: Awaited<ReturnType<Client["apiRequest"]>>): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new HttpFailure(response.status, text, response.headers.get("retry-after"));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Read as no answer of HubSpot's, like anything else that lacks what it documents.
    return text;
  }
}
