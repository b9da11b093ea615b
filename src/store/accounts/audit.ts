/** Who did what in a portal, and when. Rows are only ever added. */
import { sql } from "kysely";
import type { AuditEntry, AuditNote } from "../../ports/store/audit.ts";
import type { Db } from "../postgres/database.ts";

export async function recordAudit(db: Db, { portalId, userId, userEmail, action, subject, details }: AuditNote) {
  await db
    .insertInto("audit")
    .values({
      portal_id: portalId,
      at: sql`service_now()`,
      user_id: userId,
      user_email: userEmail,
      action,
      subject,
      details: JSON.stringify(details),
    })
    .execute();
}

/** Of a portal that has the app; HubSpot does not say who removed it. */
export async function noteUninstall(db: Db, portalId: number): Promise<void> {
  await sql`
    insert into audit (portal_id, at, user_id, user_email, action, subject)
    select portal_id, service_now(), 0, 'HubSpot', 'uninstall', '' from portals
    where portal_id = ${portalId} and uninstalled_at is null`.execute(db);
}

/** Newest first. `before`: only what has a smaller number, for paging. */
export async function auditTrail(
  db: Db,
  portalId: number,
  { limit, before }: { limit: number; before: number | null },
): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom("audit")
    .selectAll()
    .where("portal_id", "=", portalId)
    .$if(before !== null, (query) => query.where("number", "<", Number(before)))
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    number: row.number,
    at: row.at.getTime(),
    userId: row.user_id,
    userEmail: row.user_email,
    action: row.action,
    subject: row.subject,
    details: row.details,
  }));
}
