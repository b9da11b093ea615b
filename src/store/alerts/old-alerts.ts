/** What becomes of alerts with time. */
import { sql } from "kysely";
import { DAY_MS } from "../../delivery/durations.ts";
import type { Db } from "../postgres/database.ts";

/** A workflow that was refused is cured when it has not been for so long; a failed send is old news then. */
const OLD_DAYS = { runs_refused: 1, delivery_failed: 7 };

/** `now`: service time. */
export async function endOldAlerts(db: Db, portalId: number, now: number): Promise<void> {
  const [at, quiet, old] = [0, OLD_DAYS.runs_refused, OLD_DAYS.delivery_failed].map(
    (days) => new Date(now - days * DAY_MS),
  );
  await sql`
    update alerts a set closed_at = ${at} where a.portal_id = ${portalId} and a.closed_at is null and (
      (a.kind = 'runs_refused' and not exists (
        select from refusals r
        where r.portal_id = ${portalId} and r.workflow_id = a.subject and r.last_at > ${quiet}))
      or (a.kind = 'delivery_failed' and a.opened_at < ${old}))`.execute(db);
}

export async function removeAlerts(db: Db, portalId: number, before: Date): Promise<void> {
  await sql`
    delete from notifications where portal_id = ${portalId} and alert_id in (
      select id from alerts where portal_id = ${portalId} and opened_at < ${before})`.execute(db);
  await sql`delete from alerts where portal_id = ${portalId} and opened_at < ${before}`.execute(db);
}
