/** What a signed-in person sets for the whole portal, the same from a page and through the API. */
import { finding } from "../delivery/codes.ts";
import type { Member, PortalSettings, Role } from "../ports/settings.ts";
import type { Session } from "../ports/store.ts";
import { differences, note } from "./audit.ts";
import type { Refusal } from "./operations.ts";
import type { ConsolePorts } from "./ports.ts";
import { readSettings, type WrittenSettings } from "./settings-fields.ts";
import { knownZone } from "./time-zones.ts";

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

export type GivenRole =
  { readonly kind: "ok"; readonly member: Member } | { readonly kind: "missing" } | { readonly kind: "last_sender" };

export async function giveRole(
  session: Session,
  { id, role }: { readonly id: string; readonly role: Role },
  { store }: Store,
): Promise<GivenRole> {
  const changed = await store.changeRole(session.portalId, id, role);
  if (changed.kind !== "ok") return changed;
  const { member, before } = changed;
  if (before !== role) {
    await note(store, session, "change_role", { subject: member.userEmail, details: { role: [before, role] } });
  }
  return { kind: "ok", member };
}
