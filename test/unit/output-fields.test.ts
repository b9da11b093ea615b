/** What workflows branch on and people read when an execution is let go, for every way a delivery can end. */
import { describe, expect, test } from "@jest/globals";
import { CODES, finding, type Finding } from "../../src/delivery/codes.ts";
import type { Delivery, DeliveryState, OutcomeKind } from "../../src/delivery/delivery.ts";
import { withoutPlurals } from "../../src/i18n/message-format.ts";
import { outputFields, refusedOutputFields } from "../../src/i18n/output-fields.ts";
import { LANGUAGES, outcomeText } from "../../src/i18n/wording.ts";
import { aDelivery } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const seal = { at: T0, reason: "quiet", enrolled: 60 } as const;
const URL = "https://console.example/deliveries/1";
const context = { language: "en", timeZone: "Asia/Tokyo", url: URL, covered: false };

type Final = Extract<DeliveryState, { phase: "final" }>;

function ended(kind: OutcomeKind, why: Finding, change: Partial<Final> = {}): Delivery {
  const nothing = { narrowcast: null, following: null, counts: null, reading: null };
  const outcome = { kind, finding: why, at: T0 };
  return aDelivery({ enrolled: 60, state: { phase: "final", seal, outcome, ...nothing, ...change } });
}

const following = { requestId: "request-1", acceptedAt: T0 + 5, nextPollAt: T0, polls: 1 };
const counts = { target: 150, success: 120, failure: 30 };

describe("an outcome", () => {
  test.each<[OutcomeKind, string, Finding, string]>([
    ["delivered", "SUCCESS", finding("DELIVERED", { success: 120 }), "LINE delivered the message to 120 people."],
    [
      "rehearsed",
      "SUCCESS",
      finding("REHEARSED", { enrolled: 60, low: 1200, high: 2000 }),
      "Rehearsal with 60 enrolled contacts finished: between 1,200 and 2,000 people would have received the message. Nothing was sent.",
    ],
    [
      "failed",
      "FAIL_CONTINUE",
      finding("APPROVAL_NEEDED"),
      "Nothing was sent: no one approved the message until the time was over.",
    ],
    [
      "cancelled",
      "FAIL_CONTINUE",
      finding("CANCELLED_BY_PERSON", { person: "mika@example.com" }),
      "mika@example.com cancelled the send. Nothing was sent.",
    ],
    [
      "uncertain",
      "FAIL_CONTINUE",
      finding("SEND_UNCONFIRMED", { attempts: 3 }),
      "so it may or may not have gone out. Check in LINE Official Account Manager",
    ],
  ])("%s is %s in HubSpot, with its code and its sentence", (kind, state, why, sentence) => {
    const fields = outputFields(ended(kind, why), context);
    expect(fields).toMatchObject({ hs_execution_state: state, outcome: kind, outcomeCode: why.code });
    expect(fields["outcomeMessage"]).toContain(sentence);
  });

  test("of a send has LINE's numbers and request; one without a send has neither", () => {
    const sent = outputFields(
      ended("delivered", finding("DELIVERED", { success: 120 }), { following, counts }),
      context,
    );
    expect(sent).toMatchObject({ targetCount: "150", successCount: "120", failureCount: "30" });
    expect(sent).toMatchObject({ lineRequestId: "request-1", sentAt: String(T0 + 5), enrolledCount: "60" });
    const rehearsed = outputFields(ended("rehearsed", finding("REHEARSED", { enrolled: 60, low: 1, high: 2 })), {
      ...context,
      covered: true,
    });
    expect(rehearsed).toMatchObject({ covered: "true", deliveryUrl: URL });
    for (const name of ["targetCount", "successCount", "failureCount", "lineRequestId", "sentAt"])
      expect(rehearsed).not.toHaveProperty(name);
  });

  const delivered = ended("delivered", finding("DELIVERED", { success: 120, target: 150 }), { following });
  const stopped = ended("cancelled", finding("CANCELLED_BY_PERSON", { person: "mika@example.com" }));
  test.each<[string, Delivery, string, string]>([
    [
      "a send",
      delivered,
      "Covered by an earlier send (15 Jan 2027, 17:00 GMT+9), so no second message goes out. LINE delivered the message to 120 people.",
      "先の配信（2027/01/15 17:00 GMT+9）に含まれるため、再配信は行いません。120人にLINEメッセージを配信しました。",
    ],
    [
      "no send",
      stopped,
      "Covered by an earlier run (15 Jan 2027, 17:00 GMT+9) that ended without a send. mika@example.com cancelled the send. Nothing was sent.",
      "先の実行（2027/01/15 17:00 GMT+9）に含まれ、配信されずに終了しました。mika@example.comさんが配信をキャンセルしました。配信していません。",
    ],
  ])("of %s says to who came later that it covers them", (_what, delivery, en, ja) => {
    for (const [language, sentence] of [["en", en] as const, ["ja-JP", ja] as const]) {
      const fields = outputFields(delivery, { ...context, language, covered: true });
      expect(fields).toMatchObject({ covered: "true", outcomeMessage: sentence });
      expect(outputFields(delivery, { ...context, language })["outcomeMessage"]).not.toContain("17:00");
    }
  });

  test("is needed: no execution is released without one", () => {
    expect(() => outputFields(aDelivery(), context)).toThrow("no outcome");
  });
});

const dashes = (text: string): number => text.split("–").length;

/** Nothing HubSpot gets may have an unfilled or unknown figure, in whichever language, whatever ended the delivery. */
test.each(Object.keys(CODES) as (keyof typeof CODES)[])("%s is said whole, in both languages", (code) => {
  const figures = Object.fromEntries(CODES[code].figures.map((name) => [name, name === "hint" ? "none" : 51]));
  for (const language of LANGUAGES) {
    const failed = outputFields(ended("failed", finding(code, figures)), { ...context, language });
    const refused = refusedOutputFields(finding(code, figures), language);
    for (const { outcomeMessage = "", outcomeCode } of [failed, refused]) {
      expect(outcomeCode).toBe(code);
      expect(outcomeMessage).not.toMatch(/[{}]|undefined|NaN/);
      // A figure that is missing shows as a dash.
      expect(dashes(outcomeMessage)).toBe(dashes(withoutPlurals(outcomeText(code, language))));
      expect(outcomeMessage.length).toBeGreaterThan(5);
    }
  }
});

test("what was refused at once failed, and was part of no delivery", () => {
  expect(refusedOutputFields(finding("LIST_MISSING"), "en")).toMatchObject({
    hs_execution_state: "FAIL_CONTINUE",
    outcome: "failed",
    covered: "false",
  });
});
