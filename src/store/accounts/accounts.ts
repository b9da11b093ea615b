/** Portals, their tokens, their channels and who is signed in. Every query names the portal it is for. */
import { sql, type Selectable } from "kysely";
import { randomUUID } from "node:crypto";
import type { Credentials, StoredTokens } from "../../ports/credentials.ts";
import type { Installation, PortalTokens } from "../../ports/hubspot.ts";
import type { LineAccount, LineCredentials } from "../../ports/line.ts";
import type { PortalFacts, SavedInstallation } from "../../ports/store/accounts.ts";
import type { ChannelFacts } from "../../ports/store/channels.ts";
import { ACCEPTED, noteRefusedAccess, refusedAccessOf } from "./access/refused-access.ts";
import type { Db } from "../postgres/database.ts";
import { checkRecordsNow } from "../deliveries/records.ts";
import type { Secrets } from "../postgres/secrets.ts";
import { lockPortal, welcomeMember } from "./settings.ts";
import type { ChannelTable, PortalTable } from "../postgres/tables.ts";

/** Part of every secret's seal: copied into another portal's row it cannot be read. */
/** `voidSince`: tokens stored then are void, so that even fewer permissions are better. */
export function saveInstallation(
  db: Db,
  secrets: Secrets,
  installation: Installation,
  voidSince: number | null = null,
): Promise<SavedInstallation> {
  const { portalId, hubDomain, scopes } = installation;
  const first = { portal_id: portalId, hub_domain: hubDomain, scopes: [], installed_at: sql<Date>`service_now()` };
  return db.transaction().execute(async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto("portals")
      .values({ ...first, record_type_id: null, record_finding: null, quiet_hours: null })
      .onConflict((conflict) => conflict.column("portal_id").doNothing())
      .executeTakeFirstOrThrow();
    const stored = await lockPortal(trx, portalId);
    const since = stored?.installed_at.getTime() ?? 0;
    const kept = stored !== undefined && since !== voidSince && isWeaker(scopes, stored);
    const row = kept ? { hub_domain: hubDomain } : grantRow(secrets, installation);
    await trx.updateTable("portals").set(row).where("portal_id", "=", portalId).execute();
    await checkRecordsNow(trx, portalId);
    await welcomeMember(trx, installation);
    return kept ? { kind: "kept", since } : { kind: "stored", first: numInsertedOrUpdatedRows === 1n };
  });
}

/** The portal has usable tokens that may do something which these scopes do not cover. */
const isWeaker = (scopes: readonly string[], stored: Selectable<PortalTable>): boolean =>
  stored.refresh_token !== null &&
  stored.uninstalled_at === null &&
  stored.scopes.some((scope) => !scopes.includes(scope));

function grantRow(secrets: Secrets, { portalId, hubDomain, scopes, tokens }: Installation) {
  return {
    hub_domain: hubDomain,
    scopes: [...scopes],
    access_token: secrets.encrypt(tokens.accessToken, { portalId, column: "access_token" }),
    refresh_token: secrets.encrypt(tokens.refreshToken, { portalId, column: "refresh_token" }),
    token_expires_at: sql<Date>`service_now() + make_interval(secs => ${tokens.expiresInSeconds}::float8)`,
    refresh_claimed_until: null,
    installed_at: sql<Date>`service_now()`,
    uninstalled_at: null,
    disconnect_until: null,
    ...ACCEPTED,
  };
}

export async function loadPortal(db: Db, portalId: number): Promise<PortalFacts | null> {
  const row = await db
    .selectFrom("portals")
    .selectAll()
    // The clock of a sandbox is not exact to the microsecond.
    .select(sql<boolean>`coalesce(records_due_at <= service_now() + interval '1 second', false)`.as("records_due"))
    .select(sql<Date>`service_now()`.as("now"))
    .where("portal_id", "=", portalId)
    .executeTakeFirst();
  return row === undefined ? null : toPortal(row);
}

const toPortal = (
  row: Selectable<PortalTable> & { readonly records_due: boolean; readonly now: Date },
): PortalFacts => ({
  portalId: row.portal_id,
  hubDomain: row.hub_domain,
  language: row.language,
  timeZone: row.time_zone,
  minimumEnrolled: row.minimum_enrolled,
  installed: row.uninstalled_at === null,
  disconnecting: row.disconnect_until !== null,
  access: refusedAccessOf(row),
  recordTypeId: row.record_type_id,
  scopes: row.scopes,
  recordFinding: row.record_finding,
  recordsDueAt: row.records_due_at?.getTime() ?? null,
  recordsDue: row.records_due,
  now: row.now.getTime(),
});

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

/** Long enough for one refresh with time-outs, short enough that a dead process stops nobody for long. */
const REFRESH_CLAIM_SECONDS = 30;

export function createCredentials(db: Db, secrets: Secrets): Credentials {
  const isCurrent = (accessToken: string) => (row: Selectable<PortalTable>) =>
    row.access_token !== null &&
    secrets.decrypt(row.access_token, { portalId: row.portal_id, column: "access_token" }) === accessToken;
  return {
    async channelCredentials({ portalId, channelId }) {
      // What HubSpot sends from a field may be any text: what is no UUID is nobody's id and is not asked for.
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(channelId)) return null;
      const row = await db
        .selectFrom("channels")
        .select(["line_channel_id", "channel_secret"])
        .where("portal_id", "=", portalId)
        .where("id", "=", channelId)
        .executeTakeFirst();
      return row === undefined
        ? null
        : {
            lineChannelId: row.line_channel_id,
            channelSecret: secrets.decrypt(row.channel_secret, { portalId, column: "channel_secret" }),
          };
    },
    portalTokens: (portalId) => loadTokens(db, secrets, portalId),
    async claimTokenRefresh(portalId, staleAccessToken) {
      const tokens = await loadTokens(db, secrets, portalId);
      if (tokens === null || tokens.accessToken !== staleAccessToken) return false;
      const claimed = await db
        .updateTable("portals")
        .set({ refresh_claimed_until: sql`clock_timestamp() + make_interval(secs => ${REFRESH_CLAIM_SECONDS})` })
        .where("portal_id", "=", portalId)
        .where(sql<boolean>`coalesce(refresh_claimed_until, '-infinity') < clock_timestamp()`)
        // Another process may have been refused since the caller looked.
        .where(sql<boolean>`(access_finding is null or access_due_at <= service_now())`)
        .executeTakeFirst();
      return claimed.numUpdatedRows > 0n;
    },
    saveTokens: (portalId, tokens) => saveTokens(db, secrets, portalId, tokens),
    refreshRefused: (portalId, { accessToken, finding, spent }) =>
      db
        .transaction()
        .execute((trx) => noteRefusedAccess(trx, portalId, { finding, spent, isCurrent: isCurrent(accessToken) })),
    async releaseTokenRefresh(portalId) {
      await db.updateTable("portals").set({ refresh_claimed_until: null }).where("portal_id", "=", portalId).execute();
    },
  };
}

async function saveTokens(db: Db, secrets: Secrets, portalId: number, tokens: PortalTokens): Promise<void> {
  const { accessToken, refreshToken, expiresInSeconds, scopes } = tokens;
  await db.transaction().execute(async (trx) => {
    const stored = await lockPortal(trx, portalId);
    if (stored === undefined || (stored.uninstalled_at !== null && stored.disconnect_until === null)) return;
    const changed = scopes !== undefined && new Set(scopes).symmetricDifference(new Set(stored.scopes)).size > 0;
    await trx
      .updateTable("portals")
      .set({
        access_token: secrets.encrypt(accessToken, { portalId, column: "access_token" }),
        refresh_token: secrets.encrypt(refreshToken, { portalId, column: "refresh_token" }),
        token_expires_at: sql`service_now() + make_interval(secs => ${expiresInSeconds}::float8)`,
        refresh_claimed_until: null,
        ...ACCEPTED,
        ...(changed && { scopes: [...scopes] }),
      })
      .where("portal_id", "=", portalId)
      .execute();
    if (changed) await checkRecordsNow(trx, portalId);
  });
}

async function loadTokens(db: Db, secrets: Secrets, portalId: number): Promise<StoredTokens | null> {
  const row = await db
    .selectFrom("portals")
    .select(["access_token", "refresh_token", "access_finding"])
    .select(sql<number>`extract(epoch from token_expires_at - service_now())::float8`.as("expires_in"))
    .select(sql<number>`extract(epoch from access_due_at - service_now())::float8`.as("due_in"))
    .where("portal_id", "=", portalId)
    .executeTakeFirst();
  if (row === undefined || row.access_token === null || row.refresh_token === null) return null;
  const [accessToken, refreshToken] = [
    secrets.decrypt(row.access_token, { portalId, column: "access_token" }),
    secrets.decrypt(row.refresh_token, { portalId, column: "refresh_token" }),
  ];
  const { access_finding: finding, due_in: dueInSeconds } = row;
  const refusal = finding === null ? null : { finding, dueInSeconds };
  return { accessToken, refreshToken, expiresInSeconds: row.expires_in, refusal };
}
