/** New executions are stored in the deliveries that they belong to. */
import { sql, type RawBuilder } from "kysely";
import { outcomeOf, type Delivery } from "../../delivery/delivery.ts";
import { stepOf } from "../../delivery/execution.ts";
import type { Arrival } from "../../ports/store/enrollments.ts";
import { addJob } from "../jobs/jobs.ts";
import type { Trx } from "../postgres/database.ts";

/** Where an execution goes. */
export interface Target {
  readonly delivery: Delivery;
  readonly covered: boolean;
}

export interface Placed {
  readonly arrival: Arrival;
  readonly target: Target;
}

export const needsIds = ({ inputs }: Delivery): boolean => inputs.targetingMode === "narrow_to_enrolled";

/** What is asked of the database, a row for each execution. */
function asRows(placed: readonly Placed[]): RawBuilder<unknown> {
  const rows = placed.map(({ arrival: { execution, lineUserId }, target }) => ({
    ...execution,
    ...target,
    step: stepOf(execution) || null,
    // An edit may have changed who receives it: what counts is what the delivery means now.
    lineUserId: needsIds(target.delivery) ? (lineUserId ?? "") : null,
  }));
  return sql`
      select * from unnest(
        ${rows.map((row) => row.callbackId)}::text[],
        ${rows.map((row) => row.executionId)}::text[], ${rows.map((row) => row.delivery.id)}::uuid[],
        ${rows.map((row) => row.objectId)}::text[], ${rows.map((row) => row.covered)}::boolean[],
        ${rows.map((row) => row.workflowId)}::text[], ${rows.map((row) => outcomeOf(row.delivery) !== null)}::boolean[],
        ${rows.map((row) => row.lineUserId)}::text[], ${rows.map((row) => row.step)}::text[]
      ) as a (callback_id, execution_id, delivery_id, object_id, covered, workflow_id, finished, line_user_id, step)`;
}

/** Inserts what is new in the portal, counts it, and wakes a delivery whose list is complete. Returns how many were new. */
export async function insertEnrollments(trx: Trx, portalId: number, placed: readonly Placed[]): Promise<number> {
  if (placed.length === 0) return 0;
  const { rows: counted } = await sql<{ id: string; added: number; maySealSooner: boolean }>`
    with asked as (${asRows(placed)}
    ), arrived as (
      -- Of this week's the table's key tells; these may be stored in an earlier one. Whether the contact is there already is
      -- asked before anything is inserted, also where each part of this statement runs by itself.
      select a.*, not exists (
          select from enrollments e
          where e.portal_id = ${portalId} and e.delivery_id = a.delivery_id and e.object_id = a.object_id
        ) as is_new
      from asked a
      where not exists (select from enrollments e where e.portal_id = ${portalId} and e.callback_id = a.callback_id)
        and not exists (select from enrollments e where e.portal_id = ${portalId} and e.execution_id = a.execution_id)
    ), clock_now as materialized (
      select service_now() as now
    ), inserted as (
      insert into enrollments (portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at, released_at, week, step)
      select ${portalId}, callback_id, execution_id, delivery_id, object_id, covered, now, case when finished then now end, week_of(now), step
      from arrived, clock_now
      on conflict do nothing
      returning delivery_id, object_id, covered, callback_id, released_at
    ), kept as (
      -- Of members only: a contact who arrives after the seal is no recipient.
      insert into recipients (portal_id, delivery_id, purpose, line_user_id, object_id, valid)
      select ${portalId}, i.delivery_id, 'enrolled', a.line_user_id, i.object_id, a.line_user_id ~ '^U[0-9a-f]{32}$'
      from inserted i join arrived a using (delivery_id, callback_id)
      where a.line_user_id is not null and not i.covered
      on conflict do nothing
    ), added as (
      select delivery_id, count(*) as executions, count(*) filter (where covered) as covered, count(released_at) as released_count
      from inserted group by 1
    ), records as (
      select i.delivery_id, count(distinct i.object_id) as enrolled
      from inserted i join arrived a using (delivery_id, callback_id)
      where a.is_new and not i.covered group by 1
    ), workflows as (
      select delivery_id, array_agg(distinct workflow_id) filter (where workflow_id is not null) as ids from arrived group by 1
    )
    update deliveries d set
      executions = d.executions + a.executions,
      covered = d.covered + a.covered,
      released_count = d.released_count + a.released_count,
      enrolled = d.enrolled + coalesce(r.enrolled, 0),
      last_enrolled_at = case when a.executions > a.covered then (select now from clock_now) else d.last_enrolled_at end,
      workflow_ids = case when w.ids is null or d.workflow_ids @> w.ids then d.workflow_ids
        else array(select distinct unnest(d.workflow_ids || w.ids) order by 1) end
    from added a left join records r using (delivery_id) left join workflows w using (delivery_id)
    where d.portal_id = ${portalId} and d.id = a.delivery_id
    returning d.id, a.executions as added,
      -- The list is complete, or from now on a quiet gap is enough.
      d.phase = 'collecting' and (d.enrolled >= coalesce(d.list_size, 2147483647)
        or (d.enrolled >= d.minimum and d.enrolled - coalesce(r.enrolled, 0) < d.minimum)) as may_seal_sooner`.execute(
    trx,
  );
  for (const { id, maySealSooner } of counted) if (maySealSooner) await addJob(trx, "advance", { portalId, id }, null);
  return counted.reduce((sum, { added }) => sum + added, 0);
}
