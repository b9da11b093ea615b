/** What goes with time: executions after their release, refusals, and everything of a portal that removed the app. */
import { sql } from "kysely";
import { DAY_MS } from "../../delivery/durations.ts";
import type { DeliveryRef } from "../../ports/store/deliveries.ts";
import { serviceNow } from "../postgres/clock.ts";
import type { Db } from "../postgres/database.ts";
import { everyPortal } from "../postgres/portal-row.ts";
import { endOldAlerts, removeAlerts } from "../alerts/old-alerts.ts";
import { dropWeeks } from "../postgres/weeks.ts";

export interface Removed {
  readonly executions: number;
  readonly portals: number;
}

/** In pieces: a million rows at once would hold up everything else. */
const AT_ONCE = 10_000;

/** Safe to run by several processes at once, and to cut short. */
export async function removeExpired(db: Db, days: number): Promise<Removed> {
  // Whole weeks first; then, one by one, those whose week has to stay.
  let executions = await dropWeeks(db, days);
  const now = await serviceNow(db);
  const before = new Date(now - days * DAY_MS);
  const restorable = new Date(now - RESTORABLE_DAYS * DAY_MS);
  for (const portalId of await everyPortal(db)) {
    executions += await removeExecutions(db, portalId, before);
    await removeExamples(db, portalId, before);
    await removeLeftRecipients(db, portalId);
    await removeRefusals(db, portalId, before);
    await removeDeletedMessages(db, portalId, restorable);
    await removeOldKeys(db, portalId, new Date(now - KEYS_DAYS * DAY_MS));
    await endOldAlerts(db, portalId, now);
    await removeAlerts(db, portalId, before);
  }
  return { executions, portals: await removeGonePortals(db, before) };
}

/** `before`: what was released until then goes. */
async function removeExecutions(db: Db, portalId: number, before: Date): Promise<number> {
  const { rows: due } = await sql<{ id: string }>`
    select id from deliveries where portal_id = ${portalId}
      and released_at < ${before} and executions > deleted_count`.execute(db);
  let removed = 0;
  for (const { id } of due) {
    for (let some = AT_ONCE; some === AT_ONCE; removed += some) some = await removeSome(db, { portalId, id }, before);
  }
  return removed;
}

/** Records without a usable LINE user ID, as they are named on the timeline. */
async function removeExamples(db: Db, portalId: number, before: Date): Promise<void> {
  await sql`
    update timeline t set finding = t.finding #- '{figures,examples}'
    from deliveries d
    where t.portal_id = ${portalId} and d.portal_id = ${portalId} and d.id = t.delivery_id
      and d.released_at < ${before}
      and t.finding #> '{figures,examples}' is not null`.execute(db);
}

/** So long a deleted message can be brought back, and is named where a workflow still asks for it. */
const RESTORABLE_DAYS = 30;

const removeDeletedMessages = (db: Db, portalId: number, before: Date) =>
  sql`delete from saved_messages where portal_id = ${portalId} and deleted_at < ${before}`.execute(db);

/** So long it can be looked up which key acted, and until when it could. */
const KEYS_DAYS = 90;

const removeOldKeys = (db: Db, portalId: number, before: Date) =>
  sql`delete from api_keys where portal_id = ${portalId} and least(revoked_at, expires_at) < ${before}`.execute(db);

/** An execution that was covered later goes later. */
async function removeSome(db: Db, { portalId, id }: DeliveryRef, before: Date): Promise<number> {
  const { rows } = await sql<{ deletedCount: number }>`
    with gone as (
      delete from enrollments where portal_id = ${portalId} and (callback_id, week) in (
        select callback_id, week from enrollments
        where portal_id = ${portalId} and delivery_id = ${id} and released_at < ${before}
        limit ${AT_ONCE} for update skip locked)
      returning 1
    ), counts as (
      select count(*)::int as deleted_count from gone
    ), noted as (
      update deliveries d set deleted_count = d.deleted_count + c.deleted_count
      from counts c where d.portal_id = ${portalId} and d.id = ${id} and c.deleted_count > 0
    )
    select deleted_count from counts`.execute(db);
  return rows[0]?.deletedCount ?? 0;
}

/** The step that erases them runs with the outcome; this is for those whose step never came to an end. */
async function removeLeftRecipients(db: Db, portalId: number): Promise<void> {
  await sql`
    delete from recipients r using deliveries d
    where r.portal_id = ${portalId} and d.portal_id = ${portalId} and d.id = r.delivery_id
      and d.outcome is not null and d.released_at < service_now() - interval '1 day'`.execute(db);
}

async function removeRefusals(db: Db, portalId: number, before: Date): Promise<void> {
  await sql`delete from refusals where portal_id = ${portalId} and last_at < ${before}`.execute(db);
}

const TABLES_OF_DELIVERIES = ["editions", "recipients", "enrollments", "timeline", "readings"] as const;
const TABLES_OF_PORTALS = [
  "send_locks",
  "owed_records",
  "notifications",
  "alerts",
  "alert_choices",
  "deliveries",
  "known_names",
  "refusals",
  "testers",
  "saved_messages",
  "channels",
  "sessions",
  "api_keys",
  "members",
  "audit",
  "portals",
] as const;

/** Deliveries that were on their way have been followed to their end by then. */
async function removeGonePortals(db: Db, before: Date): Promise<number> {
  const { rows: gone } = await sql<{ portalId: number }>`
    select portal_id from portals where uninstalled_at < ${before}`.execute(db);
  let removed = 0;
  for (const { portalId } of gone) if (await removePortal(db, portalId, before)) removed += 1;
  return removed;
}

function removePortal(db: Db, portalId: number, before: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    // It may just have been installed again.
    const { rows } = await sql`
      select from portals where portal_id = ${portalId} and uninstalled_at < ${before} for update`.execute(trx);
    if (rows.length === 0) return false;
    for (const table of TABLES_OF_DELIVERIES) {
      await sql`
        delete from ${sql.table(table)} where portal_id = ${portalId} and delivery_id in (
          select id from deliveries where portal_id = ${portalId})`.execute(trx);
    }
    for (const table of TABLES_OF_PORTALS) {
      await sql`delete from ${sql.table(table)} where portal_id = ${portalId}`.execute(trx);
    }
    return true;
  });
}
