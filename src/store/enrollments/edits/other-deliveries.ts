/** Which other deliveries the steps of one took part in. */
import { sql, type RawBuilder } from "kysely";
import type { OtherDelivery } from "../../../delivery/lifecycle/edits/earlier-send.ts";
import type { DeliveryRef } from "../../../ports/store/deliveries.ts";
import type { Db, Trx } from "../../postgres/database.ts";
import type { Source } from "./known-deliveries.ts";

const AT_MOST = 50;

/** Another list opens another delivery. By LINE's conditions alone, though, it reaches the same audience. */
const sameAudience = (inputs: RawBuilder<unknown>, lane: RawBuilder<unknown>): RawBuilder<boolean> => sql`
  (o.inputs ->> 'targetingMode' = 'line_conditions' and ${inputs} ->> 'targetingMode' = 'line_conditions'
    and split_part(o.lane, ':', 2) = split_part(${lane}, ':', 2) and split_part(o.lane, ':', 4) = split_part(${lane}, ':', 4))`;

/** Deliveries in which the steps of `mine` took part: `step`, `lane`, `inputs` of each. */
const ofSteps = (portalId: number) => sql`
  select distinct o.delivery_id as id, m.inputs ->> 'resendAfter' as resend_after
  from mine m join editions o on o.portal_id = ${portalId} and o.step = m.step
    and (o.lane = m.lane or ${sameAudience(sql`m.inputs`, sql`m.lane`)})
  where m.step <> ''`;

/**
 * Newest first. A step that has left another delivery counts there all the same: its contacts may be about to get that one's
 * message. Deliveries with the same key count only where an edit led to it: nothing else opens a second one too early.
 */
export const otherDeliveries = (db: Db, { portalId, id }: DeliveryRef): Promise<readonly OtherDelivery[]> =>
  read(
    db,
    portalId,
    sql`
    with mine as (
      select step, lane, inputs from editions
      where portal_id = ${portalId} and delivery_id = ${id} and replaced_at is null
    ), others as (
      ${ofSteps(portalId)} and o.delivery_id <> ${id}
      union
      select o.id, d.inputs ->> 'resendAfter'
      from deliveries d join deliveries o on o.key = d.key and o.portal_id = d.portal_id and o.id <> d.id
      where d.portal_id = ${portalId} and d.id = ${id} and o.covers and exists (
        select from editions e where e.delivery_id = d.id and e.portal_id = d.portal_id and e.key <> d.key)
    )`,
  );

/** Those that a delivery of this source would find as its others. */
export const earlierDeliveries = (
  trx: Trx,
  { portalId, step, lane, inputs }: Source,
): Promise<readonly OtherDelivery[]> =>
  read(
    trx,
    portalId,
    sql`
    with mine (step, lane, inputs) as (
      values (${step}::text, ${lane}::text, ${JSON.stringify(inputs)}::jsonb)
    ), others as (${ofSteps(portalId)})`,
  );

async function read(db: Db, portalId: number, others: RawBuilder<unknown>): Promise<readonly OtherDelivery[]> {
  const { rows } = await sql<OtherDelivery>`
    ${others}
    select d.id, d.opened_at, d.sealed_at, d.phase, d.outcome, o.resend_after
    from others o join deliveries d on d.id = o.id
    where d.portal_id = ${portalId} and d.covers
    order by d.opened_at desc, d.id limit ${AT_MOST}`.execute(db);
  return rows;
}
