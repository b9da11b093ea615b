/** Looks after what stands still although it should move: a second pair of eyes for the jobs. */
import { sql } from "kysely";
import type { Db } from "../postgres/database.ts";

/** Answers how many deliveries and portals were woken. */
export async function wakeStragglers(db: Db): Promise<number> {
  return (await wakeDeliveries(db)) + (await wakePortals(db));
}

/** Also portals for which HubSpot was not asked for new tokens for a day: only then it says that the app was removed. */
async function wakePortals(db: Db): Promise<number> {
  const { rows } = await sql<{ job: unknown }>`
    select graphile_worker.add_job('access', json_build_object('portalId', portal_id),
      queue_name => 'access:' || portal_id, max_attempts => 1000, job_key => 'access:' || portal_id) as job
    from portals p
    where (access_due_at < service_now() - interval '5 minutes'
        or (access_due_at is null and uninstalled_at is null and token_expires_at < service_now() - interval '1 day'))
      and not exists (select from graphile_worker.jobs j where j.key = 'access:' || portal_id)`.execute(db);
  return rows.length;
}

async function wakeDeliveries(db: Db): Promise<number> {
  const { rows } = await sql<{ job: unknown }>`
    select graphile_worker.add_job(kind, json_build_object('deliveryId', id), queue_name => kind || ':' || id,
      max_attempts => 1000, job_key => kind || ':' || id) as job
    from (
      select 'advance' as kind, id from deliveries where advance_at < service_now() - interval '5 minutes'
      union all
      select 'reading', id from deliveries where reading_at < service_now() - interval '2 hours'
      union all
      select 'release', id from deliveries
      where outcome is not null and released_at is null and (release_at is null or release_at < service_now())
    ) standing
    where not exists (
      select from graphile_worker.jobs j where j.key = kind || ':' || id
        and (j.locked_at is not null or j.run_at < now() + interval '1 hour')
    )`.execute(db);
  return rows.length;
}

/** The same for portals whose records are to be looked at again. */
export async function wakeRecordChecks(db: Db): Promise<void> {
  await sql`
    select graphile_worker.add_job('records', json_build_object('portalId', portal_id),
      queue_name => 'records:' || portal_id, max_attempts => 1000, job_key => 'records:' || portal_id)
    from portals
    where records_due_at < service_now() - interval '5 minutes'
      and uninstalled_at is null
      and not exists (select from graphile_worker.jobs j where j.key = 'records:' || portal_id
        and (j.locked_at is not null or j.run_at < now() + interval '1 hour'))`.execute(db);
}

/** A step that failed comes again after pauses that grow, but never so long that a hold could end meanwhile. */
export async function shortenWaits(db: Db): Promise<void> {
  await sql`
    select graphile_worker.reschedule_jobs(
      array(select id from graphile_worker.jobs where locked_at is null and attempts between 1 and max_attempts - 1
        and last_error is not null and run_at > now() + interval '5 minutes'),
      run_at => now() + interval '5 minutes')`.execute(db);
}

/**
 * After a time in which executions could not be stored: open windows give HubSpot a whole quiet gap to come again. Locked
 * in the order of intake, which has several of them at once.
 */
export async function keepWindowsOpen(db: Db): Promise<void> {
  await sql`
    update deliveries set served_since = service_now() where id in (
      select id from deliveries where phase = 'collecting' order by key collate "C" for update)`.execute(db);
}

export async function removeExpiredSessions(db: Db): Promise<void> {
  await sql`delete from sessions where expires_at < service_now()`.execute(db);
}
