/** Where a delivery stands while it has no outcome yet, as everyone sees it. */
import { expect, test } from "@jest/globals";
import { firstEstimate } from "../../src/delivery/targeting/estimate.ts";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery, DeliveryState } from "../../src/delivery/delivery.ts";
import { standingOf } from "../../src/i18n/record-properties.ts";
import { aDelivery } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const seal = { at: T0, reason: "quiet", enrolled: 60 } as const;
const wait = { finding: finding("QUOTA_RESERVED"), since: T0, retryAt: T0, tries: 0 };
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
const following = { requestId: "request", acceptedAt: T0, nextPollAt: T0, polls: 0 };
const upload = {
  purpose: "enrolled",
  name: "HubSpot enrolled",
  state: "sent",
  audienceId: "900",
  ids: 58,
  filesSent: 1,
  begun: true,
  idsDoubted: false,
  cursor: null,
  nextAt: T0,
  tries: 0,
} as const;

const sending = (change: Partial<Extract<DeliveryState, { phase: "sending" }>>): DeliveryState => ({
  phase: "sending",
  seal,
  narrowcast,
  attempts,
  following: null,
  counts: null,
  ...change,
});

test.each<[string, DeliveryState, Partial<Delivery>]>([
  ["COLLECTING", { phase: "collecting", sealRequestedBy: null, estimate: firstEstimate(T0) }, {}],
  ["REQUESTING", { phase: "sealed", seal, wait: null }, {}],
  ["QUOTA_RESERVED", { phase: "sealed", seal, wait }, {}],
  ["AUDIENCE_PREPARING", { phase: "preparing", seal, wait: null }, { uploads: [upload] }],
  ["QUOTA_RESERVED", { phase: "preparing", seal, wait }, { uploads: [upload] }],
  ["REQUESTING", sending({}), {}],
  ["LINE_UNAVAILABLE", sending({ attempts: { ...attempts, lastFinding: finding("LINE_UNAVAILABLE") } }), {}],
  ["SENDING", sending({ following }), {}],
])("%s", (code, state, facts) => {
  expect(standingOf(aDelivery({ ...facts, state })).code).toBe(code);
});
