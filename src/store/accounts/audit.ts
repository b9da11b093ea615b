/** Who did what in a portal, and when. Rows are only ever added. */
import { sql } from "kysely";
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
  await sql`
    insert into audit (portal_id, at, user_id, user_email, action, subject)
    select portal_id, service_now(), 0, 'HubSpot', 'uninstall', '' from portals
    where portal_id = ${portalId} and uninstalled_at is null`.execute(db);
}
