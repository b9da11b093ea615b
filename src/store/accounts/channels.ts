/** Connected LINE Official Accounts. */
import { sql, type Selectable } from "kysely";
import { randomUUID } from "node:crypto";
import type { LineAccount, LineCredentials } from "../../ports/line.ts";
import type { ChannelFacts } from "../../ports/store/channels.ts";
import type { Db } from "../postgres/database.ts";
import type { Secrets } from "../postgres/secrets.ts";
import type { ChannelTable } from "../postgres/tables/accounts.ts";

export async function saveChannel(
  db: Db,
  secrets: Secrets,
  channel: { portalId: number; name: string; credentials: LineCredentials; account: LineAccount },
): Promise<ChannelFacts> {
  const { portalId, name, credentials, account } = channel;
  const row = {
    name,
    channel_secret: secrets.encrypt(credentials.channelSecret, { portalId, column: "channel_secret" }),
    bot_user_id: account.botUserId,
    basic_id: account.basicId,
    display_name: account.displayName,
    verified_at: sql<Date>`service_now()`,
  };
  const timeZone = sql<string>`(select time_zone from portals where portal_id = ${portalId})`;
  const first = {
    id: randomUUID(),
    portal_id: portalId,
    line_channel_id: credentials.lineChannelId,
    time_zone: timeZone,
    last_error: null,
  };
  const stored = await db
    .insertInto("channels")
    .values({ ...first, ...row, connected_at: sql<Date>`service_now()` })
    .onConflict((conflict) => conflict.columns(["portal_id", "line_channel_id"]).doUpdateSet(row))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toChannel(stored);
}

export async function loadChannels(db: Db, portalId: number): Promise<ChannelFacts[]> {
  const rows = await db.selectFrom("channels").selectAll().where("portal_id", "=", portalId).orderBy("name").execute();
  return rows.map(toChannel);
}

export async function changeChannel(
  db: Db,
  portalId: number,
  id: string,
  { name, timeZone, quotaFloor }: { name: string; timeZone: string; quotaFloor: number },
): Promise<ChannelFacts | null> {
  const row = await db
    .updateTable("channels")
    .set({ name, time_zone: timeZone, quota_floor: quotaFloor })
    .where("portal_id", "=", portalId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toChannel(row);
}

const toChannel = (row: Selectable<ChannelTable>): ChannelFacts => ({
  id: row.id,
  portalId: row.portal_id,
  name: row.name,
  lineChannelId: row.line_channel_id,
  botUserId: row.bot_user_id,
  basicId: row.basic_id,
  displayName: row.display_name,
  connectedAt: row.connected_at.getTime(),
  timeZone: row.time_zone,
  quotaFloor: row.quota_floor,
});
