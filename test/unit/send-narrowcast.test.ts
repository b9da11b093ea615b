/** What LINE's refusal of an audience means at the send itself, and that nothing is sent which the store did not let out. */
import { expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Audience } from "../../src/ports/line.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import type { Deliveries } from "../../src/ports/store/deliveries.ts";
import { sendNarrowcast } from "../../src/steps/send-narrowcast.ts";

const delivery = {
  id: "d",
  portalId: 1,
  version: 1,
  inputs: { channelId: "c" },
  state: { phase: "sending", attempts: { count: 0, firstAt: null, open: false, answerLost: false } },
} as unknown as Delivery;
/** Stores what is decided, as the real one does where nothing forbids it. */
const record = async (_of: unknown, decide: Parameters<Deliveries["record"]>[1]) => ({
  kind: "recorded" as const,
  delivery: decide(delivery, 0)?.delivery ?? delivery,
});
const unknown = finding("AUDIENCE_NOT_READY", { audience: "5614991017776", status: "UNKNOWN" });
const gone = finding("AUDIENCE_NOT_FOUND", { audience: "Readers" });
const readers = { id: "5614991017776", name: "Readers", status: "IN_PROGRESS" } as Audience;

test.each<[string, Answer<Audience>, object]>([
  ["deleted", { kind: "refused", finding: gone }, gone],
  [
    "not ready",
    { kind: "ok", value: readers },
    finding("AUDIENCE_NOT_READY", { audience: "Readers", status: "IN_PROGRESS" }),
  ],
  ["not to be looked at", { kind: "later", finding: finding("LINE_UNAVAILABLE") }, unknown],
  ["not to be read", { kind: "refused", finding: finding("LINE_ACCESS_DENIED", { detail: "no" }) }, unknown],
])("an audience that LINE refuses is %s", async (_name, now, expected) => {
  const asked: string[] = [];
  const answer = await sendNarrowcast(
    delivery,
    { retryKey: "k", body: "{}" },
    {
      line: {
        sendNarrowcast: async () => ({ kind: "refused", finding: unknown }),
        quota: () => Promise.reject(new Error("the quota was asked")),
        audience: async (_channel, id) => {
          asked.push(id);
          return now;
        },
      },
      store: { record },
    },
  );
  expect(answer).toEqual({ kind: "refused", finding: expected });
  expect(asked).toEqual(["5614991017776"]);
});

test("what the store does not let out is not asked of LINE", async () => {
  const never = () => Promise.reject(new Error("LINE was asked"));
  const answer = await sendNarrowcast(
    delivery,
    { retryKey: "k", body: "{}" },
    {
      line: { sendNarrowcast: never, quota: never, audience: never },
      store: { record: async () => ({ kind: "recorded", delivery }) },
    },
  );
  expect(answer).toBeNull();
});
