/** A portal's deliveries as a list: filtered, searched, a page at a time. */
import { sql, type RawBuilder } from "kysely";
import { includedAudiences } from "../../delivery/inputs.ts";
import type { DeliveryFilter, NamedThings, Views } from "../../ports/store/views.ts";
import type { Db, Operations } from "../postgres/database.ts";
import { toDelivery } from "../postgres/rows.ts";
import { isUuid } from "../postgres/uuid.ts";

/** Lists or audiences whose name fits a search; a person who means more than these has to write more of the name. */
const MAX_NAMES = 500;

/** What a form offers of each kind, and in how many deliveries that is looked for where there is more. */
const MAX_CHOICES = 50;
const NEWEST = 200;

type Kind = "list" | "audience";

export const list: Operations<Pick<Views, "listDeliveries" | "namedThings">> = {
  /**
   * A page begins after the delivery that ended the one before, by its instant and id: what was opened meanwhile, or at the
   * same instant, is neither lost nor shown twice.
   */
  async listDeliveries(db, portalId, { filter, limit, before }) {
    const conditions = await conditionsOf(db, portalId, filter);
    if (before !== null) conditions.push(isAfter(before));
    const rows = await db
      .selectFrom("deliveries")
      .leftJoin("channels", (join) =>
        join.onRef("channels.portalId", "=", "deliveries.portalId").onRef("channels.id", "=", "deliveries.channelId"),
      )
      .selectAll("deliveries")
      .select("channels.name as channelName")
      .select(
        sql<string>`to_char(opened_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || deliveries.id`.as(
          "place",
        ),
      )
      .where("deliveries.portalId", "=", portalId)
      .where(conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`)
      .orderBy("openedAt", "desc")
      .orderBy("deliveries.id", "desc")
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    return {
      deliveries: shown.map((row) => ({ delivery: toDelivery(row), channelName: row.channelName ?? "–" })),
      next: rows.length > limit ? (shown.at(-1)?.place ?? null) : null,
    };
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

function isAfter(place: string): RawBuilder<boolean> {
  const [openedAt, id] = place.split("_");
  return sql`(opened_at, deliveries.id) < (${openedAt}::timestamptz, ${id}::uuid)`;
}

async function conditionsOf(db: Db, portalId: number, filter: DeliveryFilter): Promise<RawBuilder<boolean>[]> {
  const { search, listId, audienceId, channelId, outcome, from, to, timeZone } = filter;
  const midnight = (day: string) => sql`(${day}::date::timestamp at time zone ${timeZone})`;
  const conditions: (RawBuilder<boolean> | false)[] = [
    listId !== null && sql`list_id = ${listId}`,
    audienceId !== null && (await isTo(db, portalId, [audienceId])),
    channelId !== null && sql`channel_id = ${channelId}::uuid`,
    outcome === "open" && sql`outcome is null`,
    outcome !== null && outcome !== "open" && sql`outcome = ${outcome}`,
    from !== null && sql`opened_at >= ${midnight(from)}`,
    to !== null && sql`opened_at < ((${to}::date + 1)::timestamp at time zone ${timeZone})`,
    search !== null && (await isMeant(db, portalId, search)),
  ];
  return conditions.filter((condition) => condition !== false);
}

/** Sent to one of these audiences, whichever of its audiences that is. */
async function isTo(db: Db, portalId: number, ids: readonly string[]): Promise<RawBuilder<boolean>> {
  const first = sql<boolean>`audience_id = any(${ids}::text[])`;
  const further = sql<boolean>`(inputs -> 'includeAudienceIds' <> '[]' and inputs -> 'includeAudienceIds' ?| ${ids}::text[])`;
  // Looked up first: hardly any delivery has more than one, and then the newest are read in their order by the index of the
  // first. Counted, because PostgreSQL would read through the table for one that exists somewhere.
  const { rows } = await sql<{ found: boolean }>`
    select count(*) > 0 as found from deliveries where portal_id = ${portalId} and ${further}`.execute(db);
  return rows[0]?.found === true ? sql`(${first} or ${further})` : first;
}

/** A part of a list's or an audience's name, or one of the ids a person may have at hand. */
async function isMeant(db: Db, portalId: number, search: string): Promise<RawBuilder<boolean>> {
  const { rows: named } = await sql<{ kind: "list" | "audience"; id: string }>`
    select kind, id from known_names
    where portal_id = ${portalId} and position(lower(${search}) in lower(name)) > 0
    limit ${MAX_NAMES}`.execute(db);
  const idsOf = (kind: string) => named.filter((one) => one.kind === kind).map(({ id }) => id);
  // Looked up first: beside the names, the database would expect so many of them that it read through every delivery.
  const { rows: identified } = await sql<{ id: string }>`
    select id from deliveries where portal_id = ${portalId} and state #>> '{following,requestId}' = ${search}
    union select id from deliveries where portal_id = ${portalId} and id = ${isUuid(search) ? search : null}::uuid`.execute(
    db,
  );
  return sql`(list_id = any(${[...idsOf("list"), search]}::text[])
    or ${await isTo(db, portalId, [...idsOf("audience"), search])}
    or deliveries.id = any(${identified.map(({ id }) => id)}::uuid[]))`;
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
