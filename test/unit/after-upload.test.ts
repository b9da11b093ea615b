import { describe, expect, test } from "@jest/globals";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import {
  afterCollect,
  afterDeletion,
  afterLateUpload,
  afterUpload,
  afterUploadCheck,
  beginUpload,
  uploadOf,
} from "../../src/delivery/lifecycle/results/after-upload.ts";
import type { Change } from "../../src/delivery/lifecycle/change.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { In } from "../../src/delivery/delivery.ts";
import { nextStep } from "../../src/delivery/lifecycle/next-step.ts";
import { decideBy } from "../../src/delivery/lifecycle/window.ts";
import { idsAreAtLine } from "../../src/delivery/upload.ts";
import { aDelivery, anInputs, CLEARED } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const SECOND = 1000;
type Preparing = In<"preparing">;

const seal = { at: T0, reason: "quiet", enrolled: 60 } as const;
const suppression = { listId: "12", property: "line_id" };
const inputs = anInputs({ targetingMode: "narrow_to_enrolled", suppression });
const sealed = aDelivery({ inputs, enrolled: 60, state: { phase: "sealed", seal, wait: null } }, T0) as In<"sealed">;
const cleared = { ...CLEARED, enrolledIds: 58, narrowcast: null };
const preparing = afterPreflight(sealed, cleared, T0).delivery as Preparing;
const down = { kind: "later", finding: finding("LINE_UNAVAILABLE") } as const;
const refused = { kind: "refused", finding: finding("AUDIENCES_FULL", { maximum: 1000 }) } as const;
const sent = { kind: "sent", audienceId: "77", filesSent: 1, complete: true } as const;

const outcome = ({ delivery }: Change) => ("outcome" in delivery.state ? delivery.state.outcome : null);
const next = (change: Change) => change.delivery as Preparing;
const eventNames = ({ events }: Change) => events.map(({ event }) => event);

test("what is to be uploaded is begun when everything else is clear", () => {
  expect(preparing.state).toMatchObject({ phase: "preparing", seal, wait: null });
  expect(preparing.uploads).toMatchObject([
    { purpose: "enrolled", state: "pending", ids: 58, name: `HubSpot enrolled ${sealed.id}` },
    { purpose: "suppressed", state: "collecting", ids: 0 },
  ]);
});

test("one upload after the other, then preflight once more", () => {
  expect(nextStep(preparing, T0)).toMatchObject({ do: "upload", upload: { purpose: "enrolled" } });
  const uploaded = next(afterUpload(preparing, "enrolled", sent, T0));
  expect(nextStep(uploaded, T0)).toMatchObject({ do: "collect_ids", upload: { purpose: "suppressed" } });
  const collected = next(
    afterCollect(uploaded, "suppressed", { kind: "collected", cursor: null, ids: 3, finding: null }, T0),
  );
  expect(uploadOf(collected, "suppressed")).toMatchObject({ state: "pending", cursor: null, ids: 3 });
  const both = next(afterUpload(collected, "suppressed", { ...sent, audienceId: "78" }, T0));
  expect(nextStep(both, T0)).toEqual({ do: "rest", until: T0 + 10 * SECOND });
  const one = next(
    afterUploadCheck(both, "enrolled", { kind: "ready", kept: 57, suppressedEnrolled: null }, T0 + 10 * SECOND),
  );
  expect(nextStep(one, T0 + 10 * SECOND)).toMatchObject({ do: "check_upload", upload: { purpose: "suppressed" } });
  const last = { kind: "ready", kept: 3, suppressedEnrolled: 2 } as const;
  const built = afterUploadCheck(one, "suppressed", last, T0 + 10 * SECOND);
  expect(built.events).toEqual([{ event: "upload_ready", details: { purpose: "suppressed" } }]);
  const ready = next(built);
  expect(ready.uploads).toMatchObject([{ kept: 57 }, { kept: 3, suppressedEnrolled: 2 }]);
  expect(ready.uploads[0]).not.toHaveProperty("suppressedEnrolled");
  expect([preparing, one, ready].map(idsAreAtLine)).toEqual([false, false, true]);
  expect(idsAreAtLine(next(afterDeletion(ready, "enrolled")))).toBe(true);
  expect(idsAreAtLine(aDelivery())).toBe(false);
  expect(nextStep(ready, T0 + 10 * SECOND)).toEqual({ do: "preflight" });
});

describe("a suppression list", () => {
  test("is fetched page by page", () => {
    const first = afterCollect(
      preparing,
      "suppressed",
      { kind: "collected", cursor: "100", ids: 0, finding: null },
      T0,
    );
    expect(uploadOf(first.delivery, "suppressed")).toMatchObject({ state: "collecting", cursor: "100" });
  });

  test("without a single LINE user ID stops the send: no one could be left out", () => {
    const none = afterCollect(preparing, "suppressed", { kind: "collected", cursor: null, ids: 0, finding: null }, T0);
    expect(outcome(none)).toMatchObject({
      kind: "failed",
      finding: { code: "SUPPRESSION_HOLDS_NO_LINE_IDS", figures: { list: "12", property: "line_id" } },
    });
  });

  test("with a value that is no ID says so, whether or not the send goes on", () => {
    const figures = { invalid: 1, valid: 3, examples: "9: @hoshi123" };
    const unreadable = finding("SUPPRESSION_IDS_INVALID", figures);
    const noted = { event: "noted", finding: unreadable };
    const collected = { kind: "collected", cursor: null, finding: unreadable } as const;
    const some = afterCollect(preparing, "suppressed", { ...collected, ids: 3 }, T0);
    expect(some.events).toEqual([noted]);
    expect(outcome(some)).toBeNull();
    const none = afterCollect(preparing, "suppressed", { ...collected, ids: 0 }, T0);
    expect(none.events[0]).toEqual(noted);
    expect(outcome(none)?.finding.code).toBe("SUPPRESSION_HOLDS_NO_LINE_IDS");
  });

  test("that is gone stops the send", () => {
    const gone = { kind: "refused", finding: finding("SUPPRESSION_LIST_NOT_FOUND", { list: "12" }) } as const;
    expect(outcome(afterCollect(preparing, "suppressed", gone, T0))?.finding.code).toBe("SUPPRESSION_LIST_NOT_FOUND");
  });
});

describe("the file", () => {
  test("is noted before it goes out, once", () => {
    const begun = beginUpload(preparing, "enrolled");
    expect(begun.events).toEqual([{ event: "uploading", details: { purpose: "enrolled", ids: 58 } }]);
    expect(uploadOf(begun.delivery, "enrolled").begun).toBe(true);
    expect(eventNames(beginUpload(next(begun), "enrolled"))).toEqual([]);
  });

  test("may be several", () => {
    const first = afterUpload(preparing, "enrolled", { ...sent, complete: false }, T0);
    expect(uploadOf(first.delivery, "enrolled")).toMatchObject({ state: "pending", audienceId: "77", filesSent: 1 });
    expect(nextStep(next(first), T0)).toMatchObject({ do: "upload" });
  });

  test("with an ID that LINE objects to is sent again once each was asked about", () => {
    const doubted = next(
      afterUpload(next(beginUpload(preparing, "enrolled")), "enrolled", { kind: "ids_doubted" }, T0),
    );
    expect(uploadOf(doubted, "enrolled")).toMatchObject({ idsDoubted: true, begun: false, state: "pending" });
    const noted = finding("SOME_IDS_INVALID", { invalid: 2, valid: 56, examples: "5: U0" });
    const checked = afterUpload(doubted, "enrolled", { kind: "ids_checked", ids: 56, finding: noted }, T0);
    expect(uploadOf(checked.delivery, "enrolled")).toMatchObject({ idsDoubted: false, ids: 56 });
    expect(checked.events).toEqual([{ event: "noted", finding: noted }]);
  });

  test("waits longer after every failure, which is noted once", () => {
    const once = afterUpload(preparing, "enrolled", down, T0);
    const twice = afterUpload(next(once), "enrolled", down, T0);
    expect([uploadOf(once.delivery, "enrolled").nextAt, uploadOf(twice.delivery, "enrolled").nextAt]).toEqual([
      T0 + 20 * SECOND,
      T0 + 40 * SECOND,
    ]);
    expect([eventNames(once), eventNames(twice)]).toEqual([["waiting"], []]);
    expect(next(twice).state.wait).toMatchObject({ since: T0, retryAt: T0 + 40 * SECOND, tries: 2 });
    expect(next(afterUpload(next(twice), "enrolled", sent, T0)).state.wait).toBeNull();
  });

  test("is asked about six times in the first minute, then every minute for an hour, then every five", () => {
    const asked = (tries: number) => {
      const uploads = preparing.uploads.map((upload) => ({ ...upload, tries }));
      const checked = afterUploadCheck({ ...preparing, uploads }, "enrolled", { kind: "building" }, T0);
      const { nextAt, tries: now } = uploadOf(checked.delivery, "enrolled");
      return [now, (nextAt - T0) / SECOND];
    };
    expect([0, 4, 5, 58, 59].map(asked)).toEqual([
      [1, 10],
      [5, 10],
      [6, 60],
      [59, 60],
      [60, 300],
    ]);
  });

  test("that LINE refuses for good ends the delivery", () => {
    expect(outcome(afterUpload(preparing, "enrolled", refused, T0))).toMatchObject({
      kind: "failed",
      finding: { code: "AUDIENCES_FULL", figures: { maximum: 1000 } },
    });
  });
});

describe("an audience that LINE is building", () => {
  const uploaded = (purposes: readonly ("enrolled" | "suppressed")[]) =>
    purposes.reduce((delivery, purpose) => next(afterUpload(delivery, purpose, sent, T0)), preparing);
  const building = uploaded(["enrolled", "suppressed"]);

  test("is asked about every ten seconds, then every minute, then every five", () => {
    let delivery = building;
    const waits: number[] = [];
    for (let tries = 0; tries < 70; tries += 1) {
      delivery = next(afterUploadCheck(delivery, "enrolled", { kind: "building" }, T0));
      waits.push((uploadOf(delivery, "enrolled").nextAt - T0) / SECOND);
    }
    expect([waits[0], waits[10], waits[69]]).toEqual([10, 60, 300]);
  });

  test("until the time is over", () => {
    expect(nextStep(building, decideBy(building))).toMatchObject({
      do: "conclude",
      outcome: { kind: "failed", finding: { code: "AUDIENCE_PREPARING" } },
    });
    const troubled = next(afterUploadCheck(building, "enrolled", down, T0));
    expect(nextStep(troubled, decideBy(troubled))).toMatchObject({
      outcome: { finding: { code: "LINE_UNAVAILABLE" } },
    });
  });

  test("that could not be built ends the delivery", () => {
    const failed = { kind: "refused", finding: finding("UPLOAD_FAILED", { detail: "FAILED" }) } as const;
    expect(outcome(afterUploadCheck(building, "enrolled", failed, T0))?.finding.code).toBe("UPLOAD_FAILED");
  });

  test("is noted as deleted after the outcome", () => {
    const { delivery, events } = afterDeletion(building, "enrolled");
    expect(uploadOf(delivery, "enrolled").state).toBe("deleted");
    expect(events).toEqual([{ event: "upload_deleted", details: { purpose: "enrolled" } }]);
  });

  test("is known although the delivery had ended meanwhile", () => {
    const late = afterLateUpload(preparing, "enrolled", "77").delivery;
    expect(uploadOf(late, "enrolled")).toMatchObject({ state: "sent", audienceId: "77" });
    expect(uploadOf(late, "suppressed")).toEqual(uploadOf(preparing, "suppressed"));
  });
});
