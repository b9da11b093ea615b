/** Executions that are stored already: HubSpot calls again, by the same callback or by another one. */
import { sql } from "kysely";
import { outcomeOf } from "../../delivery/delivery.ts";
import { stepOf } from "../../delivery/execution.ts";
import type { Arrival } from "../../ports/store/enrollments.ts";
import { SERVICE_NOW, type Trx } from "../postgres/database.ts";
import type { Row } from "../postgres/tables.ts";
import type { Target } from "./insert.ts";

export type KnownRow = Pick<Row<"enrollments">, "portalId" | "callbackId" | "executionId" | "deliveryId" | "covered">;

/** What is stored of these arrivals: by callback, or by execution where HubSpot calls under another callback. */
export async function knownRows(trx: Trx, arrivals: readonly Arrival[]): Promise<KnownRow[]> {
  const executions = arrivals.map(({ execution }) => execution);
  const { rows } = await sql<KnownRow>`
    select e.*
    from unnest(
      ${executions.map((e) => e.portalId)}::bigint[], ${executions.map((e) => e.callbackId)}::text[],
      ${executions.map((e) => e.executionId)}::text[]
    ) as a (portal_id, callback_id, execution_id)
    cross join lateral (
      -- Each by its own index: with one condition for both, the whole table would be read.
      select portal_id, callback_id, execution_id, delivery_id, covered
      from enrollments where portal_id = a.portal_id and callback_id = a.callback_id
      union
      select portal_id, callback_id, execution_id, delivery_id, covered
      from enrollments where portal_id = a.portal_id and execution_id = a.execution_id
    ) e`.execute(trx);
  return rows;
}

/** An execution may be stored under several callbacks, its own first. */
export function indexByExecution(rows: readonly KnownRow[]): (execution: Arrival["execution"]) => KnownRow | undefined {
  const byCallback = new Map(rows.map((row) => [nameOf(row), row]));
  const executed = rows.filter((row) => row.executionId !== null);
  const byExecution = new Map(executed.map((row) => [`${row.portalId} ${row.executionId}`, row]));
  return (execution) =>
    byCallback.get(nameOf(execution)) ?? byExecution.get(`${execution.portalId} ${execution.executionId}`);
}

type Named = Pick<KnownRow, "portalId" | "callbackId">;

export const nameOf = ({ portalId, callbackId }: Named): string => `${portalId} ${callbackId}`;

/** Of these, the executions that were held and whose completion HubSpot took; each is counted once. */
export async function noteCalledAgain(trx: Trx, rows: readonly KnownRow[]): Promise<ReadonlySet<string>> {
  const { rows: again } = await sql<Named>`
    with again as (
      update enrollments e set called_again_at = service_now()
      from unnest(${rows.map((row) => row.portalId)}::bigint[], ${rows.map((row) => row.callbackId)}::text[])
        as known (portal_id, callback_id)
      where e.portal_id = known.portal_id and e.callback_id = known.callback_id
        -- One that came after the outcome was answered at once, and never held.
        and e.released_at > e.received_at and not e.hold_lost and e.called_again_at is null
      returning e.portal_id, e.callback_id, e.delivery_id
    ), counts as (
      select portal_id, delivery_id, count(*) as executions from again group by 1, 2
    ), locked as (
      -- In one order: another batch may repeat executions of the same deliveries.
      select d.portal_id, d.id from deliveries d join counts c on d.portal_id = c.portal_id and d.id = c.delivery_id
      order by d.id for no key update of d
    ), counted as (
      update deliveries d set called_again = d.called_again + c.executions
      from locked join counts c on c.delivery_id = locked.id
      where d.portal_id = locked.portal_id and d.id = locked.id
    )
    select portal_id, callback_id from again`.execute(trx);
  return new Set(again.map(nameOf));
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
    where id = ${delivery.id}`.execute(trx);
}
