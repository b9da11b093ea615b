/** The life cycle as a table: facts and clock → step, with every instant at a boundary. */
import { describe, expect, test } from "@jest/globals";
import { firstEstimate } from "../../src/delivery/targeting/estimate.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery, DeliveryState } from "../../src/delivery/delivery.ts";
import {
  advanceAt,
  KEY_MARGIN_MS,
  neverAccepted,
  nextStep,
  REPEAT_SEND_FOR_MS,
  type Step,
} from "../../src/delivery/lifecycle/next-step.ts";
import { decideBy, RELEASE_MARGIN_MS } from "../../src/delivery/lifecycle/window.ts";
import { aDelivery } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

const KNOWN = { known: "yes", name: "Newsletter", size: 1000 } as const;
const seal = { at: T0, reason: "quiet", enrolled: 60 } as const;
const narrowcast = {
  retryKey: "key",
  body: "{}",
  preparedAt: T0,
  audienceName: null,
  reserved: null,
  meantFor: "everyone",
  leftOut: {},
};
const attempts = {
  count: 0,
  firstAt: null,
  lastAt: null,
  firstWallAt: null,
  conflictAt: null,
  nextAt: T0,
  open: false,
  answerLost: false,
  lastFinding: null,
  conflicted: [],
};
const following = { requestId: "request", acceptedAt: T0, nextPollAt: T0 + 10 * SECOND, polls: 0 };

const collecting = (change: Partial<Delivery> = {}): Delivery =>
  aDelivery({ list: KNOWN, enrolled: 60, lastEnrolledAt: T0, ...change }, T0);
const inState = (state: DeliveryState, change: Partial<Delivery> = {}): Delivery => collecting({ state, ...change });
const sending = (change: Partial<Extract<DeliveryState, { phase: "sending" }>> = {}): Delivery =>
  inState({ phase: "sending", seal, narrowcast, attempts, following: null, counts: null, ...change });
const waiting = (retryAt: number): Delivery =>
  inState({ phase: "sealed", seal, wait: { finding: finding("LINE_UNAVAILABLE"), since: T0, retryAt, tries: 0 } });

type Row = readonly [name: string, delivery: Delivery, afterMs: number, step: Partial<Step> & { do: Step["do"] }];

const deadline = decideBy(collecting()) - T0;

describe("collecting", () => {
  test.each<Row>([
    ["asks for the list first", aDelivery({}, T0), 0, { do: "look_up_list" }],
    [
      "rests until the list may be asked again",
      collecting({ list: { known: "no", askAt: T0 + MINUTE, asked: 1 } }),
      0,
      { do: "rest", until: T0 + MINUTE },
    ],
    ["rests until the quiet gap is over", collecting(), 180 * SECOND - 1, { do: "rest", until: T0 + 180 * SECOND }],
    ["seals when the quiet gap is over", collecting(), 180 * SECOND, { do: "seal", reason: "quiet" }],
    [
      "counts the quiet gap only while the service can be called",
      collecting({ outageEndedAt: T0 + 100 * SECOND }),
      180 * SECOND,
      { do: "rest", until: T0 + 280 * SECOND },
    ],
    [
      "an outage shortly before the ceiling leaves a quiet gap after it",
      collecting({ outageEndedAt: T0 + 2690 * SECOND }),
      2700 * SECOND,
      { do: "rest", until: T0 + 2870 * SECOND },
    ],
    [
      "and so it is below the minimum",
      collecting({ outageEndedAt: T0 + 2690 * SECOND, enrolled: 3 }),
      2870 * SECOND,
      { do: "seal", reason: "ceiling" },
    ],
    [
      "outages without end stop where the send would have no time any more",
      collecting({ outageEndedAt: T0 + 9 * 3600 * SECOND }),
      (2700 + 5 * 3600) * SECOND,
      { do: "seal", reason: "ceiling" },
    ],
    [
      "waits for the ceiling below the minimum",
      collecting({ enrolled: 49 }),
      180 * SECOND,
      { do: "rest", until: T0 + 2700 * SECOND },
    ],
    [
      "a minimum exactly reached is enough",
      collecting({ enrolled: 50 }),
      180 * SECOND,
      { do: "seal", reason: "quiet" },
    ],
    ["seals at the ceiling", collecting({ enrolled: 1 }), 2700 * SECOND, { do: "seal", reason: "ceiling" }],
    [
      "does not seal a moment before the ceiling",
      collecting({ enrolled: 1 }),
      2700 * SECOND - 1,
      { do: "rest", until: T0 + 2700 * SECOND },
    ],
    [
      "seals when the list is complete",
      collecting({ list: { ...KNOWN, size: 60 } }),
      0,
      { do: "seal", reason: "list_complete" },
    ],
    [
      "one short of the list goes on",
      collecting({ list: { ...KNOWN, size: 61 } }),
      0,
      { do: "rest", until: T0 + 180 * SECOND },
    ],
    [
      "an empty size says nothing",
      collecting({ list: { ...KNOWN, size: 0 } }),
      0,
      { do: "rest", until: T0 + 180 * SECOND },
    ],
    [
      "a list of 30 seals when all 30 are there",
      collecting({ enrolled: 30, list: { ...KNOWN, size: 30 } }),
      0,
      { do: "seal", reason: "list_complete" },
    ],
    [
      "a missing list does not wait for the minimum",
      collecting({ enrolled: 3, list: { known: "missing" } }),
      180 * SECOND,
      { do: "seal", reason: "quiet" },
    ],
    [
      "seals when a person says so",
      inState({ phase: "collecting", sealRequestedBy: "mika", estimate: firstEstimate(T0) }, { enrolled: 1 }),
      0,
      { do: "seal", reason: "person" },
    ],
  ])("%s", (_name, delivery, afterMs, step) => expect(nextStep(delivery, T0 + afterMs)).toMatchObject(step));
});

describe("sealed", () => {
  test.each<Row>([
    ["checks everything at once", inState({ phase: "sealed", seal, wait: null }), 0, { do: "preflight" }],
    ["ends below the minimum", inState({ phase: "sealed", seal, wait: null }, { enrolled: 49 }), 0, { do: "conclude" }],
    ["rests until the wait is over", waiting(T0 + MINUTE), MINUTE - 1, { do: "rest", until: T0 + MINUTE }],
    ["checks again when the wait is over", waiting(T0 + MINUTE), MINUTE, { do: "preflight" }],
    ["gives up before the holds end", waiting(T0 + 99 * deadline), deadline, { do: "conclude" }],
    [
      "still waits a moment before that",
      waiting(T0 + 99 * deadline),
      deadline - 1,
      { do: "rest", until: T0 + deadline },
    ],
  ])("%s", (_name, delivery, afterMs, step) => expect(nextStep(delivery, T0 + afterMs)).toMatchObject(step));

  test("names the enrolled and the needed number, and what would help", () => {
    const small = inState({ phase: "sealed", seal, wait: null }, { enrolled: 30, list: { ...KNOWN, size: 30 } });
    expect(nextStep(small, T0)).toMatchObject({
      outcome: {
        kind: "failed",
        finding: { code: "ENROLLED_BELOW_MINIMUM", figures: { enrolled: 30, needed: 50, hint: "list:30" } },
      },
    });
  });

  test("is not begun any more when the holds are about to end, and LINE is not blamed for it", () => {
    const late = { outcome: { kind: "failed", finding: { code: "OUT_OF_TIME" } } };
    const checked = inState({ phase: "sealed", seal, wait: null });
    expect(nextStep(checked, T0 + deadline - 1)).toEqual({ do: "preflight" });
    expect(nextStep(checked, T0 + deadline)).toMatchObject(late);
    expect(nextStep(sending({ attempts: { ...attempts, count: 0, firstAt: null } }), T0 + deadline)).toMatchObject(
      late,
    );
  });

  test("ends with what it waited for", () => {
    expect(nextStep(waiting(T0), T0 + deadline)).toMatchObject({
      outcome: { kind: "failed", finding: { code: "LINE_UNAVAILABLE" } },
    });
  });
});

describe("sending", () => {
  const tried = { ...attempts, count: 2, firstAt: T0, nextAt: T0 + MINUTE };
  const conflicted = { ...tried, conflicted: ["lost"], conflictAt: T0 + 120 * MINUTE };
  test.each<Row>([
    ["sends the stored request", sending(), 0, { do: "send", retryKey: "key", body: "{}" }],
    ["waits between tries", sending({ attempts: tried }), MINUTE - 1, { do: "rest", until: T0 + MINUTE }],
    ["repeats the same request", sending({ attempts: tried }), MINUTE, { do: "send", retryKey: "key" }],
    ["repeats until 23 h after the first try", sending({ attempts: tried }), REPEAT_SEND_FOR_MS - 1, { do: "send" }],
    ["never repeats after 23 h", sending({ attempts: tried }), REPEAT_SEND_FOR_MS, { do: "conclude" }],
    ["repeats for an hour after a conflict", sending({ attempts: conflicted }), 180 * MINUTE - 1, { do: "send" }],
    [
      "and no longer: LINE may have had the key before",
      sending({ attempts: conflicted }),
      180 * MINUTE,
      { do: "conclude" },
    ],
    ["polls when it is time", sending({ following }), 10 * SECOND, { do: "follow", requestId: "request" }],
    ["not before", sending({ following }), 10 * SECOND - 1, { do: "rest", until: T0 + 10 * SECOND }],
    ["asks once more before it gives up", sending({ following }), deadline + MINUTE, { do: "follow" }],
    [
      "gives up when the holds are about to end",
      sending({ following: { ...following, polls: 9, nextPollAt: T0 + 9 * deadline } }),
      deadline,
      { do: "conclude" },
    ],
  ])("%s", (_name, delivery, afterMs, step) => expect(nextStep(delivery, T0 + afterMs)).toMatchObject(step));

  describe("with a clock that ran back", () => {
    const lost = { ...tried, answerLost: true, lastAt: T0 };
    test("by more than is kept in hand of the key's 24 h: it is not known how old the key is", () => {
      const step = nextStep(sending({ attempts: lost }), T0 - KEY_MARGIN_MS - 1);
      expect(step).toMatchObject({ do: "conclude", outcome: { kind: "uncertain" } });
    });
    test.each<Row>([
      ["by less: rests", sending({ attempts: lost }), -KEY_MARGIN_MS, { do: "rest", until: T0 + MINUTE }],
      [
        "LINE surely has nothing: rests",
        sending({ attempts: { ...lost, answerLost: false } }),
        -24 * 60 * MINUTE,
        { do: "rest", until: T0 + MINUTE },
      ],
      ["no attempt has begun: rests", sending({ attempts: tried }), -90 * MINUTE, { do: "rest" }],
    ])("%s", (_name, delivery, afterMs, step) => expect(nextStep(delivery, T0 + afterMs)).toMatchObject(step));
  });

  test.each([
    [{ ...tried, answerLost: true }, "uncertain", "SEND_UNCONFIRMED"],
    [{ ...tried, open: true }, "uncertain", "SEND_UNCONFIRMED"],
    [{ ...tried, lastFinding: finding("CHANNEL_UNAUTHORIZED", { channel: "Shop" }) }, "failed", "CHANNEL_UNAUTHORIZED"],
  ] as const)("after 23 h: uncertain when an answer was lost, failed when surely not sent", (state, kind, code) => {
    const step = nextStep(sending({ attempts: state }), T0 + REPEAT_SEND_FOR_MS);
    expect(step).toMatchObject({ do: "conclude", outcome: { kind, finding: { code } } });
  });
});

test.each([
  ["no attempt was made", {}, "failed", finding("OUT_OF_TIME")],
  ["LINE never answered and surely has nothing", { count: 2 }, "failed", finding("LINE_UNAVAILABLE")],
  ["an answer was lost", { count: 3, answerLost: true }, "uncertain", finding("SEND_UNCONFIRMED", { attempts: 3 })],
] as const)("says of a send that it gives up: %s", (_why, change, kind, why) => {
  expect(neverAccepted({ ...attempts, ...change })).toEqual({ kind, finding: why });
});

test("says how many IDs LINE was still preparing", () => {
  const upload = {
    name: "HubSpot",
    state: "sent",
    audienceId: "77",
    filesSent: 1,
    begun: true,
    idsDoubted: false,
    cursor: null,
    nextAt: T0,
    tries: 0,
  } as const;
  const uploads = [
    { ...upload, purpose: "enrolled", ids: 58 },
    { ...upload, purpose: "suppressed", ids: 3 },
  ] as const;
  const preparing = inState({ phase: "preparing", seal, wait: null }, { uploads });
  expect(nextStep(preparing, T0 + deadline)).toEqual({
    do: "conclude",
    outcome: { kind: "failed", finding: finding("AUDIENCE_PREPARING", { ids: 61 }) },
  });
});

test("names the request whose end LINE never told", () => {
  const unheard = sending({ following: { ...following, nextPollAt: T0 + 9 * deadline } });
  expect(nextStep(unheard, T0 + deadline)).toEqual({
    do: "conclude",
    outcome: { kind: "uncertain", finding: finding("PROGRESS_UNKNOWN", { requestId: "request" }) },
  });
});

test("an outcome rests forever; anything else goes on at once or at its time", () => {
  const outcome = { kind: "delivered", finding: finding("DELIVERED"), at: T0 } as const;
  const known = { seal, narrowcast, following, counts: null, outcome, reading: null };
  const states: readonly DeliveryState[] = [
    { phase: "measuring", nextReadingAt: T0, ...known },
    { phase: "final", ...known },
  ];
  expect(states.map((state) => advanceAt(inState(state), T0))).toEqual([null, null]);
  expect(advanceAt(inState({ phase: "sealed", seal, wait: null }), T0 + 1)).toBe(T0 + 1);
  expect(advanceAt(waiting(T0 + MINUTE), T0)).toBe(T0 + MINUTE);
});

test("every outcome is decided an hour before the first hold ends", () => {
  const { holdsUntil, openedAt, window } = collecting();
  expect(decideBy(collecting())).toBe(holdsUntil - RELEASE_MARGIN_MS);
  expect(decideBy(collecting()) - (openedAt + window.ceilingSeconds * SECOND)).toBeGreaterThan(REPEAT_SEND_FOR_MS);
});
