/** A portal's deliveries as a list: filtered, searched, sorted, a page at a time. */
import { sql, type RawBuilder } from "kysely";
import { completed, includedAudiences, namedAudiences } from "../../delivery/inputs.ts";
import type { DeliverySort, DeliverySummary, NamedThings, Views } from "../../ports/store/views.ts";
import type { Db, Operations } from "../postgres/database.ts";
import { toDelivery } from "../postgres/rows.ts";
import type { Row } from "../postgres/tables.ts";
import { audienceNames, messageName } from "./known-names.ts";
import { fits } from "./list-filter.ts";

/** What a form offers of each kind, and in how many deliveries that is looked for where there is more. */
const MAX_CHOICES = 50;
const NEWEST = 200;

type Kind = "list" | "audience";
type ByNumber = "delivered" | "openRate" | "clickRate";

/** The column, where it is not the start. */
const SORTS: Readonly<Record<DeliverySort, ByNumber | null>> = {
  newest: null,
  oldest: null,
  delivered: "delivered",
  open_rate: "openRate",
  click_rate: "clickRate",
};

export const list: Operations<Pick<Views, "listDeliveries" | "countDeliveries" | "namedThings">> = {
  /** A page begins beside the delivery that ended another, by all that it is sorted by: none is lost or shown twice. */
  async listDeliveries(db, portalId, { filter, sort, limit, before, after }) {
    const by = SORTS[sort];
    const columns = [...(by === null ? [] : [by]), "openedAt", "deliveries.id"] as const;
    // Towards the beginning of the list, the nearest come first.
    const ascending = (sort === "oldest") !== (after !== null);
    const rows = await db
      .selectFrom("deliveries")
      .leftJoin("channels", (join) =>
        join.onRef("channels.portalId", "=", "deliveries.portalId").onRef("channels.id", "=", "deliveries.channelId"),
      )
      .selectAll("deliveries")
      .select("channels.name as channelName")
      .select(messageName(portalId).as("messageName"))
      .select(placeOf(by).as("place"))
      .where("deliveries.portalId", "=", portalId)
      .where(await fits(db, portalId, filter))
      .where(isBeyond(columns, after ?? before, ascending))
      .orderBy(sql.join(columns.map((column) => sql`${sql.ref(column)} ${ascending ? sql`asc` : sql`desc`}`)))
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    if (after !== null) shown.reverse();
    const isMore = rows.length > limit;
    return {
      deliveries: await summaries(db, portalId, shown),
      next: isMore || after !== null ? (shown.at(-1)?.place ?? null) : null,
      previous: (after === null ? before !== null : isMore) ? (shown[0]?.place ?? null) : null,
    };
  },
  async countDeliveries(db, portalId, filter, most) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from (
        select from deliveries where portal_id = ${portalId} and ${await fits(db, portalId, filter)}
        order by opened_at desc, id desc limit ${most}) fitting`.execute(db);
    return rows[0]?.count ?? 0;
  },
  async namedThings(db, portalId, { listId, audienceId }) {
    const [lists, audiences] = await Promise.all([named(db, portalId, "list"), named(db, portalId, "audience")]);
    const more = lists === null || audiences === null;
    if (!more) return { lists, audiences, more };
    const recent = await recentThings(db, portalId);
    const of = (kind: Kind, chosen: string | null) => named(db, portalId, kind, [...recent[kind], chosen ?? ""]);
    return {
      lists: lists ?? (await of("list", listId)) ?? [],
      audiences: audiences ?? (await of("audience", audienceId)) ?? [],
      more,
    };
  },
};

/** With the names of the audiences, which are asked for once. */
export async function summaries(
  db: Db,
  portalId: number,
  rows: readonly (Row<"deliveries"> & Pick<DeliverySummary, "messageName"> & { channelName: string | null })[],
): Promise<readonly DeliverySummary[]> {
  const named = rows.flatMap(({ inputs }) => namedAudiences(completed(inputs)));
  const knownAudiences = await audienceNames(db, portalId, [...new Set(named)]);
  return rows.map((row) => ({
    delivery: toDelivery(row),
    channelName: row.channelName ?? "–",
    messageName: row.messageName,
    knownAudiences,
    workflowIds: row.workflowIds,
  }));
}

/** What it is sorted by, its start and its id. */
function placeOf(by: ByNumber | null): RawBuilder<string> {
  const number = by === null ? sql`` : sql`${sql.ref(by)} || '_' ||`;
  return sql`${number} to_char(opened_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || deliveries.id`;
}

function isBeyond(columns: readonly string[], place: string | null, ascending: boolean): RawBuilder<boolean> {
  if (place === null) return sql`true`;
  const [id, openedAt, number = "-1"] = place.split("_").toReversed();
  const values = [sql`${number}::integer`, sql`${openedAt}::timestamptz`, sql`${id}::uuid`].slice(-columns.length);
  const row = sql.join(columns.map((column) => sql.ref(column)));
  return sql`(${row}) ${ascending ? sql`>` : sql`<`} (${sql.join(values)})`;
}

/** By name; null where there are too many. */
async function named(
  db: Db,
  portalId: number,
  kind: Kind,
  ids: readonly string[] | null = null,
): Promise<NamedThings["lists"] | null> {
  const { rows: things } = await sql<NamedThings["lists"][number]>`
    select id, name from known_names k
    where portal_id = ${portalId} and kind = ${kind} and (${ids}::text[] is null or id = any(${ids}::text[]))
      -- Every audience that LINE has named is known; only those of deliveries are asked for.
      and (kind = 'list'
        or exists (select from deliveries d where d.portal_id = ${portalId} and d.audience_id = k.id)
        or exists (
          select from deliveries d
          where d.portal_id = ${portalId} and d.inputs -> 'includeAudienceIds' <> '[]'
            and d.inputs -> 'includeAudienceIds' ? k.id))
    order by name, id limit ${MAX_CHOICES + 1}`.execute(db);
  return ids === null && things.length > MAX_CHOICES ? null : things;
}

/** The ids of the newest deliveries, the newest first. */
async function recentThings(db: Db, portalId: number): Promise<Readonly<Record<Kind, readonly string[]>>> {
  const newest = await db
    .selectFrom("deliveries")
    .select(["listId", "inputs"])
    .where("portalId", "=", portalId)
    .orderBy("openedAt", "desc")
    .orderBy("id", "desc")
    .limit(NEWEST)
    .execute();
  const first = (ids: readonly (string | null)[]) =>
    [...new Set(ids.filter((id) => id !== null))].slice(0, MAX_CHOICES);
  return {
    list: first(newest.map((row) => row.listId)),
    audience: first(newest.flatMap(({ inputs }) => includedAudiences(inputs))),
  };
}
