/**
 * The stop of all sends of a portal. It is stored before anything is cancelled, and asked for once more, under a lock,
 * where a delivery is opened and where it sets out for LINE: what is on its way at that instant does not slip through. The
 * removal of the app is a stop too.
 */
import { sql } from "kysely";
import type { Change } from "../../delivery/lifecycle/change.ts";
import { afterAsking } from "../../delivery/lifecycle/results/after-preflight.ts";
import { isAllowed } from "../../delivery/lifecycle/approval.ts";
import { afterDoubt, afterStop, afterUninstall, letsOut, startsSending } from "../../delivery/lifecycle/commands.ts";
import { isWaiting, type Delivery } from "../../delivery/delivery.ts";
import { earlierSend } from "../../delivery/lifecycle/edits/earlier-send.ts";
import { meansRemoval } from "../../delivery/hubspot/portal-access.ts";
import type { SendingSwitch } from "../../ports/store/sending-stop.ts";
import type { Db, Operations, Trx } from "../postgres/database.ts";
import { serviceNow } from "../postgres/clock.ts";
import { updatePortal } from "../postgres/portal-row.ts";
import { otherDeliveries } from "../enrollments/edits/other-deliveries.ts";

export const sendingSwitch: Operations<Omit<SendingSwitch, "stopSending">> = {
  async sendingStop(db, portalId) {
    const row = await db
      .selectFrom("portals")
      .select(["stoppedAt", "stoppedBy"])
      .where("portalId", "=", portalId)
      .executeTakeFirst();
    return row?.stoppedAt == null || row.stoppedBy === null ? null : { by: row.stoppedBy, at: row.stoppedAt };
  },
  async resumeSending(db, portalId) {
    const { numUpdatedRows } = await updatePortal(db, portalId)
      .set({ stoppedAt: null, stoppedBy: null })
      .where("stoppedAt", "is not", null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
};

/** The person who stopped first stays. False when there is no such portal. */
export async function markStopped(db: Db, portalId: number, by: string): Promise<boolean> {
  const now = new Date(await serviceNow(db));
  const { numUpdatedRows } = await updatePortal(db, portalId)
    .set({ stoppedAt: sql`coalesce(stopped_at, ${now})`, stoppedBy: sql`coalesce(stopped_by, ${by})` })
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * `change`; or, where it would set out for LINE, the end of the delivery whose portal is stopped or has left, and a wait
 * while it is in doubt whether the portal has left, or while a person has to allow a second send of a step.
 */
export async function enforceSendingStop(trx: Trx, before: Delivery, change: Change, now: number): Promise<Change> {
  if (!letsOut(before, change.delivery)) return change;
  const portal = await trx
    .selectFrom("portals")
    .select(["stoppedBy", "uninstalledAt", "accessFinding"])
    .where("portalId", "=", before.portalId)
    .forShare()
    .executeTakeFirst();
  if (portal?.uninstalledAt != null) return afterUninstall(before, now) ?? change;
  if (portal?.accessFinding != null && meansRemoval(portal.accessFinding)) return afterDoubt(before, now) ?? change;
  if (!startsSending(before, change.delivery)) return change;
  if (portal?.stoppedBy != null) return afterStop(before, portal.stoppedBy, now) ?? change;
  return unlessSentBefore(trx, before, change, now);
}

/** Preflight has looked already; another delivery of the step may have set out since. */
async function unlessSentBefore(trx: Trx, before: Delivery, change: Change, now: number): Promise<Change> {
  if (!isWaiting(before) || isAllowed(before, "CHANGED_AFTER_SEND")) return change;
  // One narrowcast of a channel sets out at a time: each sees the others.
  await trx
    .selectFrom("channels")
    .select("id")
    .where(({ and }) => and({ id: before.inputs.channelId, portalId: before.portalId }))
    .forNoKeyUpdate()
    .execute();
  const sent = earlierSend(before, await otherDeliveries(trx, before), now);
  return sent === null ? change : afterAsking(before, [sent], now);
}
