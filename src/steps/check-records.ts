/**
 * Asks HubSpot for a whole portal whether it can have delivery records by now: after a sign-in, after a change of its
 * permissions, and every day while it cannot. Once it can, all records that are owed are written.
 */
import type { Answer } from "../delivery/answer.ts";
import { concernsAllRecords } from "../delivery/hubspot/record-check.ts";
import type { PortalFacts } from "../ports/store/accounts.ts";
import type { Records } from "../ports/store/records.ts";
import { retryLater } from "./retry-later.ts";
import { recordType, writeTo, type RecordPorts } from "./write-delivery-record.ts";

interface CheckPorts extends Omit<RecordPorts, "store"> {
  readonly store: Pick<RecordPorts["store"], "portal" | "saveRecordType" | "oweRecord" | "viewDelivery"> &
    Pick<Records, "owedRecords">;
}

export async function checkRecords(portalId: number, ports: CheckPorts): Promise<void> {
  const portal = await ports.store.portal(portalId);
  if (portal === null || !portal.installed || !portal.recordsDue) return;
  const answer = await probe(portal, ports);
  if (answer.kind === "later") throw retryLater("delivery records", answer);
  const [typeId, why] = answer.kind === "ok" ? [answer.value, null] : [null, answer.finding];
  await ports.store.saveRecordType(portalId, typeId, why, portal.now);
}

/** That the object is there does not mean that it may be written to: one owed record shows it, before all others follow. */
async function probe(portal: PortalFacts, ports: CheckPorts): Promise<Answer<string>> {
  const typeId = await recordType(portal, ports);
  if (typeId.kind !== "ok") return typeId;
  const { oldest } = await ports.store.owedRecords(portal.portalId);
  if (oldest === null) return typeId;
  const written = await writeTo(typeId.value, portal, oldest, ports);
  if (written.kind !== "refused") return written.kind === "ok" ? typeId : written;
  // Another one the next time.
  await ports.store.oweRecord(portal.portalId, oldest, written.finding);
  return concernsAllRecords(written.finding.code) ? written : typeId;
}
