/** The HubSpot adapter installed in a portal of the simulated HubSpot. */
import { readVersions, type Versions } from "../../src/platforms/hubspot/addresses.ts";
import { createHubSpotAdapter } from "../../src/platforms/hubspot/hubspot-adapter.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import type { HubSpot, Installation } from "../../src/ports/hubspot.ts";
import {
  createMemoryCredentials,
  createMemoryRateLimiter,
  type MemoryCredentials,
  type MemoryRateLimiter,
} from "../support/memory-credentials.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { app, startBench, type Bench } from "./hubspot-simulator.support.ts";

export const PUBLIC_URL = "http://127.0.0.1:9";

export interface AdapterBench extends Bench {
  readonly credentials: MemoryCredentials;
  readonly limiter: MemoryRateLimiter;
  /** New tokens that HubSpot refused, oldest first. */
  readonly refusals: readonly { readonly portal: number; readonly code: string; readonly noted: string }[];
  readonly adapter: HubSpot;
  /** Another process with the same credentials. */
  anotherAdapter(apiUrl?: string, versions?: Versions): HubSpot;
}

export async function startAdapterBench(): Promise<AdapterBench> {
  const bench = await startBench();
  const redirectUris = [`${PUBLIC_URL}/hubspot/oauth/callback`, ...app.redirectUris];
  bench.hubspot.control.registerApp({ ...app, redirectUris });
  const credentials = createMemoryCredentials(() => bench.clock.now());
  const limiter = createMemoryRateLimiter();
  const refusals: AdapterBench["refusals"][number][] = [];
  const anotherAdapter = (apiUrl = bench.hubspot.apiUrl, versions = readVersions("")) =>
    createHubSpotAdapter({
      app,
      apiUrl,
      versions,
      appUrl: bench.hubspot.appUrl,
      publicUrl: PUBLIC_URL,
      credentials,
      tokensRefused: (portal, why, noted) => void refusals.push({ portal, code: why.code, noted: noted.kind }),
      limiter,
      timeoutMs: PATIENCE_MS,
    });
  return Object.assign(bench, { credentials, limiter, refusals, adapter: anotherAdapter(), anotherAdapter });
}

/** Follows the adapter's own link as a person who grants all it asks for; what is optional, where the portal has it. */
export async function grant(adapter: HubSpot, portalId: number, optional = true, without = ""): Promise<string> {
  const link = new URL(adapter.authorizeUrl("s1"));
  const asked = Object.fromEntries(link.searchParams);
  const wanted = [asked["scope"], ...(optional ? [asked["optional_scope"]] : [])].join(" ");
  const scope = wanted.replace(without, "");
  const form = new URLSearchParams({ ...asked, scope, portalId: String(portalId) });
  const response = await fetch(new URL(link.pathname, link), { method: "POST", body: form, redirect: "manual" });
  return new URL(response.headers.get("location") ?? "about:blank").searchParams.get("code") ?? "";
}

export async function installed(bench: AdapterBench, portalId: number, optional = true): Promise<Installation> {
  const { adapter, credentials } = bench;
  const installation = valueOf(await adapter.install(await grant(adapter, portalId, optional)));
  credentials.keep(portalId, installation.tokens);
  return installation;
}

export function valueOf<T>(answer: Answer<T>): T {
  if (answer.kind !== "ok") throw new Error(`${answer.kind}: ${JSON.stringify(answer.finding)}`);
  return answer.value;
}

export const refused = (code: string, figures: object = {}) => ({ kind: "refused", finding: { code, figures } });
export const later = (code: string) => ({ kind: "later", finding: { code, figures: {} } });
