import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import type { SavedMessages } from "../../ports/store/saved-messages.ts";
import { SERVICE_NOW, type Operations } from "../postgres/database.ts";

const MESSAGE = ["id", "portalId", "name", "messages", "utm", "updatedAt", "changedBy"] as const;

/** Ids that are no UUID belong to no message. */
const ID = sql<string>`id::text`;

export const savedMessages: Operations<SavedMessages> = {
  savedMessages: (db, portalId) =>
    db.selectFrom("savedMessages").select(MESSAGE).where("portalId", "=", portalId).orderBy("name").execute(),
  savedMessagesSize: (db, portalId, except) =>
    db
      .selectFrom("savedMessages")
      .select([
        sql<number>`count(*)::int`.as("count"),
        sql<number>`coalesce(sum(octet_length(messages::text)), 0)::int`.as("bytes"),
      ])
      .where("portalId", "=", portalId)
      .where(sql<boolean>`id::text is distinct from ${except}::text`)
      .executeTakeFirstOrThrow(),
  async savedMessage(db, portalId, id) {
    const query = db.selectFrom("savedMessages").select(MESSAGE).where("portalId", "=", portalId).where(ID, "=", id);
    return (await query.executeTakeFirst()) ?? null;
  },
  createSavedMessage(db, portalId, { name, messages, utm }, by) {
    const content = { name, messages: JSON.stringify(messages), utm, changedBy: by ?? null };
    return db
      .insertInto("savedMessages")
      .values({ id: randomUUID(), portalId, ...content, createdAt: SERVICE_NOW, updatedAt: SERVICE_NOW })
      .returning(MESSAGE)
      .executeTakeFirstOrThrow();
  },
  async changeSavedMessage(db, portalId, id, { name, messages, utm }, by) {
    const content = { messages: JSON.stringify(messages), utm };
    const row = await db
      .updateTable("savedMessages")
      .set({
        name,
        ...content,
        // A person who saves the same once more has written nothing of it.
        changedBy: sql`case
          when messages = ${content.messages}::jsonb and utm is not distinct from ${utm}::jsonb then changed_by
          else ${by ?? null}::bigint end`,
        updatedAt: SERVICE_NOW,
      })
      .where("portalId", "=", portalId)
      .where(ID, "=", id)
      .returning(MESSAGE)
      .executeTakeFirst();
    return row ?? null;
  },
  async deleteSavedMessage(db, portalId, id) {
    const query = db.deleteFrom("savedMessages").where("portalId", "=", portalId).where(ID, "=", id);
    return (await query.executeTakeFirst()).numDeletedRows > 0n;
  },
};
