/** Executions for benches that begin at the store instead of HTTP, and a portal to enroll them in. */
import { deliveryKey } from "../../../src/delivery/lifecycle/delivery-key.ts";
import { NO_ATTRIBUTES, type Inputs } from "../../../src/delivery/inputs.ts";
import type { Arrival } from "../../../src/ports/store/enrollments.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { PORTAL_ID } from "./request.ts";

/** Answers the id of the portal's channel. */
export async function connectPortal(store: Store): Promise<string> {
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 99_999 };
  const user = { userId: 1, userEmail: "bench@example.com" };
  await store.saveInstallation({ portalId: PORTAL_ID, hubDomain: "bench.example", scopes: [], tokens, ...user });
  const account = { botUserId: `U${"0".repeat(32)}`, basicId: "@bench", displayName: "Bench" };
  const credentials = { lineChannelId: "1", channelSecret: "secret" };
  return (await store.saveChannel({ portalId: PORTAL_ID, name: "Bench", credentials, account })).id;
}

interface Run {
  readonly channelId: string;
  readonly listId: string;
  readonly count: number;
}

/** One after the other, so that a million of them need no memory. */
export function* benchArrivals({ channelId, listId, count }: Run): Generator<Arrival> {
  const inputs = benchInputs(channelId, listId);
  const key = deliveryKey(PORTAL_ID, inputs);
  for (let number = 0; number < count; number += 1) {
    const execution = {
      portalId: PORTAL_ID,
      callbackId: `ap-${PORTAL_ID}-${listId}-${number}-0`,
      workflowId: "192814114",
      actionId: "1",
      executionId: `192814114:${listId}-${number}:0`,
      objectId: `${listId}${String(number).padStart(7, "0")}`,
      objectType: "CONTACT",
      definitionVersion: 1,
      lineUserId: null,
    };
    yield { execution, inputs, key, lineUserId: null };
  }
}

export const benchInputs = (channelId: string, listId: string): Inputs => ({
  channelId,
  listId,
  targetingMode: "line_conditions",
  audienceId: "5614991017776",
  attributes: NO_ATTRIBUTES,
  message: { kind: "text", text: "The autumn blend is here." },
  deliveryName: null,
  quotaPolicy: "all_or_nothing",
  maxRecipients: null,
  silent: false,
  collectForSeconds: null,
  resendAfter: "24h",
  includeAudienceIds: [],
  excludeAudienceIds: [],
  suppression: null,
  excludeReachedDays: null,
  sendAt: null,
  quietHours: null,
  requireApproval: false,
  rehearsal: false,
});
