/**
 * Delivery records in HubSpot: whether a portal can have them, and which deliveries are owed one. The portal's row is locked
 * by everything that decides about both, so that no delivery is owed a record that nothing will write.
 */
import { sql } from "kysely";
import type { Code, Finding } from "../../delivery/codes.ts";
import { OF_ONE_RECORD, recordCheckSeconds } from "../../delivery/hubspot/record-check.ts";
import type { OwedRecords, Records } from "../../ports/store/records.ts";
import { SERVICE_NOW, type Db, type Operations, type Trx } from "../postgres/database.ts";
import { addPortalJob } from "../jobs/jobs.ts";
import { updatePortal } from "../postgres/portal-row.ts";
import { instant } from "../postgres/rows.ts";

/** Of the 106 requests in ten seconds that a portal has, most are left to what cannot wait. */
const CAUGHT_UP_A_SECOND = 2;

const RULE: Code = "RECORDS_REFUSED_BY_RULE";

export const records: Operations<Records> = {
  saveRecordType: (db, portalId, recordTypeId, why, asOf) =>
    db.transaction().execute(async (trx) => {
      const since = new Date(asOf);
      const recordsDueAt = sql<Date | null>`case when records_due_at > ${since} then records_due_at end`;
      await updatePortal(trx, portalId).set({ recordTypeId, recordFinding: why, recordsDueAt }).execute();
      if (why === null) await addOwed(trx, portalId, since);
      else await checkRecordsAgain(trx, portalId, why.code);
    }),
  oweRecord: (db, portalId, deliveryId, why) =>
    db.transaction().execute(async (trx) => {
      const portal = await trx
        .selectFrom("portals")
        .select("recordFinding")
        .where("portalId", "=", portalId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      const finding = why ?? portal?.recordFinding ?? null;
      if (portal === undefined || finding === null) return false;
      await sql`
        insert into owed_records (portal_id, delivery_id, finding, since)
        select portal_id, id, ${JSON.stringify(finding)}::jsonb, service_now()
        from deliveries where id = ${deliveryId} and portal_id = ${portalId}
        on conflict (delivery_id, portal_id) do update set finding = excluded.finding, since = excluded.since`.execute(
        trx,
      );
      await checkRecordsAgain(trx, portalId, finding.code);
      return true;
    }),
  async recordWritten(db, portalId, deliveryId) {
    const written = db.deleteFrom("owedRecords").where("portalId", "=", portalId).where("deliveryId", "=", deliveryId);
    await written.execute();
  },
  async owedRecords(db, portalId) {
    const { rows } = await sql<OwedRecords>`
      select count(*)::int as count, (array_agg(delivery_id order by since))[1] as oldest,
        (array_agg(finding order by since desc) filter (where finding ->> 'code' = ${RULE}))[1] as by_rule
      from owed_records where portal_id = ${portalId}`.execute(db);
    return rows[0] ?? { count: 0, oldest: null, byRule: null };
  },
};

/**
 * Spread over time, in wall time: they share the portal's budget with everything else. What was refused by itself since
 * `asOf`, such as the record that the check asked with, is asked for by the next check.
 */
async function addOwed(trx: Trx, portalId: number, asOf: Date): Promise<void> {
  const justRefused = sql<boolean>`(since >= ${asOf} and finding ->> 'code' = any(${[...OF_ONE_RECORD]}::text[]))`;
  const { rows: owed } = await sql<{ id: string }>`
    select delivery_id as id from owed_records where portal_id = ${portalId} and not ${justRefused} order by since`.execute(
    trx,
  );
  await sql`
    select enqueue('record', json_build_object('portalId', ${portalId}::bigint, 'deliveryId', o.id),
      now() + make_interval(secs => (o.number - 1)::float8 / ${CAUGHT_UP_A_SECOND}))
    from unnest(${owed.map(({ id }) => id)}::text[]) with ordinality as o (id, number)`.execute(trx);
  const { rows } = await sql<{ code: Code }>`
    select finding ->> 'code' as code from owed_records where portal_id = ${portalId} and ${justRefused} limit 1`.execute(
    trx,
  );
  for (const { code } of rows) await checkRecordsAgain(trx, portalId, code);
}

/** Also where a check is at work, which may have asked before what is new now. */
export async function checkRecordsNow(trx: Trx, portalId: number): Promise<void> {
  await updatePortal(trx, portalId).set({ recordsDueAt: SERVICE_NOW }).execute();
  await addPortalJob(trx, "records", portalId, null);
}

/** Unless that is to be done sooner anyway. */
async function checkRecordsAgain(trx: Trx, portalId: number, why: Code): Promise<void> {
  const seconds = recordCheckSeconds(why);
  const due = sql<Date>`least(records_due_at, service_now() + make_interval(secs => ${seconds}::float8))`;
  const row = await updatePortal(trx, portalId).set({ recordsDueAt: due }).returning("recordsDueAt").executeTakeFirst();
  if (row !== undefined) await addPortalJob(trx, "records", portalId, instant(row.recordsDueAt));
}

/** The portal's reason where there is one: it is newer. */
export async function recordFindingOf(db: Db, portalId: number, deliveryId: string): Promise<Finding | null> {
  const row = await db
    .selectFrom("owedRecords")
    .innerJoin("portals", "portals.portalId", "owedRecords.portalId")
    .select(["owedRecords.finding", "portals.recordFinding"])
    .where("owedRecords.portalId", "=", portalId)
    .where("owedRecords.deliveryId", "=", deliveryId)
    .executeTakeFirst();
  return row?.recordFinding ?? row?.finding ?? null;
}
