/** Which executions of a refused batch stay held, and how many calls it takes to know. */
import { describe, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import { hubspotError } from "../../src/platforms/hubspot/answers.ts";
import {
  completeAll,
  refusedCompletion,
  type RefusedBatch,
  type CompleteBatch,
} from "../../src/platforms/hubspot/callbacks.ts";

const completions = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ callbackId: `c-${number}`, outputFields: {} }));
const idsOf = (from: number, to: number) =>
  completions(to)
    .slice(from)
    .map(({ callbackId }) => callbackId);

type Verdict = "unknown" | "refused" | "over";

const WHY = { unknown: finding("HUBSPOT_HOLDS_UNKNOWN"), refused: finding("HUBSPOT_REFUSED", { detail: "no" }) };

/** A HubSpot that refuses each batch with one of these in it, and counts what it was asked. */
function hubspot(bad: Readonly<Record<string, Verdict>>, names: boolean) {
  const calls = { all: 0, refused: 0 };
  const complete: CompleteBatch = async (batch) => {
    calls.all += 1;
    const found = batch.find(({ callbackId }) => bad[callbackId] !== undefined)?.callbackId;
    if (found === undefined) return { kind: "ok", value: null };
    calls.refused += 1;
    const verdict = bad[found] ?? "refused";
    const named = names || batch.length === 1 ? [found] : [];
    const value: RefusedBatch = {
      over: verdict === "over",
      named,
      why: verdict === "unknown" ? WHY.unknown : WHY.refused,
    };
    return { kind: "ok", value };
  };
  return { calls, complete };
}

const all = (verdict: Verdict, count = 100) =>
  Object.fromEntries(completions(count).map(({ callbackId }) => [callbackId, verdict]));

describe("a refused batch", () => {
  test.each([["unknown"], ["refused"]] as const)(
    "of which all are %s costs two calls and gives up none",
    async (verdict) => {
      for (const names of [true, false]) {
        const { calls, complete } = hubspot(all(verdict), names);
        expect(await completeAll(completions(100), complete)).toEqual({ kind: "later", finding: WHY[verdict] });
        expect(calls).toEqual({ all: 2, refused: 2 });
      }
    },
  );

  test("of which all are unknown costs five calls where there may be no other try", async () => {
    const { calls, complete } = hubspot(all("unknown"), false);
    expect(await completeAll(completions(100), complete, true)).toEqual({ kind: "later", finding: WHY.unknown });
    expect(calls).toEqual({ all: 5, refused: 5 });
  });

  test("of one execution costs one call", async () => {
    const { calls, complete } = hubspot(all("unknown", 1), true);
    expect(await completeAll(completions(1), complete)).toEqual({ kind: "later", finding: WHY.unknown });
    expect(calls.all).toBe(1);
  });

  test("in which HubSpot names the unknown ones is done but for them", async () => {
    const { calls, complete } = hubspot({ "c-3": "unknown", "c-97": "unknown" }, true);
    const answer = await completeAll(completions(100), complete);
    const completed = expect.arrayContaining([...idsOf(0, 3), ...idsOf(4, 97), ...idsOf(98, 100)]);
    expect(answer).toEqual({ kind: "ok", value: { completed, gone: [], refusal: WHY.unknown } });
    expect(calls).toEqual({ all: 4, refused: 2 });
  });

  test.each([["c-0"], ["c-50"], ["c-98"]])("in which HubSpot names none is halved to find %s", async (bad) => {
    const { calls, complete } = hubspot({ [bad]: "unknown" }, false);
    const answer = await completeAll(completions(100), complete);
    expect(answer).toMatchObject({ kind: "ok", value: { gone: [], refusal: WHY.unknown } });
    expect(answer.kind === "ok" && answer.value.completed.toSorted()).toEqual(
      idsOf(0, 100)
        .filter((id) => id !== bad)
        .toSorted(),
    );
    expect(calls.refused).toBeLessThanOrEqual(8);
  });

  test("of which one in three is unknown is left for the next try after 40 refusals where HubSpot names none", async () => {
    const bad: Record<string, Verdict> = Object.fromEntries(
      idsOf(0, 99).flatMap((id, index) => (index % 3 === 0 ? [[id, "unknown" as const]] : [])),
    );
    const named = hubspot(bad, true);
    const answer = await completeAll(completions(99), named.complete);
    expect(answer).toMatchObject({ kind: "ok", value: { gone: [], refusal: WHY.unknown } });
    expect(answer.kind === "ok" && answer.value.completed).toHaveLength(66);
    expect(named.calls.refused).toBe(33);
    const unnamed = hubspot(bad, false);
    expect(await completeAll(completions(99), unnamed.complete)).toMatchObject({
      kind: "ok",
      value: { gone: [], refusal: WHY.unknown },
    });
    expect(unnamed.calls.refused).toBe(40);
  });

  test("gives up those whose hold is over in HubSpot's words", async () => {
    const { complete } = hubspot({ "c-1": "over", "c-4": "unknown" }, true);
    expect(await completeAll(completions(6), complete)).toMatchObject({
      kind: "ok",
      value: { gone: ["c-1"], refusal: WHY.unknown },
    });
    expect(await completeAll(completions(3), hubspot(all("over"), true).complete)).toEqual({
      kind: "ok",
      value: { completed: [], gone: ["c-0", "c-1", "c-2"], refusal: null },
    });
  });

  test("gives up the one whose hold is over although HubSpot refuses all others", async () => {
    const { complete } = hubspot({ "c-0": "over", "c-1": "refused" }, true);
    expect(await completeAll(completions(2), complete)).toEqual({
      kind: "ok",
      value: { completed: [], gone: ["c-0"], refusal: WHY.refused },
    });
  });

  test("keeps what was done when HubSpot then asks to wait, and gives up none", async () => {
    const { complete } = hubspot({ "c-0": "unknown" }, false);
    const waiting = { kind: "later", finding: finding("HUBSPOT_LOCKED"), retryAfterSeconds: 2 } as const;
    let calls = 0;
    const then: CompleteBatch = async (batch) => {
      calls += 1;
      return calls <= 2 ? complete(batch) : waiting;
    };
    expect(await completeAll(completions(100), then)).toMatchObject({
      kind: "ok",
      value: { completed: ["c-99"], gone: [] },
    });
    expect(calls).toBe(3);
    expect(await completeAll(completions(100), async () => waiting)).toEqual(waiting);
  });
});

describe("a refusal", () => {
  const said = (message: string, more: object = {}) => ({ status: "error", message, category: "X", ...more });
  const asked = ["ap-1-2-7-0", "ap-1-2-7-01"].map((callbackId) => ({ callbackId, outputFields: {} }));
  const meaning = (status: number, body: unknown) => {
    const answer = refusedCompletion(hubspotError(status, body, null), asked);
    return answer.kind === "ok" ? answer.value : answer;
  };

  test.each([
    [404, said("Callback with ID ap-1-2-7-0 not found for App ID 77"), ["ap-1-2-7-0"]],
    [400, said("Callback with ID ap-1-2-7-01 not found for App ID 77"), ["ap-1-2-7-01"]],
    [404, said("ap-1-2-7-0 could not be found"), ["ap-1-2-7-0"]],
    [404, said("No pending execution"), []],
    [400, said("Some inputs are wrong", { errors: [{ message: "Unknown callback" }, null] }), []],
  ])("%d %p says that the callback is not known, which is not final", (status, body, named) => {
    const why = { code: "HUBSPOT_HOLDS_UNKNOWN", figures: {} };
    expect(meaning(status, body)).toEqual({ over: false, named, why });
  });

  test.each([
    [400, said("Callback ap-1-2-7-0 has already been completed")],
    [410, said("The callback has expired")],
  ])("%d %p says that the hold is over", (status, body) => {
    expect(meaning(status, body)).toMatchObject({ over: true });
  });

  test.each([
    [400, said("Callback ap-1-2-7-0: unknown output field 'outcome'")],
    [400, said('Invalid input JSON: "typedOutputs" is required')],
    [404, said("resource not found")],
    [400, said("This account may not do that")],
  ])("%d %p says nothing of the callbacks", (status, body) => {
    expect(meaning(status, body)).toMatchObject({ over: false, why: { code: "HUBSPOT_REFUSED" } });
  });

  test.each([
    [404, "<html>404 Not Found: no callback here</html>"],
    [400, ""],
    [404, { message: "no callback found" }],
  ])("%d %p is not HubSpot's", (status, body) => {
    expect(meaning(status, body)).toMatchObject({ kind: "later", finding: { code: "HUBSPOT_REFUSED" } });
  });

  test.each([
    [423, null, "HUBSPOT_LOCKED", 2],
    [477, "7200", "HUBSPOT_MIGRATING", 7200],
    [477, "86400", "HUBSPOT_MIGRATING", 86_400],
    [429, null, "HUBSPOT_RATE_LIMITED", 10],
    // No pause at all would send all of the account's jobs into the limit again.
    [429, "0", "HUBSPOT_RATE_LIMITED", 10],
  ])("%d with Retry-After %p waits, whatever its words are", (status, retryAfter, code, seconds) => {
    for (const body of [said("Callback with ID ap-1-2-7-0 not found for App ID 77"), "<html></html>"])
      expect(refusedCompletion(hubspotError(status, body, retryAfter), asked)).toEqual({
        kind: "later",
        finding: { code, figures: {} },
        retryAfterSeconds: seconds,
      });
  });
});
