/**
 * Arrivals into deliveries, a whole batch in one transaction. The row of the delivery is locked while its members are
 * added, so an arrival at the instant of the seal is either in the sealed set or covered.
 */
import { sql, type Transaction } from "kysely";
import { outcomeOf, sealOf, type Delivery } from "../delivery/delivery.ts";
import { membership } from "../delivery/membership.ts";
import type { Finding } from "../delivery/codes.ts";
import type { WindowDefaults } from "../delivery/open-delivery.ts";
import { holdOf } from "../delivery/window.ts";
import type { Arrival, Enrolled } from "../ports/store.ts";
import type { Database, Db } from "./database.ts";
import { serviceNow } from "./deliveries.ts";
import { addJob } from "./jobs.ts";
import { joinOpenWindows } from "./join-open-windows.ts";
import { openForKey } from "./open-for-key.ts";
import { required } from "./required.ts";
import { toDelivery } from "./rows.ts";
import type { Tables } from "./tables.ts";
import { withThisWeek } from "./weeks.ts";

type Trx = Transaction<Tables>;

/** Where the arrivals of one key go. */
interface Target {
  readonly delivery: Delivery;
  readonly covered: boolean;
}

/** `known`: HubSpot asks again for executions of a delivery that is over. */
type Destination =
  | ({ readonly kind: "target" } & Target)
  | { readonly kind: "known" }
  | { readonly kind: "refused"; readonly finding: Finding };

export async function enrollBatch(
  { db, pool }: Pick<Database, "db" | "pool">,
  arrivals: readonly Arrival[],
  defaults: WindowDefaults,
): Promise<readonly Enrolled[]> {
  return withThisWeek(
    pool,
    async () => (await joinOpenWindows(pool, arrivals)) ?? (await enrollTheLongWay(db, arrivals, defaults)),
  );
}

/** Opens windows, covers latecomers, recognises who came before. */
function enrollTheLongWay(
  db: Db,
  arrivals: readonly Arrival[],
  defaults: WindowDefaults,
): Promise<readonly Enrolled[]> {
  return db.transaction().execute(async (trx) => {
    const destinations = await destinationsOf(trx, arrivals, defaults);
    const targets = new Map<string, Target>();
    for (const [key, destination] of destinations) if (destination.kind === "target") targets.set(key, destination);
    const fresh = arrivals.filter((arrival) => targets.has(arrival.key));
    const inserted = await insertEnrollments(trx, fresh, targets);
    if (inserted === arrivals.length) return arrivals.map((arrival) => answer(required(targets.get(arrival.key))));
    return answerWithKnown(trx, arrivals, { destinations, targets });
  });
}

/** Keys in a fixed order, by their bytes: two batches that lock the same deliveries never wait for each other in a circle. */
async function destinationsOf(
  trx: Trx,
  arrivals: readonly Arrival[],
  defaults: WindowDefaults,
): Promise<Map<string, Destination>> {
  const byKey = Map.groupBy(arrivals, ({ key }) => key);
  const destinations = new Map<string, Destination>();
  for (const key of [...byKey.keys()].toSorted()) {
    destinations.set(key, await destinationOf(trx, required(byKey.get(key)), defaults));
  }
  return destinations;
}

async function destinationOf(trx: Trx, arrivals: readonly Arrival[], defaults: WindowDefaults): Promise<Destination> {
  const arrival = required(arrivals[0]);
  const earlier = await earlierDelivery(trx, arrival.key);
  const facts = earlier && {
    phase: earlier.state.phase,
    outcome: outcomeOf(earlier)?.kind ?? null,
    sealedAt: sealOf(earlier)?.at ?? null,
  };
  const decision = membership(facts, arrival.inputs.resendAfter, await serviceNow(trx));
  if (earlier !== null && decision !== "open") {
    return { kind: "target", delivery: earlier, covered: decision === "covered" };
  }
  // HubSpot asking again for executions that belong to an ended delivery must not open a new one.
  const knownRow = finder(await knownRows(trx, arrivals));
  if (arrivals.every(({ execution }) => knownRow(execution) !== undefined)) return { kind: "known" };
  const opened = await openForKey(trx, arrival, defaults);
  if (opened === null) {
    // Another process has opened it in between; its insert held us up until it was committed.
    return destinationOf(trx, arrivals, defaults);
  }
  return "code" in opened ? { kind: "refused", finding: opened } : { kind: "target", delivery: opened, covered: false };
}

async function earlierDelivery(trx: Trx, key: string): Promise<Delivery | null> {
  const row = await trx
    .selectFrom("deliveries")
    .selectAll()
    .where("key", "=", key)
    .where("covers", "=", true)
    .orderBy("opened_at", "desc")
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toDelivery(row);
}

/** Inserts what is new, counts it, and wakes a delivery whose list is complete. Answers how many were new. */
async function insertEnrollments(
  trx: Trx,
  arrivals: readonly Arrival[],
  targets: ReadonlyMap<string, Target>,
): Promise<number> {
  if (arrivals.length === 0) return 0;
  const rows = arrivals.map(({ execution, key, lineUserId }) => ({
    ...execution,
    ...required(targets.get(key)),
    lineUserId,
  }));
  const { rows: counted } = await sql<{ id: string; added: number; may_seal_sooner: boolean }>`
    with asked as (
      select * from unnest(
        ${rows.map((row) => row.portalId)}::bigint[], ${rows.map((row) => row.callbackId)}::text[],
        ${rows.map((row) => row.executionId)}::text[], ${rows.map((row) => row.delivery.id)}::uuid[],
        ${rows.map((row) => row.objectId)}::text[], ${rows.map((row) => row.covered)}::boolean[],
        ${rows.map((row) => row.workflowId)}::text[], ${rows.map((row) => outcomeOf(row.delivery) !== null)}::boolean[],
        ${rows.map((row) => row.lineUserId)}::text[]
      ) as a (portal_id, callback_id, execution_id, delivery_id, object_id, covered, workflow_id, finished, line_user_id)
    ), arrived as (
      -- Of this week's the table's key tells; these may be stored in an earlier one.
      select * from asked a
      where not exists (select from enrollments e where e.portal_id = a.portal_id and e.callback_id = a.callback_id)
        and not exists (select from enrollments e where e.portal_id = a.portal_id and e.execution_id = a.execution_id)
    ), clock_now as materialized (
      select service_now() as now
    ), inserted as (
      insert into enrollments (portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at, released_at, week)
      select portal_id, callback_id, execution_id, delivery_id, object_id, covered, now, case when finished then now end, week_of(now)
      from arrived, clock_now
      on conflict do nothing
      returning portal_id, delivery_id, object_id, covered, callback_id, released_at
    ), kept as (
      -- Of members only: whoever comes after the seal is no recipient.
      insert into recipients (portal_id, delivery_id, purpose, line_user_id, object_id, valid)
      select i.portal_id, i.delivery_id, 'enrolled', a.line_user_id, i.object_id, a.line_user_id ~ '^U[0-9a-f]{32}$'
      from inserted i join arrived a using (delivery_id, callback_id)
      where a.line_user_id is not null and not i.covered
      on conflict do nothing
    ), added as (
      select delivery_id, count(*) as executions, count(*) filter (where covered) as covered, count(released_at) as let_go
      from inserted group by 1
    ), records as (
      select delivery_id, count(*) as enrolled
      from (select distinct delivery_id, object_id from inserted where not covered) i
      where not exists (select from enrollments e where e.delivery_id = i.delivery_id and e.object_id = i.object_id)
      group by 1
    ), workflows as (
      select delivery_id, array_agg(distinct workflow_id) filter (where workflow_id is not null) as ids from arrived group by 1
    )
    update deliveries d set
      executions = d.executions + a.executions,
      covered = d.covered + a.covered,
      let_go = d.let_go + a.let_go,
      enrolled = d.enrolled + coalesce(r.enrolled, 0),
      last_enrolled_at = case when a.executions > a.covered then (select now from clock_now) else d.last_enrolled_at end,
      workflow_ids = case when w.ids is null or d.workflow_ids @> w.ids then d.workflow_ids
        else array(select distinct unnest(d.workflow_ids || w.ids) order by 1) end
    from added a left join records r using (delivery_id) left join workflows w using (delivery_id)
    where d.id = a.delivery_id
    returning d.id, a.executions as added,
      -- The list is complete, or from now on a quiet gap is enough.
      d.phase = 'collecting' and (d.enrolled >= coalesce(d.list_size, 2147483647)
        or (d.enrolled >= d.minimum and d.enrolled - coalesce(r.enrolled, 0) < d.minimum)) as may_seal_sooner`.execute(
    trx,
  );
  for (const { id, may_seal_sooner } of counted) if (may_seal_sooner) await addJob(trx, "advance", id, null);
  return counted.reduce((sum, { added }) => sum + added, 0);
}

interface KnownRow {
  readonly portal_id: number;
  readonly callback_id: string;
  readonly execution_id: string | null;
  readonly delivery_id: string;
  readonly covered: boolean;
}

/** What is stored of these arrivals: by callback, or by execution where HubSpot came back under another callback. */
async function knownRows(trx: Trx, arrivals: readonly Arrival[]): Promise<KnownRow[]> {
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
function finder(rows: readonly KnownRow[]): (execution: Arrival["execution"]) => KnownRow | undefined {
  const byCallback = new Map(rows.map((row) => [`${row.portal_id} ${row.callback_id}`, row]));
  const executed = rows.filter((row) => row.execution_id !== null);
  const byExecution = new Map(executed.map((row) => [`${row.portal_id} ${row.execution_id}`, row]));
  return ({ portalId, callbackId, executionId }) =>
    byCallback.get(`${portalId} ${callbackId}`) ?? byExecution.get(`${portalId} ${executionId}`);
}

async function answerWithKnown(
  trx: Trx,
  arrivals: readonly Arrival[],
  { destinations, targets }: { destinations: ReadonlyMap<string, Destination>; targets: ReadonlyMap<string, Target> },
): Promise<Enrolled[]> {
  const rows = await knownRows(trx, arrivals);
  const knownRow = finder(rows);
  const deliveries = await deliveriesById(trx, new Set(rows.map((row) => row.delivery_id)), targets);
  const again = await noteCalledAgain(trx, rows);
  const answers: Enrolled[] = [];
  for (const { execution, key } of arrivals) {
    const known = knownRow(execution);
    const destination = destinations.get(key);
    if (known === undefined && destination?.kind === "refused") {
      answers.push(destination);
      continue;
    }
    const row = required(known);
    const target = { delivery: required(deliveries.get(row.delivery_id)), covered: row.covered };
    if (row.callback_id !== execution.callbackId) await holdAlso(trx, execution, target);
    const told = answer(target);
    answers.push(told.kind === "finished" && again.has(nameOf(row)) ? { ...told, calledAgain: true } : told);
  }
  return answers;
}

const nameOf = (row: Pick<KnownRow, "portal_id" | "callback_id">): string => `${row.portal_id} ${row.callback_id}`;

/** Of these, the executions that were held and whose completion HubSpot took; each is counted once. */
async function noteCalledAgain(trx: Trx, rows: readonly KnownRow[]): Promise<ReadonlySet<string>> {
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
async function holdAlso(trx: Trx, execution: Arrival["execution"], { delivery, covered }: Target): Promise<void> {
  const finished = outcomeOf(delivery) !== null;
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("enrollments")
    .values({
      portal_id: execution.portalId,
      callback_id: execution.callbackId,
      execution_id: null,
      delivery_id: delivery.id,
      object_id: execution.objectId,
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
    .set((of) => ({ executions: of("executions", "+", 1), let_go: of("let_go", "+", finished ? 1 : 0) }))
    .where("id", "=", delivery.id)
    .execute();
}

async function deliveriesById(
  trx: Trx,
  ids: ReadonlySet<string>,
  targets: ReadonlyMap<string, Target>,
): Promise<Map<string, Delivery>> {
  const known = new Map([...targets.values()].map(({ delivery }) => [delivery.id, delivery]));
  const missing = [...ids].filter((id) => !known.has(id)).toSorted();
  if (missing.length === 0) return known;
  const rows = await trx
    .selectFrom("deliveries")
    .selectAll()
    .where("id", "in", missing)
    .orderBy("id")
    .forUpdate()
    .execute();
  for (const row of rows) known.set(row.id, toDelivery(row));
  return known;
}

function answer({ delivery, covered }: Target): Enrolled {
  if (outcomeOf(delivery) !== null) return { kind: "finished", delivery, covered };
  return { kind: "held", deliveryId: delivery.id, covered, holdSeconds: holdOf(delivery) };
}
