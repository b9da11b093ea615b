import { sql, type Selectable } from "kysely";
import { randomUUID } from "node:crypto";
import type { MessageContent, SavedMessage } from "../../ports/store/saved-messages.ts";
import type { Db } from "../postgres/database.ts";
import type { SavedMessageTable } from "../postgres/tables/accounts.ts";

export async function listSavedMessages(db: Db, portalId: number): Promise<SavedMessage[]> {
  const rows = await db
    .selectFrom("saved_messages")
    .selectAll()
    .where("portal_id", "=", portalId)
    .orderBy("name")
    .execute();
  return rows.map(toSavedMessage);
}

/** How many there are beside `except`, and their content's length in bytes of JSON. */
export function savedMessagesSize(db: Db, portalId: number, except: string | null) {
  return db
    .selectFrom("saved_messages")
    .select([
      sql<number>`count(*)::int`.as("count"),
      sql<number>`coalesce(sum(octet_length(messages::text)), 0)::int`.as("bytes"),
    ])
    .where("portal_id", "=", portalId)
    .where(sql<boolean>`id::text is distinct from ${except}::text`)
    .executeTakeFirstOrThrow();
}

/** Null when the portal has no such message; ids that are no UUID are nobody's. */
export async function loadSavedMessage(db: Db, portalId: number, id: string): Promise<SavedMessage | null> {
  const row = await db
    .selectFrom("saved_messages")
    .selectAll()
    .where("portal_id", "=", portalId)
    .where(sql<string>`id::text`, "=", id)
    .executeTakeFirst();
  return row === undefined ? null : toSavedMessage(row);
}

export async function createSavedMessage(
  db: Db,
  portalId: number,
  { name, messages, utm }: MessageContent,
  by?: number,
): Promise<SavedMessage> {
  const now = sql<Date>`service_now()`;
  const row = await db
    .insertInto("saved_messages")
    .values({
      id: randomUUID(),
      portal_id: portalId,
      name,
      messages: JSON.stringify(messages),
      utm: utm === null ? null : JSON.stringify(utm),
      created_at: now,
      updated_at: now,
      changed_by: by ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toSavedMessage(row);
}

/** Null when there is nothing to change. */
export async function changeSavedMessage(
  db: Db,
  portalId: number,
  id: string,
  { name, messages, utm }: MessageContent,
  by?: number,
): Promise<SavedMessage | null> {
  const content = { messages: JSON.stringify(messages), utm: utm === null ? null : JSON.stringify(utm) };
  const row = await db
    .updateTable("saved_messages")
    .set({
      name,
      ...content,
      // Who saves the same once more has written nothing of it.
      changed_by: sql`case
        when messages = ${content.messages}::jsonb and utm is not distinct from ${content.utm}::jsonb then changed_by
        else ${by ?? null}::bigint end`,
      version: sql`version + 1`,
      updated_at: sql`service_now()`,
    })
    .where("portal_id", "=", portalId)
    .where(sql<string>`id::text`, "=", id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toSavedMessage(row);
}

export async function deleteSavedMessage(db: Db, portalId: number, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("saved_messages")
    .where("portal_id", "=", portalId)
    .where(sql<string>`id::text`, "=", id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

const toSavedMessage = (row: Selectable<SavedMessageTable>): SavedMessage => ({
  id: row.id,
  portalId: row.portal_id,
  name: row.name,
  messages: row.messages,
  utm: row.utm,
  updatedAt: row.updated_at.getTime(),
  changedBy: row.changed_by,
});
