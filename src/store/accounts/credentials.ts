/** HubSpot's tokens and the secrets of channels, as the platforms' adapters ask for them. */
import { sql } from "kysely";
import type { Credentials, StoredTokens } from "../../ports/credentials.ts";
import type { PortalTokens } from "../../ports/hubspot.ts";
import { serviceNow } from "../postgres/clock.ts";
import { checkRecordsNow } from "../deliveries/records.ts";
import type { Db } from "../postgres/database.ts";
import type { Secrets } from "../postgres/secrets.ts";
import { lockPortal, updatePortal } from "../postgres/portal-row.ts";
import { isUuid } from "../postgres/uuid.ts";
import { noteRefusedAccess } from "./access/refused-access.ts";
import { connectedAgain, tokenColumns } from "./accounts.ts";

/** Long enough for one refresh with time-outs, short enough that a crashed process holds up no one for long. */
const REFRESH_CLAIM_SECONDS = 30;

export function createCredentials(db: Db, secrets: Secrets): Credentials {
  return {
    async channelCredentials({ portalId, channelId }) {
      // What HubSpot sends from a field may be any text: what is no UUID is no channel's id and is not asked for.
      if (!isUuid(channelId)) return null;
      const row = await db
        .selectFrom("channels")
        .select(["lineChannelId", "channelSecret"])
        .where(({ and }) => and({ portalId, id: channelId }))
        .executeTakeFirst();
      if (row === undefined) return null;
      const { lineChannelId, channelSecret: secret } = row;
      return { lineChannelId, channelSecret: secrets.decrypt(secret, { portalId, column: "channel_secret" }) };
    },
    portalTokens: (portalId) => loadTokens(db, secrets, portalId),
    async claimTokenRefresh(portalId, staleAccessToken) {
      const tokens = await loadTokens(db, secrets, portalId);
      if (tokens === null || tokens.accessToken !== staleAccessToken) return false;
      const claimed = await updatePortal(db, portalId)
        .set({ refreshClaimedUntil: sql`now() + make_interval(secs => ${REFRESH_CLAIM_SECONDS})` })
        .where(sql<boolean>`coalesce(refresh_claimed_until, '-infinity') < now()`)
        // Another process may have been refused since the caller looked.
        .where(sql<boolean>`(access_finding is null or access_due_at <= service_now())`)
        .executeTakeFirst();
      return claimed.numUpdatedRows > 0n;
    },
    saveTokens: (portalId, tokens) => saveTokens(db, secrets, portalId, tokens),
    refreshRefused: (portalId, { accessToken, ...refusal }) =>
      db.transaction().execute(async (trx) => {
        const row = await lockPortal(trx, portalId);
        if (row === undefined || row.uninstalledAt !== null || row.accessToken === null) return { kind: "outdated" };
        // A person may have installed the app meanwhile.
        const current = secrets.decrypt(row.accessToken, { portalId, column: "access_token" });
        return current === accessToken ? noteRefusedAccess(trx, row, refusal) : { kind: "outdated" };
      }),
    async releaseTokenRefresh(portalId) {
      await updatePortal(db, portalId).set({ refreshClaimedUntil: null }).execute();
    },
  };
}

async function saveTokens(db: Db, secrets: Secrets, portalId: number, tokens: PortalTokens): Promise<void> {
  const { scopes } = tokens;
  await db.transaction().execute(async (trx) => {
    const stored = await lockPortal(trx, portalId);
    if (stored === undefined || (stored.uninstalledAt !== null && stored.disconnectUntil === null)) return;
    const changed = scopes !== undefined && new Set(scopes).symmetricDifference(new Set(stored.scopes)).size > 0;
    await updatePortal(trx, portalId)
      .set({ ...tokenColumns(secrets, portalId, tokens), ...(changed && { scopes: [...scopes] }) })
      .execute();
    await connectedAgain(trx, portalId);
    if (changed) await checkRecordsNow(trx, portalId);
  });
}

async function loadTokens(db: Db, secrets: Secrets, portalId: number): Promise<StoredTokens | null> {
  const row = await db
    .selectFrom("portals")
    .select(["accessToken", "refreshToken", "tokenExpiresAt", "accessFinding", "accessDueAt"])
    .where("portalId", "=", portalId)
    .executeTakeFirst();
  if (row === undefined || row.accessToken === null || row.refreshToken === null) return null;
  const now = await serviceNow(db);
  const secondsUntil = (at: number | null) => ((at ?? now) - now) / 1000;
  const { tokenExpiresAt, accessFinding: finding, accessDueAt } = row;
  return {
    accessToken: secrets.decrypt(row.accessToken, { portalId, column: "access_token" }),
    refreshToken: secrets.decrypt(row.refreshToken, { portalId, column: "refresh_token" }),
    expiresInSeconds: secondsUntil(tokenExpiresAt),
    refusal: finding === null ? null : { finding, dueInSeconds: secondsUntil(accessDueAt) },
  };
}
