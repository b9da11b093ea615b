/** How the held are let go: many batches under way, none lost when one of them fails. */
import { describe, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import type { Answer } from "../../src/ports/answer.ts";
import type { Completion, CompletionResult } from "../../src/ports/hubspot.ts";
import type { HeldEnrollment, PortalFacts } from "../../src/ports/store.ts";
import { releaseEnrollments } from "../../src/steps/release-enrollments.ts";
import { TryLater } from "../../src/steps/try-later.ts";
import { aDelivery, PORTAL_ID } from "../support/builders.ts";

type Complete = (completions: readonly Completion[]) => Promise<Answer<CompletionResult>>;

const delivery = aDelivery({
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
  recordTypeId: null,
  recordFinding: null,
};

/** A store of so many held, in the order of their ids. */
function heldStore(count: number, facts: PortalFacts | null = portal) {
  const held = new Map<string, HeldEnrollment>();
  for (let number = 0; number < count; number += 1) {
    const id = String(number).padStart(6, "0");
    held.set(id, { callbackId: id, objectId: id, covered: number % 10 === 0 });
  }
  const pages: number[] = [];
  const lost: string[] = [];
  const store = {
    delivery: async () => ({ delivery, now: 2 }),
    portal: async () => facts,
    async held(_id: string, { limit, after }: { limit: number; after: HeldEnrollment | null }) {
      pages.push(held.size);
      return [...held.values()].filter(({ objectId }) => objectId > (after?.objectId ?? "")).slice(0, limit);
    },
    async markReleased(_id: string, completed: readonly string[], gone: readonly string[]) {
      for (const id of [...completed, ...gone]) held.delete(id);
      lost.push(...gone);
    },
    finishRelease: async () => held.size === 0,
  };
  return { held, pages, lost, store };
}

const allDone: Complete = async (completions) => ({
  kind: "ok",
  value: { completed: completions.map(({ callbackId }) => callbackId), gone: [] },
});

type Store = ReturnType<typeof heldStore>["store"];

const release = (store: Store, completeCallbacks: Complete, lost: (holds: number) => void = () => undefined) =>
  releaseEnrollments(delivery.id, {
    store,
    hubspot: { completeCallbacks: (_portalId, completions) => completeCallbacks(completions) },
    deliveryUrl: (id) => `https://example.com/deliveries/${id}`,
    lost,
  });

describe("releasing", () => {
  test("keeps dozens of batches of a hundred under way, once HubSpot has taken the first", async () => {
    const { store, held } = heldStore(5000);
    const sizes: number[] = [];
    let underWay = 0;
    let most = 0;
    const { promise: dozens, resolve } = Promise.withResolvers<void>();
    await release(store, async (completions) => {
      sizes.push(completions.length);
      if (sizes.length === 1) return allDone(completions);
      underWay += 1;
      most = Math.max(most, underWay);
      if (underWay === 24) resolve();
      // Nobody is answered before two dozen have been asked: one after the other would wait for ever.
      await dozens;
      underWay -= 1;
      return allDone(completions);
    });
    expect([held.size, new Set(sizes)]).toEqual([0, new Set([100])]);
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
    let asked = 0;
    const failing: Complete = async (completions) => {
      asked += 1;
      if (asked === 5) return { kind: "later", finding: finding("HUBSPOT_UNAVAILABLE") };
      return allDone(completions);
    };
    await expect(release(store, failing)).rejects.toThrow("HUBSPOT_UNAVAILABLE");
    expect(held.size).toBe(10_000 - (asked - 1) * 100);
    expect(asked).toBeLessThan(70);
    await release(store, allDone);
    expect(held.size).toBe(0);
  });

  const refused: Answer<CompletionResult> = { kind: "later", finding: finding("HUBSPOT_REFUSED", { detail: "no" }) };

  test("gives nobody up whom HubSpot refuses altogether, asks not for all of them, and says so aloud", async () => {
    const { store, held, lost } = heldStore(20_000);
    let asked = 0;
    const refusing: Complete = async () => {
      asked += 1;
      return refused;
    };
    await expect(release(store, refusing)).rejects.toMatchObject({ name: "TryLater", loud: true });
    expect([held.size, lost.length]).toEqual([20_000, 0]);
    expect(asked).toBe(3);
    await release(store, allDone);
    expect(held.size).toBe(0);
  });

  test("a batch that HubSpot refuses keeps nobody else waiting", async () => {
    const { store, held } = heldStore(5000);
    const never = new Set(["000000", "001000"]);
    const some: Complete = async (completions) =>
      completions.some(({ callbackId }) => never.has(callbackId)) ? refused : allDone(completions);
    await expect(release(store, some)).rejects.toMatchObject({ message: expect.stringContaining("no"), loud: true });
    expect(held.size).toBe(200);
  });

  test("counts whom HubSpot no longer held, but not where the app is gone", async () => {
    const gone: Complete = async (completions) => ({
      kind: "ok",
      value: { completed: [], gone: completions.map(({ callbackId }) => callbackId) },
    });
    const counts: number[] = [];
    await release(heldStore(150).store, gone, (holds) => counts.push(holds));
    const { store } = heldStore(7);
    const later = { ...store, delivery: async () => ({ delivery, now: 30 * 86_400_000 }) };
    await release(later, gone, (holds) => counts.push(holds));
    await release(heldStore(5, { ...portal, installed: false }).store, gone, (holds) => counts.push(holds));
    expect(counts).toEqual([100, 50, 7]);
  });

  test("without the app HubSpot lets them go by itself", async () => {
    const { store, lost, held } = heldStore(2500, { ...portal, installed: false });
    await release(store, () => Promise.reject(new Error("nobody is to be asked")));
    expect([held.size, lost.length]).toEqual([0, 2500]);
  });

  test("tries again while HubSpot does not let us in and may still hold them", async () => {
    const { store, held } = heldStore(3);
    const shut: Complete = async () => ({ kind: "refused", finding: finding("HUBSPOT_UNAUTHORIZED") });
    await expect(release(store, shut)).rejects.toThrow(TryLater);
    expect(held.size).toBe(3);
  });

  test("gives up those whose holds have run out, without asking any more", async () => {
    const { store, lost, held } = heldStore(3);
    const later = { ...store, delivery: async () => ({ delivery, now: 30 * 86_400_000 }) };
    await release(later, () => Promise.reject(new Error("nobody is to be asked")));
    expect([held.size, lost.length]).toEqual([0, 3]);
  });
});
