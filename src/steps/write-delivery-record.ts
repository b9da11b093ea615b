/** Mirrors a delivery in HubSpot's custom object. Trouble here is shown and caught up later; it never stops a send. */
import type { Answer } from "../delivery/answer.ts";
import type { Code } from "../delivery/codes.ts";
import { concernsAllRecords, reasonIn } from "../delivery/hubspot/record-check.ts";
import type { HubSpot } from "../ports/hubspot.ts";
import type { Accounts, PortalFacts } from "../ports/store/accounts.ts";
import type { DeliveryRef } from "../ports/store/deliveries.ts";
import type { Records } from "../ports/store/records.ts";
import type { Views } from "../ports/store/views.ts";
import { recordProperties } from "../i18n/record-properties.ts";
import { retryLater, RetryLater } from "./retry-later.ts";

export interface RecordPorts {
  readonly store: Pick<Accounts, "portal"> &
    Pick<Records, "saveRecordType" | "oweRecord" | "recordWritten"> &
    Pick<Views, "viewDelivery">;
  readonly hubspot: Pick<HubSpot, "ensureRecordType" | "writeRecord">;
  readonly deliveryUrl: (deliveryId: string) => string;
}

export async function writeDeliveryRecord({ portalId, id }: DeliveryRef, ports: RecordPorts): Promise<void> {
  const { store } = ports;
  const portal = await store.portal(portalId);
  if (portal === null || !portal.installed) return;
  const { recordFinding } = portal;
  if (recordFinding !== null) {
    // HubSpot is asked again for the whole portal, not for each delivery.
    if (await store.oweRecord(portalId, id, null)) return;
    throw new RetryLater("delivery record: possible since a moment", 0);
  }
  const answer = await writtenOrRepaired(portal, id, ports);
  if (answer.kind === "ok") return store.recordWritten(portalId, id);
  const { kind, finding } = answer;
  if (kind === "refused" && concernsAllRecords(finding.code)) {
    await store.saveRecordType(portalId, portal.recordTypeId, finding, portal.now);
  }
  // A matter of seconds, and of no one's interest.
  if (finding.code !== "HUBSPOT_RATE_LIMITED") await store.oweRecord(portalId, id, finding);
  if (kind === "later") throw retryLater("delivery record", answer);
}

/** Refused, the object may lack something: an earlier version made it, or a person changed it. It is completed once. */
async function writtenOrRepaired(portal: PortalFacts, id: string, ports: RecordPorts): Promise<Answer<string>> {
  const { portalId, recordTypeId } = portal;
  if (recordTypeId !== null) {
    const answer = await writeTo(recordTypeId, portal, id, ports);
    if (answer.kind !== "refused" || !mayLackSomething(answer.finding.code)) return answer;
  }
  const typeId = await recordType(portal, ports);
  if (typeId.kind !== "ok") return typeId;
  if (typeId.value !== recordTypeId) await ports.store.saveRecordType(portalId, typeId.value, null, portal.now);
  return writeTo(typeId.value, portal, id, ports);
}

/** Not where HubSpot says that it is something else. */
const mayLackSomething = (code: Code): boolean => !concernsAllRecords(code) && code !== "RECORDS_REFUSED_BY_RULE";

/** The object of the portal, made or completed. */
export const recordType = async (portal: PortalFacts, { hubspot }: Pick<RecordPorts, "hubspot">) =>
  named(await hubspot.ensureRecordType(portal.portalId), portal);

const named = <T>(answer: Answer<T>, { scopes }: PortalFacts): Answer<T> =>
  answer.kind === "refused" ? { ...answer, finding: reasonIn(answer.finding, scopes) } : answer;

interface WritePorts extends Pick<RecordPorts, "hubspot" | "deliveryUrl"> {
  readonly store: Pick<Views, "viewDelivery">;
}

export async function writeTo(
  typeId: string,
  portal: PortalFacts,
  id: string,
  { store, hubspot, deliveryUrl }: WritePorts,
): Promise<Answer<string>> {
  const { portalId, language, timeZone } = portal;
  const view = await store.viewDelivery(portalId, id);
  // Removed meanwhile, with its portal: nothing is left to mirror.
  if (view === null) return { kind: "ok", value: "" };
  const properties = recordProperties(view, { language, timeZone, url: deliveryUrl(id) });
  return named(await hubspot.writeRecord(portalId, typeId, properties), portal);
}
