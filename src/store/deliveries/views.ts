/** A delivery as its page and the delivery record show it, and whether that has changed; always of one portal. */
import { sql, type Kysely } from "kysely";
import type { LeftOut } from "../../delivery/targeting/may-be-below.ts";
import type { RecentSend } from "../../delivery/targeting/recent-sends.ts";
import type { SimilarTo } from "../../ports/store/sends.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { audienceNamesOf } from "./audience-names.ts";
import { changedNames } from "./changed-names.ts";
import type { Db } from "../postgres/database.ts";
import { recordFindingOf } from "./records.ts";
import { toDelivery } from "../postgres/rows.ts";
import type { Tables } from "../postgres/tables.ts";

/** Null when the portal has no such delivery. */
export async function viewDelivery(db: Db, portalId: number, id: string): Promise<DeliveryView | null> {
  const row = await db
    .selectFrom("deliveries")
    .leftJoin("channels", "channels.id", "deliveries.channel_id")
    .selectAll("deliveries")
    .select("channels.name as channel_name")
    .select(sql<Date>`service_now()`.as("now"))
    .where("deliveries.portal_id", "=", portalId)
    .where("deliveries.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const delivery = toDelivery(row);
  const [knownAudiences, timeline, readings, recordFinding] = await Promise.all([
    audienceNamesOf(db, portalId, delivery.inputs),
    readTimeline(db, row.id),
    readReadings(db, row.id),
    recordFindingOf(db, portalId, id),
  ]);
  return {
    delivery,
    knownAudiences,
    changedNames: await changedNames(db, portalId, timeline),
    now: row.now.getTime(),
    channelName: row.channel_name ?? "–",
    workflowIds: row.workflow_ids,
    releasedAt: row.released_at?.getTime() ?? null,
    heldCount: row.executions - row.released_count,
    holdsLost: row.holds_lost,
    releaseWait:
      row.release_wait === null || row.release_at === null
        ? null
        : { finding: row.release_wait, until: row.release_at.getTime() },
    calledAgain: row.called_again,
    timeline,
    readings,
    recordFinding,
  };
}

async function readTimeline(db: Db, id: string): Promise<DeliveryView["timeline"]> {
  const rows = await db.selectFrom("timeline").selectAll().where("delivery_id", "=", id).orderBy("number").execute();
  return rows.map(({ at, event, phase, finding, details }) => ({ at: at.getTime(), event, phase, finding, details }));
}

async function readReadings(db: Db, id: string): Promise<DeliveryView["readings"]> {
  const rows = await db
    .selectFrom("readings")
    .select("reading")
    .where("delivery_id", "=", id)
    .orderBy("taken_at")
    .execute();
  return rows.map(({ reading }) => reading);
}

/** Sends of the channel after `since` that LINE delivered or may have delivered, newest first. */
export async function recentSends(
  db: Kysely<Tables>,
  portalId: number,
  channelId: string,
  since: number,
): Promise<readonly RecentSend[]> {
  // Accepted after the seal; with a bound on the seal the index is enough.
  const ended = (outcome: "delivered" | "uncertain") => sql`
    select id, outcome as state, state #>> '{following,requestId}' as request_id,
      coalesce(state #>> '{following,acceptedAt}', state #>> '{outcome,at}')::float8 as at,
      (state #>> '{counts,target}')::int as target
    from deliveries
    where portal_id = ${portalId} and channel_id = ${channelId} and outcome = ${sql.lit(outcome)}
      and sealed_at > ${new Date(since)}::timestamptz - interval '8 days'`;
  const { rows } = await sql<{
    id: string;
    state: RecentSend["state"];
    request_id: string | null;
    at: number;
    target: number | null;
  }>`
    select * from (${ended("delivered")} union all ${ended("uncertain")}) sent where at > ${since}
    union all
    select d.id, 'under_way', d.state #>> '{following,requestId}', 'infinity'::float8, null
    from send_locks t join deliveries d on d.id = t.delivery_id and d.portal_id = t.portal_id
    where t.portal_id = ${portalId} and d.channel_id = ${channelId}
    order by at desc`.execute(db);
  return rows.map(({ id, request_id: requestId, ...send }) => ({ deliveryId: id, requestId, ...send }));
}

export async function similarSends(db: Db, to: SimilarTo): Promise<readonly LeftOut[]> {
  const { rows } = await sql<{ left_out: LeftOut }>`
    select state #> '{narrowcast,leftOut}' as left_out from deliveries
    where portal_id = ${to.portalId} and channel_id = ${to.channelId}
      and meant_for = ${to.meantFor} and id <> ${to.deliveryId}
      -- A delivery is prepared within eight days of its opening.
      and opened_at > ${new Date(to.since)}::timestamptz - interval '8 days'
      and (outcome is null or outcome in ('delivered', 'uncertain'))
      and (state #>> '{narrowcast,preparedAt}')::float8 > ${to.since}`.execute(db);
  return rows.map(({ left_out: leftOut }) => leftOut);
}

/** As many as the first page shows. */
const NEWEST = 50;

export async function versionOf(db: Db, portalId: number, deliveryId: string | null): Promise<string | null> {
  const version = sql`concat_ws(' ', id, version, enrolled, executions, covered, released_count, released_at, release_at, called_again)`;
  const { rows } = await (deliveryId === null
    ? sql<{ version: string }>`
        select md5(concat_ws(' ', string_agg(version, ' '),
          (select concat_ws(' ', stopped_at, record_finding ->> 'code') from portals where portal_id = ${portalId}),
          exists (select from owed_records where portal_id = ${portalId} and finding ->> 'code' = 'RECORDS_REFUSED_BY_RULE'))) as version
        from (
          select ${version} as version from deliveries where portal_id = ${portalId}
          order by opened_at desc, id desc limit ${NEWEST}) newest`.execute(db)
    : sql<{ version: string }>`
        select md5(concat_ws(' ', ${version},
          (select finding ->> 'code' from owed_records where delivery_id = deliveries.id))) as version
        from deliveries where portal_id = ${portalId} and id = ${deliveryId}`.execute(db));
  return rows[0]?.version ?? null;
}
