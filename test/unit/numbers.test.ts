/** What people and programs may see of LINE's numbers: nothing about fewer than 20 people, and nothing that tells it. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { finding } from "../../src/delivery/codes.ts";
import type { Counts, Delivery, DeliveryState, OutcomeKind } from "../../src/delivery/delivery.ts";
import { shown, withoutSmallSize } from "../../src/delivery/numbers/hidden.ts";
import { hasLinks } from "../../src/delivery/message/links.ts";
import { deliveredOf, medianRates, numbersOf, ratesOf, shownForecast } from "../../src/delivery/numbers/numbers.ts";
import { finalReading, makeReading, type InsightNumbers } from "../../src/delivery/numbers/reading.ts";
import { aDelivery } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const seal = { at: T0, reason: "quiet", enrolled: 60 } as const;
const following = { requestId: "request-1", acceptedAt: T0, nextPollAt: T0, polls: 1 };
const narrowcastOf = (text: string) => ({
  retryKey: "key",
  body: JSON.stringify({ messages: [{ type: "text", text }] }),
  preparedAt: T0,
  audienceName: "Readers",
  reserved: 1500,
  meantFor: "everyone",
  leftOut: {},
});
const LINKED = narrowcastOf("Look: https://shop.example");

type Final = Extract<DeliveryState, { phase: "final" }>;

function ended(kind: OutcomeKind, change: Partial<Final> = {}): Delivery {
  const outcome = { kind, finding: finding(kind === "delivered" ? "DELIVERED" : "LINE_FAILED"), at: T0 };
  const nothing = { narrowcast: null, following: null, counts: null, reading: null };
  return aDelivery({ state: { phase: "final", seal, outcome, ...nothing, ...change } });
}

const sent = (counts: Counts, change: Partial<Final> = {}) =>
  ended("delivered", { counts, following, narrowcast: LINKED, ...change });

const counted = (counts: Counts) => {
  const { target, success, failure, used } = numbersOf(sent(counts));
  return [target, success, failure, used].map(({ value, state }) => (state === "final" ? value : state));
};

describe("LINE's counts of a send", () => {
  test.each<readonly [Counts, readonly (number | string)[]]>([
    [{ target: 120, success: 120, failure: 0 }, [120, 120, 0, 120]],
    [{ target: 120, success: 100, failure: 20 }, [120, 100, 20, 100]],
    [{ target: 120, success: 101, failure: 19 }, ["hidden", 101, "hidden", 101]],
    [{ target: 120, success: 119, failure: 1 }, ["hidden", 119, "hidden", 119]],
    [{ target: 120, success: 7, failure: 113 }, ["hidden", "hidden", 113, "hidden"]],
    [{ target: 20, success: 7, failure: 13 }, ["hidden", "hidden", "hidden", "hidden"]],
    [{ target: 19, success: 19, failure: 0 }, ["hidden", "hidden", 0, "hidden"]],
    [{ target: 0, success: 0, failure: 0 }, [0, 0, 0, 0]],
  ])("%j", (counts, expected) => expect(counted(counts)).toEqual(expected));

  test("tell a hidden one in no way", () => {
    const people = fc.nat(60);
    fc.assert(
      fc.property(people, people, (success, failure) => {
        const all = numbersOf(sent({ target: success + failure, success, failure }));
        const known = [all.target, all.success, all.failure].filter(({ state }) => state === "final");
        const few = [success, failure, success + failure].some((count) => count > 0 && count < 20);
        // Two of the three tell the third.
        expect(known.length).toBeLessThanOrEqual(few ? 1 : 3);
        expect(known.every(({ value }) => value === 0 || value >= 20)).toBe(true);
      }),
    );
  });

  test("have no target while LINE sends: failures are still to come", () => {
    const attempts = {
      count: 1,
      firstAt: T0,
      lastAt: null,
      firstWallAt: null,
      conflictAt: null,
      nextAt: T0,
      open: false,
      answerLost: false,
      lastFinding: null,
      conflicted: [],
    };
    const counts = { target: 130, success: 100, failure: 0 };
    const state = { phase: "sending", seal, narrowcast: LINKED, attempts, following, counts } as const;
    const { target, success, failure } = numbersOf(aDelivery({ state }));
    expect([target.state, success, failure.state]).toEqual(["pending", shown(100, "exact"), "exact"]);
  });

  test.each(["failed", "cancelled", "rehearsed"] as const)("never come where it was %s", (kind) => {
    const { links, ...numbers } = numbersOf(ended(kind));
    expect(new Set(Object.values(numbers).map(({ state }) => state))).toEqual(new Set(["none"]));
    expect(links).toEqual([]);
  });

  test("are waited for before the send", () => {
    const { links: _links, ...numbers } = numbersOf(aDelivery());
    expect(new Set(Object.values(numbers).map(({ state }) => state))).toEqual(new Set(["pending"]));
  });
});

const insight = (change: Partial<InsightNumbers> = {}): InsightNumbers => ({
  delivered: 120,
  uniqueImpression: 60,
  uniqueClick: 25,
  links: [],
  ...change,
});
const link = (url: string, uniqueClick: number | null, click = uniqueClick) => ({ url, click, uniqueClick });
const read = (change: Partial<InsightNumbers>, taken: { from?: number; hasLinks?: boolean } = {}) =>
  makeReading(insight(change), { at: T0, ...taken });

describe("a reading", () => {
  test("hides what LINE tells of fewer than 20", () => {
    const { delivered, opens, clicks } = read({ delivered: 13, uniqueImpression: 7, uniqueClick: 19 });
    expect([delivered.state, opens.state, clicks.state]).toEqual(["hidden", "hidden", "hidden"]);
    expect(read({ delivered: 20 }).delivered).toEqual({ value: 20, state: "exact" });
    expect(read({ delivered: 0 }).delivered).toEqual({ value: 0, state: "exact" });
    expect(read({ delivered: 49 }, { from: 50 }).delivered.state).toBe("hidden");
  });

  test("hides how often fewer than 20 people followed a link", () => {
    const { links } = read({ uniqueClick: 25, links: [link("a", 25), link("b", 7, 33)] });
    expect(links[0]).toMatchObject({ people: { value: 25, state: "exact" }, clicks: { value: 25, state: "exact" } });
    expect(links[1]).toMatchObject({ people: { state: "hidden" }, clicks: { value: 0, state: "hidden" } });
  });

  test.each<readonly [string, number, readonly (number | null)[], readonly boolean[]]>([
    ["the rest of everyone is the hidden link's", 59, [40, 19], [false, false]],
    ["the rest is two hidden links'", 88, [40, 30, 9, 9], [true, false, false, false]],
    ["the rest is a link's that LINE leaves out", 47, [40], [false]],
    ["there is no rest", 40, [40, 22, null], [true, true, false]],
    ["the rest is large, and may be the hidden link's", 95, [40, 30, 9], [true, false, false]],
    ["there is no rest and no link is hidden", 62, [40, 22], [true, true]],
    ["the rest is 20 and no link is hidden", 82, [40, 22], [true, true]],
    ["the rest is large and no link is hidden", 90, [40, 22], [true, true]],
  ])("hides the smallest other link where %s", (_why, all, people, isShown) => {
    const { links } = read({ uniqueClick: all, links: people.map((count, at) => link(String(at), count)) });
    expect(links.map((one) => one.people.state === "exact")).toEqual(isShown);
  });

  test("hides each link's clicks while everyone's are hidden", () => {
    const { links } = read({ uniqueClick: null, links: [link("a", 25)] });
    expect(links[0]).toMatchObject({ people: { state: "hidden" }, clicks: { state: "hidden" } });
  });
});

describe("clicks", () => {
  const clicksOf = (text: string, reading: Final["reading"]) =>
    numbersOf(sent({ target: 120, success: 120, failure: 0 }, { narrowcast: narrowcastOf(text), reading })).clicks
      .state;

  test("of a message without links there are none, before and after they are read", () => {
    expect(clicksOf("Good morning", null)).toBe("none");
    expect(clicksOf("Good morning", read({ uniqueClick: null }))).toBe("none");
    expect(read({ uniqueClick: null }, { hasLinks: false }).clicks.state).toBe("none");
    expect(clicksOf("Look: https://shop.example", read({ uniqueClick: null }))).toBe("hidden");
    expect(clicksOf("Good morning", read({ uniqueClick: 25 }))).toBe("exact");
    expect(clicksOf("Good morning", finalReading(read({ uniqueClick: 25 })))).toBe("final");
  });

  test("that LINE never returned are none in the end", () => {
    const never = makeReading(insight({ delivered: null }), { at: T0 });
    expect(clicksOf("Look: https://shop.example", never)).toBe("none");
  });

  test.each<readonly [boolean, Record<string, unknown>]>([
    [false, { type: "text", text: "Good morning. See you" }],
    [true, { type: "text", text: "shop.example" }],
    [true, { type: "textV2", text: "shop.example" }],
    [false, { type: "sticker", text: "shop.example", sender: null }],
    [true, { type: "text", text: "https://shop.example/をどうぞ" }],
    [
      false,
      { type: "image", originalContentUrl: "https://a.example/1.png", previewImageUrl: "https://a.example/2.png" },
    ],
    [true, { type: "imagemap", actions: [{ type: "uri", linkUri: "https://shop.example" }] }],
    [true, { type: "video", externalLink: { linkUri: "https://shop.example", label: "Shop" } }],
    [true, { type: "template", template: { actions: [{ type: "uri", uri: "tel:1234" }] } }],
    [false, { type: "template", template: { actions: [{ type: "message", text: "https://shop.example" }] } }],
    [false, { type: "flex", contents: { body: { contents: [{ type: "text", text: "https://shop.example" }] } } }],
  ])("are possible: %p for %j", (expected, message) => expect(hasLinks([message])).toBe(expected));

  test("are possible where one of several has a link, and one of several actions is one", () => {
    const actions = [{ type: "message" }, { type: "uri", uri: "https://shop.example" }];
    expect(
      hasLinks([
        { type: "text", text: "Good morning" },
        { type: "template", template: { actions } },
      ]),
    ).toBe(true);
  });
});

test("a size that LINE tells although it is of too few becomes one that it hides", () => {
  const audience = { id: "8", size: 19, sizeIsExact: true };
  expect(withoutSmallSize(audience)).toEqual({ id: "8", size: 0, sizeIsExact: false });
  expect(withoutSmallSize({ ...audience, size: 20 })).toEqual({ id: "8", size: 20, sizeIsExact: true });
});

test("a forecast hides what is about fewer than 20", () => {
  expect(shownForecast({ low: 0, likely: 19, high: 200, rule: null })).toEqual({
    low: { value: 0, state: "exact" },
    likely: { value: 0, state: "hidden" },
    high: { value: 200, state: "exact" },
  });
  expect(shownForecast({ low: 7, likely: 20, high: null, rule: null })).toMatchObject({
    low: { value: 0, state: "hidden" },
    likely: { value: 20 },
    high: null,
  });
  expect(shownForecast({ low: 49, likely: 50, high: 60, rule: null }, 50).low.state).toBe("hidden");
});

describe("rates", () => {
  const read = (opened: number | null, clicked: number | null, success = 200, delivered = 200) => {
    const numbers = { delivered, uniqueImpression: opened, uniqueClick: clicked, links: [] };
    const reading = finalReading(makeReading(numbers, { at: T0 }));
    return sent({ target: success, success, failure: 0 }, { reading });
  };

  test.each<readonly [Delivery, number | null, number | null]>([
    [read(100, 50), 0.5, 0.25],
    [read(0, 0), 0, 0],
    // What fewer than 20 did, or what fewer than 20 got, gives none.
    [read(100, 19), 0.5, null],
    [read(null, null), null, null],
    [read(19, 0, 19), null, null],
    [read(0, 0, 0, 0), null, null],
    [sent({ target: 200, success: 200, failure: 0 }), null, null],
  ])("are of those who got it, and only of numbers that are shown (case %#)", (delivery, opens, clicks) =>
    expect(ratesOf(delivery)).toEqual({ opens, clicks }),
  );

  test("are of the people in LINE's statistics where it gave no count of the send", () => {
    const { reading } = read(100, 50).state as Final;
    const uncertain = ended("uncertain", { reading, narrowcast: LINKED, following });
    expect(deliveredOf(uncertain)).toEqual({ value: 200, state: "final" });
    expect(ratesOf(uncertain)).toEqual({ opens: 0.5, clicks: 0.25 });
  });

  test("have a median from three deliveries on that have one", () => {
    expect(medianRates([read(100, 50), read(60, 19), read(40, 40)])).toEqual({ opens: 0.3, clicks: null });
    expect(medianRates([read(100, 50), read(60, 20), read(40, 40), read(20, 30)])).toEqual({
      opens: 0.25,
      clicks: 0.175,
    });
    expect(medianRates([])).toEqual({ opens: null, clicks: null });
  });
});
