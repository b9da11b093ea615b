/**
 * The stop of all sends of a portal. It is stored before anything is cancelled, and asked for once more, under a lock,
 * where a delivery is opened and where it sets out for LINE: what is on its way at that instant does not slip through. The
 * removal of the app is a stop too.
 */
import { sql, type Transaction } from "kysely";
import type { Change } from "../../delivery/lifecycle/change.ts";
import { afterAsking } from "../../delivery/lifecycle/results/after-preflight.ts";
import { isAllowed } from "../../delivery/lifecycle/approval.ts";
import { afterDoubt, afterStop, afterUninstall, letsOut, startsSending } from "../../delivery/lifecycle/commands.ts";
import { BEFORE_SENDING, isWaiting, type Delivery } from "../../delivery/delivery.ts";
import { earlierSend } from "../../delivery/lifecycle/edits/earlier-send.ts";
import { meansRemoval } from "../../delivery/hubspot/portal-access.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import type { Db } from "../postgres/database.ts";
import { otherDeliveries } from "../enrollments/edits/other-deliveries.ts";
import type { Tables } from "../postgres/tables.ts";

export async function sendingStop(db: Db, portalId: number): Promise<SendingStop | null> {
  const row = await db
    .selectFrom("portals")
    .select(["stopped_at", "stopped_by"])
    .where("portal_id", "=", portalId)
    .executeTakeFirst();
  return row?.stopped_at == null || row.stopped_by === null
    ? null
    : { by: row.stopped_by, at: row.stopped_at.getTime() };
}

/** Who stopped first stays. False when there is no such portal. */
export async function markStopped(db: Db, portalId: number, by: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("portals")
    .set({
      stopped_at: sql`coalesce(stopped_at, service_now())`,
      stopped_by: sql`coalesce(stopped_by, ${by})`,
    })
    .where("portal_id", "=", portalId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function resumeSending(db: Db, portalId: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("portals")
    .set({ stopped_at: null, stopped_by: null })
    .where("portal_id", "=", portalId)
    .where("stopped_at", "is not", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Deliveries of a portal that can still be cancelled. */
export async function beforeSending(db: Db, portalId: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("deliveries")
    .select("id")
    .where("portal_id", "=", portalId)
    .where("phase", "in", BEFORE_SENDING)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * `change`; or, where it would set out for LINE, the end of the delivery whose portal is stopped or has left, and a wait
 * while it is in doubt whether the portal has left, or while a person has to allow a second send of a step.
 */
export async function enforceSendingStop(
  trx: Transaction<Tables>,
  before: Delivery,
  change: Change,
  now: number,
): Promise<Change> {
  if (!letsOut(before, change.delivery)) return change;
  const portal = await trx
    .selectFrom("portals")
    .select(["stopped_by", "uninstalled_at", "access_finding"])
    .where("portal_id", "=", before.portalId)
    .forShare()
    .executeTakeFirst();
  if (portal?.uninstalled_at != null) return afterUninstall(before, now) ?? change;
  if (portal?.access_finding != null && meansRemoval(portal.access_finding)) return afterDoubt(before, now) ?? change;
  if (!startsSending(before, change.delivery)) return change;
  if (portal?.stopped_by != null) return afterStop(before, portal.stopped_by, now) ?? change;
  return unlessSentBefore(trx, before, change, now);
}

/** Preflight has looked already; another delivery of the step may have set out since. */
async function unlessSentBefore(
  trx: Transaction<Tables>,
  before: Delivery,
  change: Change,
  now: number,
): Promise<Change> {
  if (!isWaiting(before) || isAllowed(before, "CHANGED_AFTER_SEND")) return change;
  // One narrowcast of a channel sets out at a time: each sees the others.
  await trx
    .selectFrom("channels")
    .select("id")
    .where("id", "=", before.inputs.channelId)
    .where("portal_id", "=", before.portalId)
    .forNoKeyUpdate()
    .execute();
  const sent = earlierSend(before, await otherDeliveries(trx, before.id), now);
  return sent === null ? change : afterAsking(before, [sent], now);
}
