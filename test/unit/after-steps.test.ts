import { describe, expect, test } from "@jest/globals";
import { afterFollow } from "../../src/delivery/lifecycle/results/after-follow.ts";
import { afterPreflight, afterWait } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { afterReading } from "../../src/delivery/lifecycle/results/after-reading.ts";
import { afterSend, beginAttempt } from "../../src/delivery/lifecycle/results/after-send.ts";
import type { Change } from "../../src/delivery/lifecycle/change.ts";
import { finding } from "../../src/delivery/codes.ts";
import { afterCommand, afterDoubt, afterUninstall, letsOut } from "../../src/delivery/lifecycle/commands.ts";
import { REPEAT_SEND_FOR_MS } from "../../src/delivery/lifecycle/next-step.ts";
import type { Delivery, In } from "../../src/delivery/delivery.ts";
import type { Progress } from "../../src/delivery/lifecycle/step-results.ts";
import { CLEARED, aDelivery } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const HOUR = 3_600_000;

const seal = { at: T0, reason: "quiet", enrolled: 60 } as const;
const narrowcast = {
  retryKey: "key",
  body: "{}",
  audienceName: "Readers",
  reserved: null,
  meantFor: "everyone",
  leftOut: {},
};
const following = { requestId: "request-1", acceptedAt: T0, nextPollAt: T0, polls: 0 };
const sealed = aDelivery({ enrolled: 60, state: { phase: "sealed", seal, wait: null } }, T0) as In<"sealed">;
const sending = afterPreflight(sealed, { ...CLEARED, narrowcast }, T0).delivery as In<"sending">;
const begun = beginAttempt(sending, T0).delivery as In<"sending">;
const accepted = afterSend(begun, { kind: "accepted", requestId: "request-1" }, T0).delivery as In<"sending">;
const unknown = { kind: "unknown", finding: finding("LINE_UNAVAILABLE") } as const;
const refused = { kind: "refused", finding: finding("LINE_ACCESS_DENIED", { detail: "no" }) } as const;
const progress = { counts: null, errorCode: null, failedDescription: null } as const;
const followed = (delivery: In<"sending">, value: Progress, at: number) =>
  afterFollow(delivery, { kind: "ok", value }, at);
const counts = { target: 80, success: 78, failure: 2 };

const outcome = ({ delivery }: Change) => ("outcome" in delivery.state ? delivery.state.outcome : null);

describe("the intent", () => {
  test("stores key and body before anything is sent", () => {
    expect(sending.state).toMatchObject({
      phase: "sending",
      narrowcast: { retryKey: "key", body: "{}", preparedAt: T0 },
    });
    expect(sending.state.attempts).toMatchObject({ count: 0, firstAt: null });
  });

  test("is on the timeline, and so is each attempt and its answer", () => {
    expect(afterPreflight(sealed, { ...CLEARED, narrowcast }, T0).events.at(-1)).toEqual({
      event: "prepared",
      details: { retryKey: "key" },
    });
    expect(beginAttempt(begun, T0).events).toEqual([{ event: "attempted", details: { attempt: 2 } }]);
    const why = finding("LINE_UNAVAILABLE");
    expect(afterSend(begun, unknown, T0).events).toEqual([{ event: "answer_lost", finding: why }]);
    expect(afterSend(begun, { kind: "later", finding: why }, T0).events).toEqual([
      { event: "not_accepted", finding: why },
    ]);
    expect(afterSend(begun, refused, T0).events).toEqual([
      { event: "concluded", finding: refused.finding, details: { outcome: "failed" } },
    ]);
  });

  test("an attempt without a stored answer counts as a lost answer at the next one", () => {
    expect(begun.state.attempts).toMatchObject({ count: 1, firstAt: T0, open: true, answerLost: false });
    const again = beginAttempt(begun, T0 + HOUR).delivery as In<"sending">;
    expect(again.state.attempts).toMatchObject({ count: 2, firstAt: T0, open: true, answerLost: true });
  });
});

describe("another attempt, by the process's own clock 23 h after the first", () => {
  const WALL = 1_700_000_000_000;
  const first = beginAttempt(sending, T0, WALL).delivery as In<"sending">;
  const lost = afterSend(first, unknown, T0).delivery as In<"sending">;
  const later = afterSend(first, { kind: "later", finding: finding("LINE_UNAVAILABLE") }, T0);

  test("is not begun after a lost answer, whatever the database's clock says", () => {
    const before = beginAttempt(lost, T0 + HOUR, WALL + REPEAT_SEND_FOR_MS - 1);
    expect(before.delivery.state).toMatchObject({ phase: "sending", attempts: { count: 2, lastAt: T0 + HOUR } });
    const change = beginAttempt(lost, T0 + HOUR, WALL + REPEAT_SEND_FOR_MS);
    expect(outcome(change)).toMatchObject({ kind: "uncertain", finding: { code: "SEND_UNCONFIRMED" } });
  });

  test("is begun where LINE surely has nothing", () => {
    const delivery = later.delivery as In<"sending">;
    expect(outcome(beginAttempt(delivery, T0 + HOUR, WALL + REPEAT_SEND_FOR_MS))).toBeNull();
  });
});

describe("LINE's answer to the send", () => {
  test("202 and 409 both mean accepted, with the id to follow", () => {
    expect(accepted.state.following).toMatchObject({ requestId: "request-1", polls: 0, nextPollAt: T0 + 10_000 });
    expect(accepted.state.attempts.open).toBe(false);
    const adopted = afterSend(begun, { kind: "already_accepted", requestId: "earlier" }, T0).delivery as In<"sending">;
    expect(adopted.state.following?.requestId).toBe("earlier");
    const events = (kind: "accepted" | "already_accepted") => afterSend(begun, { kind, requestId: "r" }, T0).events;
    expect(events("accepted")).toEqual([{ event: "accepted", details: { requestId: "r", adopted: false } }]);
    expect(events("already_accepted")).toEqual([{ event: "accepted", details: { requestId: "r", adopted: true } }]);
  });

  test("a 409 that names no request is tried again, never taken for a failure", () => {
    const { state } = afterSend(begun, { kind: "already_accepted", requestId: null }, T0).delivery as In<"sending">;
    const lastFinding = finding("LINE_UNAVAILABLE");
    expect(state).toMatchObject({ phase: "sending", following: null, attempts: { answerLost: true, lastFinding } });
  });

  test("a refusal is a failure, but after a lost answer it cannot be known", () => {
    expect(outcome(afterSend(begun, refused, T0))).toMatchObject({
      kind: "failed",
      finding: { code: "LINE_ACCESS_DENIED" },
    });
    const lost = afterSend(begun, unknown, T0).delivery as In<"sending">;
    const change = afterSend(beginAttempt(lost, T0).delivery as In<"sending">, refused, T0);
    expect(outcome(change)).toMatchObject({
      kind: "uncertain",
      finding: finding("SEND_UNCONFIRMED", { attempts: 2 }),
    });
    expect(change.events.map(({ event }) => event)).toEqual(["not_accepted", "concluded"]);
  });

  test("waits longer from try to try, and as long as LINE asks", () => {
    let delivery = begun;
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(() => {
      delivery = beginAttempt(afterSend(delivery, unknown, T0).delivery as In<"sending">, T0).delivery as In<"sending">;
      return (delivery.state.attempts.nextAt - T0) / 1000;
    });
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600]);
    const asked = afterSend(
      begun,
      { kind: "later", finding: finding("LINE_RATE_LIMITED"), retryAfterSeconds: 900 },
      T0,
    );
    expect((asked.delivery as In<"sending">).state.attempts).toMatchObject({ nextAt: T0 + 900_000, answerLost: false });
  });
});

describe("progress", () => {
  test("succeeded is delivered, with the counts, and is measured from then on", () => {
    const change = followed(accepted, { ...progress, phase: "succeeded", counts }, T0 + HOUR);
    expect(outcome(change)).toMatchObject({
      kind: "delivered",
      finding: { code: "DELIVERED", figures: { success: 78 } },
      at: T0 + HOUR,
    });
    expect(change.delivery.state).toMatchObject({ phase: "measuring", counts, nextReadingAt: T0 + 6 * HOUR });
  });

  test.each([
    [1, "LINE_INTERNAL_ERROR", {}],
    [2, "RECIPIENTS_BELOW_MINIMUM", { needed: 50 }],
    [4, "AUDIENCE_BELOW_MINIMUM_AT_LINE", { needed: 50 }],
    [5, "PARTIAL_DELIVERY_FORBIDDEN", {}],
  ])("error code %i is %s; what LINE counted of it is not kept", (errorCode, code, figures) => {
    const failed = { ...progress, phase: "failed", errorCode, failedDescription: "text", counts } as const;
    const change = followed(accepted, failed, T0);
    expect(outcome(change)).toMatchObject({ kind: "failed", finding: { code, figures } });
    expect(change.delivery.state).toMatchObject({ counts: null });
    expect(change.delivery.state.phase).toBe("final");
  });

  test.each([
    [77, "text", { errorCode: 77, detail: "text" }],
    [null, null, { errorCode: "–", detail: "–" }],
  ])("says what LINE said of a failure that it has no name for: %p, %p", (errorCode, failedDescription, figures) => {
    const change = followed(accepted, { ...progress, phase: "failed", errorCode, failedDescription }, T0);
    expect(outcome(change)?.finding).toEqual(finding("LINE_FAILED", figures));
  });

  test("without counts says so of a delivered one", () => {
    const change = followed(accepted, { ...progress, phase: "succeeded" }, T0);
    expect(outcome(change)?.finding).toEqual(finding("DELIVERED", { success: "–" }));
  });

  test("a conflict (3) asks with the same key for the request that won", () => {
    const { delivery, events } = followed(accepted, { ...progress, phase: "failed", errorCode: 3 }, T0);
    expect(delivery.state).toMatchObject({
      phase: "sending",
      narrowcast: { retryKey: "key" },
      following: null,
      attempts: { conflicted: ["request-1"], conflictAt: T0, answerLost: true, nextAt: T0 + 2000 },
    });
    expect(events).toEqual([{ event: "conflict", details: { requestId: "request-1" } }]);
    const again = { ...delivery, state: { ...delivery.state, following } } as In<"sending">;
    const second = followed(again, { ...progress, phase: "failed", errorCode: 3 }, T0 + HOUR);
    expect(second.delivery.state).toMatchObject({ attempts: { conflictAt: T0 } });
  });

  test("says how many people have it once, as soon as LINE counts them", () => {
    const polled = (delivery: In<"sending">, said: typeof counts | null) =>
      followed(delivery, { ...progress, phase: "sending", counts: said }, T0 + HOUR);
    const uncounted = polled(
      { ...accepted, state: { ...accepted.state, following: { ...following, polls: 3 } } },
      null,
    );
    const counted = polled(uncounted.delivery as In<"sending">, counts);
    const again = polled(counted.delivery as In<"sending">, counts);
    expect([uncounted, counted, again].map(({ events }) => events)).toEqual([
      [],
      [{ event: "progressed", details: { success: counts.success } }],
      [],
    ]);
  });

  test("polls soon at first, then every two minutes, after a day every hour, and once at the deadline", () => {
    const polled = (polls: number, now: number) => {
      const state = { ...accepted.state, following: { ...following, polls } };
      const next = followed({ ...accepted, state }, { ...progress, phase: "waiting" }, now).delivery as In<"sending">;
      return ((next.state.following?.nextPollAt ?? 0) - now) / 1000;
    };
    expect([polled(0, T0), polled(1, T0), polled(2, T0), polled(50, T0)]).toEqual([30, 60, 120, 120]);
    const farHold = { ...accepted, holdsUntil: T0 + 100 * HOUR };
    const later = followed(farHold, { ...progress, phase: "sending", counts }, T0 + 25 * HOUR)
      .delivery as In<"sending">;
    expect(later.state.following?.nextPollAt).toBe(T0 + 26 * HOUR);
    expect(polled(5, T0 + 24 * HOUR - 1)).toBe(120);
    expect([T0 + 24 * HOUR, accepted.holdsUntil - HOUR].map((at) => polled(5, at))).toEqual([3600, 3600]);
    const last = accepted.holdsUntil - HOUR;
    const close = followed(accepted, { ...progress, phase: "waiting" }, last - 5000).delivery as In<"sending">;
    expect(close.state.following?.nextPollAt).toBe(last);
  });
});

describe("waiting", () => {
  test("the same reason goes on with its first instant and one timeline entry; another starts again", () => {
    const first = afterWait(sealed, { kind: "later", finding: finding("LINE_UNAVAILABLE") }, T0);
    const second = afterWait(
      first.delivery as In<"sealed">,
      { kind: "later", finding: finding("LINE_UNAVAILABLE") },
      T0 + 60_000,
    );
    expect([first.events.length, second.events.length]).toEqual([1, 0]);
    expect((second.delivery as In<"sealed">).state.wait).toMatchObject({ since: T0, tries: 1, retryAt: T0 + 90_000 });
    const other = afterWait(
      second.delivery as In<"sealed">,
      { kind: "later", finding: finding("WAITING_FOR_TURN") },
      T0 + 120_000,
    );
    expect((other.delivery as In<"sealed">).state.wait).toMatchObject({ since: T0 + 120_000, tries: 0 });
  });
});

describe("readings", () => {
  const measuring = followed(accepted, { ...progress, phase: "succeeded", counts }, T0).delivery as In<"measuring">;
  const numbers = (delivered: number | null, uniqueImpression: number | null, uniqueClick: number | null) =>
    ({ kind: "ok", value: { delivered, uniqueImpression, uniqueClick, links: [] } }) as const;

  test("null is hidden and shown as 0; a number is exact; nothing yet is pending", () => {
    const { delivery } = afterReading(measuring, numbers(78, 40, null), T0 + 6 * HOUR);
    expect((delivery as In<"measuring">).state.reading).toMatchObject({
      delivered: { value: 78, state: "exact" },
      opens: { value: 40, state: "exact" },
      clicks: { value: 0, state: "hidden" },
    });
    const pending = afterReading(measuring, numbers(null, null, null), T0 + 6 * HOUR).delivery as In<"measuring">;
    expect(pending.state.reading?.opens).toEqual({ value: 0, state: "pending" });
  });

  test("is noted with its numbers and its time", () => {
    const { delivery, events } = afterReading(measuring, numbers(78, 40, 25), T0 + 6 * HOUR);
    expect((delivery as In<"measuring">).state.reading).toMatchObject({ takenAt: T0 + 6 * HOUR, final: false });
    expect(events).toEqual([{ event: "read", details: { delivered: 78, opens: 40, clicks: 25, final: false } }]);
    const last = afterReading(measuring, numbers(78, 40, 25), T0 + 337 * HOUR);
    expect(last.events).toEqual([{ event: "read", details: { delivered: 78, opens: 40, clicks: 25, final: true } }]);
  });

  test("knows of no clicks where the message has no link, and hides more where it may be about few", () => {
    const body = JSON.stringify({ messages: [{ type: "text", text: "Good morning" }] });
    const state = { ...measuring.state, narrowcast: { ...measuring.state.narrowcast, body } };
    const read = (delivery: In<"measuring">) =>
      (afterReading(delivery, numbers(49, 40, null), T0 + 6 * HOUR).delivery as In<"measuring">).state.reading;
    expect(read({ ...measuring, state })?.clicks.state).toBe("none");
    const approval = { by: "mika@example.com", at: T0, for: ["MAY_BE_BELOW_MINIMUM"] } as const;
    expect(read({ ...measuring, approval })?.delivered.state).toBe("hidden");
  });

  test("that LINE does not answer is asked for again, and none is noted in the end", () => {
    const later = { kind: "later", finding: finding("LINE_UNAVAILABLE") } as const;
    const at = T0 + 6 * HOUR;
    expect(afterReading(measuring, later, at).delivery.state).toMatchObject({ nextReadingAt: at + 960_000 });
    const never = afterReading(measuring, later, T0 + 360 * HOUR);
    expect([never.delivery.state, never.events]).toMatchObject([{ phase: "final", reading: null }, []]);
  });

  test("follows the schedule to the end and then is final", () => {
    let delivery: Delivery = measuring;
    const hours: number[] = [];
    while (delivery.state.phase === "measuring") {
      const at = delivery.state.nextReadingAt;
      hours.push((at - T0) / HOUR);
      delivery = afterReading(delivery as In<"measuring">, numbers(78, 40, 25), at).delivery;
    }
    expect(hours).toEqual([6, 24, 48, 72, 168, 335, 337]);
    expect(delivery.state).toMatchObject({
      phase: "final",
      reading: { final: true, clicks: { value: 25, state: "final" } },
    });
  });

  test("keeps what it had when LINE shows nothing any more, and gives up in the end", () => {
    const read = afterReading(measuring, numbers(78, 40, 25), T0 + 335 * HOUR).delivery as In<"measuring">;
    const gone = afterReading(read, numbers(null, null, null), T0 + 337 * HOUR).delivery;
    expect(gone.state).toMatchObject({ phase: "final", reading: { opens: { value: 40, state: "final" } } });
    const links = [{ url: "https://shop.example", click: 44, uniqueClick: null }];
    const few = { kind: "ok", value: { ...numbers(78, 40, null).value, links } } as const;
    expect(afterReading(read, few, T0 + 337 * HOUR).delivery.state).toMatchObject({
      reading: { clicks: { state: "hidden" }, links: [{ url: "https://shop.example", people: { state: "hidden" } }] },
    });
    const later = { kind: "later", finding: finding("LINE_UNAVAILABLE") } as const;
    expect(afterReading(read, later, T0 + 337 * HOUR).delivery.state.phase).toBe("measuring");
    expect(afterReading(read, later, T0 + 360 * HOUR).delivery.state.phase).toBe("final");
  });
});

describe("commands", () => {
  const by = "mika@example.com";
  test("cancel wins until the request is stored, and loses from then on", () => {
    const cancelled = afterCommand(sealed, { do: "cancel", by }, T0);
    expect(cancelled && outcome(cancelled)).toMatchObject({
      kind: "cancelled",
      finding: { code: "CANCELLED_BY_PERSON", figures: { person: by } },
    });
    expect(afterCommand(sending, { do: "cancel", by }, T0)).toBeNull();
    expect(afterCommand(sealed, { do: "seal", by }, T0)).toBeNull();
  });
});

/** LINE has said that it did not take the request: the next attempt may be the first that it accepts. */
const notTaken = afterSend(begun, { kind: "later", finding: finding("LINE_RATE_LIMITED") }, T0)
  .delivery as In<"sending">;
const maybeTaken = afterSend(begun, unknown, T0).delivery;

describe("a portal that removed the app", () => {
  test.each([
    ["sealed", sealed],
    ["stored, not yet asked of LINE", sending],
    ["not taken by LINE", notTaken],
  ])("a delivery that is %s is cancelled", (_what, delivery) => {
    const cancelled = afterUninstall(delivery, T0);
    expect(cancelled && outcome(cancelled)).toMatchObject({
      kind: "cancelled",
      finding: { code: "PORTAL_UNINSTALLED" },
    });
  });

  test.each([
    ["being asked", begun],
    ["perhaps taken", maybeTaken],
    ["accepted", accepted],
  ])("a request that is %s is followed to its end", (_what, delivery) => {
    expect(afterUninstall(delivery, T0)).toBeNull();
  });
});

describe("while it is in doubt whether the app is installed", () => {
  const WAITS = { finding: { code: "HUBSPOT_UNAUTHORIZED" } };

  test("what is sealed waits a minute, and the timeline says so once", () => {
    const first = afterDoubt(sealed, T0);
    expect(first?.delivery.state).toMatchObject({ wait: { ...WAITS, retryAt: T0 + 60_000 } });
    expect(first?.events).toMatchObject([{ event: "waiting", ...WAITS }]);
    expect(first && afterDoubt(first.delivery, T0 + 60_000)?.events).toEqual([]);
  });

  test.each([
    ["stored", sending],
    ["not taken by LINE", notTaken],
  ])("a request that is %s waits a minute, and the timeline says so once", (_what, delivery) => {
    const first = afterDoubt(delivery, T0);
    const attempts = { lastFinding: WAITS.finding, nextAt: T0 + 60_000, open: false };
    expect(first?.delivery.state).toMatchObject({ phase: "sending", attempts });
    expect(first?.events).toMatchObject([{ event: "waiting", ...WAITS }]);
    expect(first && afterDoubt(first.delivery, T0 + 60_000)?.events).toEqual([]);
  });

  test("a request that LINE may have is repeated as ever", () => {
    expect(afterDoubt(begun, T0)).toBeNull();
    expect(afterDoubt(maybeTaken, T0)).toBeNull();
    expect(letsOut(maybeTaken, beginAttempt(maybeTaken as In<"sending">, T0).delivery)).toBe(false);
    expect(letsOut(notTaken, beginAttempt(notTaken, T0).delivery)).toBe(true);
  });
});
