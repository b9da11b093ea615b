/** What LINE last answered on behalf of a channel, and which deliveries use its audiences. Always of one portal. */
import { sql } from "kysely";
import type { Finding } from "../../delivery/codes.ts";
import type { OutcomeKind, Phase } from "../../delivery/delivery.ts";
import type { AudienceUse, ChannelHealth } from "../../ports/store/channels.ts";
import type { ChannelRef, LineAccount } from "../../ports/line.ts";
import type { Db } from "../postgres/database.ts";
import { serviceNow } from "../deliveries/deliveries.ts";

export async function channelHealth(db: Db, portalId: number, channelId: string): Promise<ChannelHealth | null> {
  const row = await db
    .selectFrom("channels")
    .select(["verified_at", "last_ok_at", "last_error_at", "last_error"])
    .where("portal_id", "=", portalId)
    .where("id", "=", channelId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    verifiedAt: row.verified_at.getTime(),
    lastOkAt: row.last_ok_at?.getTime() ?? null,
    lastErrorAt: row.last_error_at?.getTime() ?? null,
    lastError: row.last_error,
  };
}

export async function markVerified(db: Db, portalId: number, channelId: string, account: LineAccount): Promise<void> {
  await db
    .updateTable("channels")
    .set({
      bot_user_id: account.botUserId,
      basic_id: account.basicId,
      display_name: account.displayName,
      verified_at: sql`service_now()`,
    })
    .where("portal_id", "=", portalId)
    .where("id", "=", channelId)
    .execute();
}

/** The same answer again is written once a minute at most: a poll a second must not write a row a second. */
const SAME_AGAIN_MS = 60_000;

/** `finding`: null where LINE answered. */
export type Heard = (channel: ChannelRef, finding: Finding | null) => Promise<void>;

/** `now`: wall time in milliseconds. */
export function createHealthNotes(db: Db, now: () => number = Date.now): Heard {
  const noted = new Map<string, { readonly code: string | null; readonly at: number }>();
  return async ({ portalId, channelId }, finding) => {
    const key = `${portalId} ${channelId}`;
    const [known, code] = [noted.get(key), finding?.code ?? null];
    if (known !== undefined && known.code === code && now() - known.at < SAME_AGAIN_MS) return;
    noted.set(key, { code, at: now() });
    const heard =
      finding === null
        ? { last_ok_at: sql<Date>`service_now()` }
        : { last_error_at: sql<Date>`service_now()`, last_error: JSON.stringify(finding) };
    await db.updateTable("channels").set(heard).where("portal_id", "=", portalId).where("id", "=", channelId).execute();
  };
}

interface UseRow {
  readonly audience_id: string;
  readonly excluded: boolean;
  readonly id: string;
  readonly list_name: string;
  readonly phase: Phase;
  readonly outcome: OutcomeKind | null;
  readonly opened_at: Date;
  readonly workflow_ids: readonly string[];
}

/** Enough to see what an audience is used for, however many deliveries there are. */
const MOST_DELIVERIES = 1000;

export async function audienceUses(db: Db, portalId: number, channelId: string, days: number) {
  const { rows } = await sql<UseRow>`
    select a.audience_id, a.excluded, d.id, coalesce(d.list ->> 'name', d.inputs ->> 'listId') as list_name, d.phase,
      d.outcome, d.opened_at, d.workflow_ids
    from (
      select * from deliveries
      where portal_id = ${portalId} and channel_id = ${channelId}
        and opened_at > service_now() - make_interval(days => ${days})
      order by opened_at desc limit ${MOST_DELIVERIES}
    ) d cross join lateral (
      select d.inputs ->> 'audienceId' as audience_id, false as excluded where d.inputs ->> 'audienceId' is not null
      union all
      select jsonb_array_elements_text(coalesce(d.inputs -> 'includeAudienceIds', '[]')), false
      union all
      select jsonb_array_elements_text(coalesce(d.inputs -> 'excludeAudienceIds', '[]')), true
    ) a
    order by d.opened_at desc`.execute(db);
  const uses = rows.map((row): AudienceUse => ({
    audienceId: row.audience_id,
    excluded: row.excluded,
    deliveryId: row.id,
    listName: row.list_name,
    phase: row.phase,
    outcome: row.outcome,
    openedAt: row.opened_at.getTime(),
    workflowIds: row.workflow_ids,
  }));
  return { now: await serviceNow(db), uses };
}
