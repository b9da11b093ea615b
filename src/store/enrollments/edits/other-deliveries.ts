/** Which other deliveries the steps of one took part in. */
import { sql, type RawBuilder, type Transaction } from "kysely";
import type { OutcomeKind, Phase } from "../../../delivery/delivery.ts";
import type { OtherDelivery } from "../../../delivery/lifecycle/edits/earlier-send.ts";
import type { ResendAfter } from "../../../delivery/inputs.ts";
import type { Db } from "../../postgres/database.ts";
import type { Tables } from "../../postgres/tables.ts";
import type { Source } from "./known-deliveries.ts";

interface Row {
  readonly id: string;
  readonly opened_at: Date;
  readonly sealed_at: Date | null;
  readonly phase: Phase;
  readonly outcome: OutcomeKind | null;
  readonly resend_after: ResendAfter;
}

const AT_MOST = 50;

/** Another list opens another delivery. By LINE's conditions alone, though, it reaches the same audience. */
const sameAudience = (inputs: RawBuilder<unknown>, lane: RawBuilder<unknown>): RawBuilder<boolean> => sql`
  (o.inputs ->> 'targetingMode' = 'line_conditions' and ${inputs} ->> 'targetingMode' = 'line_conditions'
    and split_part(o.lane, ':', 2) = split_part(${lane}, ':', 2) and split_part(o.lane, ':', 4) = split_part(${lane}, ':', 4))`;

/** Whether the step has been part of a delivery to the same audience with another list. */
export async function hadAnotherList(
  trx: Transaction<Tables>,
  { portalId, step, lane, inputs }: Source,
): Promise<boolean> {
  if (step === "") return false;
  const { rows } = await sql`
    select from editions o
    where o.step = ${step} and o.portal_id = ${portalId} and o.lane <> ${lane}
      and ${sameAudience(sql`${JSON.stringify(inputs)}::jsonb`, sql`${lane}::text`)}
    limit 1`.execute(trx);
  return rows.length > 0;
}

/**
 * Newest first. A step that has left another delivery counts there all the same: its contacts may be about to get that one's
 * message. Deliveries with the same key count only where an edit led to it: nothing else opens a second one too early.
 */
export async function otherDeliveries(db: Db | Transaction<Tables>, id: string): Promise<readonly OtherDelivery[]> {
  const { rows } = await sql<Row>`
    with mine as (
      select e.portal_id, e.step, e.lane, e.inputs, e.inputs ->> 'resendAfter' as resend_after
      from editions e where e.delivery_id = ${id} and e.replaced_at is null
    ), others as (
      select distinct o.delivery_id as id, o.portal_id, m.resend_after
      from mine m join editions o on o.step = m.step and o.portal_id = m.portal_id
        and (o.lane = m.lane or ${sameAudience(sql`m.inputs`, sql`m.lane`)})
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
