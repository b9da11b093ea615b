/** What a portal sets for all its deliveries. */
import type { Selectable, Transaction } from "kysely";
import type { WindowDefaults } from "../../delivery/lifecycle/open-delivery.ts";
import type { KnownSettings, PortalSettings } from "../../ports/store/settings.ts";
import type { Db } from "../postgres/database.ts";
import { policyColumns, toPolicies } from "./policies.ts";
import type { PortalTable } from "../postgres/tables/accounts.ts";
import type { Tables } from "../postgres/tables.ts";

export async function loadSettings(
  db: Db,
  portalId: number,
  serviceDefaults: WindowDefaults,
): Promise<KnownSettings | null> {
  const row = await db.selectFrom("portals").selectAll().where("portal_id", "=", portalId).executeTakeFirst();
  return row === undefined ? null : { ...toSettings(row), serviceDefaults };
}

const toSettings = (row: Selectable<PortalTable>): PortalSettings => ({
  quietSeconds: row.quiet_seconds,
  ceilingSeconds: row.ceiling_seconds,
  minimumEnrolled: row.minimum_enrolled,
  quietHours: row.quiet_hours,
  language: row.language,
  timeZone: row.time_zone,
  newMemberRole: row.new_member_role,
  ...toPolicies(row),
});

/** The row is locked: what was before is what nobody has changed meanwhile. */
export function changeSettings(db: Db, portalId: number, change: Partial<PortalSettings>) {
  return db.transaction().execute(async (trx) => {
    const row = await lockPortal(trx, portalId);
    if (row === undefined) return null;
    const before = toSettings(row);
    const after = { ...before, ...change };
    await trx
      .updateTable("portals")
      .set({
        quiet_seconds: after.quietSeconds,
        ceiling_seconds: after.ceilingSeconds,
        minimum_enrolled: after.minimumEnrolled,
        quiet_hours: after.quietHours === null ? null : JSON.stringify(after.quietHours),
        language: after.language,
        time_zone: after.timeZone,
        new_member_role: after.newMemberRole,
        ...policyColumns(after),
      })
      .where("portal_id", "=", portalId)
      .execute();
    return { before, after };
  });
}

/** The portal as it is until the transaction ends; undefined where it never installed the app. */
export const lockPortal = (trx: Transaction<Tables>, portalId: number) =>
  trx.selectFrom("portals").selectAll().where("portal_id", "=", portalId).forUpdate().executeTakeFirst();
