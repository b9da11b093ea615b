/** Deliveries, inputs and arrivals as tests need them: everything ordinary unless said otherwise. */
import { deliveryKey } from "../../src/delivery/lifecycle/delivery-key.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { NO_ATTRIBUTES, type Inputs } from "../../src/delivery/inputs.ts";
import { openDelivery } from "../../src/delivery/lifecycle/open-delivery.ts";
import { NO_POLICIES } from "../../src/delivery/lifecycle/policies.ts";
import type { Demographics } from "../../src/delivery/targeting/attributes.ts";
import type { Audience } from "../../src/ports/line.ts";
import type { DeliveryRef } from "../../src/ports/store/deliveries.ts";
import type { Arrival } from "../../src/ports/store/enrollments.ts";

export const CHANNEL_ID = "7a0f1c9e-5a6b-4c7d-8e9f-0a1b2c3d4e5f";
export const PORTAL_ID = 4711;

export const refTo = (id: string, portalId = PORTAL_ID): DeliveryRef => ({ portalId, id });

export function anInputs(change: Partial<Inputs> = {}): Inputs {
  return {
    channelId: CHANNEL_ID,
    listId: "12",
    targetingMode: "line_conditions",
    audienceId: "5614991017776",
    attributes: NO_ATTRIBUTES,
    message: { kind: "text", text: "Good morning" },
    quotaPolicy: "all_or_nothing",
    maxRecipients: null,
    silent: false,
    collectForSeconds: null,
    resendAfter: "24h",
    ...UNSET_INPUTS,
    ...change,
  };
}

/** What an action means where nothing is chosen. */
export const UNSET_INPUTS = {
  deliveryName: null,
  includeAudienceIds: [],
  excludeAudienceIds: [],
  suppression: null,
  excludeReachedDays: null,
  sendAt: null,
  quietHours: null,
  requireApproval: false,
  rehearsal: false,
} as const satisfies Partial<Inputs>;

/** Of an account whose friends LINE knows nothing about. */
export const NO_DEMOGRAPHICS: Demographics = { genders: {}, ages: [], os: {}, areas: {}, friendDays: [] };

export const WINDOW = { quietSeconds: 180, ceilingSeconds: 2700 };

export function aDelivery(change: Partial<Delivery> = {}, now = 1_800_000_000_000): Delivery {
  const inputs = change.inputs ?? anInputs();
  const key = deliveryKey(PORTAL_ID, inputs);
  const id = "0d9f6f7e-0000-4000-8000-000000000001";
  const opened = openDelivery(
    {
      id,
      portalId: PORTAL_ID,
      key,
      inputs,
      minimum: 50,
      defaults: WINDOW,
      timeZone: "Asia/Tokyo",
    },
    now,
  );
  return { ...opened, ...change };
}

export function anArrival(number: number, change: Partial<Arrival["execution"]> = {}, inputs = anInputs()): Arrival {
  const execution = {
    portalId: PORTAL_ID,
    callbackId: `ap-${PORTAL_ID}-${number}-1-0`,
    workflowId: "900",
    actionId: "1",
    executionId: `900:${number}:0`,
    objectId: String(number),
    objectType: "CONTACT",
    definitionVersion: 1,
    lineUserId: null,
    ...change,
  };
  const lineUserId = inputs.targetingMode === "narrow_to_enrolled" ? (execution.lineUserId ?? "") : null;
  return { execution, inputs, key: deliveryKey(execution.portalId, inputs), lineUserId };
}

/** Preflight's answer when nothing stands in the way; a test adds the request. */
export const CLEARED = {
  kind: "go",
  forecast: { low: 40, likely: 60, high: 90, rule: null },
  preview: { audiences: { "5614991017776": "Readers" }, bubbles: ["Good morning"], digest: "one" },
  notes: [],
  earlierSend: null,
  enrolledIds: null,
  policies: NO_POLICIES,
  author: null,
  notLeftOut: 0,
} as const;

/** The first page of everything. */
export const ALL_DELIVERIES = {
  filter: {
    search: null,
    listId: null,
    audienceId: null,
    channelId: null,
    outcome: null,
    from: null,
    to: null,
    timeZone: "UTC",
  },
  sort: "newest",
  limit: 100,
  before: null,
  after: null,
} as const;

/** Ready, of a known size, and exempt from LINE's minimum. */
export const anAudience = (id: string, name: string, size: number): Audience => ({
  id,
  name,
  type: "UPLOAD",
  status: "READY",
  size,
  sizeIsExact: true,
  exempt: true,
  expiresAt: null,
  createRoute: "OA_MANAGER",
  permission: "READ",
});
