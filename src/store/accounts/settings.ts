/** What a portal sets for all its deliveries. */
import { NO_POLICIES } from "../../delivery/lifecycle/policies.ts";
import type { WindowDefaults } from "../../delivery/lifecycle/open-delivery.ts";
import type { KnownSettings, PortalSettings, Settings } from "../../ports/store/settings.ts";
import type { Db, Operations } from "../postgres/database.ts";
import { updatePortal } from "../postgres/portal-row.ts";

/** What the account requires before every send. */
export const POLICIES = [
  "portals.alwaysApprove",
  "portals.approveAbove",
  "portals.approveAboveFactor",
  "portals.separateApprover",
  "portals.oneSendInDays",
] as const;

const settingsOf = (db: Db, portalId: number) =>
  db
    .selectFrom("portals")
    .select(["quietSeconds", "ceilingSeconds", "minimumEnrolled", "quietHours"])
    .select(["language", "timeZone", "newMemberRole"])
    .select(POLICIES)
    .where("portalId", "=", portalId);

export async function loadSettings(db: Db, portalId: number, defaults: WindowDefaults): Promise<KnownSettings | null> {
  const row = await settingsOf(db, portalId).executeTakeFirst();
  return row === undefined ? null : { ...row, serviceDefaults: defaults };
}

export const settings: Operations<Omit<Settings, "settings">> = {
  async policies(db, portalId) {
    const row = await db.selectFrom("portals").select(POLICIES).where("portalId", "=", portalId).executeTakeFirst();
    return row ?? NO_POLICIES;
  },
  /** The row is locked: what was before is what no one has changed meanwhile. */
  changeSettings: (db, portalId, change) =>
    db.transaction().execute(async (trx) => {
      const before: PortalSettings | undefined = await settingsOf(trx, portalId).forUpdate().executeTakeFirst();
      if (before === undefined) return null;
      const after = { ...before, ...change };
      await updatePortal(trx, portalId).set(after).execute();
      return { before, after };
    }),
};
