/** The end of an installation: removed at HubSpot, or disconnected here by an administrator. */
import { sql, type Transaction } from "kysely";
import { afterUninstall } from "../../../delivery/lifecycle/commands.ts";
import { BEFORE_SENDING } from "../../../delivery/delivery.ts";
import type { Disconnecting } from "../../../ports/store/accounts.ts";
import type { SignedInUser } from "../../../ports/store/sessions.ts";
import { recordAudit, noteUninstall } from "../audit.ts";
import type { Db } from "../../postgres/database.ts";
import { recordChange, type OnChange } from "../../deliveries/deliveries.ts";
import { addPortalJob } from "../../jobs/jobs.ts";
import { endSessionsOf } from "../sessions.ts";
import { forgetPeople } from "../members.ts";
import { lockPortal } from "../settings.ts";
import type { Tables } from "../../postgres/tables.ts";
import { deleteTestersOf } from "../testers.ts";

type Trx = Transaction<Tables>;

/** So long HubSpot is told about a disconnect while it does not answer; then the tokens are erased all the same. */
const TELL_HUBSPOT_HOURS = 24;

/**
 * Everything but the deliveries, which its job cancels: tokens, sessions, testers and people's addresses go at once, and
 * retention begins. `by`: who disconnected the account here, which keeps the tokens until HubSpot is told; null where the
 * app was removed at HubSpot.
 */
export async function removeApp(trx: Trx, portalId: number, { by }: { by: SignedInUser | null }): Promise<void> {
  if (by === null) await noteUninstall(trx, portalId);
  else await recordAudit(trx, { ...by, action: "disconnect", subject: "", details: {} });
  const erased = { access_token: null, refresh_token: null, token_expires_at: null };
  const kept = { disconnect_until: sql<Date>`service_now() + make_interval(hours => ${TELL_HUBSPOT_HOURS})` };
  await trx
    .updateTable("portals")
    .set({ ...(by === null ? erased : kept), uninstalled_at: sql<Date>`service_now()` })
    .set({ stopped_at: null, stopped_by: null, refresh_claimed_until: null })
    .set({ access_finding: null, access_since: null, access_refusals: 0, access_due_at: sql<Date>`service_now()` })
    .where("portal_id", "=", portalId)
    .execute();
  await deleteTestersOf(trx, portalId);
  await endSessionsOf(trx, portalId);
  await forgetPeople(trx, portalId);
  await addPortalJob(trx, "access", portalId, null);
}

/** False where the app is not installed (any more). */
export function disconnect(db: Db, by: SignedInUser): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const row = await lockPortal(trx, by.portalId);
    if (row === undefined || row.uninstalled_at !== null) return false;
    await removeApp(trx, by.portalId, { by });
    return true;
  });
}

/** Null where the portal was not disconnected here, or HubSpot was told. */
export async function disconnecting(db: Db, portalId: number): Promise<Disconnecting | null> {
  const { rows } = await sql<{ since: number; left: number; held: boolean }>`
    select extract(epoch from service_now() - uninstalled_at)::float8 as since,
      extract(epoch from disconnect_until - service_now())::float8 as left,
      exists (select from deliveries d where d.portal_id = ${portalId} and d.released_at is null) as held
    from portals where portal_id = ${portalId} and disconnect_until is not null`.execute(db);
  const [row] = rows;
  return row === undefined ? null : { sinceSeconds: row.since, secondsLeft: row.left, held: row.held };
}

/** HubSpot was told, or can no longer be: the tokens go. A person who installed the app meanwhile keeps the new ones. */
export async function endDisconnect(db: Db, portalId: number): Promise<void> {
  await db
    .updateTable("portals")
    .set({ access_token: null, refresh_token: null, token_expires_at: null })
    .set({ disconnect_until: null, access_due_at: null })
    .where("portal_id", "=", portalId)
    .where("disconnect_until", "is not", null)
    .execute();
}

/** Cancels what LINE was surely not asked to send, of a portal that no longer has the app. */
export async function cancelUnsent(db: Db, portalId: number, onChange: OnChange): Promise<void> {
  const rows = await db
    .selectFrom("deliveries")
    .select("id")
    .where("portal_id", "=", portalId)
    .where("phase", "in", [...BEFORE_SENDING, "sending"])
    // Not for a person who has installed the app again.
    .where(
      sql<boolean>`exists (select from portals p where p.portal_id = ${portalId} and p.uninstalled_at is not null)`,
    )
    .execute();
  for (const { id } of rows) await recordChange(db, id, afterUninstall, onChange);
  await db
    .updateTable("portals")
    .set({ access_due_at: null })
    .where("portal_id", "=", portalId)
    .where("uninstalled_at", "is not", null)
    .where("disconnect_until", "is", null)
    .execute();
}
