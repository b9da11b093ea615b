/** The end of an installation: removed at HubSpot, or disconnected here by an administrator. */
import { sql } from "kysely";
import { afterUninstall } from "../../../delivery/lifecycle/commands.ts";
import { BEFORE_SENDING } from "../../../delivery/delivery.ts";
import type { Accounts } from "../../../ports/store/accounts.ts";
import type { SignedInUser } from "../../../ports/store/sessions.ts";
import { audit, noteUninstall } from "../audit.ts";
import { SERVICE_NOW, type Db, type Operations, type Trx } from "../../postgres/database.ts";
import { recordEach, type OnChange } from "../../deliveries/deliveries.ts";
import { serviceNow } from "../../postgres/clock.ts";
import { addPortalJob } from "../../jobs/jobs.ts";
import { forgetPeople } from "../members.ts";
import { lockPortal, updatePortal } from "../../postgres/portal-row.ts";

/** HubSpot has so long to answer about a disconnect; then the tokens are erased all the same. */
const NOTIFY_HUBSPOT_HOURS = 24;

/** The columns while HubSpot gives tokens. */
export const ACCEPTED = { accessFinding: null, accessSince: null, accessRefusals: 0, accessDueAt: null } as const;

const ERASED = { accessToken: null, refreshToken: null, tokenExpiresAt: null } as const;

/**
 * Everything but the deliveries, which its job cancels: tokens, sessions, API keys, testers and people's addresses go at once, and
 * retention begins. `by`: who disconnected the account here, which keeps the tokens until HubSpot is notified; null where
 * the app was removed at HubSpot.
 */
export async function removeApp(trx: Trx, portalId: number, { by }: { by: SignedInUser | null }): Promise<void> {
  if (by === null) await noteUninstall(trx, portalId);
  else await audit.recordAudit(trx, { ...by, action: "disconnect", subject: "", details: {} });
  const disconnectUntil = sql<Date>`service_now() + make_interval(hours => ${NOTIFY_HUBSPOT_HOURS})`;
  await updatePortal(trx, portalId)
    .set({ ...ACCEPTED, accessDueAt: SERVICE_NOW, ...(by === null ? ERASED : { disconnectUntil }) })
    .set({ uninstalledAt: SERVICE_NOW, stoppedAt: null, stoppedBy: null, refreshClaimedUntil: null })
    .execute();
  await trx.deleteFrom("testers").where("portalId", "=", portalId).execute();
  await trx.deleteFrom("sessions").where("portalId", "=", portalId).execute();
  await trx.deleteFrom("apiKeys").where("portalId", "=", portalId).execute();
  await forgetPeople(trx, portalId).execute();
  await addPortalJob(trx, "access", portalId, null);
}

export const removal: Operations<Pick<Accounts, "disconnect" | "disconnecting" | "endDisconnect">> = {
  disconnect: (db, by) =>
    db.transaction().execute(async (trx) => {
      const row = await lockPortal(trx, by.portalId);
      if (row === undefined || row.uninstalledAt !== null) return false;
      await removeApp(trx, by.portalId, { by });
      return true;
    }),
  async disconnecting(db, portalId) {
    const { rows } = await sql<{ uninstalledAt: number; disconnectUntil: number; held: boolean }>`
      select uninstalled_at, disconnect_until,
        exists (select from deliveries d where d.portal_id = ${portalId} and d.released_at is null) as held
      from portals where portal_id = ${portalId} and disconnect_until is not null`.execute(db);
    if (rows[0] === undefined) return null;
    const { uninstalledAt, disconnectUntil, held } = rows[0];
    const now = await serviceNow(db);
    return { sinceSeconds: (now - uninstalledAt) / 1000, secondsLeft: (disconnectUntil - now) / 1000, held };
  },
  /** A person who installed the app meanwhile keeps the new tokens. */
  async endDisconnect(db, portalId) {
    await updatePortal(db, portalId)
      .set({ ...ERASED, disconnectUntil: null, accessDueAt: null })
      .where("disconnectUntil", "is not", null)
      .execute();
  },
};

/** Cancels what LINE was surely not asked to send, of a portal that no longer has the app. */
export async function cancelUnsent(db: Db, portalId: number, onChange: OnChange): Promise<void> {
  const unsent = db
    .selectFrom("deliveries")
    .select(["portalId", "id"])
    .where("portalId", "=", portalId)
    .where("phase", "in", [...BEFORE_SENDING, "sending"])
    // Not for a person who has installed the app again.
    .where(
      sql<boolean>`exists (select from portals p where p.portal_id = ${portalId} and p.uninstalled_at is not null)`,
    );
  await recordEach(db, unsent, afterUninstall, onChange);
  await updatePortal(db, portalId)
    .set({ accessDueAt: null })
    .where("uninstalledAt", "is not", null)
    .where("disconnectUntil", "is", null)
    .execute();
}
