/** A person said no to a second send of a step: its executions get the outcome of the first one. */
import { sql } from "kysely";
import { outcomeOf, type Delivery } from "../../../delivery/delivery.ts";
import { holdOf } from "../../../delivery/lifecycle/window.ts";
import { addJob } from "../../jobs/jobs.ts";
import { toDelivery } from "../../postgres/rows.ts";
import type { Trx } from "../../postgres/database.ts";

/**
 * `delivery` is locked and was cancelled at `now`. Executions of steps that took part in the earlier one are covered by it
 * from now on, and so is what arrives with their versions inside the cooldown; those of other steps, which shared the
 * cancelled delivery, keep its outcome. Where the earlier one has an outcome already, it is released once more.
 */
export async function coverBy(trx: Trx, delivery: Delivery, earlier: string, now: number): Promise<void> {
  const { id, portalId } = delivery;
  const row = await trx
    .selectFrom("deliveries")
    .selectAll()
    .where(({ and }) => and({ id: earlier, portalId, covers: true }))
    .forUpdate()
    .executeTakeFirst();
  // It was cancelled or failed since: there is no outcome of a send to tell.
  if (row === undefined) return;
  const there = toDelivery(row);
  // Of the same key the earlier one is the same send for every step.
  const cover = { portalId, from: id, to: earlier, all: there.key === delivery.key };
  const { moved, coveredBefore } = await moveExecutions(trx, cover);
  await sql`
    update deliveries set executions = executions + ${moved}, covered = covered + ${moved}, released_at = null,
      holds_until = ${new Date(heldUntil(there, delivery, now))}
    where id = ${earlier} and portal_id = ${portalId}`.execute(trx);
  await sql`
    update deliveries set executions = executions - ${moved}, covered = covered - ${coveredBefore}
    where id = ${id} and portal_id = ${portalId}`.execute(trx);
  await takeEditions(trx, { ...cover, collects: there.state.phase === "collecting", now });
  await sql`
    insert into timeline (portal_id, delivery_id, number, at, event, phase, details)
    select d.portal_id, d.id, (select max(number) + 1 from timeline t where t.portal_id = d.portal_id and t.delivery_id = d.id), ${new Date(now)},
      'handed_over', d.phase, jsonb_build_object('executions', ${moved}::int, 'delivery', ${earlier}::text)
    from deliveries d where d.portal_id = ${portalId} and d.id = ${id}`.execute(trx);
  if (outcomeOf(there) !== null) await addJob(trx, "release", there, null);
}

interface Cover {
  readonly portalId: number;
  readonly from: string;
  readonly to: string;
  /** Every execution goes, whatever its step. */
  readonly all: boolean;
}

async function moveExecutions(trx: Trx, { portalId, from, to, all }: Cover) {
  const { rows } = await sql<{ moved: number; coveredBefore: number }>`
    with those as (
      select e.portal_id, e.callback_id, e.week, e.covered from enrollments e
      where e.portal_id = ${portalId} and e.delivery_id = ${from} and e.released_at is null
        and (${all} or exists (
          select from editions o where o.delivery_id = ${to} and o.step = e.step and o.portal_id = e.portal_id))
    ), moved as (
      update enrollments e set delivery_id = ${to}, covered = true from those t
      where e.portal_id = t.portal_id and e.callback_id = t.callback_id and e.week = t.week
    )
    select count(*)::int as moved, (count(*) filter (where covered))::int as covered_before from those`.execute(trx);
  return rows[0] ?? { moved: 0, coveredBefore: 0 };
}

/**
 * The release is tried until the holds end, counted from the outcome: an earlier delivery may have had its own long ago, and
 * HubSpot still holds the executions that come to it now.
 */
function heldUntil(earlier: Delivery, from: Delivery, now: number): number {
  const outcome = outcomeOf(earlier);
  if (outcome === null) return earlier.holdsUntil;
  return Math.max(earlier.holdsUntil, earlier.openedAt + now - outcome.at + 1000 * holdOf(from));
}

/** They count as the step's old ones, except where it had left the earlier delivery: then it is part of it again. */
async function takeEditions(trx: Trx, cover: Cover & { readonly collects: boolean; readonly now: number }) {
  const { portalId, from, to, all, collects, now } = cover;
  await sql`
    insert into editions (portal_id, delivery_id, step, variant, lane, key, inputs, number, seen_at, replaced_at)
    select e.portal_id, ${to}, e.step, e.variant, e.lane, e.key, e.inputs, e.number, e.seen_at,
      case when ${collects} or bool_or(o.replaced_at is null) then coalesce(e.replaced_at, ${new Date(now)}) else e.replaced_at end
    from editions e left join editions o on o.delivery_id = ${to} and o.step = e.step and o.portal_id = e.portal_id
    where e.portal_id = ${portalId} and e.delivery_id = ${from} and (${all} or o.step <> '')
    group by e.portal_id, e.delivery_id, e.step, e.variant
    on conflict (delivery_id, step, variant, portal_id) do update set replaced_at = null where excluded.replaced_at is null
    `.execute(trx);
}
