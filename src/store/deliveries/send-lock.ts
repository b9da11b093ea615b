/**
 * One narrowcast of a LINE account is on its way at a time: LINE reserves quota while it sends, and a second one would fail
 * or be charged twice. The lock is a row of the account's, also where two portals share it.
 */
import { sql, type Transaction } from "kysely";
import type { Delivery } from "../../delivery/delivery.ts";
import { addJob } from "../jobs/jobs.ts";
import type { Tables } from "../postgres/tables.ts";
import { recentSends } from "./views.ts";

type Trx = Transaction<Tables>;

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
    if (sendsReadAt !== undefined && (await recentSends(trx, portalId, inputs.channelId, sendsReadAt)).length > 0)
      throw new LockMissed();
    const lock = { line_channel_id: lineChannelId, portal_id: after.portalId, delivery_id: after.id };
    await trx.insertInto("send_locks").values(lock).execute();
  }
  if (was && after.state.phase !== "sending") {
    await trx
      .deleteFrom("send_locks")
      .where("line_channel_id", "=", lineChannelId)
      .where("delivery_id", "=", after.id)
      .execute();
    await wakeNextWaiting(trx, lineChannelId);
  }
}

async function wakeNextWaiting(trx: Trx, lineChannelId: string): Promise<void> {
  const next = await trx
    .updateTable("deliveries")
    .set({ state: sql`jsonb_set(state, '{wait}', 'null')`, version: sql`version + 1`, advance_at: sql`service_now()` })
    .where("id", "=", (query) =>
      query
        .selectFrom("deliveries")
        .select("id")
        .where("line_channel_id", "=", lineChannelId)
        .where("phase", "in", ["sealed", "preparing"])
        .where(sql`state #>> '{wait,finding,code}'`, "=", "WAITING_FOR_TURN")
        .orderBy("sealed_at")
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning("id")
    .executeTakeFirst();
  if (next !== undefined) await addJob(trx, "advance", next.id, null);
}

/** Another send has the lock, or has had it since everything was checked. */
export function isSendLockTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return error instanceof LockMissed || (code === "23505" && constraint === "send_locks_pkey");
}
