/** Who is notified of which alert, and what became of it. */
import { sql } from "kysely";
import type { Alert, Alerts, Attempted, Notification } from "../../ports/notify/alerts.ts";
import type { AlertKind } from "../../delivery/alerts/alerts.ts";
import { serviceNow } from "../postgres/clock.ts";
import type { Db, Operations } from "../postgres/database.ts";
import { addPortalJob } from "../jobs/jobs.ts";

const ALERT = ["id", "kind", "subject", "finding", "openedAt", "closedAt"] as const;

export const alerts: Operations<Alerts> = {
  newAlerts: (db, portalId) =>
    db
      .selectFrom("alerts")
      .select(ALERT)
      .where("portalId", "=", portalId)
      .where("announcedAt", "is", null)
      .orderBy("openedAt")
      .execute(),
  announce: (db, portalId, alertId, userIds) =>
    db.transaction().execute(async (trx) => {
      const now = new Date(await serviceNow(trx));
      await trx
        .updateTable("alerts")
        .set({ announcedAt: now })
        .where(({ and }) => and({ portalId, id: alertId }))
        .execute();
      if (userIds.length === 0) return;
      await trx
        .insertInto("notifications")
        .values(userIds.map((userId) => ({ portalId, alertId, userId, since: now, dueAt: now })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await addPortalJob(trx, "mails", portalId, null);
    }),
  async dueMails(db, portalId, limit) {
    const now = new Date(await serviceNow(db));
    return notifications(db, portalId, sql`n.due_at <= ${now}`, sql`n.due_at, n.id limit ${limit}`);
  },
  noteMail: (db, portalId, id, attempted) =>
    db.transaction().execute(async (trx) => {
      const again = attempted.kind === "later" ? (await serviceNow(trx)) + attempted.seconds * 1000 : null;
      const dueAt = again === null ? null : new Date(again);
      await trx
        .updateTable("notifications")
        .set({ ...whatBecame(attempted), dueAt, tries: sql`tries + 1` })
        .where(({ and }) => and({ portalId, id }))
        .execute();
      if (dueAt !== null) await addPortalJob(trx, "mails", portalId, dueAt);
    }),
  async alertChoices(db, portalId) {
    const rows = await db.selectFrom("alertChoices").selectAll().where("portalId", "=", portalId).execute();
    const people = Map.groupBy(rows, ({ userId }) => userId);
    const chosen = [...people].map(
      ([userId, own]) => [userId, Object.fromEntries(own.map(({ kind, byMail }) => [kind, byMail]))] as const,
    );
    return new Map(chosen);
  },
  chooseAlerts: (db, portalId, userId, { mail, language }) =>
    db.transaction().execute(async (trx) => {
      if (language !== undefined)
        await trx
          .updateTable("members")
          .set({ mailLanguage: language })
          .where(({ and }) => and({ portalId, userId }))
          .execute();
      const kinds = Object.entries(mail) as [AlertKind, boolean][];
      if (kinds.length === 0) return;
      await trx
        .insertInto("alertChoices")
        .values(kinds.map(([kind, byMail]) => ({ portalId, userId, kind, byMail })))
        .onConflict((conflict) =>
          conflict
            .columns(["portalId", "userId", "kind"])
            .doUpdateSet(({ ref }) => ({ byMail: ref("excluded.byMail") })),
        )
        .execute();
    }),
  latestNotifications: (db, portalId, limit) =>
    notifications(db, portalId, sql`true`, sql`n.since desc, n.id limit ${limit}`),
};

const whatBecame = (attempted: Attempted) => ({
  state: attempted.kind === "later" ? ("waiting" as const) : attempted.kind,
  finding: "finding" in attempted ? attempted.finding : null,
});

type Found = Omit<Notification, "alert"> & { readonly alertId: string } & Omit<Alert, "id" | "finding"> & {
    readonly why: Alert["finding"];
  };

async function notifications(
  db: Db,
  portalId: number,
  which: ReturnType<typeof sql>,
  order: ReturnType<typeof sql>,
): Promise<readonly Notification[]> {
  const { rows } = await sql<Found>`
    select n.id, n.user_id, n.state, n.tries, n.finding, n.since,
      a.id as alert_id, a.kind, a.subject, a.finding as why, a.opened_at, a.closed_at
    from notifications n join alerts a on a.portal_id = ${portalId} and a.id = n.alert_id
    where n.portal_id = ${portalId} and ${which} order by ${order}`.execute(db);
  return rows.map(({ alertId, kind, subject, why, openedAt, closedAt, ...one }) => ({
    ...one,
    alert: { id: alertId, kind, subject, finding: why, openedAt, closedAt },
  }));
}
