/** A delivery as its page and the delivery record show it, and whether that has changed; always of one portal. */
import { sql } from "kysely";
import { namedAudiences } from "../../delivery/inputs.ts";
import type { LeftOut } from "../../delivery/targeting/may-be-below.ts";
import type { RecentSend } from "../../delivery/targeting/recent-sends.ts";
import type { Sends } from "../../ports/store/sends.ts";
import type { Views } from "../../ports/store/views.ts";
import { audienceNames, changedNames, messageName } from "./known-names.ts";
import type { Operations } from "../postgres/database.ts";
import { otherDeliveries } from "../enrollments/edits/other-deliveries.ts";
import { recordFindingOf } from "./records.ts";
import { serviceNow } from "../postgres/clock.ts";
import { toDelivery } from "../postgres/rows.ts";

/** As many as the first page shows. */
const NEWEST = 50;

export const views: Operations<Pick<Views, "viewDelivery" | "versionOf" | "audienceNames">> = {
  audienceNames,
  async viewDelivery(db, portalId, id) {
    const row = await db
      .selectFrom("deliveries")
      .leftJoin("channels", (join) =>
        join.onRef("channels.portalId", "=", "deliveries.portalId").onRef("channels.id", "=", "deliveries.channelId"),
      )
      .selectAll("deliveries")
      .select("channels.name as channelName")
      .select(messageName(portalId).as("messageName"))
      .where("deliveries.portalId", "=", portalId)
      .where("deliveries.id", "=", id)
      .executeTakeFirst();
    if (row === undefined) return null;
    const delivery = toDelivery(row);
    const [knownAudiences, timeline, readings, recordFinding] = await Promise.all([
      audienceNames(db, portalId, namedAudiences(delivery.inputs)),
      db
        .selectFrom("timeline")
        .select(["at", "event", "phase", "finding", "details"])
        .where(({ and }) => and({ portalId, deliveryId: id }))
        .orderBy("number")
        .execute(),
      db
        .selectFrom("readings")
        .select("reading")
        .where(({ and }) => and({ portalId, deliveryId: id }))
        .orderBy("takenAt")
        .execute(),
      recordFindingOf(db, portalId, id),
    ]);
    const { releaseWait, releaseAt } = row;
    return {
      delivery,
      knownAudiences,
      changedNames: await changedNames(db, portalId, timeline),
      now: await serviceNow(db),
      channelName: row.channelName ?? "–",
      messageName: row.messageName,
      workflowIds: row.workflowIds,
      releasedAt: row.releasedAt,
      heldCount: row.executions - row.releasedCount,
      holdsLost: row.holdsLost,
      releaseWait: releaseWait === null || releaseAt === null ? null : { finding: releaseWait, until: releaseAt },
      calledAgain: row.calledAgain,
      timeline,
      readings: readings.map(({ reading }) => reading),
      recordFinding,
    };
  },
  async versionOf(db, portalId, deliveryId) {
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
            (select o.finding ->> 'code' from owed_records o where o.portal_id = ${portalId} and o.delivery_id = deliveries.id))) as version
          from deliveries where portal_id = ${portalId} and id = ${deliveryId}`.execute(db));
    return rows[0]?.version ?? null;
  },
};

export const sends: Operations<Sends> = {
  otherDeliveries,
  async recentSends(db, portalId, channelId, since) {
    // Accepted after the seal; with a bound on the seal the index is enough.
    const ended = (outcome: "delivered" | "uncertain") => sql`
      select id as delivery_id, outcome as state, state #>> '{following,requestId}' as request_id,
        coalesce(state #>> '{following,acceptedAt}', state #>> '{outcome,at}')::float8 as at,
        (state #>> '{counts,target}')::int as target
      from deliveries
      where portal_id = ${portalId} and channel_id = ${channelId} and outcome = ${sql.lit(outcome)}
        and sealed_at > ${new Date(since)}::timestamptz - interval '8 days'`;
    const { rows } = await sql<RecentSend>`
      select * from (${ended("delivered")} union all ${ended("uncertain")}) sent where at > ${since}
      union all
      select d.id, 'under_way', d.state #>> '{following,requestId}', 'infinity'::float8, null
      from send_locks t join deliveries d on d.id = t.delivery_id and d.portal_id = t.portal_id
      where d.portal_id = ${portalId} and d.channel_id = ${channelId}
      order by at desc`.execute(db);
    return rows;
  },
  async similarSends(db, { portalId, channelId, deliveryId, meantFor, since }) {
    const { rows } = await sql<{ leftOut: LeftOut }>`
      select state #> '{narrowcast,leftOut}' as left_out from deliveries
      where portal_id = ${portalId} and channel_id = ${channelId} and meant_for = ${meantFor} and id <> ${deliveryId}
        -- A delivery is prepared within eight days of its opening.
        and opened_at > ${new Date(since)}::timestamptz - interval '8 days'
        and (outcome is null or outcome in ('delivered', 'uncertain'))
        and (state #>> '{narrowcast,preparedAt}')::float8 > ${since}`.execute(db);
    return rows.map(({ leftOut }) => leftOut);
  },
};
