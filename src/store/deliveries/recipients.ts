/** LINE user IDs of a delivery, kept until LINE has them. They are read in the order of the table's key. */
import { sql } from "kysely";
import { shownId } from "../../delivery/targeting/line-user-ids.ts";
import type { UploadPurpose } from "../../delivery/upload.ts";
import type { RecipientCounts } from "../../ports/store/deliveries.ts";
import type { Db } from "../postgres/database.ts";

const EXAMPLES = 3;

interface Counted {
  readonly valid: number;
  readonly invalid: number;
  readonly examples: readonly { readonly object_id: string; readonly line_user_id: string }[] | null;
}

export async function countRecipients(db: Db, deliveryId: string, purpose: UploadPurpose): Promise<RecipientCounts> {
  const { rows } = await sql<Counted>`
    with mine as (
      select * from recipients where delivery_id = ${deliveryId} and purpose = ${purpose}
    ), examples as (
      -- What is wrong says more than what is missing.
      select object_id, line_user_id from mine where not valid order by line_user_id = '', object_id limit ${EXAMPLES}
    )
    select
      (select count(*) from (select distinct line_user_id from mine where valid) d)::int as valid,
      (select count(*) from mine where not valid)::int as invalid,
      (select jsonb_agg(to_jsonb(e)) from examples e) as examples`.execute(db);
  const { valid, invalid, examples } = rows[0] ?? { valid: 0, invalid: 0, examples: null };
  const shown = (examples ?? []).map(
    ({ object_id: objectId, line_user_id: value }) => `${objectId}: ${shownId(value)}`,
  );
  return { valid, invalid, examples: shown };
}

export async function readRecipientIds(
  db: Db,
  deliveryId: string,
  purpose: UploadPurpose,
  { limit, after }: { limit: number; after: string },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct line_user_id as id from recipients
    where delivery_id = ${deliveryId} and purpose = ${purpose} and line_user_id > ${after} and valid
    order by line_user_id
    limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** `value`: as `suppressedIds` of `delivery/` makes them of what a member holds. */
export async function addRecipients(
  db: Db,
  deliveryId: string,
  purpose: UploadPurpose,
  members: readonly { readonly objectId: string; readonly value: string }[],
): Promise<void> {
  await sql`
    insert into recipients (portal_id, delivery_id, purpose, line_user_id, object_id, valid)
    select d.portal_id, d.id, ${purpose}, m.value, m.object_id, m.value ~ '^U[0-9a-f]{32}$'
    from unnest(${members.map(({ value }) => value)}::text[], ${members.map(({ objectId }) => objectId)}::text[])
      as m (value, object_id)
    join deliveries d on d.id = ${deliveryId}
    on conflict do nothing`.execute(db);
}

export async function markInvalid(
  db: Db,
  deliveryId: string,
  purpose: UploadPurpose,
  ids: readonly string[],
): Promise<void> {
  await sql`
    update recipients set valid = false
    where delivery_id = ${deliveryId} and purpose = ${purpose} and line_user_id = any(${[...ids]}::text[])`.execute(db);
}

export async function countSuppressedEnrolled(db: Db, deliveryId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct e.line_user_id)::int as count from recipients e
    join recipients s on s.delivery_id = e.delivery_id and s.purpose = 'suppressed' and s.line_user_id = e.line_user_id
    where e.delivery_id = ${deliveryId} and e.purpose = 'enrolled' and e.valid and s.valid`.execute(db);
  return rows[0]?.count ?? 0;
}

/** In pieces: a million rows at once would hold back everybody else. */
const DELETED_AT_ONCE = 20_000;

export async function deleteRecipients(db: Db, deliveryId: string): Promise<void> {
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      delete from recipients where ctid = any(array(
        select ctid from recipients where delivery_id = ${deliveryId} limit ${DELETED_AT_ONCE}
      ))`.execute(db);
    if (numAffectedRows < BigInt(DELETED_AT_ONCE)) return;
  }
}
