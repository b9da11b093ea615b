/**
 * One narrowcast of a LINE account is on its way at a time: LINE reserves quota while it sends, and a second one would fail
 * or be charged twice. The lock is a row of the account's, also where two portals share it.
 */
import { sql } from "kysely";
import type { Delivery } from "../../delivery/delivery.ts";
import type { DeliveryRef } from "../../ports/store/deliveries.ts";
import { addJob } from "../jobs/jobs.ts";
import type { Trx } from "../postgres/database.ts";
import { sends } from "./views.ts";

class LockMissed extends Error {}

/** Takes the lock where the delivery starts to send; where it is over, releases it and wakes the one that has waited longest. */
export async function updateSendLock(
  trx: Trx,
  before: Delivery,
  after: Delivery,
  lineChannelId: string,
): Promise<void> {
  const was = before.state.phase === "sending";
  if (after.state.phase === "sending" && !was) {
    const { sendsReadAt } = after.state.narrowcast;
    const { portalId, inputs } = after;
    // A send that came and went since then would not be left out: everything is checked once more.
    if (sendsReadAt !== undefined && (await sends.recentSends(trx, portalId, inputs.channelId, sendsReadAt)).length > 0)
      throw new LockMissed();
    await trx.insertInto("sendLocks").values({ lineChannelId, portalId, deliveryId: after.id }).execute();
  }
  if (was && after.state.phase !== "sending") {
    const lock = trx.deleteFrom("sendLocks").where("lineChannelId", "=", lineChannelId);
    await lock.where("portalId", "=", after.portalId).where("deliveryId", "=", after.id).execute();
    await wakeNextWaiting(trx, lineChannelId);
  }
}

async function wakeNextWaiting(trx: Trx, lineChannelId: string): Promise<void> {
  const waits = sql`phase in ('sealed', 'preparing') and state #>> '{wait,finding,code}' = 'WAITING_FOR_TURN'`;
  const { rows: waiting } = await sql<DeliveryRef>`
    select portal_id, id from deliveries
    where line_channel_id = ${lineChannelId} and released_at is null and ${waits} order by sealed_at`.execute(trx);
  for (const next of waiting) {
    const { portalId, id } = next;
    const { rows: woken } = await sql`
      update deliveries set state = jsonb_set(state, '{wait}', 'null'), version = version + 1, advance_at = service_now()
      where portal_id = ${portalId} and id = (
        select id from deliveries where portal_id = ${portalId} and id = ${id} and ${waits} for update skip locked)
      returning id`.execute(trx);
    if (woken.length > 0) return addJob(trx, "advance", next, null);
  }
}

/** Another send has the lock, or has had it since everything was checked. */
export function isSendLockTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return error instanceof LockMissed || (code === "23505" && constraint === "send_locks_pkey");
}
