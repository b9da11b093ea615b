/** What `npm run doctor` says about HubSpot's card and the card check. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { examineCards } from "../../scripts/doctor/cards.ts";
import type { Finding } from "../../scripts/doctor/finding.ts";
import { createFactStore } from "../../src/store/postgres/deployment-facts.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { fault, ok, warning } from "./doctor.support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe("card", () => {
  const AT = "https://cards.example.com";
  const facts = () => createFactStore(database.db);
  const look = (cards: "on" | "off" | "checked", production = true): Promise<Finding> =>
    examineCards({
      config: { cards, cardsUrl: AT, production },
      publicUrl: "https://line.example.com",
      facts: facts(),
    });
  const result = (verdict: "passed" | "failed" | "unclear", address = AT) =>
    facts().noteFact("cardCheckResult", {
      verdict,
      address,
      forgeries: {
        fragment: { seen: ["unsigned", "unsigned"], notPassedOn: null },
        identity: { seen: [], notPassedOn: 'HTTP 400 "x"' },
        portalFragment: { seen: [], notPassedOn: null },
      },
    });

  test("no check, one that did not pass, one at another address", async () => {
    expect(await look("checked")).toMatchObject(warning(/off until a check has passed\. No check has been run/));
    await result("unclear");
    expect(await look("checked")).toMatchObject(warning(/: unclear \(/));
    await result("passed", "https://formerly.example.com");
    expect(await look("checked")).toMatchObject(warning(/passed .* The card is now at https:\/\/cards\.example\.com/));
  });

  test("passed: what was seen of each forged request", async () => {
    await result("passed");
    expect(await look("checked")).toMatchObject(
      ok(
        /is on.*passed \(fragment unsigned; identity not passed on by HubSpot \("HTTP 400 \\"x\\""\); portalFragment nothing\)/,
      ),
    );
  });

  test("by the operator's decision: off, and on without a check", async () => {
    expect(await look("off")).toMatchObject(ok(/off by CARDS=off/));
    await facts().forgetFact("cardCheckResult");
    expect(await look("on")).toMatchObject(warning(/CARDS=on, without a check/));
    expect(await look("on", false)).toMatchObject(ok(/is on/));
  });

  test("an identity can be forged: a fault, whatever the setting", async () => {
    await facts().noteFact("cardHole", { seen: "missing", path: "/probe/x/fragment" });
    expect(await look("checked")).toMatchObject(fault(/is off.*can be forged \(missing, at \/probe\/x\/fragment\)/));
    const on = await look("on");
    expect(on).toMatchObject(fault(/is ON/));
    expect(on).toMatchObject({ remedy: expect.stringMatching(/^Set CARDS=off at once/) });
    await facts().forgetFact("cardHole");
  });
});
