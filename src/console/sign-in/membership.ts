/** A person who has left the HubSpot account is signed out within an hour of looking at a page. */
import type { Session } from "../../ports/store/sessions.ts";
import { note } from "../request/audit.ts";
import type { ConsolePorts } from "../request/ports.ts";

/**
 * Asks HubSpot beside the request, at most once an hour for a person. Only a certain "not in this account" ends sessions:
 * while HubSpot does not answer, or may not be asked, everyone stays.
 */
export async function checkMembership(session: Session, { hubspot, store, log }: ConsolePorts): Promise<void> {
  const { portalId, userId } = session;
  try {
    if (!(await store.claimMembershipCheck(portalId, userId))) return;
    const person = await hubspot.person(portalId, userId);
    if (person.kind !== "ok" || person.value !== null) return;
    await store.personLeft(portalId, userId);
    await note(store, session, "leave_account", { subject: "" });
    log.info({ event: "person.left", portalId, userId });
  } catch (err) {
    log.warn({ event: "person.unchecked", portalId, userId, err });
  }
}
