/** HubSpot's tokens and the secrets of channels, as the platforms' adapters ask for them. */
import { sql, type Selectable } from "kysely";
import type { Credentials, StoredTokens } from "../../ports/credentials.ts";
import type { PortalTokens } from "../../ports/hubspot.ts";
import { checkRecordsNow } from "../deliveries/records.ts";
import type { Db } from "../postgres/database.ts";
import type { Secrets } from "../postgres/secrets.ts";
import type { PortalTable } from "../postgres/tables/accounts.ts";
import { ACCEPTED, noteRefusedAccess } from "./access/refused-access.ts";
import { lockPortal } from "./settings.ts";

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
