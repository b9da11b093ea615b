/** Alerts begin and end in the transaction of what they are about, with the job that notifies people. */
import { sql } from "kysely";
import { alertsAfter, type AlertBegin, type AlertSubject } from "../../delivery/alerts/alerts.ts";
import { outcomeOf, type Delivery } from "../../delivery/delivery.ts";
import { HOUR_MS } from "../../delivery/durations.ts";
import { addJob, addPortalJob } from "../jobs/jobs.ts";
import { serviceNow } from "../postgres/clock.ts";
import type { Trx } from "../postgres/database.ts";

/** A problem that comes back within this time is the same one: no one is notified again. */
const SAME_AGAIN_HOURS = 24;

/** Of a delivery that was changed. Its job is its own: one for the portal would be waited for while deliveries are locked. */
export async function changeAlerts(trx: Trx, before: Delivery, after: Delivery, now: Date): Promise<void> {
  const { begins, ends } = alertsAfter(before, after);
  const { portalId } = after;
  for (const one of ends) await endAlert(trx, portalId, one, now);
  for (const { kind, subject, finding } of begins) {
    const closedAt = kind === "delivery_finished" ? now : null;
    const alert = { portalId, kind, subject, finding, openedAt: now, closedAt };
    // Nothing about a notification may keep a delivery from going on.
    const add = trx
      .insertInto("alerts")
      .values(alert)
      .onConflict((conflict) => conflict.doNothing());
    await add.execute();
  }
  if (begins.length > 0) await addJob(trx, "notify", after, null);
  if (outcomeOf(before) === null && outcomeOf(after)?.kind === "delivered") await endEarlierFailures(trx, after, now);
}

/** The list has been sent to: that it failed before needs no one any more. */
async function endEarlierFailures(trx: Trx, { portalId, id }: Delivery, now: Date): Promise<void> {
  await sql`
    update alerts a set closed_at = ${now} from deliveries d, deliveries delivered
    where a.portal_id = ${portalId} and d.portal_id = ${portalId} and delivered.portal_id = ${portalId}
      and delivered.id = ${id} and d.lane = delivered.lane and a.kind = 'delivery_failed'
      -- By the delivery's own index; the subject of another kind is no UUID.
      and d.id = case a.kind when 'delivery_failed' then a.subject::uuid end and a.closed_at is null`.execute(trx);
}

/** A problem that comes and goes by itself; one that is there already stays as it is. */
export async function beginAlert(trx: Trx, portalId: number, { kind, subject, finding }: AlertBegin): Promise<void> {
  const now = new Date(await serviceNow(trx));
  const known = await trx
    .selectFrom("alerts")
    .select(["id", "closedAt"])
    .where(({ and }) => and({ portalId, kind, subject }))
    .orderBy("openedAt", "desc")
    .limit(1)
    .executeTakeFirst();
  if (known !== undefined && known.closedAt === null) return;
  if (known !== undefined && now.getTime() - (known.closedAt ?? 0) < SAME_AGAIN_HOURS * HOUR_MS) {
    await trx
      .updateTable("alerts")
      .set({ closedAt: null })
      .where(({ and }) => and({ portalId, id: known.id }))
      .execute();
    return;
  }
  const begun = await trx
    .insertInto("alerts")
    .values({ portalId, kind, subject, finding, openedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (begun.numInsertedOrUpdatedRows !== 0n) await addPortalJob(trx, "alerts", portalId, null);
}

export async function endAlert(trx: Trx, portalId: number, { kind, subject }: AlertSubject, now: Date): Promise<void> {
  await trx
    .updateTable("alerts")
    .set({ closedAt: now })
    .where(({ and }) => and({ portalId, kind, subject }))
    .where("closedAt", "is", null)
    .execute();
}
