/** LINE user IDs of a delivery, kept until LINE has them. They are read in the order of the table's key. */
import { sql } from "kysely";
import { shownId } from "../../delivery/targeting/line-user-ids.ts";
import type { RecipientCounts, Recipients } from "../../ports/store/deliveries.ts";
import type { Operations } from "../postgres/database.ts";

const MAX_EXAMPLES = 3;

/** In pieces: a million rows at once would hold up everything else. */
const DELETED_AT_ONCE = 20_000;

type Counted = Pick<RecipientCounts, "valid" | "invalid"> & {
  readonly examples: readonly { readonly id: string; readonly value: string }[] | null;
};

export const recipients: Operations<Recipients> = {
  async recipientCounts(db, { portalId, id }, purpose) {
    const { rows } = await sql<Counted>`
      with mine as (
        select * from recipients where portal_id = ${portalId} and delivery_id = ${id} and purpose = ${purpose}
      ), examples as (
        -- What is wrong says more than what is missing.
        select object_id as id, line_user_id as value from mine where not valid
        order by line_user_id = '', object_id limit ${MAX_EXAMPLES}
      )
      select
        (select count(*) from (select distinct line_user_id from mine where valid) d)::int as valid,
        (select count(*) from mine where not valid)::int as invalid,
        (select jsonb_agg(to_jsonb(e)) from examples e) as examples`.execute(db);
    const { valid, invalid, examples } = rows[0] ?? { valid: 0, invalid: 0, examples: null };
    return { valid, invalid, examples: (examples ?? []).map((one) => `${one.id}: ${shownId(one.value)}`) };
  },
  async recipientIds(db, { portalId, id }, purpose, { limit, after }) {
    const { rows } = await sql<{ id: string }>`
      select distinct line_user_id as id from recipients
      where portal_id = ${portalId} and delivery_id = ${id} and purpose = ${purpose} and line_user_id > ${after} and valid
      order by line_user_id
      limit ${limit}`.execute(db);
    return rows.map((row) => row.id);
  },
  /** `value`: as `suppressedIds` of `delivery/` makes them of what a member holds. */
  async addRecipients(db, { portalId, id }, purpose, members) {
    await sql`
      insert into recipients (portal_id, delivery_id, purpose, line_user_id, object_id, valid)
      select d.portal_id, d.id, ${purpose}, m.value, m.object_id, m.value ~ '^U[0-9a-f]{32}$'
      from unnest(${members.map(({ value }) => value)}::text[], ${members.map(({ objectId }) => objectId)}::text[])
        as m (value, object_id)
      join deliveries d on d.portal_id = ${portalId} and d.id = ${id}
      on conflict do nothing`.execute(db);
  },
  async markInvalid(db, { portalId, id }, purpose, ids) {
    await sql`
      update recipients set valid = false
      where portal_id = ${portalId} and delivery_id = ${id} and purpose = ${purpose}
        and line_user_id = any(${[...ids]}::text[])
        -- They are of one page: without statistics of the delivery PostgreSQL 15 and 16 would read all of its IDs.
        and line_user_id >= (select min(id) from unnest(${[...ids]}::text[]) id)
        and line_user_id <= (select max(id) from unnest(${[...ids]}::text[]) id)`.execute(db);
  },
  async suppressedEnrolled(db, { portalId, id }) {
    const { rows } = await sql<{ count: number }>`
      select count(distinct e.line_user_id)::int as count from recipients e
      join recipients s on s.portal_id = e.portal_id and s.delivery_id = e.delivery_id and s.purpose = 'suppressed'
        and s.line_user_id = e.line_user_id
      where e.portal_id = ${portalId} and e.delivery_id = ${id} and e.purpose = 'enrolled' and e.valid and s.valid`.execute(
      db,
    );
    return rows[0]?.count ?? 0;
  },
  async deleteRecipients(db, { portalId, id }) {
    for (;;) {
      const { numAffectedRows = 0n } = await sql`
        delete from recipients
        where portal_id = ${portalId} and delivery_id = ${id} and (purpose, line_user_id, object_id) in (
          select purpose, line_user_id, object_id from recipients
          where portal_id = ${portalId} and delivery_id = ${id} limit ${DELETED_AT_ONCE})`.execute(db);
      if (numAffectedRows < BigInt(DELETED_AT_ONCE)) return;
    }
  },
};
