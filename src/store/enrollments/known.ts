/** Executions that are stored already: HubSpot calls again, by the same callback or by another one. */
import { sql, type Transaction } from "kysely";
import { outcomeOf } from "../../delivery/delivery.ts";
import { stepOf } from "../../delivery/execution.ts";
import type { Arrival } from "../../ports/store/enrollments.ts";
import type { Tables } from "../postgres/tables.ts";
import type { Target } from "./target.ts";

type Trx = Transaction<Tables>;

export interface KnownRow {
  readonly portal_id: number;
  readonly callback_id: string;
  readonly execution_id: string | null;
  readonly delivery_id: string;
  readonly covered: boolean;
}

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
  const byCallback = new Map(rows.map((row) => [`${row.portal_id} ${row.callback_id}`, row]));
  const executed = rows.filter((row) => row.execution_id !== null);
  const byExecution = new Map(executed.map((row) => [`${row.portal_id} ${row.execution_id}`, row]));
  return ({ portalId, callbackId, executionId }) =>
    byCallback.get(`${portalId} ${callbackId}`) ?? byExecution.get(`${portalId} ${executionId}`);
}

export const nameOf = (row: Pick<KnownRow, "portal_id" | "callback_id">): string =>
  `${row.portal_id} ${row.callback_id}`;

/** Of these, the executions that were held and whose completion HubSpot took; each is counted once. */
export async function noteCalledAgain(trx: Trx, rows: readonly KnownRow[]): Promise<ReadonlySet<string>> {
  const { rows: again } = await sql<Pick<KnownRow, "portal_id" | "callback_id">>`
    with again as (
      update enrollments e set called_again_at = service_now()
      from unnest(${rows.map((row) => row.portal_id)}::bigint[], ${rows.map((row) => row.callback_id)}::text[])
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
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("enrollments")
    .values({
      portal_id: execution.portalId,
      callback_id: execution.callbackId,
      execution_id: null,
      delivery_id: delivery.id,
      object_id: execution.objectId,
      step: stepOf(execution) || null,
      covered,
      received_at: sql`service_now()`,
      released_at: finished ? sql`service_now()` : null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  // It may come twice in one batch.
  if (numInsertedOrUpdatedRows === 0n) return;
  await trx
    .updateTable("deliveries")
    .set((of) => ({
      executions: of("executions", "+", 1),
      released_count: of("released_count", "+", finished ? 1 : 0),
    }))
    .where("id", "=", delivery.id)
    .execute();
}
