/** The definitions of an app, kept at HubSpot under the developer account's key. */
import type { Addresses } from "../../src/platforms/hubspot/addresses.ts";
import type { Definition } from "./definition-lines.ts";

export type Registered = Definition & { readonly id: string };

export interface DefinitionsApi {
  list(): Promise<Registered[]>;
  create(definition: object): Promise<Registered>;
  /** Replaces the top-level keys that are given. */
  change(id: string, keys: object): Promise<Registered>;
}

export interface DeveloperAccess {
  readonly apiUrl: string;
  readonly addresses: Addresses;
  readonly appId: string;
  readonly developerApiKey: string;
}

interface Page {
  readonly results: readonly Registered[];
  readonly paging?: { readonly next?: { readonly after?: string } } | null;
}

const TIMEOUT_MS = 30_000;

/**
 * https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/custom-action-guide; the same at its dated address
 * with the developer account's key in HubSpot's OpenAPI of 2026-09.
 */
export function definitionsApi({ apiUrl, addresses, appId, developerApiKey }: DeveloperAccess): DefinitionsApi {
  const base = addresses.path("definitions", appId);

  async function ask(method: string, path: string, query: Record<string, string>, body?: object): Promise<unknown> {
    const response = await fetch(`${apiUrl}${path}?${new URLSearchParams({ ...query, hapikey: developerApiKey })}`, {
      method,
      headers: { "Content-Type": "application/json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Error(`HubSpot cannot be reached at ${apiUrl}: ${reason(error)}`, { cause: error });
    });
    const text = await response.text();
    // The address carries the key and is never shown.
    if (!response.ok) throw new Error(`HubSpot answered ${response.status} to ${method} ${path}: ${problem(text)}`);
    return parsed(text, `${method} ${path}`);
  }

  return {
    async list() {
      const all: Registered[] = [];
      let after: string | undefined;
      do {
        const page = (await ask("GET", base, { limit: "100", ...(after !== undefined && { after }) })) as Page;
        all.push(...page.results);
        after = page.paging?.next?.after;
      } while (after !== undefined);
      return all;
    },
    create: async (definition) => (await ask("POST", base, {}, definition)) as Registered,
    change: async (id, keys) => (await ask("PATCH", `${base}/${encodeURIComponent(id)}`, {}, keys)) as Registered,
  };
}

function parsed(text: string, question: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const shown = text.slice(0, 300);
    throw new Error(`HubSpot's answer to ${question} is no JSON: ${shown}`, { cause: error });
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  // Where several addresses were tried, the error itself says nothing.
  return cause.message || (cause as NodeJS.ErrnoException).code || cause.name;
}

function problem(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === "string") return message;
  } catch {
    // A proxy's page instead of HubSpot's JSON: shown as it is.
  }
  return text.slice(0, 300);
}
