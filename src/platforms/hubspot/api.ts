/**
 * Requests to HubSpot by `fetch`, at the addresses of `addresses.ts`. HubSpot's SDK only has methods for v1 to v4
 * (github.com/HubSpot/hubspot-api-nodejs issues 689 and 690) and adds nothing else that is needed.
 */
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

/** An answer outside 200 to 299. `hubspotErrorOf` reads it. */
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
  const authorization = accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` };
  const send = async (url: string, init: RequestInit) =>
    jsonOf(await fetch(url, { ...init, headers: { Accept: "application/json", ...authorization, ...init.headers } }));
  const urlOf = (family: Family, parts: readonly string[]) => apiUrl + addresses.path(family, ...parts);
  const sendJson = (method: string, url: string, body: object) =>
    send(url, { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  return {
    addresses,
    get(family, parts, query = {}) {
      const search = new URLSearchParams(query).toString();
      return send(`${urlOf(family, parts)}${search && `?${search}`}`, {});
    },
    post: (family, parts, body) => sendJson("POST", urlOf(family, parts), body),
    patch: (family, parts, body) => sendJson("PATCH", urlOf(family, parts), body),
    postForm: (family, parts, fields) =>
      send(urlOf(family, parts), { method: "POST", body: new URLSearchParams(fields), headers: FORM }),
    delete: (family, parts) => send(urlOf(family, parts), { method: "DELETE" }),
  };
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new HttpFailure(response.status, text, response.headers.get("retry-after"));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Read as no answer of HubSpot's, like anything else that lacks what it documents.
    return text;
  }
}
