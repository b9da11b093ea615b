/** What the attacks of attacks.test.ts do where their defence is missing: each comes through. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { SEGMENT } from "../../simulators/demo-world.ts";
import {
  CARDS,
  ENGINE,
  HELPLESS,
  OTHER_PORTAL_ID,
  startAttackedService,
  type AttackedService,
} from "../support/attacked-service.ts";
import type { RouteEntry } from "../support/route-table.ts";

let attacked: AttackedService;
afterEach(() => attacked.service.close());

const THEM = { portalId: OTHER_PORTAL_ID, role: "viewer" } as const;
const ROUTE = (part: string): RouteEntry => {
  const route = [...ENGINE, ...CARDS].find(({ path }) => path.includes(part));
  if (route === undefined) throw new Error(`there is no ${part}`);
  return route;
};

/** The one answer to an attack by a viewer of another account. */
async function tried(part: string, only: string, change: Partial<typeof HELPLESS> = {}) {
  const behaviour = { ...HELPLESS, ...change };
  const [answer] = await attacked.attack(ROUTE(part), THEM, { segment: SEGMENT, behaviour, only });
  return answer;
}

describe("no permittedUrls, a known segment, and an identity that is lost with the fragment", () => {
  test("executions of another account are stored", async () => {
    attacked = await startAttackedService();
    const { executions } = await attacked.stored();
    expect(await tried("/actions/", "a fragment")).toMatchObject({ status: 200 });
    expect((await attacked.stored()).executions).toBe(executions + 1);
  });

  test("another account's dropdowns are read", async () => {
    attacked = await startAttackedService();
    expect(await tried("/options/", "a fragment")).toMatchObject({
      status: 200,
      text: expect.stringContaining("Hoshi"),
    });
  });

  test("another account's contacts are erased; but not by an object, which is all that a card is documented to send", async () => {
    attacked = await startAttackedService();
    expect(await tried("/webhooks/", "a fragment", { extensionFetchBody: "objects" })).toMatchObject({ status: 400 });
    expect(await attacked.stored()).toMatchObject({ forgotten: 0 });
    expect(await tried("/webhooks/", "a fragment")).toMatchObject({ status: 204 });
    expect(await attacked.stored()).toMatchObject({ forgotten: 1 });
  });

  test("a query of the attacker's own is 503, and comes through with INTAKE_ALLOW_QUERY", async () => {
    attacked = await startAttackedService();
    for (const part of ["/actions/", "/options/", "/webhooks/"])
      expect([part, (await tried(part, "a query and a fragment"))?.status]).toEqual([part, 503]);
    const { log } = attacked.service;
    expect(log.filter(({ event }) => event === "intake.query_refused").length).toBeGreaterThan(0);
    const metrics = await (await fetch(`${attacked.service.publicUrl}/metrics`)).text();
    // Each was sent again by HubSpot.
    expect(metrics).toContain('line_audience_intake_queries_total{why="query"} 6');
    await attacked.service.close();
    attacked = await startAttackedService({ config: { intakeAllowQuery: true } });
    for (const part of ["/actions/", "/options/", "/webhooks/"])
      expect([part, [200, 204].includes((await tried(part, "a query and a fragment"))?.status ?? 0)]).toEqual([
        part,
        true,
      ]);
  });

  test("what HubSpot appends is refused with INTAKE_ALLOW_QUERY too, and said in the log", async () => {
    attacked = await startAttackedService({ config: { intakeAllowQuery: true } });
    for (const part of ["/actions/", "/options/", "/webhooks/"])
      expect([part, (await tried(part, "nothing"))?.status]).toEqual([part, 403]);
    expect(attacked.service.log).toContainEqual(
      expect.objectContaining({ event: "intake.card_request_refused", route: expect.any(String) }),
    );
  });

  test("every segment that is accepted is one that has to stay secret", async () => {
    attacked = await startAttackedService({ config: { intakeSegments: ["another-one-that-is-new", SEGMENT] } });
    expect(await tried("/options/", "a fragment")).toMatchObject({ status: 200 });
  });
});

describe("the card, where HubSpot does not sign the fragment", () => {
  const FORGED = "a forged person and a fragment";

  test("answers the forged person: no check of the request can tell", async () => {
    attacked = await startAttackedService();
    expect(await tried("/cards/deliveries/:id", FORGED)).toMatchObject({
      status: 200,
      text: expect.stringContaining('"headline"'),
    });
    expect(await tried("/cards/deliveries/:id/cancel", FORGED)).toMatchObject({ status: 200 });
    expect(await attacked.stored()).toMatchObject({ forged: 1 });
  });

  test("so it is off where the card check has not passed", async () => {
    attacked = await startAttackedService({ cards: "checked" });
    for (const { path } of CARDS.filter(({ authentication }) => authentication === "timed"))
      expect([path, (await tried(path, FORGED))?.status]).toEqual([path, 403]);
    expect(await attacked.stored()).toMatchObject({ forged: 0 });
  });
});
