/** Mirrors a delivery in HubSpot's custom object. Trouble here is shown and caught up later; it never stops a send. */
import type { Finding } from "../delivery/codes.ts";
import type { Answer } from "../ports/answer.ts";
import type { HubSpot } from "../ports/hubspot.ts";
import type { Accounts, DeliveryStore, PortalFacts, Views } from "../ports/store.ts";
import { recordProperties } from "../wording/record-properties.ts";
import { TryLater } from "./try-later.ts";

interface RecordPorts {
  readonly store: Pick<DeliveryStore, "delivery"> &
    Pick<Accounts, "portal" | "saveRecordType"> &
    Pick<Views, "viewDelivery">;
  readonly hubspot: Pick<HubSpot, "ensureRecordType" | "writeRecord">;
  readonly deliveryUrl: (deliveryId: string) => string;
}

export async function writeDeliveryRecord(id: string, ports: RecordPorts): Promise<void> {
  const snapshot = await ports.store.delivery(id);
  if (snapshot === null) return;
  const portal = await ports.store.portal(snapshot.delivery.portalId);
  if (portal === null || !portal.installed) return;
  const typeId = await recordType(portal, ports);
  const view = await ports.store.viewDelivery(portal.portalId, id);
  if (typeId === null || view === null) return;
  const properties = recordProperties(view, { language: portal.language, url: ports.deliveryUrl(id) });
  const answer = await ports.hubspot.writeRecord(portal.portalId, typeId, properties);
  if (answer.kind === "ok") {
    if (portal.recordFinding !== null) await ports.store.saveRecordType(portal.portalId, typeId, null);
    return;
  }
  // Refused: the object may have been changed by hand. The next try looks at it anew.
  if (answer.kind === "refused") await ports.store.saveRecordType(portal.portalId, null, answer.finding);
  throw tryLater("delivery record", answer);
}

/** Null when the portal cannot have the object; installing again or the settings page looks anew. */
export async function recordType(
  portal: PortalFacts,
  { store, hubspot }: Pick<RecordPorts, "store" | "hubspot">,
): Promise<string | null> {
  if (portal.recordTypeId !== null) return portal.recordTypeId;
  if (portal.recordFinding !== null && !mayPass(portal.recordFinding)) return null;
  const answer = await hubspot.ensureRecordType(portal.portalId);
  if (answer.kind === "later") throw tryLater("record type", answer);
  const [typeId, why] = answer.kind === "ok" ? [answer.value, null] : [null, answer.finding];
  await store.saveRecordType(portal.portalId, typeId, why);
  return typeId;
}

function tryLater(what: string, answer: Exclude<Answer<unknown>, { kind: "ok" }>): TryLater {
  const wait = answer.kind === "later" ? (answer.retryAfterSeconds ?? null) : null;
  return new TryLater(`${what}: ${answer.finding.code}`, wait);
}

const mayPass = ({ code }: Finding): boolean => code !== "RECORDS_NOT_IN_PLAN" && code !== "RECORDS_QUOTA_FULL";
