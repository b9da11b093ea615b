/** Looks after work that should have gone on and has no job. */
import { sql } from "kysely";
import { serviceNow } from "../postgres/clock.ts";
import type { Db } from "../postgres/database.ts";

/**
 * Returns how many deliveries and portals were woken. Portals for which HubSpot was not asked for new tokens for a day are
 * among them: only then it says that the app was removed.
 */
export async function wakeStragglers(db: Db): Promise<number> {
  const now = sql`${new Date(await serviceNow(db))}::timestamptz`;
  const { rows: stragglers } = await sql`
    select 'advance' as kind, jsonb_build_object('portalId', portal_id, 'deliveryId', id) as subject from deliveries
    where advance_at < ${now} - interval '5 minutes'
    union all
    select 'reading', jsonb_build_object('portalId', portal_id, 'deliveryId', id) from deliveries
    where reading_at < ${now} - interval '2 hours'
    union all
    select 'release', jsonb_build_object('portalId', portal_id, 'deliveryId', id) from deliveries
    where outcome is not null and released_at is null and (release_at is null or release_at < ${now})
    union all
    select 'records', jsonb_build_object('portalId', portal_id) from portals
    where records_due_at < ${now} - interval '5 minutes' and uninstalled_at is null
    union all
    select distinct 'mails', jsonb_build_object('portalId', portal_id) from notifications
    where due_at < ${now} - interval '5 minutes'
    union all
    select distinct 'alerts', jsonb_build_object('portalId', portal_id) from alerts
    where announced_at is null and opened_at < ${now} - interval '5 minutes'
    union all
    select 'access', jsonb_build_object('portalId', portal_id) from portals
    where access_due_at < ${now} - interval '5 minutes'
      or (access_due_at is null and uninstalled_at is null and token_expires_at < ${now} - interval '1 day')`.execute(
    db,
  );
  // By itself: jobs are not where a portal's rows are.
  const { rows: woken } = await sql`
    select enqueue(s.kind, s.subject)
    from jsonb_to_recordset(${JSON.stringify(stragglers)}::jsonb) as s (kind text, subject json)
    where not is_enqueued(
      s.kind || ':' || coalesce(s.subject ->> 'deliveryId', s.subject ->> 'portalId'),
      case s.kind when 'access' then 'infinity' else now() + interval '1 hour' end)`.execute(db);
  return woken.length;
}

/** A failed step is retried after growing pauses, but never so late that a hold could end before. */
export async function shortenWaits(db: Db): Promise<void> {
  await sql`select retry_jobs_by(now() + interval '5 minutes')`.execute(db);
}

/**
 * After an outage in which executions could not be stored: open windows give HubSpot a whole quiet gap to retry. Locked in
 * the order of intake, which locks several of them at once.
 */
export async function keepWindowsOpen(db: Db): Promise<void> {
  const { rows } = await sql<{ portalId: number }>`
    select distinct portal_id from deliveries where phase = 'collecting'`.execute(db);
  for (const { portalId } of rows)
    await sql`
      update deliveries set outage_ended_at = service_now() where portal_id = ${portalId} and id in (
        select id from deliveries where portal_id = ${portalId} and phase = 'collecting'
        order by key collate "C" for update)`.execute(db);
}

export async function removeExpiredSessions(db: Db): Promise<void> {
  const now = new Date(await serviceNow(db));
  const { rows } = await sql<{ portalId: number }>`
    select distinct portal_id from sessions where expires_at < ${now}`.execute(db);
  for (const { portalId } of rows)
    await sql`delete from sessions where portal_id = ${portalId} and expires_at < ${now}`.execute(db);
}
