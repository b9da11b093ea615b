/** What has to be done to a database that was put back from a backup, before anything is sent from it. */
import { sql } from "kysely";
import { afterRestore, RESTORE } from "../../delivery/lifecycle/commands.ts";
import type { Db } from "./database.ts";
import { recordEach } from "../deliveries/deliveries.ts";
import { createFactStore } from "./deployment-facts.ts";

export interface Settled {
  /** Deliveries of which it cannot be known any more whether they were sent. */
  readonly uncertain: number;
  /** Portals whose sends are stopped. */
  readonly stopped: number;
}

/**
 * Stops all sends of all portals first: runs that were opened after the backup have left no row that could cover the
 * contacts who arrive next. Then ends what was open. May be repeated.
 */
export async function settleAfterRestore(db: Db): Promise<Settled> {
  const { numUpdatedRows } = await db
    .updateTable("portals")
    .set({ stoppedAt: sql`coalesce(stopped_at, service_now())`, stoppedBy: sql`coalesce(stopped_by, ${RESTORE})` })
    .executeTakeFirst();
  // What has shown since that the card's check no longer holds is not in the backup.
  await createFactStore(db).forgetFact("cardCheckResult");
  const open = db.selectFrom("deliveries").select("id").where("outcome", "is", null);
  return { uncertain: await recordEach(db, open, afterRestore, () => undefined), stopped: Number(numUpdatedRows) };
}
