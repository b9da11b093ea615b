import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import type { DeletedMessage, MessageUse, SavedMessages } from "../../ports/store/saved-messages.ts";
import { BEFORE_SENDING } from "../../delivery/delivery.ts";
import { DAY_MS } from "../../delivery/durations.ts";
import { serviceNow } from "../postgres/clock.ts";
import { SERVICE_NOW, type Db, type Operations } from "../postgres/database.ts";

const MESSAGE = ["id", "portalId", "name", "messages", "utm", "updatedAt", "changedBy"] as const;

/** Ids that are no UUID belong to no message. */
const ID = sql<string>`id::text`;

/** What people look for: what happened in the last month. */
const USES = { days: 30, most: 5 } as const;
const MAX_DELETED = 20;

const kept = (db: Db, portalId: number) =>
  db.selectFrom("savedMessages").where("portalId", "=", portalId).where("deletedAt", "is", null);

export const savedMessages: Operations<SavedMessages> = {
  savedMessages: (db, portalId) => kept(db, portalId).select(MESSAGE).orderBy("name").execute(),
  savedMessagesSize: (db, portalId, except) =>
    kept(db, portalId)
      .select([
        sql<number>`count(*)::int`.as("count"),
        sql<number>`coalesce(sum(octet_length(messages::text)), 0)::int`.as("bytes"),
      ])
      .where(sql<boolean>`id::text is distinct from ${except}::text`)
      .executeTakeFirstOrThrow(),
  async savedMessage(db, portalId, id) {
    return (await kept(db, portalId).select(MESSAGE).where(ID, "=", id).executeTakeFirst()) ?? null;
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
          when messages::jsonb = ${content.messages}::jsonb and utm is not distinct from ${utm}::jsonb then changed_by
          else ${by ?? null}::bigint end`,
        updatedAt: SERVICE_NOW,
      })
      .where("portalId", "=", portalId)
      .where(ID, "=", id)
      .where("deletedAt", "is", null)
      .returning(MESSAGE)
      .executeTakeFirst();
    return row ?? null;
  },
  async messageUses(db, portalId, id) {
    const since = new Date((await serviceNow(db)) - USES.days * DAY_MS);
    const { rows } = await sql<MessageUse>`
      select id as delivery_id, coalesce(list ->> 'name', inputs ->> 'listId') as list_name, opened_at, workflow_ids,
        phase = any(${BEFORE_SENDING}) as is_unsent
      from deliveries
      where portal_id = ${portalId} and message_key = ${id} and opened_at > ${since}::timestamptz
      order by opened_at desc limit ${USES.most}`.execute(db);
    return rows;
  },
  async deleteSavedMessage(db, portalId, id) {
    const query = db
      .updateTable("savedMessages")
      .set({ deletedAt: new Date(await serviceNow(db)) })
      .where("portalId", "=", portalId)
      .where(ID, "=", id)
      .where("deletedAt", "is", null);
    return (await query.executeTakeFirst()).numUpdatedRows > 0n;
  },
  async deletedMessages(db, portalId) {
    const query = db
      .selectFrom("savedMessages")
      .select(["id", "name", "deletedAt"])
      .where("portalId", "=", portalId)
      .where("deletedAt", "is not", null)
      .orderBy("deletedAt", "desc")
      .limit(MAX_DELETED);
    return query.$castTo<DeletedMessage>().execute();
  },
  async restoreSavedMessage(db, portalId, id) {
    const query = db
      .updateTable("savedMessages")
      .set({ deletedAt: null })
      .where("portalId", "=", portalId)
      .where(ID, "=", id)
      .where("deletedAt", "is not", null)
      .returning(MESSAGE);
    return (await query.executeTakeFirst()) ?? null;
  },
  async savedMessageName(db, portalId, id) {
    const query = db.selectFrom("savedMessages").select("name").where("portalId", "=", portalId).where(ID, "=", id);
    return (await query.executeTakeFirst())?.name ?? null;
  },
};
