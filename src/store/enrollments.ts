/**
 * Arrivals into deliveries, a whole batch in one transaction. The row of the delivery is locked while its members are
 * added, so an arrival at the instant of the seal is either in the sealed set or covered.
 */
import { sql, type Transaction } from "kysely";
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { BEHAVIOUR_VERSION } from "../delivery/behaviour.ts";
import { outcomeOf, sealOf, type Delivery } from "../delivery/delivery.ts";
import { membership } from "../delivery/membership.ts";
import { finding, type Finding } from "../delivery/codes.ts";
import { sendingStopped } from "../delivery/commands.ts";
import { openDelivery, openingRefusal, withQuietHours, type WindowDefaults } from "../delivery/open-delivery.ts";
import { holdOf } from "../delivery/window.ts";
import type { Arrival, Enrolled, HeldEnrollment } from "../ports/store.ts";
import type { Database, Db } from "./database.ts";
import { serviceNow } from "./deliveries.ts";
import { addJob } from "./jobs.ts";
import { changingColumns, toDelivery } from "./rows.ts";
import type { Tables } from "./tables.ts";
import { createTimeLimit } from "./time-limit.ts";
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

/** Far more than a batch ever takes. HubSpot has given up waiting by then and comes again. */
const storing = createTimeLimit(20_000);

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

/** U+001F; intake refuses control characters in HubSpot's ids. */
const SEPARATOR = "\u001f";

interface Joined {
  readonly id: string;
  readonly key: string;
  readonly hold_seconds: number;
  readonly added: number;
}

/**
 * The ordinary batch: everybody is new and every window is open. Null when that is not so: nothing is stored then,
 * and the long way sorts them out.
 */
async function joinOpenWindows(pool: pg.Pool, arrivals: readonly Arrival[]): Promise<readonly Enrolled[] | null> {
  const numbers = new Map<string, number>();
  for (const { key } of arrivals) if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
  const joined = (text: (arrival: Arrival) => string | null) =>
    arrivals.map((each) => text(each) ?? "").join(SEPARATOR);
  const { rows } = await storing.query<Joined>(pool, {
    name: "join_open_windows",
    text: "select * from join_open_windows($1, $2, $3, $4, $5, $6, $7)",
    values: [
      [...numbers.keys()],
      arrivals.map(({ key }) => numbers.get(key)).join(","),
      joined(({ execution }) => execution.callbackId),
      joined(({ execution }) => execution.executionId),
      joined(({ execution }) => execution.objectId),
      joined(({ execution }) => execution.workflowId),
      arrivals.some(({ lineUserId }) => lineUserId !== null) ? joined(({ lineUserId }) => lineUserId) : null,
    ],
  });
  const added = rows.reduce((sum, row) => sum + row.added, 0);
  if (added < arrivals.length) return null;
  const windows = new Map(rows.map((row) => [row.key, row]));
  return arrivals.map(({ key }) => {
    const { id, hold_seconds: holdSeconds } = required(windows.get(key));
    return { kind: "held", deliveryId: id, covered: false, holdSeconds };
  });
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

/** Keys in a fixed order: two batches that lock the same deliveries never wait for each other in a circle. */
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

/** Null when the window was opened by somebody else at the same moment; a finding when it cannot be opened. */
async function openForKey(
  trx: Trx,
  { execution, inputs: asked, key }: Arrival,
  serviceDefaults: WindowDefaults,
): Promise<Delivery | Finding | null> {
  const { portalId } = execution;
  const account = await trx
    .selectFrom("channels")
    .innerJoin("portals", "portals.portal_id", "channels.portal_id")
    .select(["channels.line_channel_id", "channels.time_zone", "portals.minimum_enrolled", "portals.quiet_hours"])
    .select(["portals.quiet_seconds", "portals.ceiling_seconds", "portals.stopped_by", "portals.uninstalled_at"])
    .where("channels.id", "=", asked.channelId)
    .where("channels.portal_id", "=", portalId)
    // A removal or a stop that comes now waits for this delivery, and cancels it with the others.
    .forShare("portals")
    .executeTakeFirstOrThrow();
  if (account.uninstalled_at !== null) return finding("PORTAL_NOT_INSTALLED");
  if (account.stopped_by !== null) return sendingStopped(account.stopped_by);
  const now = await serviceNow(trx);
  const { minimum_enrolled: minimum, time_zone: timeZone } = account;
  const inputs = withQuietHours(asked, account.quiet_hours);
  const defaults = {
    quietSeconds: account.quiet_seconds ?? serviceDefaults.quietSeconds,
    ceilingSeconds: account.ceiling_seconds ?? serviceDefaults.ceilingSeconds,
  };
  const refused = openingRefusal(inputs, { defaults, timeZone }, now);
  if (refused !== null) return refused;
  const delivery = openDelivery({ id: randomUUID(), portalId, key, inputs, minimum, defaults, timeZone }, now);
  const stored = await trx
    .insertInto("deliveries")
    .values({ ...firstColumns(delivery), ...changingColumns(delivery, now), line_channel_id: account.line_channel_id })
    .onConflict((conflict) => conflict.columns(["key", "portal_id"]).where("phase", "=", "collecting").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (stored === undefined) return null;
  await trx
    .insertInto("timeline")
    .values({
      portal_id: portalId,
      delivery_id: delivery.id,
      number: 1,
      at: new Date(now),
      event: "opened",
      phase: "collecting",
      finding: null,
      details: "{}",
    })
    .execute();
  await addJob(trx, "advance", delivery.id, null);
  await addJob(trx, "record", delivery.id, null);
  return delivery;
}

function firstColumns(delivery: Delivery) {
  return {
    id: delivery.id,
    portal_id: delivery.portalId,
    key: delivery.key,
    channel_id: delivery.inputs.channelId,
    inputs: JSON.stringify(delivery.inputs),
    opened_at: new Date(delivery.openedAt),
    quiet_seconds: delivery.window.quietSeconds,
    ceiling_seconds: delivery.window.ceilingSeconds,
    minimum: delivery.minimum,
    holds_until: new Date(delivery.holdsUntil),
    last_enrolled_at: new Date(delivery.lastEnrolledAt),
    time_zone: delivery.timeZone,
    requires_version: BEHAVIOUR_VERSION,
  };
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
    answers.push(answer(target));
  }
  return answers;
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

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("an arrival lost its delivery while it was being stored");
  return value;
}

/**
 * Whether HubSpot takes a completion that overtakes our own answer to the execution is not documented; it may then hold
 * the record for the whole hold. Nobody is released before the answer has surely arrived.
 */
const ANSWER_ON_ITS_WAY = sql<Date>`service_now() - interval '2 seconds'`;

/** Nobody arrived before the delivery was opened, by a clock that may have been set back: earlier weeks are left out. */
const itsWeeks = (deliveryId: string) => sql<boolean>`
  week >= (select week_of(opened_at) - 7 from deliveries where id = ${deliveryId})`;

export async function heldEnrollments(
  db: Db,
  deliveryId: string,
  { limit, after }: { limit: number; after: HeldEnrollment | null },
): Promise<HeldEnrollment[]> {
  const { rows } = await sql<HeldEnrollment>`
    select callback_id as "callbackId", object_id as "objectId", covered
    from enrollments
    where delivery_id = ${deliveryId} and ${itsWeeks(deliveryId)}
      and released_at is null and received_at < ${ANSWER_ON_ITS_WAY}
      and (object_id, callback_id) > (${after?.objectId ?? ""}, ${after?.callbackId ?? ""})
    order by object_id, callback_id
    limit ${limit}`.execute(db);
  return rows;
}

export async function markReleased(
  db: Db,
  deliveryId: string,
  completed: readonly string[],
  gone: readonly string[],
): Promise<void> {
  await sql`
    with let_go as (
      update enrollments set released_at = service_now(), hold_lost = callback_id = any(${gone}::text[])
      where portal_id = (select portal_id from deliveries where id = ${deliveryId})
        and callback_id = any(${[...completed, ...gone]}::text[]) and ${itsWeeks(deliveryId)}
        and delivery_id = ${deliveryId} and released_at is null
      returning hold_lost
    )
    update deliveries d set let_go = d.let_go + c.let_go, holds_lost = d.holds_lost + c.lost
    from (select count(*) as let_go, count(*) filter (where hold_lost) as lost from let_go) c
    where d.id = ${deliveryId} and c.let_go > 0`.execute(db);
}

export async function finishRelease(db: Db, deliveryId: string): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    with still as (
      select exists (
        select from enrollments where delivery_id = ${deliveryId} and ${itsWeeks(deliveryId)} and released_at is null
      ) as held
    ), done as (
      update deliveries set released_at = service_now()
      where id = ${deliveryId} and released_at is null and outcome is not null and not (select held from still)
    )
    select held from still`.execute(db);
  return rows[0]?.held === false;
}
