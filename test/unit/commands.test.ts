/** What a person, a stop of all sends and a restored backup make of a delivery, and when it is too late for them. */
import { describe, expect, test } from "@jest/globals";
import { finding, type Finding } from "../../src/delivery/codes.ts";
import type { Delivery, In } from "../../src/delivery/delivery.ts";
import {
  afterCommand,
  afterRestore,
  afterStop,
  isDoneBy,
  letsOut,
  possibleCommands,
  RESTORE,
  sendingStopped,
  type Command,
} from "../../src/delivery/lifecycle/commands.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterListLookUp, afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { afterSend, beginAttempt } from "../../src/delivery/lifecycle/results/after-send.ts";
import { aDelivery, CLEARED } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const SECOND = 1000;
const by = "mika@example.com";

const collecting = aDelivery({ enrolled: 60, executions: 64, lastEnrolledAt: T0 }, T0) as In<"collecting">;
const sealed = afterSeal(collecting, "quiet", T0).delivery as In<"sealed">;
const asks = [finding("APPROVAL_NEEDED")];
const asking = {
  ...sealed,
  state: { ...sealed.state, wait: { finding: finding("APPROVAL_NEEDED"), since: T0, retryAt: T0, tries: 0, asks } },
};
const narrowcast = { retryKey: "key", body: "{}", audienceName: null, reserved: null, meantFor: "all", leftOut: {} };
const sending = afterPreflight(sealed, { ...CLEARED, narrowcast }, T0).delivery as In<"sending">;
const begun = beginAttempt(sending, T0).delivery as In<"sending">;
const accepted = afterSend(begun, { kind: "accepted", requestId: "request-1" }, T0).delivery;
const ended = (why: Finding) => afterConclusion(sealed, { kind: "cancelled", finding: why }, T0).delivery;
const outcomeOf = ({ state }: Delivery) => ("outcome" in state ? state.outcome : null);

describe("the look at its list", () => {
  const waits = { kind: "later", finding: finding("HUBSPOT_UNAVAILABLE") } as const;
  const looked = (answer: Parameters<typeof afterListLookUp>[1], delivery = collecting) =>
    afterListLookUp(delivery, answer, T0);

  test("names it", () => {
    const value = { name: "Members", size: 60 };
    const { delivery, events } = looked({ kind: "ok", value });
    expect(delivery).toEqual({ ...collecting, list: { known: "yes", ...value } });
    expect(events).toEqual([{ event: "list_looked_up", details: value }]);
  });

  test.each<[string, Parameters<typeof afterListLookUp>[1], Delivery["list"]]>([
    ["is gone", { kind: "refused", finding: finding("LIST_NOT_FOUND", { list: "12" }) }, { known: "missing" }],
    [
      "cannot be read",
      { kind: "refused", finding: finding("HUBSPOT_UNAUTHORIZED") },
      { known: "no", asked: 1, askAt: T0 + 30 * SECOND },
    ],
    [
      "is said to be gone for now",
      { kind: "later", finding: finding("LIST_NOT_FOUND", { list: "12" }) },
      { known: "no", asked: 1, askAt: T0 + 30 * SECOND },
    ],
  ])("is no reason to stop where the list %s", (_what, answer, list) => {
    const { delivery, events } = looked(answer);
    expect(delivery).toEqual({ ...collecting, list });
    expect(events).toEqual([{ event: "list_looked_up", finding: answer.kind === "ok" ? null : answer.finding }]);
  });

  test("is repeated after growing pauses", () => {
    const once = looked(waits).delivery as In<"collecting">;
    expect(looked(waits, once).delivery.list).toEqual({ known: "no", asked: 2, askAt: T0 + 60 * SECOND });
    const named = looked({ kind: "ok", value: { name: "Members", size: 60 } }).delivery as In<"collecting">;
    expect(looked(waits, named).delivery.list).toEqual({ known: "no", asked: 1, askAt: T0 + 30 * SECOND });
  });
});

describe("the end of collecting", () => {
  test("is kept with its reason and the contacts there are by then", () => {
    const { delivery, events } = afterSeal(collecting, "quiet", T0);
    expect(delivery.state).toEqual({
      phase: "sealed",
      seal: { at: T0, reason: "quiet", enrolled: 60 },
      wait: null,
    });
    expect(events).toEqual([{ event: "sealed", details: { reason: "quiet", enrolled: 60, executions: 64 } }]);
  });

  test("at the ceiling says that contacts were still coming", () => {
    const { events } = afterSeal(collecting, "ceiling", T0);
    expect(events.slice(1)).toEqual([{ event: "noted", finding: finding("CEILING_WHILE_ARRIVING", { enrolled: 60 }) }]);
    expect(afterSeal({ ...collecting, lastEnrolledAt: T0 - 9999 * SECOND }, "ceiling", T0).events).toHaveLength(1);
  });
});

describe("a person", () => {
  test.each<[string, Delivery, readonly Command["do"][]]>([
    ["while it collects", collecting, ["seal", "cancel"]],
    ["while it waits", sealed, ["cancel"]],
    ["while it asks", asking, ["approve", "cancel"]],
    ["once the request is stored", sending, []],
    ["after the outcome", ended(finding("CANCELLED_BY_PERSON", { person: by })), []],
  ])("may, %s", (_when, delivery, commands) => expect(possibleCommands(delivery, T0)).toEqual(commands));

  test("is named on the timeline", () => {
    expect(afterCommand(collecting, { do: "seal", by }, T0)?.events).toEqual([
      { event: "seal_requested", details: { by } },
    ]);
    const approved = afterCommand(asking, { do: "approve", by, userId: 7 }, T0);
    expect(approved?.events).toEqual([{ event: "approved", details: { by } }]);
    expect(approved?.delivery.approval).toEqual({ by, userId: 7, at: T0, for: ["APPROVAL_NEEDED"] });
    expect(afterCommand(asking, { do: "approve", by }, T0)?.delivery.approval).toEqual({
      by,
      at: T0,
      for: ["APPROVAL_NEEDED"],
    });
  });

  const approvedBy = (who: string) => ({ ...sealed, approval: { by: who, at: T0, for: [] } });
  test.each<[string, Delivery, Command["do"], boolean]>([
    ["approved by the same person", approvedBy(by), "approve", true],
    ["approved by another", approvedBy("aki@example.com"), "approve", false],
    ["that no one approved", sealed, "approve", false],
    ["sealed by a person", afterSeal(collecting, "person", T0).delivery, "seal", true],
    ["sealed after a quiet gap", sealed, "seal", false],
    ["that collects", collecting, "seal", false],
    ["cancelled by the same person", ended(finding("CANCELLED_BY_PERSON", { person: by })), "cancel", true],
    ["cancelled by another", ended(finding("CANCELLED_BY_PERSON", { person: "aki" })), "cancel", false],
    ["stopped by the same person with all others", ended(finding("SENDING_STOPPED", { person: by })), "cancel", false],
    ["that waits", sealed, "cancel", false],
  ])("whose command comes again for a delivery %s", (_what, delivery, command, done) => {
    expect(isDoneBy(delivery, { do: command, by })).toBe(done);
  });
});

test.each<[string, Delivery, Delivery, boolean]>([
  ["the request is stored", sealed, sending, true],
  ["it goes on waiting", sealed, asking, false],
  ["it ends unsent", sealed, ended(finding("PORTAL_UNINSTALLED")), false],
  ["LINE has taken it", begun, accepted, false],
])("whether a change lets a request out: %s", (_what, before, after, out) => {
  expect(letsOut(before, after)).toBe(out);
});

describe("a stop of all sends", () => {
  test("ends what is not stored to be sent, and says whose it was", () => {
    const stopped = afterStop(sealed, by, T0);
    expect(stopped && outcomeOf(stopped.delivery)).toEqual({
      kind: "cancelled",
      finding: finding("SENDING_STOPPED", { person: by }),
      at: T0,
    });
    expect(afterStop(sending, by, T0)).toBeNull();
  });

  test("that a restore made is no person's", () => {
    expect(sendingStopped(RESTORE)).toEqual(finding("STOPPED_AFTER_RESTORE"));
  });
});

describe("a restored backup", () => {
  test.each([
    ["collects", collecting, ["sealed", "concluded"]],
    ["waits", sealed, ["concluded"]],
    ["is to be sent", begun, ["concluded"]],
  ] as const)("leaves it open whether a delivery that %s was sent since", (_what, delivery, events) => {
    const restored = afterRestore(delivery, T0);
    expect(restored && outcomeOf(restored.delivery)).toEqual({
      kind: "uncertain",
      finding: finding("RESTORED_FROM_BACKUP"),
      at: T0,
    });
    expect(restored?.events.map(({ event }) => event)).toEqual(events);
  });

  test("keeps the end of collecting as a person's", () => {
    const restored = afterRestore(collecting, T0)?.delivery;
    expect(restored?.state).toMatchObject({ seal: { at: T0, reason: "person", enrolled: 60 } });
  });

  test("changes nothing that LINE accepted, and no outcome", () => {
    expect(afterRestore(accepted, T0)).toBeNull();
    expect(afterRestore(ended(finding("PORTAL_UNINSTALLED")), T0)).toBeNull();
  });
});
