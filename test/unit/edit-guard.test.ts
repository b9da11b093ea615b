/** Where an execution goes whose step was edited, and when a send of the step takes a person. */
import { describe, expect, test } from "@jest/globals";
import {
  afterChangeBack,
  afterEdit,
  afterLaterEdit,
  afterOpening,
} from "../../src/delivery/lifecycle/edits/after-edit.ts";
import { destinationOf, type GuardFacts, type SeenDelivery } from "../../src/delivery/lifecycle/edits/destination.ts";
import { earlierSend, willAsk, type OtherDelivery } from "../../src/delivery/lifecycle/edits/earlier-send.ts";
import { inputChanges } from "../../src/delivery/lifecycle/edits/input-changes.ts";
import { afterCommand } from "../../src/delivery/lifecycle/commands.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { In } from "../../src/delivery/delivery.ts";
import { stepOf } from "../../src/delivery/execution.ts";
import { NO_ATTRIBUTES, type Attributes, type Inputs } from "../../src/delivery/inputs.ts";
import { decideBy } from "../../src/delivery/lifecycle/window.ts";
import { aDelivery, anInputs } from "../support/builders.ts";

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

const window = (id: string, key: string): SeenDelivery => ({
  id,
  key,
  phase: "collecting",
  outcome: null,
  sealedAt: null,
});
const sealed = (id: string, key: string): SeenDelivery => ({
  ...window(id, key),
  phase: "sealed",
  sealedAt: NOW - HOUR,
});
const sent = (id: string, key: string, hoursAgo = 1): SeenDelivery => ({
  id,
  key,
  phase: "measuring",
  outcome: "delivered",
  sealedAt: NOW - hoursAgo * HOUR,
});
const alone = (delivery: SeenDelivery) => ({ ...delivery, shared: false });
const shared = (delivery: SeenDelivery) => ({ ...delivery, shared: true });
const NONE: GuardFacts = { byKey: null, ofStep: null, underOldKey: null, seenBefore: false };

type Row = readonly [what: string, facts: Partial<GuardFacts>, expected: object];

describe("an execution with the key B", () => {
  test.each<Row>([
    ["nothing before", {}, { do: "open" }],
    ["its key collects", { byKey: window("b", "B") }, { do: "join", id: "b" }],
    ["its key is on its way", { byKey: sealed("b", "B") }, { do: "cover", id: "b" }],
    ["its key was sent inside the cooldown", { byKey: sent("b", "B") }, { do: "cover", id: "b" }],
    ["its key was sent before the cooldown", { byKey: sent("b", "B", 25) }, { do: "open" }],
    ["its step collects with the same key", { ofStep: alone(window("b", "B")) }, { do: "join", id: "b" }],
    ["its step collects with another key", { ofStep: alone(window("a", "A")) }, { do: "edit", id: "a" }],
    [
      "its step shares a window with another key",
      { ofStep: shared(window("a", "A")) },
      { do: "leave", from: "a", to: null },
    ],
    [
      "its step collects with another key, and another workflow with this one",
      { ofStep: alone(window("a", "A")), byKey: window("b", "B") },
      { do: "leave", from: "a", to: "b" },
    ],
    [
      "its step collects with another key, and another workflow has sent this one",
      { ofStep: alone(window("a", "A")), byKey: sent("b", "B") },
      { do: "edit", id: "a" },
    ],
    [
      "its version was replaced in the open window",
      { ofStep: alone(window("a", "A")), underOldKey: window("a", "A"), seenBefore: true },
      { do: "change_back", id: "a" },
    ],
    [
      "its version was replaced, and another workflow collects with it",
      { ofStep: alone(window("a", "A")), byKey: window("b", "B"), seenBefore: true },
      { do: "change_back", id: "a" },
    ],
    [
      "its version was replaced in a shared window",
      { ofStep: shared(window("a", "A")), seenBefore: true },
      { do: "change_back", id: "a" },
    ],
    [
      "its step has sent it and now collects with another key",
      { ofStep: alone(window("a", "A")), underOldKey: sent("b", "B"), byKey: sent("b", "B"), seenBefore: true },
      { do: "cover", id: "b" },
    ],
    [
      "its step has sent another version, into which an edit had turned it",
      { ofStep: alone(sent("a", "A")), underOldKey: sent("a", "A"), seenBefore: true },
      { do: "cover", id: "a" },
    ],
    ["its step has sent another version", { ofStep: alone(sent("a", "A")) }, { do: "open" }],
    ["another version of its step is on its way", { ofStep: alone(sealed("a", "A")) }, { do: "open" }],
    [
      "its step has sent, and another workflow collects with this key",
      { ofStep: alone(sent("a", "A")), byKey: window("b", "B") },
      { do: "join", id: "b" },
    ],
  ])("%s", (_what, facts, expected) => {
    expect(destinationOf({ ...NONE, ...facts }, { key: "B", resendAfter: "24h" }, NOW)).toEqual(expected);
  });

  test("without a cooldown joins the step's window all the same, and opens once it has closed", () => {
    const at = { key: "B", resendAfter: "none" } as const;
    expect(destinationOf({ ...NONE, ofStep: alone(window("a", "A")) }, at, NOW)).toEqual({ do: "edit", id: "a" });
    expect(destinationOf({ ...NONE, byKey: sent("b", "B"), underOldKey: sent("b", "B") }, at, NOW)).toEqual({
      do: "open",
    });
  });
});

describe("a send of a step", () => {
  const other = (change: Partial<OtherDelivery>): OtherDelivery => ({
    id: "first",
    openedAt: NOW - 2 * HOUR,
    sealedAt: NOW - HOUR,
    phase: "measuring",
    outcome: "delivered",
    resendAfter: "24h",
    ...change,
  });
  const delivery = aDelivery({}, NOW - HOUR);

  test.each<[string, Partial<OtherDelivery>]>([
    ["delivered inside the cooldown", {}],
    ["of which no one knows whether it was sent", { outcome: "uncertain", phase: "final" }],
    ["being sent", { outcome: null, phase: "sending" }],
    ["being sent, opened later", { outcome: null, phase: "sending", openedAt: NOW }],
    ["that waits, opened before", { outcome: null, phase: "sealed" }],
    ["that collects, opened before", { outcome: null, phase: "collecting", sealedAt: null }],
    ["opened at the same moment", { outcome: null, phase: "sealed", openedAt: NOW - HOUR }],
    ["that is never to be repeated", { sealedAt: NOW - 9999 * HOUR, resendAfter: "forever" }],
  ])("takes a person beside one %s", (_what, change) => {
    expect(earlierSend(delivery, [other(change)], NOW)).toMatchObject({
      code: "CHANGED_AFTER_SEND",
      figures: { earlier: "first" },
    });
  });

  test.each<[string, Partial<OtherDelivery>]>([
    ["delivered before the cooldown", { sealedAt: NOW - 24 * HOUR }],
    ["that failed", { outcome: "failed", phase: "final" }],
    ["that was cancelled", { outcome: "cancelled", phase: "final" }],
    ["that waits, opened later", { outcome: null, phase: "sealed", openedAt: NOW }],
    ["of a step that may send again at once", { resendAfter: "none" }],
    ["being sent, of a step that may send again at once", { resendAfter: "none", outcome: null, phase: "sending" }],
  ])("takes none beside one %s", (_what, change) => {
    expect(earlierSend(delivery, [other(change)], NOW)).toBeNull();
  });

  test("is foreseen where one of the step's deliveries counts", () => {
    const failed = other({ outcome: "failed" });
    expect([[failed], [failed, other({})], []].map((earlier) => willAsk(earlier, NOW))).toEqual([false, true, false]);
  });

  test("names the newest", () => {
    const others = [
      other({}),
      other({ id: "second", sealedAt: NOW - 1000 }),
      other({ id: "third", outcome: "failed" }),
    ];
    expect(earlierSend(delivery, others, NOW)?.figures["earlier"]).toBe("second");
  });
});

describe("an edit", () => {
  const text = (words: string) => anInputs({ message: { kind: "text", text: words } });
  const collecting = (change = {}) => aDelivery({ inputs: text("Helo"), ...change }, NOW) as In<"collecting">;
  const edition = { key: "new", inputs: text("Hello") };

  test("changes the window and says what changed", () => {
    const { delivery, events } = afterEdit(collecting(), edition, 50, "900");
    expect(delivery).toMatchObject({ key: "new", inputs: text("Hello"), approval: null });
    expect(delivery.state).toEqual({
      phase: "collecting",
      sealRequestedBy: null,
      estimate: { askAt: NOW, tries: 0, enrolled: null },
    });
    expect(events).toEqual([
      { event: "edited", details: { input: "messageText", from: "Helo", to: "Hello", workflowId: "900" } },
    ]);
  });

  test("without a difference is none", () => {
    const before = collecting({ approval: { by: "aki@example.com", at: NOW, for: [] } });
    const after = afterEdit(before, { key: before.key, inputs: before.inputs }, 50, "900");
    expect([after.delivery, after.events]).toEqual([before, []]);
  });

  test("ends the doubt about a former version", () => {
    expect(afterEdit(collecting({ changedBack: { at: NOW } }), edition, 50, "900").delivery.changedBack).toBeNull();
  });

  test("of settings alone leaves that doubt, and never takes back that approval is asked for", () => {
    const before = collecting({ changedBack: { at: NOW }, inputs: anInputs({ requireApproval: true }) });
    const after = afterEdit(before, { key: before.key, inputs: anInputs({ silent: true }) }, 50, null);
    expect(after.delivery).toMatchObject({ changedBack: { at: NOW }, inputs: { silent: true, requireApproval: true } });
    expect(after.events).toEqual([
      { event: "edited", details: { input: "silent", from: "off", to: "on", workflowId: null } },
    ]);
  });

  test("of the name alone changes nothing that a person decided or read", () => {
    const forecast = { low: 60, likely: 80, high: 90, rule: null };
    const before = collecting({ approval: { by: "aki@example.com", at: NOW, for: [] }, forecast });
    const inputs = { ...before.inputs, deliveryName: "Autumn" };
    const { delivery, events } = afterEdit(before, { key: before.key, inputs }, 50, null);
    expect(delivery).toEqual({ ...before, inputs });
    expect(events).toEqual([
      { event: "edited", details: { input: "deliveryName", from: null, to: "Autumn", workflowId: null } },
    ]);
    const both = { ...inputs, silent: true };
    expect(afterEdit(before, { key: before.key, inputs: both }, 50, null).delivery).toMatchObject({ forecast: null });
  });

  test("to a mode that needs more contacts raises the minimum", () => {
    const before = collecting({ minimum: 5 });
    const inputs = anInputs({ targetingMode: "narrow_to_enrolled" });
    expect(afterEdit(before, { key: "new", inputs }, 5, null).delivery.minimum).toBe(50);
  });

  test("to a send time after the holds says so", () => {
    const before = collecting();
    const inputs = { ...before.inputs, sendAt: before.holdsUntil };
    const { events } = afterEdit(before, { key: before.key, inputs }, 50, null);
    expect(events.map((each) => each.finding?.code ?? each.event)).toEqual(["edited", "SEND_AT_AFTER_HOLDS"]);
    const said = (sendAt: number) =>
      afterEdit(before, { key: before.key, inputs: { ...inputs, sendAt } }, 50, null).events.length;
    expect([decideBy(before) - 1, decideBy(before)].map(said)).toEqual([1, 2]);
  });

  test("that is taken back is noted once, and changes nothing", () => {
    const first = afterChangeBack(collecting(), text("Hello"), "900", NOW);
    expect(first.delivery).toMatchObject({ changedBack: { at: NOW }, inputs: text("Helo") });
    expect(first.events).toEqual([
      { event: "changed_back", finding: finding("CHANGED_BACK") },
      { event: "changed_back", details: { input: "messageText", from: "Helo", to: "Hello", workflowId: "900" } },
    ]);
    expect(afterChangeBack(first.delivery as In<"collecting">, text("Hello"), "900", NOW + 1).events).toEqual([]);
  });

  test("after the seal withdraws an approval and lets it be asked for again", () => {
    const seal = { at: NOW, reason: "quiet", enrolled: 60 } as const;
    const wait = { finding: finding("QUIET_HOURS"), since: NOW, retryAt: NOW + HOUR, tries: 0 };
    const approved = aDelivery({
      inputs: text("Helo"),
      approval: { by: "aki@example.com", at: NOW, for: ["APPROVAL_NEEDED"] },
      state: { phase: "sealed", seal, wait },
    });
    const { delivery, events } = afterLaterEdit(approved, text("Hello"), "900");
    expect(delivery).toMatchObject({ approval: null, state: { phase: "sealed", wait: null }, inputs: text("Helo") });
    const news = { input: "messageText", from: "Helo", to: "Hello", workflowId: "900" };
    expect(events).toEqual([
      { event: "edited_later", details: news },
      { event: "approval_withdrawn", details: { by: "aki@example.com" } },
    ]);
    const asked = afterLaterEdit({ ...approved, approval: null }, text("Hello"), "900");
    expect(asked.delivery).toEqual({ ...approved, approval: null });
    expect(asked.events).toEqual([{ event: "edited_later", details: news }]);
    expect(afterLaterEdit(collecting(), text("Hello"), "900").events).toEqual([]);
  });

  test("before a new delivery says what is different from the last one", () => {
    const { events } = afterOpening(collecting(), { inputs: text("Hello") });
    expect(events).toEqual([{ event: "changed_since", details: { input: "messageText", from: "Hello", to: "Helo" } }]);
  });

  const attributes = (change: Partial<Attributes>) => ({ attributes: { ...NO_ATTRIBUTES, ...change } });
  test.each<[Partial<Inputs>, readonly (readonly [string, string | null, string | null])[]]>([
    [{ targetingMode: "narrow_to_enrolled" }, [["targetingMode", "line_conditions", "narrow_to_enrolled"]]],
    [{ includeAudienceIds: ["9", "8"] }, [["includeAudienceIds", null, "8, 9"]]],
    [
      { suppression: { listId: "9", property: "line_id" } },
      [
        ["suppressionList", null, "9"],
        ["suppressionProperty", null, "line_id"],
      ],
    ],
    [{ excludeReachedDays: 7 }, [["excludeReachedDays", null, "7"]]],
    [attributes({ genders: ["male", "female", "male"] }), [["gender", null, "female, male"]]],
    [
      attributes({ ageFrom: 20, ageBelow: 30 }),
      [
        ["ageFrom", null, "20"],
        ["ageTo", null, "30"],
      ],
    ],
    [
      { message: { kind: "saved", messageId: "m-1" } },
      [
        ["message", null, "m-1"],
        ["messageText", "Good morning", null],
      ],
    ],
    [{ sendAt: NOW }, [["sendAt", null, "2027-01-15T08:00:00.000Z"]]],
    [
      { sendAt: { date: null, weekdays: [1], minute: 545 } },
      [["sendAt", null, '{"date":null,"weekdays":[1],"minute":545}']],
    ],
    [{ quietHours: { from: 1265, to: 480 } }, [["quietHours", null, "21:05-08:00"]]],
    [{ requireApproval: true }, [["requireApproval", "off", "on"]]],
  ])("to %j says each field's value before and after", (change, expected) => {
    const changes = inputChanges(anInputs(), anInputs(change));
    expect(changes.map(({ input, from, to }) => [input, from, to])).toEqual(expected);
  });

  test.each([
    [`${"a".repeat(30)}X${"b".repeat(200)}`, `…${"a".repeat(20)}X${"b".repeat(99)}…`],
    [`X${"b".repeat(119)}`, `X${"b".repeat(119)}`],
    [`X${"b".repeat(120)}`, `X${"b".repeat(119)}…`],
    // Neither end may be half of an emoji.
    [`${"🍵".repeat(100)}aX`, `…${"🍵".repeat(9)}aX`],
    [`X${"🍵".repeat(100)}`, `X${"🍵".repeat(59)}…`],
  ])("of the text %j is shown around the first difference", (after, shown) => {
    const [change] = inputChanges(text(after.replace("X", "Y")), text(after));
    expect([change?.from, change?.to]).toEqual([shown.replace("X", "Y"), shown]);
  });

  test("from a text to a saved message shows the beginning of the text", () => {
    const [, change] = inputChanges(text("b".repeat(121)), anInputs({ message: { kind: "saved", messageId: "m-1" } }));
    expect(change).toEqual({ input: "messageText", from: `${"b".repeat(120)}…`, to: null });
  });

  test("of a long text shows the place", () => {
    const long = (end: string) => text(`${"a".repeat(4000)} ${end} ${"b".repeat(400)}`);
    const [change] = inputChanges(long("Helo"), long("Hello"));
    expect([change?.from, change?.to]).toEqual([expect.stringContaining("Helo"), expect.stringContaining("Hello")]);
    expect(change?.from?.length).toBeLessThan(130);
  });

  test("that no reader can see changes nothing", () => {
    expect(inputChanges(text("Hello"), text("Hello \n"))).toEqual([]);
  });
});

test("a step is an action of a workflow; without the action it is the whole workflow", () => {
  expect(stepOf({ workflowId: "900", actionId: "2" })).toBe("900:2");
  expect(stepOf({ workflowId: "900", actionId: null })).toBe("900:");
  expect(stepOf({ workflowId: null, actionId: "2" })).toBe("");
});

test("a no to a second send covers its executions with the first one", () => {
  const why = finding("CHANGED_AFTER_SEND", { earlier: "first", at: "today" });
  const seal = { at: NOW, reason: "quiet", enrolled: 60 } as const;
  const wait = { finding: why, asks: [why], since: NOW, retryAt: NOW, tries: 0 };
  const asking = aDelivery({ state: { phase: "sealed", seal, wait } });
  const cancel = { do: "cancel", by: "aki@example.com" } as const;
  expect(afterCommand(asking, cancel, NOW)).toMatchObject({
    coveredBy: "first",
    delivery: { state: { phase: "final" } },
  });
  const ordinary = aDelivery({ state: { phase: "sealed", seal, wait: null } });
  expect(afterCommand(ordinary, cancel, NOW)).not.toHaveProperty("coveredBy");
});
