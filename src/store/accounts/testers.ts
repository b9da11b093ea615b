/** Who receives test sends of a channel. */
import { sql, type Selectable } from "kysely";
import { randomUUID } from "node:crypto";
import type { Tester } from "../../ports/store/channels.ts";
import type { Db } from "../postgres/database.ts";
import type { TesterTable } from "../postgres/tables/accounts.ts";

export async function listTesters(db: Db, portalId: number, channelId: string): Promise<Tester[]> {
  const rows = await db
    .selectFrom("testers")
    .selectAll()
    .where("portal_id", "=", portalId)
    .where("channel_id", "=", channelId)
    .orderBy("name")
    .execute();
  return rows.map(toTester);
}

/** Null when the portal has no such channel. */
export async function saveTester(
  db: Db,
  portalId: number,
  channelId: string,
  { name, lineUserId }: { name: string; lineUserId: string },
): Promise<Tester | null> {
  const row = await db
    .insertInto("testers")
    .columns(["id", "portal_id", "channel_id", "name", "line_user_id"])
    .expression((query) =>
      query
        .selectFrom("channels")
        .select([
          sql<string>`${randomUUID()}::uuid`.as("id"),
          "portal_id",
          "channels.id as channel_id",
          sql<string>`${name}::text`.as("name"),
          sql<string>`${lineUserId}::text`.as("line_user_id"),
        ])
        .where("portal_id", "=", portalId)
        .where("channels.id", "=", channelId),
    )
    .onConflict((conflict) => conflict.columns(["channel_id", "line_user_id", "portal_id"]).doUpdateSet({ name }))
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toTester(row);
}

export async function deleteTester(db: Db, portalId: number, id: string): Promise<Tester | null> {
  const row = await db
    .deleteFrom("testers")
    .where("portal_id", "=", portalId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toTester(row);
}

/** With the app goes what is known of people. */
export async function deleteTestersOf(db: Db, portalId: number): Promise<void> {
  await db.deleteFrom("testers").where("portal_id", "=", portalId).execute();
}

const toTester = (row: Selectable<TesterTable>): Tester => ({
  id: row.id,
  channelId: row.channel_id,
  name: row.name,
  lineUserId: row.line_user_id,
});
