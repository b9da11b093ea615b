/** Which of a portal's deliveries are asked for. */
import { sql, type RawBuilder } from "kysely";
import type { DeliveryFilter } from "../../ports/store/views.ts";
import type { Db } from "../postgres/database.ts";
import { isUuid } from "../postgres/uuid.ts";

/** Names of a kind that fit a search; a person who means more than these has to write more of the name. */
const MAX_NAMES = 500;

export async function fits(db: Db, portalId: number, filter: DeliveryFilter): Promise<RawBuilder<boolean>> {
  const { search, listId, audienceId, channelId, outcome, from, to, timeZone } = filter;
  const midnight = (day: string) => sql`(${day}::date::timestamp at time zone ${timeZone})`;
  const conditions: (RawBuilder<boolean> | false)[] = [
    listId !== null && sql`list_id = ${listId}`,
    audienceId !== null && (await isTo(db, portalId, [audienceId])),
    channelId !== null && sql`channel_id = ${channelId}::uuid`,
    outcome !== null && hasOutcome(outcome),
    from !== null && sql`opened_at >= ${midnight(from)}`,
    to !== null && sql`opened_at < ((${to}::date + 1)::timestamp at time zone ${timeZone})`,
    search !== null && (await isMeant(db, portalId, search)),
  ];
  const given = conditions.filter((condition) => condition !== false);
  return given.length === 0 ? sql`true` : sql`${sql.join(given, sql` and `)}`;
}

function hasOutcome(outcome: NonNullable<DeliveryFilter["outcome"]>): RawBuilder<boolean> {
  if (outcome === "open") return sql`outcome is null`;
  if (outcome === "waiting") return sql`outcome is null and jsonb_array_length(state #> '{wait,asks}') > 0`;
  return sql`outcome = ${outcome}`;
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

type Kind = "list" | "audience" | "message" | "delivery";

/** A part of a message or of the name of a send, a list or an audience, or one of the ids a person may have at hand. */
async function isMeant(db: Db, portalId: number, search: string): Promise<RawBuilder<boolean>> {
  const saysIt = sql`position(lower(${search}) in lower(name)) > 0`;
  const known = (...kinds: Kind[]) =>
    sql`(select kind, id from known_names where portal_id = ${portalId} and kind = any(${kinds}::text[]) and ${saysIt} limit ${MAX_NAMES})`;
  const { rows: named } = await sql<{ kind: Kind; id: string }>`
    ${known("list", "audience")} union all ${known("message")} union all ${known("delivery")} union all
    (select 'message', id::text from saved_messages where portal_id = ${portalId} and ${saysIt} limit ${MAX_NAMES})`.execute(
    db,
  );
  const idsOf = (kind: Kind) => named.filter((one) => one.kind === kind).map(({ id }) => id);
  // Looked up first: beside the names, the database would expect so many of them that it read through every delivery.
  const { rows: identified } = await sql<{ id: string }>`
    select id from deliveries where portal_id = ${portalId} and state #>> '{following,requestId}' = ${search}
    union select id from deliveries where portal_id = ${portalId} and id = ${isUuid(search) ? search : null}::uuid`.execute(
    db,
  );
  return sql`(list_id = any(${[...idsOf("list"), search]}::text[])
    or ${await isTo(db, portalId, [...idsOf("audience"), search])}
    or message_key = any(${idsOf("message")}::text[])
    or inputs ->> 'deliveryName' = any(${idsOf("delivery")}::text[])
    or ${await isOfWorkflow(db, portalId, search)}
    or deliveries.id = any(${identified.map(({ id }) => id)}::uuid[]))`;
}

/** Looked up first and counted, as further audiences are. */
async function isOfWorkflow(db: Db, portalId: number, id: string): Promise<RawBuilder<boolean>> {
  const condition = sql<boolean>`workflow_ids @> array[${id}]::text[]`;
  if (!/^\d+$/.test(id)) return sql`false`;
  const { rows } = await sql<{ found: boolean }>`
    select count(*) > 0 as found from deliveries where portal_id = ${portalId} and ${condition}`.execute(db);
  return rows[0]?.found === true ? condition : sql`false`;
}
