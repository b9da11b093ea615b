/** Who is given up of a refused batch, and who stays held. */
import { describe, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import { hubspotError } from "../../src/hubspot/answers.ts";
import { completeAll, refusedCompletion, type CompleteBatch } from "../../src/hubspot/callbacks.ts";

const completions = ["a", "b", "c", "d", "e"].map((callbackId) => ({ callbackId, outputFields: {} }));
const NO = { kind: "refused", finding: finding("HUBSPOT_REFUSED", { detail: "no" }) } as const;
const UNKNOWN = { kind: "ok", value: "unknown" } as const;

/** Refuses each batch with one of these in it. */
const refusing =
  (answers: Readonly<Record<string, typeof NO | typeof UNKNOWN>>): CompleteBatch =>
  async (batch) =>
    batch.map(({ callbackId }) => answers[callbackId]).find((answer) => answer !== undefined) ?? {
      kind: "ok",
      value: "completed",
    };

describe("a refused batch", () => {
  test("gives up whom HubSpot does not know, and whom alone it refuses while it takes others", async () => {
    expect(await completeAll(completions, refusing({ b: UNKNOWN, d: NO }))).toEqual({
      kind: "ok",
      value: { completed: ["a", "c", "e"], gone: ["b", "d"] },
    });
  });

  test("gives up nobody when all are refused and nothing says that they are not held", async () => {
    const all = { a: NO, b: NO, c: NO, d: NO, e: NO };
    expect(await completeAll(completions, refusing(all))).toEqual({ kind: "later", finding: NO.finding });
    expect(await completeAll(completions.slice(0, 1), refusing(all))).toEqual({ kind: "later", finding: NO.finding });
  });

  test("gives up only those HubSpot says it does not know when it takes none", async () => {
    const all = { a: NO, b: UNKNOWN, c: NO, d: NO, e: UNKNOWN };
    expect(await completeAll(completions, refusing(all))).toEqual({
      kind: "ok",
      value: { completed: [], gone: ["b", "e"] },
    });
  });
});

describe("a refusal", () => {
  const said = (message: string, more: object = {}) => ({ status: "error", message, category: "X", ...more });
  const meaning = (status: number, body: unknown) =>
    refusedCompletion(hubspotError(status, body, null), [{ callbackId: "ap-1-2-7-0", outputFields: {} }]);

  test.each([
    [404, said("No pending execution with callback ID ap-1-2-7-0")],
    [400, said("Callback ap-1-2-7-0 has already been completed")],
    [404, said("ap-1-2-7-0 could not be found")],
    [410, said("The callback has expired")],
    [400, said("Some inputs are wrong", { errors: [{ message: "Unknown callback" }, null] })],
  ])("%d %p says that the callback is not waited for", (status, body) => {
    expect(meaning(status, body)).toEqual(UNKNOWN);
  });

  test.each([
    [400, said("Callback ap-1-2-7-0: unknown output field 'outcome'")],
    [400, said('Invalid input JSON: "typedOutputs" is required')],
    [404, said("resource not found")],
    [400, said("This account may not do that")],
  ])("%d %p says nothing of the kind", (status, body) => {
    expect(meaning(status, body)).toMatchObject({ kind: "refused", finding: { code: "HUBSPOT_REFUSED" } });
  });

  test.each([
    [404, "<html>404 Not Found: no callback here</html>"],
    [400, ""],
    [404, { message: "no callback found" }],
  ])("%d %p is not HubSpot's", (status, body) => {
    expect(meaning(status, body)).toMatchObject({ kind: "later", finding: { code: "HUBSPOT_REFUSED" } });
  });
});
