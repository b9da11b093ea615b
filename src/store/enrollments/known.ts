/** Executions that are stored already: HubSpot calls again, by the same callback or by another one. */
import { sql } from "kysely";
import { outcomeOf } from "../../delivery/delivery.ts";
import { stepOf } from "../../delivery/execution.ts";
import type { Arrival } from "../../ports/store/enrollments.ts";
import { SERVICE_NOW, type Trx } from "../postgres/database.ts";
import { listed } from "../postgres/listed.ts";
import type { Row } from "../postgres/tables.ts";
import type { Target } from "./insert.ts";

export type KnownRow = Pick<Row<"enrollments">, "callbackId" | "executionId" | "deliveryId" | "covered">;

/** What is stored of these arrivals: by callback, or by execution where HubSpot calls under another callback. */
export async function knownRows(trx: Trx, portalId: number, arrivals: readonly Arrival[]): Promise<KnownRow[]> {
  const executions = arrivals.map(({ execution }) => execution);
  const { rows } = await sql<KnownRow>`
    select e.*
    from unnest(
      ${executions.map((e) => e.callbackId)}::text[], ${executions.map((e) => e.executionId)}::text[]
    ) as a (callback_id, execution_id)
    cross join lateral (
      -- Each by its own index: with one condition for both, the whole table would be read.
      select callback_id, execution_id, delivery_id, covered
      from enrollments where portal_id = ${portalId} and callback_id = a.callback_id
      union
      select callback_id, execution_id, delivery_id, covered
      from enrollments where portal_id = ${portalId} and execution_id = a.execution_id
    ) e`.execute(trx);
  return rows;
}

/** An execution may be stored under several callbacks, its own first. */
export function indexByExecution(rows: readonly KnownRow[]): (execution: Arrival["execution"]) => KnownRow | undefined {
  const byCallback = new Map(rows.map((row) => [row.callbackId, row]));
  const byExecution = new Map(rows.map((row) => [row.executionId, row]));
  return ({ callbackId, executionId }) =>
    byCallback.get(callbackId) ?? (executionId === null ? undefined : byExecution.get(executionId));
}

/** The callbacks of those that were held and whose completion HubSpot took; each is counted once. */
export async function noteCalledAgain(
  trx: Trx,
  portalId: number,
  rows: readonly KnownRow[],
): Promise<ReadonlySet<string>> {
  const { rows: again } = await sql<Pick<KnownRow, "callbackId">>`
    with again as (
      update enrollments e set called_again_at = service_now()
      where e.portal_id = ${portalId} and e.callback_id = any(${listed(rows.map((row) => row.callbackId))})
        -- One that came after the outcome was answered at once, and never held.
        and e.released_at > e.received_at and not e.hold_lost and e.called_again_at is null
      returning e.callback_id, e.delivery_id
    ), counts as (
      select delivery_id, count(*) as executions from again group by 1
    ), locked as (
      -- In one order: another batch may repeat executions of the same deliveries.
      select d.id from deliveries d join counts c on c.delivery_id = d.id
      where d.portal_id = ${portalId} order by d.id for no key update of d
    ), counted as (
      update deliveries d set called_again = d.called_again + c.executions
      from locked join counts c on c.delivery_id = locked.id
      where d.portal_id = ${portalId} and d.id = locked.id
    )
    select callback_id from again`.execute(trx);
  return new Set(again.map(({ callbackId }) => callbackId));
}

/** The same execution under a new callback: HubSpot holds both, so both are released; it counts once. */
export async function addSecondCallback(
  trx: Trx,
  execution: Arrival["execution"],
  { delivery, covered }: Target,
): Promise<void> {
  const finished = outcomeOf(delivery) !== null;
  const { portalId, callbackId, objectId } = execution;
  const [deliveryId, step] = [delivery.id, stepOf(execution) || null];
  const row = { portalId, callbackId, executionId: null, deliveryId, objectId, step, covered };
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("enrollments")
    .values({ ...row, receivedAt: SERVICE_NOW, releasedAt: finished ? SERVICE_NOW : null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  // It may be in a batch twice.
  if (numInsertedOrUpdatedRows === 0n) return;
  await sql`
    update deliveries set executions = executions + 1, released_count = released_count + ${finished ? 1 : 0}
    where portal_id = ${portalId} and id = ${delivery.id}`.execute(trx);
}
