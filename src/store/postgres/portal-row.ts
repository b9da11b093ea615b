/** The row of a HubSpot account. */
import type { Db, Trx } from "./database.ts";

/** The portal as it is until the transaction ends; undefined where it never installed the app. */
export const lockPortal = (trx: Trx, portalId: number) =>
  trx.selectFrom("portals").selectAll().where("portalId", "=", portalId).forUpdate().executeTakeFirst();

/** For what is done in each by itself. */
export async function everyPortal(db: Db): Promise<number[]> {
  const rows = await db.selectFrom("portals").select("portalId").execute();
  return rows.map(({ portalId }) => portalId);
}

export const updatePortal = (db: Db, portalId: number) => db.updateTable("portals").where("portalId", "=", portalId);
