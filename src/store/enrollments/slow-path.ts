/** Arrivals of which at least one is not ordinary: opens windows, covers late ones, follows edits, recognises known ones. */
import { sql } from "kysely";
import { outcomeOf, type Delivery } from "../../delivery/delivery.ts";
import { laneOfKey } from "../../delivery/lifecycle/delivery-key.ts";
import type { WindowDefaults } from "../../delivery/lifecycle/open-delivery.ts";
import { holdOf } from "../../delivery/lifecycle/window.ts";
import { stepOf } from "../../delivery/execution.ts";
import type { Arrival, Enrolled } from "../../ports/store/enrollments.ts";
import type { Db, Trx } from "../postgres/database.ts";
import { type OnChange } from "../deliveries/deliveries.ts";
import { serviceNow } from "../postgres/clock.ts";
import { invariant } from "../postgres/invariant.ts";
import { toDelivery } from "../postgres/rows.ts";
import { insertEnrollments, type Placed, type Target } from "./insert.ts";
import { indexByExecution, addSecondCallback, knownRows, noteCalledAgain } from "./known.ts";
import { loadKnown, sourcesOf, type Source } from "./edits/known-deliveries.ts";
import { place } from "./edits/place.ts";
import { settledPlace, type Place, type Placing } from "./edits/windows.ts";

export async function enrollSlowPath(
  db: Db,
  portalId: number,
  arrivals: readonly Arrival[],
  { defaults, onChange }: { readonly defaults: WindowDefaults; readonly onChange: OnChange },
): Promise<readonly Enrolled[]> {
  const { answers, changes } = await db.transaction().execute((trx) => enrollIn(trx, portalId, arrivals, defaults));
  for (const change of changes) onChange(...change);
  return answers;
}

async function enrollIn(
  trx: Trx,
  portalId: number,
  arrivals: readonly Arrival[],
  defaults: WindowDefaults,
): Promise<{ readonly answers: readonly Enrolled[]; readonly changes: Placing["changes"] }> {
  await lockLanes(trx, arrivals);
  const known = await loadKnown(trx, portalId, sourcesOf(arrivals));
  // After the locks: the ordinary way may have stored one of them until then.
  const knownRow = indexByExecution(await knownRows(trx, portalId, arrivals));
  const fresh = arrivals.filter(({ execution }) => knownRow(execution) === undefined);
  const changes: Placing["changes"] = [];
  const placing = { trx, known, defaults, now: await serviceNow(trx), changes, moved: new Map() };
  const places = await placeAll(placing, sourcesOf(fresh));
  const placed = fresh.flatMap((arrival): Placed[] => {
    const found = invariant(places.get(arrival), "no delivery for an execution");
    return found.kind === "target" ? [{ arrival, target: found }] : [];
  });
  const inserted = await insertEnrollments(trx, portalId, placed);
  if (inserted === arrivals.length) return { answers: placed.map(({ target }) => answer(target)), changes };
  return { answers: await answerWithKnown(trx, portalId, { arrivals, places }), changes };
}

/**
 * Batches for the same list and account come one after the other, whichever process has them: what one of them makes of an
 * edit is there for the next. In a fixed order, and before any row is locked.
 */
async function lockLanes(trx: Trx, arrivals: readonly Arrival[]): Promise<void> {
  const lanes = [...new Set(arrivals.map(({ key }) => laneOfKey(key)))];
  await sql`
    select pg_advisory_xact_lock(lane.number) from (
      select distinct hashtextextended(name, 34) as number from unnest(${lanes}::text[]) as l (name) order by 1
    ) lane`.execute(trx);
}

/**
 * Executions of one batch were under way together, in no order that means anything: versions that were seen before count as
 * the earlier ones.
 */
async function placeAll(placing: Placing, sources: readonly Source[]): Promise<Map<Arrival, Place>> {
  const places = new Map<Arrival, Place>();
  const isNew = ({ step, key }: Source) =>
    placing.known.editions.some((one) => one.step === step && one.key === key) ? 0 : 1;
  for (const source of sources.toSorted((one, other) => isNew(one) - isNew(other))) {
    const found = await placeOf(placing, source);
    for (const arrival of source.arrivals) places.set(arrival, found);
  }
  for (const [arrival, found] of places) {
    places.set(arrival, settledPlace(placing, found, stepOf(arrival.execution)));
  }
  return places;
}

async function placeOf(placing: Placing, source: Source): Promise<Place> {
  for (;;) {
    const found = await place(placing, source);
    if (found !== null) return found;
    const { rows, editions } = await loadKnown(placing.trx, source.portalId, [source]);
    for (const [id, row] of rows) if (!placing.known.rows.has(id)) placing.known.rows.set(id, row);
    const ids = new Set(placing.known.editions.map(({ deliveryId }) => deliveryId));
    placing.known.editions = [...placing.known.editions, ...editions.filter(({ deliveryId }) => !ids.has(deliveryId))];
  }
}

async function answerWithKnown(
  trx: Trx,
  portalId: number,
  { arrivals, places }: { arrivals: readonly Arrival[]; places: ReadonlyMap<Arrival, Place> },
): Promise<Enrolled[]> {
  const rows = await knownRows(trx, portalId, arrivals);
  const knownRow = indexByExecution(rows);
  const deliveries = await deliveriesById(trx, portalId, new Set(rows.map((row) => row.deliveryId)));
  const again = await noteCalledAgain(trx, portalId, rows);
  const answers: Enrolled[] = [];
  for (const arrival of arrivals) {
    const { execution } = arrival;
    const known = knownRow(execution);
    const found = places.get(arrival);
    if (known === undefined && found?.kind === "refused") {
      answers.push(found);
      continue;
    }
    const row = invariant(known, "a known execution was not found again");
    const target = {
      delivery: invariant(deliveries.get(row.deliveryId), "no delivery for an execution"),
      covered: row.covered,
    };
    if (row.callbackId !== execution.callbackId) await addSecondCallback(trx, execution, target);
    const answered = answer(target);
    const isAgain = answered.kind === "finished" && again.has(row.callbackId);
    answers.push(isAgain ? { ...answered, calledAgain: true } : answered);
  }
  return answers;
}

async function deliveriesById(trx: Trx, portalId: number, ids: ReadonlySet<string>): Promise<Map<string, Delivery>> {
  if (ids.size === 0) return new Map();
  const rows = await trx
    .selectFrom("deliveries")
    .selectAll()
    .where("portalId", "=", portalId)
    .where("id", "in", [...ids].toSorted())
    .orderBy("id")
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, toDelivery(row)]));
}

function answer({ delivery, covered }: Target): Enrolled {
  if (outcomeOf(delivery) !== null) return { kind: "finished", delivery, covered };
  return { kind: "held", deliveryId: delivery.id, covered, holdSeconds: holdOf(delivery) };
}
