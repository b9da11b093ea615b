/**
 * Requests to HubSpot. The SDK's own methods know v1 to v4 alone (github.com/HubSpot/hubspot-api-nodejs issues 689 and 690):
 * its plain request asks at the addresses of `addresses.ts`.
 */
import { Client } from "@hubspot/api-client";
import type { Addresses, Family } from "./addresses.ts";
import { HttpFailure, hubspotError } from "./answers.ts";

/** Where HubSpot is asked, and for which app. */
export interface AppAccess {
  readonly apiUrl: string;
  readonly addresses: Addresses;
  readonly app: { readonly clientId: string; readonly clientSecret: string };
}

export type Api = ReturnType<typeof createApi>;

type Options = Parameters<Client["apiRequest"]>[0];
type Fields = Readonly<Record<string, string>>;

/**
 * Each request returns the answer's JSON; its text where it is none. Rejects with `HttpFailure`. `parts` follow the family's
 * address. `accessToken`: missing where the app asks for itself.
 */
export function createApi({ apiUrl, addresses }: Pick<AppAccess, "apiUrl" | "addresses">, accessToken?: string) {
  const client = new Client({ basePath: apiUrl, ...(accessToken !== undefined && { accessToken }) });
  const ask = async (method: string, family: Family, parts: readonly string[], options?: Options) =>
    jsonOf(await client.apiRequest({ method, path: addresses.path(family, ...parts), ...options }));
  return {
    addresses,
    get: (family: Family, parts: readonly string[], qs?: Fields) => ask("GET", family, parts, qs && { qs }),
    post: (family: Family, parts: readonly string[], body: object) => ask("POST", family, parts, { body }),
    patch: (family: Family, parts: readonly string[], body: object) => ask("PATCH", family, parts, { body }),
    delete: (family: Family, parts: readonly string[]) => ask("DELETE", family, parts),
    /** A body of form fields, as OAuth wants it. */
    postForm(family: Family, parts: readonly string[], fields: Fields) {
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      return ask("POST", family, parts, { body: `${new URLSearchParams(fields)}`, defaultJson: false, headers });
    },
  };
}

/** A request about tokens, in the app's own name. */
export const askAsApp = ({ app, ...access }: AppAccess, parts: readonly string[], fields: Fields): Promise<unknown> =>
  createApi(access).postForm("oauth", parts, {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    ...fields,
  });

async function jsonOf(response: Awaited<ReturnType<Client["apiRequest"]>>): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new HttpFailure(hubspotError(response.status, text, response.headers.get("retry-after")));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Read as no answer of HubSpot's, like anything else that lacks what it documents.
    return text;
  }
}
