/** Who did what in a portal, and when. Rows are only ever added. */
import type { Audit } from "../../ports/store/audit.ts";
import { SERVICE_NOW, type Db, type Operations } from "../postgres/database.ts";

export const audit: Operations<Audit> = {
  async recordAudit(db, { portalId, userId, userEmail, action, subject, details }) {
    const row = { portalId, userId, userEmail, action, subject, details, at: SERVICE_NOW };
    await db.insertInto("audit").values(row).execute();
  },
  auditTrail: (db, portalId, { limit, before }) =>
    db
      .selectFrom("audit")
      .select(["number", "at", "userId", "userEmail", "action", "subject", "details"])
      .where("portalId", "=", portalId)
      .$if(before !== null, (query) => query.where("number", "<", Number(before)))
      .orderBy("number", "desc")
      .limit(limit)
      .execute(),
};

/** Of a portal that has the app; HubSpot does not say who removed it. */
export async function noteUninstall(db: Db, portalId: number): Promise<void> {
  const installed = db.selectFrom("portals").select("portalId").where("uninstalledAt", "is", null);
  if ((await installed.where("portalId", "=", portalId).executeTakeFirst()) === undefined) return;
  await audit.recordAudit(db, {
    portalId,
    userId: 0,
    userEmail: "HubSpot",
    action: "uninstall",
    subject: "",
    details: {},
  });
}
