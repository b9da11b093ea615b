/** What has to be done to a database that was put back from a backup, before anything is sent from it. */
import { afterRestore, RESTORE } from "../../delivery/lifecycle/commands.ts";
import type { Db } from "./database.ts";
import { recordEach } from "../deliveries/deliveries.ts";
import { markStopped } from "../deliveries/sending-stop.ts";
import { createFactStore } from "./deployment-facts.ts";
import { everyPortal } from "./portal-row.ts";

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
  const portalIds = await everyPortal(db);
  for (const portalId of portalIds) await markStopped(db, portalId, RESTORE);
  // What has shown since that the card's check no longer holds is not in the backup.
  await createFactStore(db).forgetFact("cardCheckResult");
  let uncertain = 0;
  for (const portalId of portalIds) {
    const ofPortal = db.selectFrom("deliveries").select(["portalId", "id"]).where("portalId", "=", portalId);
    uncertain += await recordEach(db, ofPortal.where("outcome", "is", null), afterRestore, () => undefined);
  }
  return { uncertain, stopped: portalIds.length };
}
