/** Who is told, who is given up, and when a release ends. */
import { describe, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Completion, CompletionResult } from "../../src/ports/hubspot.ts";
import type { Answer } from "../../src/ports/answer.ts";
import { releaseEnrollments } from "../../src/steps/release-enrollments.ts";
import { TryLater } from "../../src/steps/try-later.ts";
import { aDelivery, PORTAL_ID } from "../support/builders.ts";

const NOW = 1_800_000_000_000;
const DAY_MS = 86_400_000;

const outcome = { kind: "failed", finding: finding("LINE_UNAVAILABLE"), at: NOW } as const;

function ended(): Delivery {
  const state = { phase: "final", seal: null, narrowcast: null, following: null, counts: null, outcome, reading: null };
  return aDelivery({ state: state as Delivery["state"] }, NOW);
}

/** Three held executions, and HubSpot as it answers. */
function world(now: number, answer: (completions: readonly Completion[]) => Answer<CompletionResult>) {
  const held = ["a", "b", "c"].map((callbackId) => ({ callbackId, objectId: callbackId, covered: false }));
  const released = { completed: [] as string[], gone: [] as string[] };
  const isHeld = (callbackId: string) => ![...released.completed, ...released.gone].includes(callbackId);
  const delivery = ended();
  const ports: Parameters<typeof releaseEnrollments>[1] = {
    store: {
      delivery: () => Promise.resolve({ delivery, now }),
      held: (_id, { after }) =>
        Promise.resolve(
          held.filter((each) => isHeld(each.callbackId) && (after === null || each.callbackId > after.callbackId)),
        ),
      async markReleased(_id, completed, gone) {
        released.completed.push(...completed);
        released.gone.push(...gone);
      },
      finishRelease: () => Promise.resolve(!held.some(({ callbackId }) => isHeld(callbackId))),
      portal: () =>
        Promise.resolve({
          portalId: PORTAL_ID,
          hubDomain: "",
          language: "en",
          minimumEnrolled: 50,
          installed: true,
          recordTypeId: null,
          recordFinding: null,
        }),
    },
    hubspot: { completeCallbacks: (_portalId, completions) => Promise.resolve(answer(completions)) },
    deliveryUrl: (id) => id,
  };
  return { delivery, released, ports };
}

const unauthorized = { kind: "refused", finding: finding("HUBSPOT_UNAUTHORIZED") } as const;

describe("releaseEnrollments", () => {
  test("tells everybody", async () => {
    const { delivery, released, ports } = world(NOW, (completions) => ({
      kind: "ok",
      value: { completed: completions.map(({ callbackId }) => callbackId), gone: [] },
    }));
    await releaseEnrollments(delivery.id, ports);
    expect(released).toEqual({ completed: ["a", "b", "c"], gone: [] });
  });

  test("tries again while HubSpot does not let us in and still holds them", async () => {
    const { delivery, released, ports } = world(NOW + DAY_MS, () => unauthorized);
    await expect(releaseEnrollments(delivery.id, ports)).rejects.toThrow(TryLater);
    expect(released).toEqual({ completed: [], gone: [] });
  });

  test("gives up those whose holds have run out, without asking any more", async () => {
    const asked: unknown[] = [];
    const { delivery, released, ports } = world(NOW + 30 * DAY_MS, (completions) => {
      asked.push(completions);
      return unauthorized;
    });
    await releaseEnrollments(delivery.id, ports);
    expect(released).toEqual({ completed: [], gone: ["a", "b", "c"] });
    expect(asked).toEqual([]);
  });
});
