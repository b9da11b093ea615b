/**
 * Delivery records in HubSpot: whether a portal can have them, and which deliveries are owed one. The portal's row is locked
 * by everything that decides about both, so that no delivery is owed a record that nothing will write.
 */
import { sql, type Transaction } from "kysely";
import type { Code, Finding } from "../../delivery/codes.ts";
import { OF_ONE_RECORD, recordCheckSeconds } from "../../delivery/hubspot/record-check.ts";
import type { OwedRecords } from "../../ports/store/records.ts";
import type { Db } from "../postgres/database.ts";
import { addPortalJob } from "../jobs/jobs.ts";
import type { Tables } from "../postgres/tables.ts";

/** Of the 106 requests in ten seconds that a portal has, most are left to what cannot wait. */
const CAUGHT_UP_A_SECOND = 2;

const RULE: Code = "RECORDS_REFUSED_BY_RULE";

interface Known {
  readonly typeId: string | null;
  readonly why: Finding | null;
  readonly asOf: number;
}

export async function saveRecordType(db: Db, portalId: number, { typeId, why, asOf }: Known): Promise<void> {
  const since = new Date(asOf);
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable("portals")
      .set({ record_type_id: typeId, record_finding: why === null ? null : JSON.stringify(why) })
      .set({ records_due_at: sql<Date | null>`case when records_due_at > ${since} then records_due_at end` })
      .where("portal_id", "=", portalId)
      .execute();
    if (why === null) await addOwed(trx, portalId, since);
    else await checkRecordsAgain(trx, portalId, recordCheckSeconds(why.code));
  });
}

/**
 * Spread over time, in wall time: they share the portal's budget with everything else. What was refused by itself since
 * `asOf`, such as the record that the check asked with, is asked for by the next check.
 */
async function addOwed(trx: Transaction<Tables>, portalId: number, asOf: Date): Promise<void> {
  const justRefused = sql<boolean>`(since >= ${asOf} and finding ->> 'code' = any(${[...OF_ONE_RECORD]}::text[]))`;
  await sql`
    select enqueue('record', json_build_object('deliveryId', delivery_id),
      now() + make_interval(secs => (row_number() over (order by since) - 1)::float8 / ${CAUGHT_UP_A_SECOND}))
    from owed_records where portal_id = ${portalId} and not ${justRefused}`.execute(trx);
  const { rows } = await sql<{ code: Code }>`
    select finding ->> 'code' as code from owed_records where portal_id = ${portalId} and ${justRefused} limit 1`.execute(
    trx,
  );
  for (const { code } of rows) await checkRecordsAgain(trx, portalId, recordCheckSeconds(code));
}

/** Also where a check is at work, which may have asked before what is new now. */
export async function checkRecordsNow(trx: Transaction<Tables>, portalId: number): Promise<void> {
  await trx
    .updateTable("portals")
    .set({ records_due_at: sql<Date>`service_now()` })
    .where("portal_id", "=", portalId)
    .execute();
  await addPortalJob(trx, "records", portalId, null);
}

/** Unless that is to be done sooner anyway. Seconds of service time. */
async function checkRecordsAgain(trx: Transaction<Tables>, portalId: number, seconds: number): Promise<void> {
  const row = await trx
    .updateTable("portals")
    .set({
      records_due_at: sql<Date>`least(records_due_at, service_now() + make_interval(secs => ${seconds}::float8))`,
    })
    .where("portal_id", "=", portalId)
    .returning("records_due_at")
    .executeTakeFirst();
  if (row?.records_due_at != null) await addPortalJob(trx, "records", portalId, row.records_due_at);
}

export async function oweRecord(db: Db, portalId: number, deliveryId: string, why: Finding | null): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const portal = await trx
      .selectFrom("portals")
      .select("record_finding")
      .where("portal_id", "=", portalId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    const finding = why ?? portal?.record_finding ?? null;
    if (portal === undefined || finding === null) return false;
    await sql`
      insert into owed_records (portal_id, delivery_id, finding, since)
      select portal_id, id, ${JSON.stringify(finding)}::jsonb, service_now()
      from deliveries where id = ${deliveryId} and portal_id = ${portalId}
      on conflict (delivery_id, portal_id) do update set finding = excluded.finding, since = excluded.since`.execute(
      trx,
    );
    await checkRecordsAgain(trx, portalId, recordCheckSeconds(finding.code));
    return true;
  });
}

export async function recordWritten(db: Db, portalId: number, deliveryId: string): Promise<void> {
  await db.deleteFrom("owed_records").where("portal_id", "=", portalId).where("delivery_id", "=", deliveryId).execute();
}

export async function owedRecords(db: Db, portalId: number): Promise<OwedRecords> {
  const { rows } = await sql<OwedRecords>`
    select count(*)::int as count, (array_agg(delivery_id order by since))[1] as oldest,
      (array_agg(finding order by since desc) filter (where finding ->> 'code' = ${RULE}))[1] as "byRule"
    from owed_records where portal_id = ${portalId}`.execute(db);
  return rows[0] ?? { count: 0, oldest: null, byRule: null };
}

/** The portal's reason where there is one: it is newer. */
export async function recordFindingOf(db: Db, portalId: number, deliveryId: string): Promise<Finding | null> {
  const row = await db
    .selectFrom("owed_records")
    .innerJoin("portals", "portals.portal_id", "owed_records.portal_id")
    .select(["owed_records.finding", "portals.record_finding"])
    .where("owed_records.portal_id", "=", portalId)
    .where("owed_records.delivery_id", "=", deliveryId)
    .executeTakeFirst();
  return row === undefined ? null : (row.record_finding ?? row.finding);
}
