/** How the held are let go: many batches under way, none lost when one of them fails. */
import { describe, expect, test } from "@jest/globals";
import { finding, type Finding } from "../../src/delivery/codes.ts";
import { completeAll, type CompleteBatch } from "../../src/platforms/hubspot/callbacks.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import type { Completion, CompletionResult } from "../../src/ports/hubspot.ts";
import type { PortalFacts } from "../../src/ports/store/accounts.ts";
import type { HeldEnrollment } from "../../src/ports/store/enrollments.ts";
import { releaseEnrollments } from "../../src/steps/release-enrollments.ts";
import { RetryLater } from "../../src/steps/retry-later.ts";
import { aDelivery, PORTAL_ID, refTo } from "../support/builders.ts";

type Complete = (completions: readonly Completion[], thorough?: boolean) => Promise<Answer<CompletionResult>>;

const HOUR_MS = 3_600_000;

/** Opened two hours before its outcome. */
const delivery = aDelivery({
  openedAt: 1 - 2 * HOUR_MS,
  holdsUntil: 1 + 28 * HOUR_MS,
  state: {
    phase: "final",
    seal: null,
    narrowcast: null,
    following: null,
    counts: null,
    outcome: { kind: "cancelled", finding: finding("CANCELLED_BY_PERSON", { person: "mika@example.com" }), at: 1 },
    reading: null,
  },
});

const portal: PortalFacts = {
  portalId: PORTAL_ID,
  hubDomain: "demo.example",
  language: "en",
  minimumEnrolled: 50,
  installed: true,
  timeZone: "Asia/Tokyo",
  scopes: [],
  recordsDueAt: null,
  recordsDue: false,
  now: 0,
  disconnecting: false,
  access: null,
  recordTypeId: null,
  recordFinding: null,
};

/** A store of so many held, in the order of their ids. `now`: service time; the outcome came at 1. */
function heldStore(count: number, facts: PortalFacts | null = portal, now = 2) {
  const held = new Map<string, HeldEnrollment>();
  for (let number = 0; number < count; number += 1) {
    const id = String(number).padStart(6, "0");
    held.set(id, { callbackId: id, objectId: id, covered: number % 10 === 0 });
  }
  const pages: number[] = [];
  const lost: string[] = [];
  const putOff: [string, number][] = [];
  const store = {
    delivery: async () => ({ delivery, now }),
    portal: async () => facts,
    async held(_of: unknown, { limit, after }: { limit: number; after: HeldEnrollment | null }) {
      pages.push(held.size);
      return [...held.values()].filter(({ objectId }) => objectId > (after?.objectId ?? "")).slice(0, limit);
    },
    async markReleased(_of: unknown, completed: readonly string[], gone: readonly string[]) {
      for (const id of [...completed, ...gone]) held.delete(id);
      lost.push(...gone);
    },
    finishRelease: async () => held.size === 0,
    async putOffRelease(_of: unknown, { code }: Finding, seconds: number) {
      putOff.push([code, seconds]);
    },
  };
  return { held, pages, lost, putOff, store };
}

const allDone: Complete = async (completions) => ({
  kind: "ok",
  value: { completed: completions.map(({ callbackId }) => callbackId), gone: [], refusal: null },
});

type Store = ReturnType<typeof heldStore>["store"];

const release = (
  store: Store,
  completeCallbacks: Complete,
  lost: (holds: number) => void = () => undefined,
  affordsRefusal = true,
) =>
  releaseEnrollments(refTo(delivery.id), {
    store,
    hubspot: {
      completeCallbacks: (_portalId, completions, thorough) => completeCallbacks(completions, thorough),
      affordsRefusal: async () => affordsRefusal,
    },
    deliveryUrl: (id) => `https://example.com/deliveries/${id}`,
    lost,
  });

describe("releasing", () => {
  test("keeps dozens of batches of a hundred under way, once HubSpot has taken one execution and one batch", async () => {
    const { store, held } = heldStore(5000);
    const sizes: number[] = [];
    let underWay = 0;
    let most = 0;
    const { promise: dozens, resolve } = Promise.withResolvers<void>();
    await release(store, async (completions) => {
      sizes.push(completions.length);
      if (sizes.length <= 2) return allDone(completions);
      underWay += 1;
      most = Math.max(most, underWay);
      if (underWay === 24) resolve();
      // No request is answered before two dozen have been made: one after the other would wait forever.
      await dozens;
      underWay -= 1;
      return allDone(completions);
    });
    expect([held.size, sizes.slice(0, 2), new Set(sizes.slice(2))]).toEqual([0, [1, 99], new Set([100])]);
    expect(most).toBeGreaterThanOrEqual(24);
  });

  test("reads no further ahead than it can let go", async () => {
    const { store, pages } = heldStore(20_000);
    await release(store, allDone);
    // What is still held when a page is read: at most the batches under way behind those read before.
    const ahead = pages.map((left, page) => left - (20_000 - page * 1000)).slice(0, 20);
    expect(Math.max(...ahead)).toBeLessThanOrEqual(3200);
  });

  test("tells each whether it came too late to count", async () => {
    const { store } = heldStore(100);
    const covered: string[] = [];
    await release(store, async (completions) => {
      covered.push(
        ...completions.filter(({ outputFields }) => outputFields["covered"] === "true").map((one) => one.callbackId),
      );
      return allDone(completions);
    });
    expect(covered).toEqual([
      "000000",
      "000010",
      "000020",
      "000030",
      "000040",
      "000050",
      "000060",
      "000070",
      "000080",
      "000090",
    ]);
  });

  test("a batch that fails ends the pass, and what the others had begun is noted", async () => {
    const { store, held } = heldStore(10_000);
    const done = new Set<string>();
    let asked = 0;
    const failing: Complete = async (completions) => {
      asked += 1;
      if (asked === 5) return { kind: "later", finding: finding("HUBSPOT_UNAVAILABLE") };
      for (const { callbackId } of completions) done.add(callbackId);
      return allDone(completions);
    };
    await expect(release(store, failing)).rejects.toMatchObject({ name: "RetryLater", progressed: true });
    expect(held.size).toBe(10_000 - done.size);
    expect(asked).toBeLessThan(70);
    await release(store, allDone);
    expect(held.size).toBe(0);
  });

  const all = (code: "HUBSPOT_REFUSED" | "HUBSPOT_HOLDS_UNKNOWN"): Answer<CompletionResult> => ({
    kind: "later",
    finding: finding(code, code === "HUBSPOT_REFUSED" ? { detail: "no" } : {}),
  });

  test.each([
    ["HUBSPOT_REFUSED", true],
    ["HUBSPOT_HOLDS_UNKNOWN", false],
  ] as const)(
    "all refused (%s) are not given up: one execution is asked for, the others wait",
    async (code, needsAttention) => {
      const { store, held, lost, putOff } = heldStore(20_000);
      const sizes: number[] = [];
      const refusing: Complete = async ({ length }) => {
        sizes.push(length);
        return all(code);
      };
      await expect(release(store, refusing)).rejects.toMatchObject({
        name: "RetryLater",
        needsAttention,
        afterSeconds: 300,
      });
      expect([held.size, lost, sizes, putOff]).toEqual([20_000, [], [1], [[code, 300]]]);
      await release(store, allDone);
      expect(held.size).toBe(0);
    },
  );

  test("a batch refused as a whole after others went through stops the pass", async () => {
    const { store, held, lost } = heldStore(20_000);
    let asked = 0;
    const some: Complete = async (completions) => {
      asked += 1;
      return asked <= 3 ? allDone(completions) : all("HUBSPOT_HOLDS_UNKNOWN");
    };
    await expect(release(store, some)).rejects.toMatchObject({ afterSeconds: 300, progressed: true });
    expect([held.size, lost]).toEqual([20_000 - 200, []]);
    // Those of the other lanes that were under way.
    expect(asked).toBeLessThanOrEqual(3 + 32);
  });

  test("what one batch leaves behind keeps no other waiting, and is asked for again", async () => {
    const { store, held, putOff } = heldStore(5000);
    const bad = new Set(["000007", "001000"]);
    const some: Complete = async (completions) => {
      const completed = completions.map(({ callbackId }) => callbackId).filter((id) => !bad.has(id));
      const refusal = completed.length < completions.length ? finding("HUBSPOT_HOLDS_UNKNOWN") : null;
      return { kind: "ok", value: { completed, gone: [], refusal } };
    };
    await expect(release(store, some)).rejects.toMatchObject({ afterSeconds: 300, needsAttention: false });
    expect([...held.keys()]).toEqual([...bad]);
    expect(putOff).toEqual([["HUBSPOT_HOLDS_UNKNOWN", 300]]);
  });

  test.each([12, 100])(
    "of %d asks for another one alone with each try, though tries are whole minutes apart",
    async (held) => {
      const chosen = new Set<string>();
      for (const minutes of [5, 10, 20, 40, 80, 160]) {
        const { store } = heldStore(held, portal, 1 + minutes * 60_000);
        const refusing: Complete = async ([one]) => {
          chosen.add(one?.callbackId ?? "");
          return all("HUBSPOT_HOLDS_UNKNOWN");
        };
        await expect(release(store, refusing)).rejects.toThrow(RetryLater);
      }
      expect(chosen.size).toBeGreaterThanOrEqual(5);
    },
  );

  const holdMs = delivery.holdsUntil - delivery.openedAt;

  test.each([
    [0, true, 300],
    [20 * 60_000, true, 1200],
    [7 * HOUR_MS, true, 6 * 3600],
    [0, false, 5400],
    [2 * HOUR_MS, false, 7200],
    [13 * HOUR_MS, false, 12 * 3600],
    // The first hold, of the execution that opened the delivery, ends before the last one.
    [delivery.holdsUntil - 1 - HOUR_MS, true, 45 * 60],
    [holdMs - HOUR_MS, true, 45 * 60],
  ])("%d ms after the outcome, refusals affordable: %p, waits %d s", async (afterMs, affordable, seconds) => {
    const { store, held } = heldStore(3, portal, 1 + afterMs);
    const refusing: Complete = async () => all("HUBSPOT_HOLDS_UNKNOWN");
    const released = release(store, refusing, () => undefined, affordable);
    await expect(released).rejects.toMatchObject({ afterSeconds: seconds });
    expect(held.size).toBe(3);
  });

  test("gives refused ones up after a thorough last try, shortly before the holds end, and counts them", async () => {
    const { store, held, lost } = heldStore(150, portal, 1 + holdMs - 10 * 60_000);
    const counts: number[] = [];
    const asked: (readonly [number, boolean | undefined])[] = [];
    const refusing: Complete = async ({ length }, thorough) => {
      asked.push([length, thorough]);
      return all("HUBSPOT_HOLDS_UNKNOWN");
    };
    await release(store, refusing, (holds) => counts.push(holds));
    expect([held.size, lost.length, counts, asked]).toEqual([0, 150, [150], [[100, true]]]);
  });

  test("asks thoroughly from shortly before the first hold ends, when HubSpot still holds all", async () => {
    const { store, held } = heldStore(4, portal, delivery.holdsUntil - 10 * 60_000);
    const complete: CompleteBatch = async (batch) =>
      batch.every(({ callbackId }) => callbackId === "000002")
        ? { kind: "ok", value: null }
        : {
            kind: "ok",
            value: { over: false, named: [], why: finding("HUBSPOT_HOLDS_UNKNOWN") },
          };
    const released = release(store, (some, thorough) => completeAll(some, complete, thorough));
    await expect(released).rejects.toThrow(RetryLater);
    expect([...held.keys()]).toEqual(["000000", "000001", "000003"]);
  });

  test("the last try finds those that HubSpot still holds among many that it lost", async () => {
    const { store, held, lost } = heldStore(450, portal, 1 + holdMs - 10 * 60_000);
    const known = new Set([...held.keys()].filter((_, index) => index % 4 !== 1));
    const counts: number[] = [];
    const refused: number[] = [];
    const complete: CompleteBatch = async (batch) => {
      const unknown = batch.find(({ callbackId }) => !known.has(callbackId));
      if (unknown === undefined) return { kind: "ok", value: null };
      refused.push(batch.length);
      const why = finding("HUBSPOT_HOLDS_UNKNOWN");
      return { kind: "ok", value: { over: false, named: [unknown.callbackId], why } };
    };
    await release(
      store,
      (some, thorough) => completeAll(some, complete, thorough),
      (holds) => counts.push(holds),
    );
    const found = [...known].filter((id) => !lost.includes(id)).length;
    expect([held.size, counts.at(-1)]).toEqual([0, 450 - found]);
    // As many as 40 refusals a batch can find.
    expect(found).toBeGreaterThan(known.size / 2);
    expect(refused.length).toBeLessThanOrEqual(5 * 40);
  });

  test.each([
    ["HUBSPOT_LOCKED", 2, []],
    ["HUBSPOT_RATE_LIMITED", 10, []],
    ["HUBSPOT_MIGRATING", 86_400, [["HUBSPOT_MIGRATING", 86_400]]],
  ] as const)("waits as HubSpot says (%s, %d s) without splitting or giving up", async (code, seconds, shown) => {
    // Also in the last minutes of the holds: HubSpot has not said that it does not know them.
    for (const now of [2, 1 + holdMs - 60_000]) {
      const { store, held, lost, putOff } = heldStore(500, portal, now);
      let asked = 0;
      const waiting: Complete = async () => {
        asked += 1;
        return { kind: "later", finding: finding(code), retryAfterSeconds: seconds };
      };
      await expect(release(store, waiting)).rejects.toMatchObject({ afterSeconds: seconds, needsAttention: false });
      expect([held.size, lost, putOff, asked]).toEqual([500, [], shown, 1]);
    }
  });

  test("nothing is given up when one passes and the account is locked then", async () => {
    const { store, held, lost } = heldStore(1000);
    let asked = 0;
    const then: Complete = async (completions) => {
      asked += 1;
      if (asked === 1) return allDone(completions);
      return { kind: "later", finding: finding("HUBSPOT_LOCKED"), retryAfterSeconds: 2 };
    };
    await expect(release(store, then)).rejects.toMatchObject({ afterSeconds: 2, progressed: true });
    expect([held.size, lost, asked]).toEqual([999, [], 2]);
  });

  test("counts those that HubSpot no longer held, but not where the app is gone", async () => {
    const gone: Complete = async (completions) => ({
      kind: "ok",
      value: { completed: [], gone: completions.map(({ callbackId }) => callbackId), refusal: null },
    });
    const counts: number[] = [];
    await release(heldStore(150).store, gone, (holds) => counts.push(holds));
    const { store } = heldStore(7);
    const later = { ...store, delivery: async () => ({ delivery, now: 30 * 86_400_000 }) };
    await release(later, gone, (holds) => counts.push(holds));
    await release(heldStore(5, { ...portal, installed: false }).store, gone, (holds) => counts.push(holds));
    expect(counts).toEqual([1, 99, 50, 7]);
  });

  test("without the app HubSpot lets them go by itself", async () => {
    const { store, lost, held } = heldStore(2500, { ...portal, installed: false });
    await release(store, () => Promise.reject(new Error("not to be asked")));
    expect([held.size, lost.length]).toEqual([0, 2500]);
  });

  test("tries again while HubSpot does not let us in and may still hold them", async () => {
    const { store, held } = heldStore(3);
    const shut: Complete = async () => ({ kind: "refused", finding: finding("HUBSPOT_UNAUTHORIZED") });
    await expect(release(store, shut)).rejects.toThrow(RetryLater);
    expect(held.size).toBe(3);
  });

  test("gives up those whose holds have run out, without asking any more", async () => {
    const { store, lost, held } = heldStore(3);
    const later = { ...store, delivery: async () => ({ delivery, now: 30 * 86_400_000 }) };
    await release(later, () => Promise.reject(new Error("not to be asked")));
    expect([held.size, lost.length]).toEqual([0, 3]);
  });
});
