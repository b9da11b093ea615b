/** Which other deliveries the steps of one took part in. */
import { sql, type Transaction } from "kysely";
import type { OutcomeKind, Phase } from "../../delivery/delivery.ts";
import type { OtherDelivery } from "../../delivery/edits/earlier-send.ts";
import type { ResendAfter } from "../../delivery/inputs.ts";
import type { Db } from "../database.ts";
import type { Tables } from "../tables.ts";

interface Row {
  readonly id: string;
  readonly opened_at: Date;
  readonly sealed_at: Date | null;
  readonly phase: Phase;
  readonly outcome: OutcomeKind | null;
  readonly resend_after: ResendAfter;
}

const AT_MOST = 50;

/**
 * Newest first. A step that has left another delivery counts there all the same: its contacts may be about to get that one's
 * message. Deliveries with the same key count only where an edit led to it: nothing else opens a second one too early.
 */
export async function otherDeliveries(db: Db | Transaction<Tables>, id: string): Promise<readonly OtherDelivery[]> {
  const { rows } = await sql<Row>`
    with mine as (
      select e.portal_id, e.step, e.lane, e.inputs ->> 'resendAfter' as resend_after
      from editions e where e.delivery_id = ${id} and e.replaced_at is null
    ), others as (
      select distinct o.delivery_id as id, o.portal_id, m.resend_after
      from mine m join editions o on o.step = m.step and o.lane = m.lane and o.portal_id = m.portal_id
      where m.step <> '' and o.delivery_id <> ${id}
      union
      select o.id, o.portal_id, d.inputs ->> 'resendAfter'
      from deliveries d join deliveries o on o.key = d.key and o.portal_id = d.portal_id and o.id <> d.id
      where d.id = ${id} and o.covers and exists (
        select from editions e where e.delivery_id = d.id and e.portal_id = d.portal_id and e.key <> d.key)
    )
    select d.id, d.opened_at, d.sealed_at, d.phase, d.outcome, o.resend_after
    from others o join deliveries d on d.id = o.id and d.portal_id = o.portal_id
    where d.covers
    order by d.opened_at desc, d.id limit ${AT_MOST}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    openedAt: row.opened_at.getTime(),
    sealedAt: row.sealed_at?.getTime() ?? null,
    phase: row.phase,
    outcome: row.outcome,
    resendAfter: row.resend_after,
  }));
}
