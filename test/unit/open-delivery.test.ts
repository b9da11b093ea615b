/** When a delivery may be opened, how long its executions are held, and what it waits for before it goes out. */
import { describe, expect, test } from "@jest/globals";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { afterCommand } from "../../src/delivery/lifecycle/commands.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery, DeliveryState } from "../../src/delivery/delivery.ts";
import { completed, NO_ATTRIBUTES, type Attributes, type Inputs } from "../../src/delivery/inputs.ts";
import { nextStep } from "../../src/delivery/lifecycle/next-step.ts";
import { openDelivery, openingRefusal, withQuietHours } from "../../src/delivery/lifecycle/open-delivery.ts";
import { mayAsk, NO_POLICIES, type Policies } from "../../src/delivery/lifecycle/policies.ts";
import { sendAtOf } from "../../src/delivery/lifecycle/send-time.ts";
import { approveBy, decideBy, holdOf } from "../../src/delivery/lifecycle/window.ts";
import { aDelivery, anInputs, CLEARED, WINDOW } from "../support/builders.ts";

/** 2027-01-15 17:00 in Tokyo. */
const T0 = 1_800_000_000_000;
const HOUR = 3_600_000;
const TOKYO = "Asia/Tokyo";
const refusal = (change: Partial<Inputs>, now = T0) =>
  openingRefusal(anInputs(change), { defaults: WINDOW, timeZone: TOKYO }, now);

describe("a send time", () => {
  test("that is over opens no delivery: tomorrow's contacts would start a send that no one meant", () => {
    expect(refusal({ sendAt: T0 - HOUR })).toBeNull();
    expect(refusal({ sendAt: T0 - HOUR - 1 })).toEqual(
      finding("SEND_AT_PASSED", { sendAt: "2027-01-15 15:59 (Asia/Tokyo)" }),
    );
  });

  test("that recurs is never over, but may be too far away: a week is longer than HubSpot holds", () => {
    const at = (minute: number, ...weekdays: number[]) => ({ date: null, weekdays, minute });
    // Friday, five in the afternoon.
    expect(refusal({ sendAt: at(17 * 60) })).toBeNull();
    expect(refusal({ sendAt: at(16 * 60) })).toBeNull();
    expect(refusal({ sendAt: at(16 * 60, 4) })).toBeNull();
    expect(refusal({ sendAt: at(16 * 60, 5) })).toEqual(finding("HOLD_TOO_LONG", { hours: 197, maximum: 180 }));
    const opened = aDelivery({ inputs: anInputs({ sendAt: at(16 * 60) }) }, T0);
    expect(sendAtOf(opened)).toBe(T0 + 23 * HOUR);
    expect(holdOf(opened) / 3600).toBe(53);
    // Later contacts of the same run do not move it.
    expect(openingRefusal(opened.inputs, { defaults: WINDOW, timeZone: TOKYO }, T0 + 30 * HOUR)).toBeNull();
  });

  test("on a date of the account's clocks is over like any other", () => {
    const on = (minute: number) => ({ date: "2027-01-15", weekdays: [], minute });
    expect(refusal({ sendAt: on(16 * 60) })).toBeNull();
    expect(refusal({ sendAt: on(15 * 60 + 59) })).toEqual(
      finding("SEND_AT_PASSED", { sendAt: "2027-01-15 15:59 (Asia/Tokyo)" }),
    );
  });

  test("too far away would outlast what HubSpot holds", () => {
    expect(refusal({ sendAt: T0 + 150 * HOUR })).toBeNull();
    expect(refusal({ sendAt: T0 + 151 * HOUR })).toEqual(finding("HOLD_TOO_LONG", { hours: 181, maximum: 180 }));
  });
});

describe("the hold", () => {
  const hours = (change: Partial<Inputs>) => holdOf(aDelivery({ inputs: anInputs(change) }, T0)) / 3600;

  test.each<[Partial<Inputs>, number]>([
    [{}, 30.75],
    [{ collectForSeconds: 6 * 24 * 3600 }, 174],
    [{ requireApproval: true }, 78.75],
    [{ sendAt: T0 + 10 * HOUR }, 40],
    [{ quietHours: { from: 21 * 60, to: 8 * 60 } }, 41.75],
    [{ sendAt: T0 + 10 * HOUR, requireApproval: true, quietHours: { from: 21 * 60, to: 8 * 60 } }, 89.75],
  ])("outlasts all that may be waited for: %j", (change, expected) => {
    expect(hours(change)).toBe(expected);
  });

  test.each<[Partial<Policies>, Partial<Inputs>, number]>([
    [{ alwaysApprove: true }, {}, 78.75],
    [{ approveAbove: 1000 }, {}, 78.75],
    [{ separateApprover: true }, {}, 30.75],
    [{ alwaysApprove: true }, { requireApproval: true }, 78.75],
    [{ oneSendInDays: 3 }, { collectForSeconds: 6 * 24 * 3600 }, 180],
  ])("gives a person time where the policy %j may ask, as much as HubSpot leaves", (change, inputs, expected) => {
    const asked = mayAsk({ ...NO_POLICIES, ...change });
    const opening = { minimum: 50, defaults: WINDOW, timeZone: TOKYO, mayAsk: asked };
    const opened = openDelivery({ id: "1", portalId: 1, key: "k", inputs: anInputs(inputs), ...opening }, T0);
    expect(holdOf(opened) / 3600).toBe(expected);
  });

  test("six days of collecting and an approval are too much together", () => {
    expect(refusal({ collectForSeconds: 6 * 24 * 3600, requireApproval: true })).toMatchObject({
      code: "HOLD_TOO_LONG",
      figures: { hours: 222 },
    });
  });
});

test("an action that says nothing about quiet hours has the account's", () => {
  const [own, portals] = [
    { from: 1320, to: 480 },
    { from: 1260, to: 540 },
  ];
  expect(withQuietHours(anInputs(), portals)).toEqual(anInputs({ quietHours: portals }));
  expect(withQuietHours(anInputs({ quietHours: own }), portals)).toEqual(anInputs({ quietHours: own }));
});

test("inputs that were stored before a filter came have none for it", () => {
  const { os: _os, ...older } = { ...NO_ATTRIBUTES, genders: ["female" as const] };
  const stored = anInputs({ attributes: older as unknown as Attributes });
  expect(completed(stored)).toEqual(anInputs({ attributes: { ...NO_ATTRIBUTES, genders: ["female"] } }));
});

test("in narrow_to_enrolled nothing lowers the minimum below 50", () => {
  const inputs = anInputs({ targetingMode: "narrow_to_enrolled" });
  expect(aDelivery({ inputs }).minimum).toBe(50);
});

type In<P extends DeliveryState["phase"]> = Delivery & { readonly state: Extract<DeliveryState, { phase: P }> };
const seal = { at: T0, reason: "quiet", enrolled: 60 } as const;
const sealed = (change: Partial<Inputs>) =>
  aDelivery(
    { inputs: anInputs(change), enrolled: 60, state: { phase: "sealed", seal, wait: null } },
    T0,
  ) as In<"sealed">;
const narrowcast = {
  retryKey: "key",
  body: "{}",
  audienceName: null,
  reserved: null,
  meantFor: "everyone",
  leftOut: {},
};
const clear = { ...CLEARED, narrowcast };
const waitOf = (delivery: Delivery) => ("wait" in delivery.state ? delivery.state.wait : null);

describe("approval", () => {
  const waiting = afterPreflight(sealed({ requireApproval: true }), clear, T0).delivery as In<"sealed">;
  const approve = (delivery: Delivery, now: number) =>
    afterCommand(delivery, { do: "approve", by: "aya@example.com" }, now);

  test("is waited for, with the forecast to decide upon", () => {
    expect(waitOf(waiting)?.finding.code).toBe("APPROVAL_NEEDED");
    expect(waiting.forecast).toEqual(CLEARED.forecast);
    expect(nextStep(waiting, T0)).toEqual({ do: "rest", until: approveBy(waiting) });
  });

  test("brings preflight once more, and then the send", () => {
    const approved = approve(waiting, T0 + HOUR)?.delivery as In<"sealed">;
    expect(approved.approval).toMatchObject({ by: "aya@example.com", at: T0 + HOUR });
    expect(nextStep(approved, T0 + HOUR)).toEqual({ do: "preflight" });
    expect(afterPreflight(approved, clear, T0 + HOUR).delivery.state.phase).toBe("sending");
  });

  test("is for the message that was shown: a changed one is shown again", () => {
    const approved = approve(waiting, T0 + HOUR)?.delivery as In<"sealed">;
    const changed = { ...clear, preview: { ...clear.preview, bubbles: ["Good evening"], digest: "two" } };
    const again = afterPreflight(approved, changed, T0 + HOUR).delivery as In<"sealed">;
    expect([waitOf(again)?.finding.code, again.approval]).toEqual(["APPROVAL_NEEDED", null]);
    const once = approve(again, T0 + 2 * HOUR)?.delivery as In<"sealed">;
    expect(afterPreflight(once, changed, T0 + 2 * HOUR).delivery.state.phase).toBe("sending");
  });

  test("that no one gives ends as cancelled, in time for the release", () => {
    expect(nextStep(waiting, approveBy(waiting))).toMatchObject({
      do: "conclude",
      outcome: { kind: "cancelled", finding: { code: "APPROVAL_MISSING" } },
    });
    expect(approveBy(waiting)).toBeLessThan(decideBy(waiting));
    expect(approve(waiting, approveBy(waiting))).toBeNull();
  });

  test("means nothing where no one waits for it", () => {
    expect(approve(sealed({}), T0)).toBeNull();
    expect(approve(sealed({ requireApproval: true }), T0)).toBeNull();
  });
});

describe("before it goes out", () => {
  test("the send time is waited for to the second", () => {
    const delivery = afterPreflight(sealed({ sendAt: T0 + 5 * HOUR }), clear, T0).delivery;
    expect(waitOf(delivery)).toMatchObject({
      finding: finding("SEND_TIME_NOT_REACHED", { until: "2027-01-15 22:00 (Asia/Tokyo)" }),
      retryAt: T0 + 5 * HOUR,
    });
    expect(nextStep(delivery, T0 + 5 * HOUR)).toEqual({ do: "preflight" });
  });

  test("quiet hours are waited out", () => {
    const night = { quietHours: { from: 16 * 60, to: 20 * 60 } };
    expect(waitOf(afterPreflight(sealed(night), clear, T0).delivery)).toMatchObject({
      finding: { code: "QUIET_HOURS" },
      retryAt: T0 + 3 * HOUR,
    });
  });

  test("also by a request that is repeated: LINE may accept only the repeat", () => {
    const night = { quietHours: { from: 18 * 60, to: 20 * 60 } };
    const sending = afterPreflight(sealed(night), clear, T0).delivery as In<"sending">;
    // A standby of the database has the request by the time it goes out.
    expect(nextStep(sending, T0)).toEqual({ do: "rest", until: T0 + 10_000 });
    expect(nextStep(sending, T0 + 10_000)).toMatchObject({ do: "send" });
    expect(nextStep(sending, T0 + HOUR)).toEqual({ do: "rest", until: T0 + 3 * HOUR });
    expect(nextStep(sending, T0 + 3 * HOUR)).toMatchObject({ do: "send" });
  });

  test("an upload is begun hours ahead, so that LINE is ready in time", () => {
    const later = sealed({ targetingMode: "narrow_to_enrolled", sendAt: T0 + 20 * HOUR });
    const unready = { ...CLEARED, enrolledIds: 60, narrowcast: null };
    expect(waitOf(afterPreflight(later, unready, T0).delivery)?.retryAt).toBe(T0 + 14 * HOUR);
    expect(afterPreflight(later, unready, T0 + 14 * HOUR).delivery.state.phase).toBe("preparing");
  });

  test("a rehearsal ends where the send would begin", () => {
    const { delivery } = afterPreflight(sealed({ rehearsal: true, requireApproval: true }), clear, T0);
    expect(delivery.state).toMatchObject({
      phase: "final",
      narrowcast: null,
      outcome: { kind: "rehearsed", finding: finding("REHEARSED", { enrolled: 60, low: 40, high: 90 }) },
    });
  });

  test.each<[Partial<Inputs>, string]>([
    [{ sendAt: { date: null, weekdays: [1], minute: 9 * 60 } }, "2027-01-18 09:00 (Asia/Tokyo)"],
    [{ quietHours: { from: 16 * 60, to: 8 * 60 } }, "2027-01-16 08:00 (Asia/Tokyo)"],
  ])("a rehearsal with %j says when the message would go out", (change, until) => {
    const { events } = afterPreflight(sealed({ rehearsal: true, ...change }), clear, T0);
    const notes = events.filter(({ event }) => event === "noted").map(({ finding: why }) => why);
    expect(notes).toEqual([finding("WOULD_GO_OUT_AT", { until })]);
  });

  test("notes and forecast are noted once, however often preflight runs", () => {
    const note = finding("EXCLUSION_INCOMPLETE", { left: 2, days: 7 });
    const first = afterPreflight(sealed({ sendAt: T0 + HOUR }), { ...clear, notes: [note] }, T0);
    expect(first.events.map(({ event }) => event)).toEqual(["noted", "forecast", "waiting"]);
    const again = afterPreflight(first.delivery as In<"sealed">, { ...clear, notes: [note] }, T0 + HOUR);
    expect(again.events.map(({ event }) => event)).toEqual(["prepared"]);
  });
});

test("a ceiling that hits while contacts still arrive is noted", () => {
  const arriving = aDelivery({ enrolled: 60, lastEnrolledAt: T0 }, T0) as In<"collecting">;
  const cut = afterSeal(arriving, "ceiling", T0 + WINDOW.quietSeconds * 1000 - 1);
  expect(cut.events.map(({ finding: found }) => found?.code)).toEqual([undefined, "CEILING_WHILE_ARRIVING"]);
  expect(afterSeal(arriving, "ceiling", T0 + WINDOW.quietSeconds * 1000).events).toHaveLength(1);
});
