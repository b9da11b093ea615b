/** What a signed-in person sets for the whole portal, the same from a page and through the API. */
import type { Role, RoleChange } from "../../ports/store/members.ts";
import { differences, note } from "../request/audit.ts";
import type { Asking } from "../request/ports.ts";
import { found, Missing } from "../request/refusal.ts";
import { zoneOf } from "../web/time-zones.ts";
import { readSettings, type WrittenSettings } from "./fields.ts";

/** What is left out stays as it is. */
export async function changeSettings({ session, ports: { store } }: Asking, written: WrittenSettings): Promise<void> {
  const { timeZone, ...change } = readSettings(written);
  const spelled = timeZone === undefined ? change : { ...change, timeZone: zoneOf(timeZone) };
  const { before, after } = found(await store.changeSettings(session.portalId, spelled));
  const details = differences(before, after);
  if (Object.keys(details).length > 0) await note(store, session, "change_settings", { subject: "", details });
}

/** Throws `Missing` where the portal has no such person. */
export async function giveRoles(
  { session, id, ports: { store } }: Asking,
  roles: readonly Role[],
): Promise<ChangedPerson> {
  const changed = changedPerson(await store.changeRoles(session.portalId, id, roles));
  if (changed.kind === "ok" && changed.before.join() !== changed.member.roles.join()) {
    const details = { roles: [changed.before, changed.member.roles] };
    await note(store, session, "change_role", { subject: changed.member.userEmail, details });
  }
  return changed;
}

/** Takes all roles and ends all sessions; the person begins again as a new one, if HubSpot still lets them in. */
export async function removePerson({ session, id, ports: { store } }: Asking): Promise<ChangedPerson> {
  const removed = changedPerson(await store.removeMember(session.portalId, id));
  if (removed.kind === "ok") {
    const { member, before } = removed;
    await note(store, session, "remove_member", { subject: member.userEmail, details: { roles: before } });
  }
  return removed;
}

type ChangedPerson = Exclude<RoleChange, { readonly kind: "missing" }>;

function changedPerson(change: RoleChange): ChangedPerson {
  if (change.kind === "missing") throw new Missing();
  return change;
}

export async function auditPage(
  { session, ports }: Asking,
  page: { readonly limit: number; readonly before: number | null },
) {
  const entries = await ports.store.auditTrail(session.portalId, page);
  return { entries, nextBefore: entries.length < page.limit ? null : (entries.at(-1)?.number ?? null) };
}

export async function signOutEverywhere({ session, ports: { store } }: Asking): Promise<void> {
  await store.endSessionsOfPerson(session.portalId, session.userId);
  await note(store, session, "sign_out_everywhere", { subject: session.userEmail });
}

/** Answers how many deliveries were cancelled. */
export async function stopAll({ session, ports: { store, log } }: Asking): Promise<number> {
  const { portalId, userEmail, userId } = session;
  const { cancelled } = found(await store.stopSending(portalId, userEmail));
  log.info({ event: "sending.command", portalId, command: "stop", userId });
  await note(store, session, "stop_sending", { subject: "", details: { cancelled } });
  return cancelled;
}

export async function allowAgain({ session, ports: { store, log } }: Asking): Promise<void> {
  const { portalId, userId } = session;
  if (!(await store.resumeSending(portalId))) return;
  log.info({ event: "sending.command", portalId, command: "resume", userId });
  await note(store, session, "resume_sending", { subject: "" });
}

/** `Missing` where the account is disconnected already. The rest is the job's: it releases, calls HubSpot, erases the tokens. */
export async function disconnect({ session, ports: { store, log } }: Asking): Promise<void> {
  const { portalId, userId, userEmail } = session;
  if (!(await store.disconnect({ portalId, userId, userEmail }))) throw new Missing();
  log.info({ event: "portal.disconnect_asked", portalId, userId });
}
