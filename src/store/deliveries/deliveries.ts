/** Deliveries: loading, and the one place where they change. */
import { sql, type SelectQueryBuilder } from "kysely";
import { BEHAVIOUR_VERSION } from "../../delivery/behaviour.ts";
import type { Change, DeliveryEvent, TimelineEvent } from "../../delivery/lifecycle/change.ts";
import type { Finding } from "../../delivery/codes.ts";
import { outcomeOf, readingOf, type Delivery } from "../../delivery/delivery.ts";
import { idsAreAtLine, uploadsWanted } from "../../delivery/upload.ts";
import type { Deliveries, DeliveryRef, Recorded } from "../../ports/store/deliveries.ts";
import { keepWhatIsSent, keepNames } from "./known-names.ts";
import type { Db, Operations, Trx } from "../postgres/database.ts";
import { changeAlerts } from "../alerts/change-alerts.ts";
import { coverBy } from "../enrollments/edits/cover-by.ts";
import { addJob } from "../jobs/jobs.ts";
import { changingColumns, editedColumns, toDelivery } from "../postgres/rows.ts";
import type { Tables } from "../postgres/tables.ts";
import { enforceSendingStop } from "./sending-stop.ts";
import { DAY_MS } from "../../delivery/durations.ts";
import { updateSendLock, isSendLockTaken } from "./send-lock.ts";
import { serviceNow } from "../postgres/clock.ts";

export const deliveryRow = (db: Db, { portalId, id }: DeliveryRef) =>
  db.selectFrom("deliveries").where("portalId", "=", portalId).where("id", "=", id);

export const deliveries: Operations<Pick<Deliveries, "delivery" | "requiredVersion">> = {
  async delivery(db, of) {
    const row = await deliveryRow(db, of).selectAll().executeTakeFirst();
    return row === undefined ? null : { delivery: toDelivery(row), now: await serviceNow(db) };
  },
  async requiredVersion(db, of) {
    const row = await deliveryRow(db, of).select("requiresVersion").executeTakeFirst();
    return row?.requiresVersion ?? null;
  },
};

/** Called once for each stored change, after the commit: the log line of what happened. */
export type OnChange = (before: Delivery, change: Change) => void;

type Decide = Parameters<Deliveries["record"]>[1];

export async function recordChange(db: Db, of: DeliveryRef, decide: Decide, onChange: OnChange): Promise<Recorded> {
  try {
    const done = await db.transaction().execute((trx) => decideAndStore(trx, of, decide));
    if (done === null) return { kind: "moved" };
    onChange(done.before, done.change);
    return { kind: "recorded", delivery: done.change.delivery };
  } catch (error) {
    if (isSendLockTaken(error)) return { kind: "turn_taken" };
    throw error;
  }
}

/** The same for each of these deliveries. Returns how many were changed. */
export async function recordEach(
  db: Db,
  which: SelectQueryBuilder<Tables, "deliveries", DeliveryRef>,
  decide: Decide,
  onChange: OnChange,
): Promise<number> {
  let changed = 0;
  for (const each of await which.execute())
    if ((await recordChange(db, each, decide, onChange)).kind === "recorded") changed += 1;
  return changed;
}

async function decideAndStore(
  trx: Trx,
  of: DeliveryRef,
  decide: Decide,
): Promise<{ before: Delivery; change: Change } | null> {
  const row = await deliveryRow(trx, of).selectAll().forUpdate().executeTakeFirst();
  if (row === undefined) return null;
  const now = await serviceNow(trx);
  const before = toDelivery(row);
  const decided = decide(before, now);
  if (decided === null) return null;
  const change = await enforceSendingStop(trx, before, decided, now);
  if (change.delivery === before && change.events.length === 0) return { before, change };
  const delivery = await storeChange(trx, before, change, { now, lineChannelId: row.lineChannelId });
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
    .set({ requiresVersion: sql<number>`greatest(requires_version, ${BEHAVIOUR_VERSION}::integer)` })
    .where("portalId", "=", delivery.portalId)
    .where("id", "=", delivery.id)
    .execute();
  await writeTimeline(trx, delivery, change.events, now);
  await changeAlerts(trx, before, delivery, new Date(now));
  await keepReading(trx, before, delivery);
  await keepKnownNames(trx, before, delivery);
  await addFollowUps(trx, before, delivery, now);
  if (change.events.length > 0) await addJob(trx, "record", delivery, null);
  await updateSendLock(trx, before, delivery, lineChannelId);
  return delivery;
}

export async function writeTimeline(
  trx: Trx,
  { id, portalId, state: { phase } }: Delivery,
  events: readonly DeliveryEvent[],
  now: number,
): Promise<void> {
  if (events.length === 0) return;
  const entries = events.map(({ event, finding, details = {} }) => ({ event, finding, details }));
  await sql`
    insert into timeline (portal_id, delivery_id, number, at, event, phase, finding, details)
    select d.portal_id, d.id, e.number + coalesce(
        (select max(t.number) from timeline t where t.portal_id = d.portal_id and t.delivery_id = d.id), 0),
      ${new Date(now)}, e.entry ->> 'event', ${phase}, e.entry -> 'finding', e.entry -> 'details'
    from deliveries d cross join jsonb_array_elements(${JSON.stringify(entries)}::jsonb) with ordinality as e (entry, number)
    where d.portal_id = ${portalId} and d.id = ${id}`.execute(trx);
}

/** On a delivery that is over in itself, and once however often it happens: what becomes of contacts who arrive later. */
export async function noteRefusedLater(trx: Trx, delivery: Delivery, why: Finding, now: number): Promise<void> {
  const known = await trx
    .selectFrom("timeline")
    .select("number")
    .where("portalId", "=", delivery.portalId)
    .where("deliveryId", "=", delivery.id)
    .where("event", "=", "refused_later" satisfies TimelineEvent)
    .executeTakeFirst();
  if (known === undefined) await writeTimeline(trx, delivery, [{ event: "refused_later", finding: why }], now);
}

async function keepReading(trx: Trx, before: Delivery, after: Delivery): Promise<void> {
  const reading = readingOf(after);
  if (reading === null || reading.takenAt === readingOf(before)?.takenAt) return;
  await trx
    .insertInto("readings")
    .values({ portalId: after.portalId, deliveryId: after.id, takenAt: new Date(reading.takenAt), reading })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Deliveries are looked for by the names that people know. */
async function keepKnownNames(trx: Trx, before: Delivery, after: Delivery): Promise<void> {
  const { portalId, inputs, list, preview } = after;
  if (preview !== null && preview !== before.preview) await keepNames(trx, portalId, "audience", preview.audiences);
  if (list !== before.list && list.known === "yes")
    await keepNames(trx, portalId, "list", { [inputs.listId]: list.name });
  if (inputs !== before.inputs || preview !== before.preview) await keepWhatIsSent(trx, after);
}

async function addFollowUps(trx: Trx, before: Delivery, after: Delivery, now: number): Promise<void> {
  const { advanceAt, readingAt } = changingColumns(after, now);
  const { state } = after;
  if (advanceAt !== null) await addJob(trx, "advance", after, advanceAt);
  if (state.phase === "collecting") await addJob(trx, "estimate", after, new Date(state.estimate.askAt));
  if (readingAt !== null) await addJob(trx, "reading", after, readingAt);
  if (outcomeOf(before) === null && outcomeOf(after) !== null) await addJob(trx, "release", after, null);
  if (toTidy(before, after)) await addJob(trx, "tidy", after, tidyAt(after, now));
}

/** LINE user IDs are to be erased once LINE has them, and the audiences of a delivery that is over. */
function toTidy(before: Delivery, after: Delivery): boolean {
  const over = outcomeOf(after) !== null;
  if (!over) return idsAreAtLine(after) && !idsAreAtLine(before);
  const justOver = outcomeOf(before) === null && uploadsWanted(after.inputs).length > 0;
  return justOver || after.uploads.some(({ state, audienceId }) => state !== "deleted" && audienceId !== null);
}

/** LINE may still be sending to the audiences of a delivery whose end is not known. */
const tidyAt = (after: Delivery, now: number): Date | null =>
  outcomeOf(after)?.kind === "uncertain" ? new Date(now + DAY_MS) : null;
