/** Connected LINE Official Accounts, their testers, and which deliveries use their audiences. Always of one portal. */
import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import type { AudienceUse, Channels, Tester } from "../../ports/store/channels.ts";
import { SERVICE_NOW, type Db, type Operations } from "../postgres/database.ts";
import { serviceNow } from "../postgres/clock.ts";
import type { Secrets } from "../postgres/secrets.ts";

/** Enough to see what an audience is used for, however many deliveries there are. */
const MAX_DELIVERIES = 1000;

const CHANNEL = [
  "id",
  "portalId",
  "name",
  "lineChannelId",
  "botUserId",
  "basicId",
  "displayName",
  "connectedAt",
  "timeZone",
  "quotaFloor",
] as const;

const TESTER = ["id", "channelId", "name", "lineUserId"] as const;

export async function saveChannel(
  db: Db,
  secrets: Secrets,
  { portalId, name, credentials, account }: Parameters<Channels["saveChannel"]>[0],
): ReturnType<Channels["saveChannel"]> {
  const { botUserId, basicId, displayName } = account;
  const row = {
    name,
    channelSecret: secrets.encrypt(credentials.channelSecret, { portalId, column: "channel_secret" }),
    botUserId,
    basicId,
    displayName,
    verifiedAt: SERVICE_NOW,
  };
  const portal = db.selectFrom("portals").select("timeZone").where("portalId", "=", portalId);
  const { timeZone } = await portal.executeTakeFirstOrThrow();
  const first = { id: randomUUID(), portalId, lineChannelId: credentials.lineChannelId, timeZone };
  return await db
    .insertInto("channels")
    .values({ ...first, ...row, connectedAt: SERVICE_NOW })
    .onConflict((conflict) =>
      conflict
        .columns(["portalId", "lineChannelId"])
        .doUpdateSet(({ ref }) => ({ ...row, verifiedAt: ref("excluded.verifiedAt") })),
    )
    .returning(CHANNEL)
    .executeTakeFirstOrThrow();
}

export const channels: Operations<Omit<Channels, "saveChannel">> = {
  channels: (db, portalId) =>
    db.selectFrom("channels").select(CHANNEL).where("portalId", "=", portalId).orderBy("name").execute(),
  async changeChannel(db, portalId, id, { name, timeZone, quotaFloor }) {
    const row = await db
      .updateTable("channels")
      .set({ name, timeZone, quotaFloor })
      .where(({ and }) => and({ portalId, id }))
      .returning(CHANNEL)
      .executeTakeFirst();
    return row ?? null;
  },
  testers: (db, portalId, channelId) =>
    db
      .selectFrom("testers")
      .select(TESTER)
      .where(({ and }) => and({ portalId, channelId }))
      .orderBy("name")
      .execute(),
  async saveTester(db, portalId, channelId, { name, lineUserId }) {
    const { rows } = await sql<Tester>`
      insert into testers (id, portal_id, channel_id, name, line_user_id)
      select gen_random_uuid(), portal_id, id, ${name}::text, ${lineUserId}::text from channels
      where portal_id = ${portalId} and id = ${channelId}
      on conflict (channel_id, line_user_id, portal_id) do update set name = excluded.name
      returning id, channel_id, name, line_user_id`.execute(db);
    return rows[0] ?? null;
  },
  async deleteTester(db, portalId, id) {
    const query = db.deleteFrom("testers").where("portalId", "=", portalId).where("id", "=", id).returning(TESTER);
    return (await query.executeTakeFirst()) ?? null;
  },
  async channelHealth(db, portalId, channelId) {
    const row = await db
      .selectFrom("channels")
      .select(["verifiedAt", "lastOkAt", "lastErrorAt", "lastError"])
      .where(({ and }) => and({ portalId, id: channelId }))
      .executeTakeFirst();
    return row ?? null;
  },
  async markVerified(db, portalId, channelId, { botUserId, basicId, displayName }) {
    await db
      .updateTable("channels")
      .set({ botUserId, basicId, displayName, verifiedAt: SERVICE_NOW })
      .where(({ and }) => and({ portalId, id: channelId }))
      .execute();
  },
  async audienceUses(db, portalId, channelId, days) {
    const now = await serviceNow(db);
    const { rows: uses } = await sql<AudienceUse>`
      select a.audience_id, a.excluded, d.id as delivery_id, coalesce(d.list ->> 'name', d.inputs ->> 'listId') as list_name,
        d.phase, d.outcome, d.opened_at, d.workflow_ids
      from (
        select * from deliveries
        where portal_id = ${portalId} and channel_id = ${channelId}
          and opened_at > ${new Date(now)}::timestamptz - make_interval(days => ${days})
        order by opened_at desc limit ${MAX_DELIVERIES}
      ) d cross join lateral (
        select d.inputs ->> 'audienceId' as audience_id, false as excluded where d.inputs ->> 'audienceId' is not null
        union all
        select jsonb_array_elements_text(coalesce(d.inputs -> 'includeAudienceIds', '[]')), false
        union all
        select jsonb_array_elements_text(coalesce(d.inputs -> 'excludeAudienceIds', '[]')), true
      ) a
      order by d.opened_at desc`.execute(db);
    return { now, uses };
  },
};
