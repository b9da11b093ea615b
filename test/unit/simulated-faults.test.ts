/** What the simulation may inject where: every status that a platform documents, and none that would be a lie. */
import { expect, test } from "@jest/globals";
import { createChance } from "../../scripts/simulate/chance.ts";
import { faultFor, happensAfter, refusal, type Fault } from "../../scripts/simulate/faults.ts";

function possible(path: string, method = "POST"): Set<Fault> {
  const chance = createChance(7);
  return new Set(Array.from({ length: 2000 }, () => faultFor({ method, path }, chance)));
}

test.each<[path: string, fault: Fault, status: number]>([
  ["/automation/actions/callbacks/2026-09/complete", "forbidden", 403],
  ["/crm/lists/2026-09/77", "forbidden", 403],
  ["/oauth/2026-03/token", "unauthorized", 401],
  ["/oauth2/v3/token", "unavailable", 503],
  ["/v2/bot/message/narrowcast", "quota_reserved", 429],
])("%s may be answered with %s", (path, fault, status) => {
  expect(possible(path)).toContain(fault);
  expect(refusal(fault, path)?.status).toBe(status);
});

test("a 403 of the records is final, and so left out", () => {
  expect(possible("/crm/objects/2026-09/2-38000001/batch/upsert")).not.toContain("forbidden");
  expect(possible("/crm-object-schemas/2026-09/schemas", "GET")).not.toContain("forbidden");
});

test("an answer that comes piece by piece is one of a server that did what it was asked", () => {
  expect(possible("/v2/bot/message/narrowcast")).toContain("trickling");
  expect(happensAfter("trickling")).toBe(true);
  expect(refusal("trickling", "/v2/bot/message/narrowcast")).toBeNull();
});
