/** Sends that may be about few people: which a person has to allow, and what of their numbers stays hidden. */
import { describe, expect, test } from "@jest/globals";
import { NO_ATTRIBUTES } from "../../src/delivery/inputs.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { shownFrom } from "../../src/delivery/numbers/numbers.ts";
import { leftOutOf, mayBeBelow, meantFor, type DoubtFacts } from "../../src/delivery/targeting/may-be-below.ts";
import { sentence } from "../../src/i18n/wording.ts";
import { aDelivery, anInputs } from "../support/builders.ts";

const upload = (size: number) => ({ size, sizeIsExact: true, exempt: true });
const clicked = (size: number) => ({ size, sizeIsExact: false, exempt: false });
const women = anInputs({ attributes: { ...NO_ATTRIBUTES, genders: ["female"] } });

const FACTS: DoubtFacts = { inputs: anInputs(), included: [upload(2000)], enrolledIds: null, leftOut: {}, others: [] };
const why = (change: Partial<DoubtFacts>) => mayBeBelow({ ...FACTS, ...change })?.figures["why"] ?? null;

describe("the smallest possible number", () => {
  test.each<[string, Partial<DoubtFacts>, string | null]>([
    ["nothing left out", {}, null],
    ["1,950 of 2,000 left out", { leftOut: { "audience:8": 1950 } }, null],
    ["1,951 of 2,000 left out", { leftOut: { "audience:8": 1951 } }, "left_out"],
    ["3,000 others, who may be the same people", { leftOut: { "audience:8": 3000 } }, "left_out"],
    ["all that is left out together", { leftOut: { "audience:8": 1000, "list:9/line_id": 951 } }, "left_out"],
    ["no one knows how many", { leftOut: { "send:r-1": null } }, "left_out"],
    [
      "several audiences may overlap wholly",
      { included: [upload(60), upload(50)], leftOut: { "audience:8": 11 } },
      "left_out",
    ],
    [
      "the largest of several is surely there",
      { included: [upload(60), upload(50)], leftOut: { "audience:8": 10 } },
      null,
    ],
    ["enrolled contacts alone", { included: [], enrolledIds: 50 }, null],
    [
      "enrolled contacts, some left out",
      { included: [], enrolledIds: 60, leftOut: { "list:9/line_id": 11 } },
      "left_out",
    ],
    ["enrolled contacts in an audience", { enrolledIds: 5000 }, "overlap"],
    [
      "LINE counts recipients of an audience it does not exempt",
      { included: [clicked(2000)], leftOut: { "audience:8": 3000 } },
      null,
    ],
    ["and of one among several", { included: [upload(60), clicked(60)], enrolledIds: 60 }, null],
    ["and with attributes", { inputs: women, enrolledIds: 60, leftOut: { "audience:8": 3000 } }, null],
  ])("%s", (_name, facts, expected) => {
    expect(why(facts)).toBe(expected);
  });
});

describe("a send beside another one of the last 14 days", () => {
  test.each<[string, Partial<DoubtFacts>, string | null]>([
    ["leaves out the same", { leftOut: { "audience:8": 3 }, others: [{ "audience:8": 3 }] }, null],
    ["leaves out one person more", { leftOut: { "audience:8": 1 }, others: [{}] }, "earlier_send"],
    ["leaves out one person less", { others: [{ "list:9/line_id": 1 }] }, "earlier_send"],
    ["leaves out no one more, under a name", { leftOut: { "audience:8": 0 }, others: [{}] }, null],
    ["leaves out 50 more", { leftOut: { "audience:8": 50 }, others: [{}] }, null],
    ["differs by 49 in all", { leftOut: { "audience:8": 20 }, others: [{ "audience:9": 29 }] }, "earlier_send"],
    [
      "differs by three of hidden size, which may be one each",
      { leftOut: { "audience:7": 19, "audience:8": 19, "audience:9": 19 }, others: [{}] },
      "earlier_send",
    ],
    ["differs by so many that no one knows", { leftOut: {}, others: [{ "send:r-1": null }] }, null],
    ["is like one of several", { leftOut: { "audience:8": 3 }, others: [{ "audience:9": 900 }, {}] }, "earlier_send"],
    [
      "differs by a few, and LINE counts recipients",
      { inputs: women, leftOut: { "audience:8": 1 }, others: [{}] },
      "earlier_send",
    ],
    [
      "differs by a few, and leaves too few",
      { leftOut: { "audience:8": 1951, "audience:9": 1 }, others: [{ "audience:8": 1951 }] },
      "left_out;earlier_send",
    ],
  ])("%s", (_name, facts, expected) => {
    expect(why(facts)).toBe(expected);
  });
});

test("what is left out has a name that the next send has too", () => {
  const inputs = anInputs({ suppression: { listId: "77", property: "line_id" } });
  const excluded = [
    { id: "8", size: 0, sizeIsExact: false },
    { id: "9", size: 12, sizeIsExact: true },
  ];
  const reached = [{ requestId: "r-1", target: 5000 }];
  expect(leftOutOf(inputs, { excluded, suppressed: 30, reached })).toEqual({
    "audience:8": 19,
    "audience:9": 19,
    "list:77/line_id": 30,
    "send:r-1": 5000,
  });
  expect(leftOutOf(anInputs(), { excluded: [], suppressed: null, reached: [] })).toEqual({});
});

test("sends are meant for the same people whatever they say and whomever they leave out", () => {
  const same = anInputs({ excludeAudienceIds: ["8"], message: { kind: "text", text: "Other" }, listId: "99" });
  expect(meantFor(same)).toBe(meantFor(anInputs()));
  const narrow = anInputs({ targetingMode: "narrow_to_enrolled" });
  const others = [women, anInputs({ audienceId: "8" }), narrow, { ...narrow, listId: "99" }];
  expect(new Set([anInputs(), ...others].map(meantFor)).size).toBe(5);
});

test("the text for who is meant stays as it is: sends of the version before are compared with it", () => {
  const attributes = { ...NO_ATTRIBUTES, genders: ["female"], ageFrom: 20, areas: ["jp_27", "jp_13"] } as const;
  const inputs = anInputs({ audienceId: "8", includeAudienceIds: ["7"], attributes });
  expect(meantFor(inputs)).toBe('[["7","8"],null,["female"],[],["jp_13","jp_27"],20,null,null,null]');
});

test("a person reads every reason, in words", () => {
  const asked = finding("MAY_BE_BELOW_MINIMUM", { why: "left_out;earlier_send", needed: 50 });
  expect(sentence(asked, "en")).toBe(
    "The results could be about fewer than 50 people. The people who are left out may be almost all of those who would receive it. It differs from a send of the last 14 days only by who is left out, and these are fewer than 50 people. The message goes out when a person approves it; LINE's numbers below 50 then stay hidden.",
  );
  expect(sentence(asked, "ja")).toBe(
    "配信結果が50人未満に関するものになる可能性があります。除外される人が、配信対象のほぼ全員である可能性があります。過去14日間の配信との違いが、50人未満の除外だけです。承認されるとメッセージが配信され、50人未満の数値は表示されません。",
  );
});

describe("LINE's numbers are hidden below", () => {
  const waiting = (code: "APPROVAL_NEEDED" | "MAY_BE_BELOW_MINIMUM"): Delivery["state"] => {
    const asks = [finding(code)];
    const wait = { finding: finding(code), since: 1, retryAt: 1, tries: 0, asks };
    return { phase: "sealed", seal: { at: 1, reason: "quiet", enrolled: 60 }, wait };
  };
  const approval = (...reasons: ("APPROVAL_NEEDED" | "MAY_BE_BELOW_MINIMUM")[]) => ({
    by: "mika@x.example",
    at: 1,
    for: reasons,
  });

  test.each<[number, string, Partial<Delivery>]>([
    [20, "ordinary", {}],
    [20, "approved for another reason", { approval: approval("APPROVAL_NEEDED") }],
    [20, "waiting for another reason", { state: waiting("APPROVAL_NEEDED") }],
    [50, "waiting because it may be about few", { state: waiting("MAY_BE_BELOW_MINIMUM") }],
    [50, "allowed although it may be about few", { approval: approval("APPROVAL_NEEDED", "MAY_BE_BELOW_MINIMUM") }],
  ])("%i: %s", (below, _name, change) => {
    expect(shownFrom(aDelivery(change))).toBe(below);
  });
});
