/** A step leaves a delivery with all of its executions: members, LINE user IDs and counts go along. */
import { sql } from "kysely";
import type { Delivery } from "../../../delivery/delivery.ts";
import { needsIds } from "../insert.ts";
import type { Trx } from "../../postgres/database.ts";

interface Move {
  readonly portalId: number;
  readonly step: string;
  readonly workflowId: string | null;
  readonly from: string;
  readonly to: string;
}

/** Both deliveries are locked and collect. Answers how many executions went, and how many are left. */
export async function moveStep(trx: Trx, move: Move): Promise<{ readonly moved: number; readonly left: number }> {
  const { portalId, step, from, to } = move;
  await moveIds(trx, move);
  const { numAffectedRows } = await sql`
    update enrollments set delivery_id = ${to}
    where portal_id = ${portalId} and delivery_id = ${from} and step = ${step} and not covered`.execute(trx);
  const left = await count(trx, portalId, from);
  await count(trx, portalId, to);
  await moveWorkflow(trx, move);
  return { moved: Number(numAffectedRows ?? 0n), left };
}

/** A contact that another step enrolled as well keeps its IDs there. */
async function moveIds(trx: Trx, { portalId, step, from, to }: Move): Promise<void> {
  await sql`
    insert into recipients (portal_id, delivery_id, purpose, line_user_id, object_id, valid)
    select r.portal_id, ${to}, r.purpose, r.line_user_id, r.object_id, r.valid
    from recipients r where r.portal_id = ${portalId} and r.delivery_id = ${from} and exists (
      select from enrollments e where e.portal_id = r.portal_id and e.delivery_id = r.delivery_id
        and e.object_id = r.object_id and e.step = ${step} and not e.covered)
    on conflict do nothing`.execute(trx);
  await sql`
    delete from recipients r where r.portal_id = ${portalId} and r.delivery_id = ${from} and not exists (
      select from enrollments e where e.portal_id = r.portal_id and e.delivery_id = r.delivery_id
        and e.object_id = r.object_id and e.step is distinct from ${step} and not e.covered)`.execute(trx);
}

async function count(trx: Trx, portalId: number, id: string): Promise<number> {
  const { rows } = await sql<{ executions: number }>`
    update deliveries d set executions = c.executions, covered = c.covered, enrolled = c.enrolled
    from (
      select count(*) as executions, count(*) filter (where covered) as covered,
        count(distinct object_id) filter (where not covered) as enrolled
      from enrollments where portal_id = ${portalId} and delivery_id = ${id}
    ) c where d.portal_id = ${portalId} and d.id = ${id} returning d.executions`.execute(trx);
  return rows[0]?.executions ?? 0;
}

/** Another step of the same workflow may stay. */
async function moveWorkflow(trx: Trx, { portalId, workflowId, from, to }: Move): Promise<void> {
  await sql`
    update deliveries d set workflow_ids = array_remove(d.workflow_ids, ${workflowId})
    where d.portal_id = ${portalId} and d.id = ${from} and not exists (
      select from editions e where e.portal_id = d.portal_id and e.delivery_id = d.id and e.replaced_at is null
        and split_part(e.step, ':', 1) = ${workflowId})`.execute(trx);
  await sql`
    update deliveries d set workflow_ids = array(select distinct unnest(d.workflow_ids || ${workflowId}::text) order by 1)
    where d.portal_id = ${portalId} and d.id = ${to}`.execute(trx);
}

/**
 * The mode was changed while executions were collected. IDs that no one needs go; contacts whose ID was not kept count as
 * without one, so that they are counted and named instead of being left out unsaid.
 */
export async function fitIdsToMode(trx: Trx, delivery: Delivery): Promise<void> {
  const { portalId, id } = delivery;
  if (!needsIds(delivery)) {
    await sql`delete from recipients where portal_id = ${portalId} and delivery_id = ${id}`.execute(trx);
    return;
  }
  await sql`
    insert into recipients (portal_id, delivery_id, purpose, line_user_id, object_id, valid)
    select distinct e.portal_id, e.delivery_id, 'enrolled', '', e.object_id, false
    from enrollments e where e.portal_id = ${portalId} and e.delivery_id = ${id} and not e.covered and not exists (
      select from recipients r where r.portal_id = e.portal_id and r.delivery_id = e.delivery_id
        and r.object_id = e.object_id)`.execute(trx);
}
