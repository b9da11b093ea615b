/** Gathers what preflight has to know, in two rounds; `delivery/targeting/decide-preflight` decides on each. */
import { DAY_MS } from "../../delivery/durations.ts";
import { channelOf, type Delivery } from "../../delivery/delivery.ts";
import type { PreflightResult } from "../../delivery/lifecycle/step-results.ts";
import { checkLineFacts, checkOwnFacts, cleared, type OwnFacts } from "../../delivery/targeting/decide-preflight.ts";
import { NOTHING_ASKED } from "../../delivery/targeting/estimate.ts";
import { meantFor } from "../../delivery/targeting/may-be-below.ts";
import { daysLeftOut } from "../../delivery/targeting/recent-sends.ts";
import { uploadsMissing } from "../../delivery/targeting/targeting.ts";
import type { HubSpot } from "../../ports/hubspot.ts";
import type { Line } from "../../ports/line.ts";
import type { Accounts } from "../../ports/store/accounts.ts";
import type { Channels } from "../../ports/store/channels.ts";
import type { Recipients } from "../../ports/store/deliveries.ts";
import type { SavedMessages } from "../../ports/store/saved-messages.ts";
import type { Sends } from "../../ports/store/sends.ts";
import type { Settings } from "../../ports/store/settings.ts";
import { askLine, quotaFloor } from "./ask-line.ts";

export interface PreflightPorts {
  readonly line: Line;
  readonly hubspot: Pick<HubSpot, "checkAccess">;
  readonly store: Pick<Accounts, "portal"> &
    Pick<SavedMessages, "savedMessage" | "savedMessageName"> &
    Pick<Channels, "channels"> &
    Pick<Recipients, "recipientCounts"> &
    Pick<Settings, "policies"> &
    Sends;
}

export async function runPreflight(delivery: Delivery, now: number, ports: PreflightPorts): Promise<PreflightResult> {
  const own = await ownFacts(delivery, now, ports);
  const first = checkOwnFacts(delivery, own);
  if (first.kind !== "clear") return first;
  const { messages } = first;
  const floor = await quotaFloor(delivery, ports.store);
  let facts = NOTHING_ASKED;
  for await (const answer of askLine(delivery, { now, floor }, ports.line)) {
    if (answer.kind !== "ok") return answer;
    facts = answer.value;
    const stop = checkLineFacts(delivery, own, facts, now);
    if (stop !== null) return stop;
  }
  const valid = await ports.line.validateMessages(channelOf(delivery), messages);
  return valid.kind === "ok" ? cleared(delivery, own, { ...facts, messages }, now) : valid;
}

/** A send is compared with those of so long ago: LINE refreshes the numbers of a send for 14 days. */
const COMPARED_MS = 14 * DAY_MS;

async function ownFacts(delivery: Delivery, now: number, { hubspot, store }: PreflightPorts): Promise<OwnFacts> {
  const { id, portalId, inputs, uploads } = delivery;
  const { channelId, message } = inputs;
  // HubSpot does not report that an app was removed: it has to be asked, and what it says is noted at the portal. That it gives
  // no answer stops no send.
  if (!inputs.rehearsal) await hubspot.checkAccess(portalId);
  const portal = inputs.rehearsal ? null : await store.portal(portalId);
  const policies = await store.policies(portalId);
  const days = daysLeftOut(inputs, policies);
  const needsIds =
    inputs.targetingMode === "narrow_to_enrolled" && uploads.every(({ purpose }) => purpose !== "enrolled");
  const like = { portalId, channelId, deliveryId: id, meantFor: meantFor(inputs), since: now - COMPARED_MS };
  const saved = message.kind === "saved" ? await store.savedMessage(portalId, message.messageId) : null;
  const gone = message.kind === "saved" && saved === null ? message.messageId : null;
  return {
    access: portal?.access?.finding ?? null,
    policies,
    saved,
    gone: gone === null ? "" : ((await store.savedMessageName(portalId, gone)) ?? gone),
    counted: needsIds ? await store.recipientCounts(delivery, "enrolled") : null,
    recentSends: days === 0 ? [] : await store.recentSends(portalId, channelId, now - days * DAY_MS),
    others: await store.otherDeliveries(delivery),
    similar: uploadsMissing(delivery) ? [] : await store.similarSends(like),
  };
}
