/** What a portal's first page shows of its deliveries, in two statements, however many there are. */
import { sql } from "kysely";
import type { HomeDeliveries, SendFacts, Views } from "../../ports/store/views.ts";
import { DAY_MS } from "../../delivery/durations.ts";
import { serviceNow } from "../postgres/clock.ts";
import type { Db, Operations } from "../postgres/database.ts";
import { messageName } from "./known-names.ts";
import { summaries } from "./list.ts";

/** Of each kind. */
const SHOWN = 5;

/** Among how many that are on their way the ones to show are looked for. */
const MAX_OPEN = 500;

const FAILED_DAYS = 7;

/** LINE takes sixty sends an hour; hardly an account sends so many in a month. */
const MAX_SENDS = 200;

type Found = Parameters<typeof summaries>[2][number];

type Part = "asking" | "failed" | "next" | "delivered";

export const home: Operations<Pick<Views, "homeDeliveries">> = {
  async homeDeliveries(db, portalId) {
    const now = new Date(await serviceNow(db));
    const [parts, month] = await Promise.all([partsOf(db, portalId, now), monthOf(db, portalId, now)]);
    return { ...parts, ...month, now: now.getTime() };
  },
};

async function partsOf(db: Db, portalId: number, now: Date): Promise<Pick<HomeDeliveries, Part | "any">> {
  const newest = (part: Part, outcome: string, since: Date) => sql`(
    select ${sql.lit(part)}, -extract(epoch from opened_at), id from deliveries
    where portal_id = ${portalId} and outcome = ${sql.lit(outcome)} and opened_at > ${since}
    order by opened_at desc, id desc limit ${SHOWN})`;
  const lately = new Date(now.getTime() - FAILED_DAYS * DAY_MS);
  const ever = new Date(0);
  const { rows } = await sql<Found & { part: Part | "any" }>`
    with on_their_way as materialized (
      select id, opened_at, advance_at, coalesce(state #> '{wait,asks}', '[]') <> '[]' as asks
      from deliveries where portal_id = ${portalId} and outcome is null
      order by opened_at desc, id desc limit ${MAX_OPEN}),
    shown (part, place, id) as (
      (select 'asking', -extract(epoch from opened_at), id from on_their_way where asks order by 2 limit ${SHOWN})
      union all
      (select 'next', extract(epoch from advance_at), id from on_their_way where not asks order by 2 limit ${SHOWN})
      union all ${newest("failed", "failed", lately)} union all ${newest("failed", "uncertain", lately)}
      union all ${newest("delivered", "delivered", ever)}
      union all (select 'any', 0, id from deliveries where portal_id = ${portalId} limit 1))
    select s.part, c.name as channel_name, ${messageName(portalId)} as message_name, deliveries.*
    from shown s join deliveries on deliveries.portal_id = ${portalId} and deliveries.id = s.id
      left join channels c on c.portal_id = ${portalId} and c.id = deliveries.channel_id
    order by s.place`.execute(db);
  const all = await summaries(db, portalId, rows);
  const of = (part: Part) => all.filter((_one, at) => rows[at]?.part === part).slice(0, SHOWN);
  const parts = { asking: of("asking"), failed: of("failed"), next: of("next"), delivered: of("delivered") };
  return { ...parts, any: rows.length > 0 };
}

/** A send goes out when its window has closed, or soon after. */
async function monthOf(db: Db, portalId: number, now: Date): Promise<Pick<HomeDeliveries, "month" | "more">> {
  const { rows } = await sql<SendFacts & { channelId: string }>`
    select c.id as channel_id, sent.state, sent.approval
    from channels c join portals p on p.portal_id = ${portalId} cross join lateral (
      select jsonb_build_object('phase', phase, 'outcome', state -> 'outcome', 'counts', state -> 'counts') as state, approval
      from deliveries
      where portal_id = ${portalId} and channel_id = c.id and outcome = 'delivered'
        and sealed_at >= date_trunc('month', ${now}::timestamptz, p.time_zone)
      order by sealed_at desc limit ${MAX_SENDS + 1}) sent
    where c.portal_id = ${portalId}`.execute(db);
  const all = Object.entries(Object.groupBy(rows, ({ channelId }) => channelId));
  return {
    month: Object.fromEntries(all.map(([id, sends = []]) => [id, sends.slice(0, MAX_SENDS)])),
    more: all.some(([, sends = []]) => sends.length > MAX_SENDS),
  };
}
