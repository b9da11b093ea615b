/** What a signed-in person sets for the whole portal, the same from a page and through the API. */
import { finding } from "../../delivery/codes.ts";
import type { Member, Role, RoleChange } from "../../ports/store/members.ts";
import type { Session } from "../../ports/store/sessions.ts";
import type { PortalSettings } from "../../ports/store/settings.ts";
import { differences, note } from "../request/audit.ts";
import type { Refusal } from "../request/refusal.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { readSettings, type WrittenSettings } from "./fields.ts";
import { knownZone } from "../web/time-zones.ts";

type Store = Pick<ConsolePorts, "store">;

export type ChangedSettings =
  { readonly kind: "ok"; readonly settings: PortalSettings } | { readonly kind: "missing" } | Refusal;

/** What is left out stays as it is. */
export async function changeSettings(
  session: Session,
  written: WrittenSettings,
  { store }: Store,
): Promise<ChangedSettings> {
  const change = readSettings(written);
  const { timeZone } = change;
  const zone = timeZone === undefined ? undefined : knownZone(timeZone);
  if (zone === null) {
    return { kind: "refused", finding: finding("TIME_ZONE_UNKNOWN", { zone: timeZone ?? "" }), field: "timeZone" };
  }
  const spelled = zone === undefined ? change : { ...change, timeZone: zone };
  const changed = await store.changeSettings(session.portalId, spelled);
  if (changed === null) return { kind: "missing" };
  const details = differences(changed.before, changed.after);
  if (Object.keys(details).length > 0) await note(store, session, "change_settings", { subject: "", details });
  return { kind: "ok", settings: changed.after };
}

type Person = { readonly kind: "ok"; readonly member: Member };
type NotPossible = Exclude<RoleChange, Person>;
export type ChangedPerson = Person | NotPossible;

export async function giveRoles(
  session: Session,
  { id, roles }: { readonly id: string; readonly roles: readonly Role[] },
  { store }: Store,
): Promise<ChangedPerson> {
  const changed = await store.changeRoles(session.portalId, id, roles);
  if (changed.kind !== "ok") return changed;
  const { member, before } = changed;
  if (before.join() !== member.roles.join()) {
    const details = { roles: [before, member.roles] };
    await note(store, session, "change_role", { subject: member.userEmail, details });
  }
  return { kind: "ok", member };
}

/** Takes all roles and ends all sessions; the person begins again as a new one, if HubSpot still lets them in. */
export async function removePerson(session: Session, id: string, { store }: Store): Promise<ChangedPerson> {
  const removed = await store.removeMember(session.portalId, id);
  if (removed.kind !== "ok") return removed;
  const { member, before } = removed;
  await note(store, session, "remove_member", { subject: member.userEmail, details: { roles: before } });
  return { kind: "ok", member };
}

export async function signOutEverywhere(session: Session, { store }: Store): Promise<void> {
  await store.endSessionsOfPerson(session.portalId, session.userId);
  await note(store, session, "sign_out_everywhere", { subject: session.userEmail });
}

type LoggedStore = Pick<ConsolePorts, "store" | "log">;

/** Answers how many deliveries were cancelled; null when the portal has not installed the app. */
export async function stopAll(session: Session, { store, log }: LoggedStore): Promise<number | null> {
  const { portalId, userEmail, userId } = session;
  const stopped = await store.stopSending(portalId, userEmail);
  if (stopped === null) return null;
  log.info({ event: "sending.command", portalId, command: "stop", userId });
  await note(store, session, "stop_sending", { subject: "", details: { cancelled: stopped.cancelled } });
  return stopped.cancelled;
}

export async function allowAgain(session: Session, { store, log }: LoggedStore): Promise<void> {
  const { portalId, userId } = session;
  if (!(await store.resumeSending(portalId))) return;
  log.info({ event: "sending.command", portalId, command: "resume", userId });
  await note(store, session, "resume_sending", { subject: "" });
}

/** False where the account is disconnected already. The rest is the job's: it releases, tells HubSpot, erases the tokens. */
export async function disconnect(session: Session, { store, log }: LoggedStore): Promise<boolean> {
  const { portalId, userId, userEmail } = session;
  if (!(await store.disconnect({ portalId, userId, userEmail }))) return false;
  log.info({ event: "portal.disconnect_asked", portalId, userId });
  return true;
}
