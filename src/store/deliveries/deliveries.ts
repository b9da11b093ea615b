/** Deliveries: loading, and the one door through which they change. */
import { sql, type Selectable, type Transaction } from "kysely";
import { BEHAVIOUR_VERSION } from "../../delivery/behaviour.ts";
import type { Change, DeliveryEvent, TimelineEvent } from "../../delivery/lifecycle/change.ts";
import type { Finding } from "../../delivery/codes.ts";
import { outcomeOf, readingOf, type Delivery } from "../../delivery/delivery.ts";
import { idsAreAtLine, uploadsWanted } from "../../delivery/upload.ts";
import type { Deliveries, Recorded, Snapshot } from "../../ports/store/deliveries.ts";
import { keepAudienceNames } from "./audience-names.ts";
import type { Db } from "../postgres/database.ts";
import { coverBy } from "../enrollments/edits/cover-by.ts";
import { addJob } from "../jobs/jobs.ts";
import { changingColumns, editedColumns, toDelivery } from "../postgres/rows.ts";
import { enforceSendingStop } from "./sending-stop.ts";
import type { DeliveryTable } from "../postgres/tables/deliveries.ts";
import type { Tables } from "../postgres/tables.ts";
import { DAY_MS } from "../../delivery/durations.ts";
import { updateSendLock, isSendLockTaken } from "./send-lock.ts";

type Trx = Transaction<Tables>;

export async function loadDelivery(db: Db, id: string): Promise<Snapshot | null> {
  const row = await db
    .selectFrom("deliveries")
    .selectAll()
    .select(sql<Date>`service_now()`.as("now"))
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? null : snapshot(row);
}

export async function loadRequiredVersion(db: Db, id: string): Promise<number | null> {
  const row = await db.selectFrom("deliveries").select("requires_version").where("id", "=", id).executeTakeFirst();
  return row?.requires_version ?? null;
}

const snapshot = (row: Selectable<DeliveryTable> & { now: Date }): Snapshot => ({
  delivery: toDelivery(row),
  now: row.now.getTime(),
});

/** Called once per stored change, after the commit: the log line of what happened. */
export type OnChange = (before: Delivery, change: Change) => void;

export async function recordChange(
  db: Db,
  id: string,
  decide: Parameters<Deliveries["record"]>[1],
  onChange: OnChange,
): Promise<Recorded> {
  try {
    const done = await db.transaction().execute((trx) => decideAndStore(trx, id, decide));
    if (done === null) return { kind: "moved" };
    onChange(done.before, done.change);
    return { kind: "recorded", delivery: done.change.delivery };
  } catch (error) {
    if (isSendLockTaken(error)) return { kind: "turn_taken" };
    throw error;
  }
}

async function decideAndStore(
  trx: Trx,
  id: string,
  decide: Parameters<Deliveries["record"]>[1],
): Promise<{ before: Delivery; change: Change } | null> {
  const row = await trx.selectFrom("deliveries").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (row === undefined) return null;
  const now = await serviceNow(trx);
  const before = toDelivery(row);
  const decided = decide(before, now);
  if (decided === null) return null;
  const change = await enforceSendingStop(trx, before, decided, now);
  if (change.delivery === before && change.events.length === 0) return { before, change };
  const delivery = await storeChange(trx, before, change, { now, lineChannelId: row.line_channel_id });
  if (change.coveredBy !== undefined) await coverBy(trx, delivery, change.coveredBy, now);
  return { before, change: { ...change, delivery } };
}

/** Stores what became of a locked delivery, its timeline entries and the jobs that continue it. */
export async function storeChange(
  trx: Trx,
  before: Delivery,
  change: Change,
  { now, lineChannelId }: { readonly now: number; readonly lineChannelId: string },
): Promise<Delivery> {
  const delivery = { ...change.delivery, version: before.version + 1 };
  await trx
    .updateTable("deliveries")
    .set(changingColumns(delivery, now))
    .set(delivery.inputs === before.inputs && delivery.openedAt === before.openedAt ? {} : editedColumns(delivery))
    .set({ requires_version: sql<number>`greatest(requires_version, ${BEHAVIOUR_VERSION}::integer)` })
    .where("id", "=", delivery.id)
    .execute();
  await writeTimeline(trx, delivery, change.events, now);
  await keepReading(trx, before, delivery);
  await keepNames(trx, before, delivery);
  await addFollowUps(trx, before, delivery, change.events.length > 0, lineChannelId, now);
  return delivery;
}

/** Asked after the lock is held, so that a step never sees a clock older than the facts. */
export async function serviceNow(trx: Trx | Db): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select service_now() as now`.execute(trx);
  return (rows[0]?.now ?? new Date(Number.NaN)).getTime();
}

async function writeTimeline(
  trx: Trx,
  delivery: Delivery,
  events: readonly DeliveryEvent[],
  now: number,
): Promise<void> {
  if (events.length === 0) return;
  const entries = events.map(({ event, finding, details }, index) => ({
    portal_id: delivery.portalId,
    delivery_id: delivery.id,
    number: sql<number>`coalesce((select max(number) from timeline where delivery_id = ${delivery.id}), 0) + ${index + 1}`,
    at: new Date(now),
    event,
    phase: delivery.state.phase,
    finding: finding === undefined ? null : JSON.stringify(finding),
    details: JSON.stringify(details ?? {}),
  }));
  await trx.insertInto("timeline").values(entries).execute();
}

/** On a delivery that is over in itself, and once however often it happens: what becomes of contacts who come later. */
export async function noteRefusedLater(trx: Trx, delivery: Delivery, why: Finding, now: number): Promise<void> {
  const known = await trx
    .selectFrom("timeline")
    .select("number")
    .where("delivery_id", "=", delivery.id)
    .where("event", "=", "refused_later" satisfies TimelineEvent)
    .executeTakeFirst();
  if (known === undefined) await writeTimeline(trx, delivery, [{ event: "refused_later", finding: why }], now);
}

async function keepReading(trx: Trx, before: Delivery, after: Delivery): Promise<void> {
  const reading = readingOf(after);
  if (reading === null || reading.takenAt === readingOf(before)?.takenAt) return;
  await trx
    .insertInto("readings")
    .values({
      portal_id: after.portalId,
      delivery_id: after.id,
      taken_at: new Date(reading.takenAt),
      reading: JSON.stringify(reading),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Deliveries are looked for by the names that people know. */
async function keepNames(trx: Trx, before: Delivery, after: Delivery): Promise<void> {
  const { portalId, inputs, list, preview } = after;
  if (preview !== null && preview !== before.preview) {
    const audiences = Object.entries(preview.audiences).map(([id, name]) => ({ id, name }));
    await keepAudienceNames(trx, portalId, audiences);
  }
  if (list === before.list || list.known !== "yes") return;
  await trx
    .insertInto("known_names")
    .values({ portal_id: portalId, kind: "list", id: inputs.listId, name: list.name })
    .onConflict((conflict) =>
      conflict
        .columns(["portal_id", "kind", "id"])
        .doUpdateSet(({ ref }) => ({ name: ref("excluded.name") }))
        .whereRef("known_names.name", "<>", "excluded.name"),
    )
    .execute();
}

async function addFollowUps(
  trx: Trx,
  before: Delivery,
  after: Delivery,
  visible: boolean,
  lineChannelId: string,
  now: number,
): Promise<void> {
  const { advance_at: advanceAt, reading_at: readingAt } = changingColumns(after, now);
  const { state } = after;
  if (advanceAt !== null) await addJob(trx, "advance", after.id, advanceAt);
  if (state.phase === "collecting") await addJob(trx, "estimate", after.id, new Date(state.estimate.askAt));
  if (readingAt !== null) await addJob(trx, "reading", after.id, readingAt);
  if (outcomeOf(before) === null && outcomeOf(after) !== null) await addJob(trx, "release", after.id, null);
  if (toTidy(before, after)) await addJob(trx, "tidy", after.id, tidyAt(after, now));
  if (visible) await addJob(trx, "record", after.id, null);
  await updateSendLock(trx, before, after, lineChannelId);
}

/** LINE user IDs are to be erased once LINE has them, and the audiences of a delivery that is over. */
function toTidy(before: Delivery, after: Delivery): boolean {
  const over = outcomeOf(after) !== null;
  if (!over) return idsAreAtLine(after) && !idsAreAtLine(before);
  const justOver = outcomeOf(before) === null && uploadsWanted(after.inputs).length > 0;
  return justOver || after.uploads.some(({ state, audienceId }) => state !== "deleted" && audienceId !== null);
}

/** LINE may still be sending to the audiences of a delivery whose end nobody knows. */
const tidyAt = (after: Delivery, now: number): Date | null =>
  outcomeOf(after)?.kind === "uncertain" ? new Date(now + DAY_MS) : null;
