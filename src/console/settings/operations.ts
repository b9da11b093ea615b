/** What a signed-in person sets for the whole portal, the same from a page and through the API. */
import type { Role, RoleChange } from "../../ports/store/members.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { differences, note } from "../request/audit.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { found, Missing } from "../request/refusal.ts";
import { zoneOf } from "../web/time-zones.ts";
import { readSettings, type WrittenSettings } from "./fields.ts";

/** What is left out stays as it is. */
export async function changeSettings(session: Session, written: WrittenSettings, { store }: ConsolePorts) {
  const { timeZone, ...change } = readSettings(written);
  const spelled = timeZone === undefined ? change : { ...change, timeZone: zoneOf(timeZone) };
  const { before, after } = found(await store.changeSettings(session.portalId, spelled));
  const details = differences(before, after);
  if (Object.keys(details).length > 0) await note(store, session, "change_settings", { subject: "", details });
}

/** Throws `Missing` where the portal has no such person. */
export async function giveRoles(
  session: Session,
  { id, roles }: { readonly id: string; readonly roles: readonly Role[] },
  { store }: ConsolePorts,
): Promise<ChangedPerson> {
  const changed = changedPerson(await store.changeRoles(session.portalId, id, roles));
  if (changed.kind === "ok" && changed.before.join() !== changed.member.roles.join()) {
    const details = { roles: [changed.before, changed.member.roles] };
    await note(store, session, "change_role", { subject: changed.member.userEmail, details });
  }
  return changed;
}

/** Takes all roles and ends all sessions; the person begins again as a new one, if HubSpot still lets them in. */
export async function removePerson(session: Session, id: string, { store }: ConsolePorts): Promise<ChangedPerson> {
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
  { portalId }: Session,
  page: { readonly limit: number; readonly before: number | null },
  { store }: ConsolePorts,
) {
  const entries = await store.auditTrail(portalId, page);
  return { entries, nextBefore: entries.length < page.limit ? null : (entries.at(-1)?.number ?? null) };
}

export async function signOutEverywhere(session: Session, { store }: ConsolePorts): Promise<void> {
  await store.endSessionsOfPerson(session.portalId, session.userId);
  await note(store, session, "sign_out_everywhere", { subject: session.userEmail });
}

/** Answers how many deliveries were cancelled. */
export async function stopAll(session: Session, { store, log }: ConsolePorts): Promise<number> {
  const { portalId, userEmail, userId } = session;
  const { cancelled } = found(await store.stopSending(portalId, userEmail));
  log.info({ event: "sending.command", portalId, command: "stop", userId });
  await note(store, session, "stop_sending", { subject: "", details: { cancelled } });
  return cancelled;
}

export async function allowAgain(session: Session, { store, log }: ConsolePorts): Promise<void> {
  const { portalId, userId } = session;
  if (!(await store.resumeSending(portalId))) return;
  log.info({ event: "sending.command", portalId, command: "resume", userId });
  await note(store, session, "resume_sending", { subject: "" });
}

/** `Missing` where the account is disconnected already. The rest is the job's: it releases, calls HubSpot, erases the tokens. */
export async function disconnect(session: Session, { store, log }: ConsolePorts): Promise<void> {
  const { portalId, userId, userEmail } = session;
  if (!(await store.disconnect({ portalId, userId, userEmail }))) throw new Missing();
  log.info({ event: "portal.disconnect_asked", portalId, userId });
}
