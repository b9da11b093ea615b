/** A service whose card waits for the check, and the settings page's part in it, for the tests of the card check. */
import { afterAll, beforeAll, beforeEach, expect } from "@jest/globals";
import { makeCode } from "../../src/console/card/code.ts";
import { createFactStore } from "../../src/store/postgres/deployment-facts.ts";
import { APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import type { Settings } from "../../simulators/hubspot/settings.ts";
import { extensionFetch, type FetchOptions } from "../support/extension-fetch.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

export const NO_DELIVERY = "0d9f6f7e-0000-4000-8000-000000000001";
export const SAFE = { extensionFetchFragment: "signed", extensionFetchNamed: "twice" } as const;

let service: RunningService;

export const running = (): RunningService => service;

/** Before each test HubSpot is safe and the deployment knows nothing. */
export function useService(): void {
  beforeAll(async () => {
    service = await startTestService({ cards: "checked" });
  });
  afterAll(() => service.close());
  beforeEach(async () => {
    hubspotDoes(SAFE);
    await service.database.pool.query("delete from deployment_facts");
  });
}

export const hubspotDoes = (change: Partial<Settings>): void =>
  void Object.assign(service.world.hubspot.control.settings, change);

export const facts = () => createFactStore(service.database.db);
export const newCode = (): Promise<string> => makeCode(facts(), Date.now());

export const card = (url: string, options?: FetchOptions): Promise<Response> =>
  extensionFetch(service.world.hubspot.appUrl, { portalId: PORTAL_ID, appId: APP.appId })(url, options);

export async function bodyOf(answer: Response) {
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

export const at = (path: string): string => `${service.publicUrl}/hubspot/cards${path}`;
export const open = async (query = "") => bodyOf(await card(at(`/deliveries/${NO_DELIVERY}${query}`)));
export const ON = { status: 200, body: expect.objectContaining({ kind: "refused", status: 404, code: "NOT_FOUND" }) };
export const off = (detail: RegExp) => ({
  status: 403,
  body: expect.objectContaining({ code: "CARDS_OFF", detail: expect.stringMatching(detail) }),
});

interface Tried {
  readonly verdict: string;
  readonly lines: Record<string, string>;
}

/** As the settings page runs it; `swallow`: what an attacker's page would not send. */
export async function run(code: string, { swallow = [] as readonly string[] } = {}): Promise<Tried> {
  const begun = await bodyOf(await card(at(`/probe/${code}`)));
  expect(begun.status).toBe(200);
  const notPassedOn: Record<string, string> = {};
  for (const { name, address } of begun.body["forgeries"] as { name: string; address: string }[]) {
    if (swallow.includes(name)) continue;
    await card(address).catch((error: unknown) => (notPassedOn[name] = String(error)));
  }
  const { status, body } = await bodyOf(await card(at(`/probe/${code}`), { method: "POST", body: { notPassedOn } }));
  expect(status).toBe(200);
  const lines = Object.fromEntries(
    (body["lines"] as { label: string; text: string }[]).map((one) => [one.label, one.text]),
  );
  return { verdict: String(body["verdict"]), lines };
}
