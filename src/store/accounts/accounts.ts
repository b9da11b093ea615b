/** HubSpot accounts that have installed the app. */
import { sql } from "kysely";
import type { Installation, PortalTokens } from "../../ports/hubspot.ts";
import type { PortalFacts, SavedInstallation } from "../../ports/store/accounts.ts";
import { refusedAccessOf } from "./access/refused-access.ts";
import { ACCEPTED } from "./access/removal.ts";
import { endAlert } from "../alerts/change-alerts.ts";
import { SERVICE_NOW, type Db, type Trx } from "../postgres/database.ts";
import { serviceNow } from "../postgres/clock.ts";
import { checkRecordsNow } from "../deliveries/records.ts";
import type { Secrets } from "../postgres/secrets.ts";
import type { Row } from "../postgres/tables.ts";
import { lockPortal, updatePortal } from "../postgres/portal-row.ts";
import { welcomeMember } from "./members.ts";

/** `voidSince`: tokens stored then are void, so that even fewer permissions are better. */
export function saveInstallation(
  db: Db,
  secrets: Secrets,
  installation: Installation,
  voidSince: number | null = null,
): Promise<SavedInstallation> {
  const { portalId, hubDomain, scopes, tokens } = installation;
  return db.transaction().execute(async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto("portals")
      .values({ portalId, hubDomain, scopes: [], installedAt: SERVICE_NOW })
      .onConflict((conflict) => conflict.column("portalId").doNothing())
      .executeTakeFirstOrThrow();
    const stored = await lockPortal(trx, portalId);
    const since = stored?.installedAt ?? 0;
    const kept = stored !== undefined && since !== voidSince && isWeaker(scopes, stored);
    const installed = { scopes: [...scopes], installedAt: SERVICE_NOW, uninstalledAt: null, disconnectUntil: null };
    await updatePortal(trx, portalId)
      .set({ hubDomain, ...(!kept && { ...installed, ...tokenColumns(secrets, portalId, tokens) }) })
      .execute();
    if (!kept) await connectedAgain(trx, portalId);
    await checkRecordsNow(trx, portalId);
    await welcomeMember(trx, installation);
    return kept ? { kind: "kept", since } : { kind: "stored", first: numInsertedOrUpdatedRows === 1n };
  });
}

/** HubSpot gives tokens. */
export const connectedAgain = async (trx: Trx, portalId: number): Promise<void> =>
  endAlert(trx, portalId, { kind: "connection_lost", subject: "hubspot" }, new Date(await serviceNow(trx)));

/** The portal has usable tokens that may do something which these scopes do not cover. */
const isWeaker = (scopes: readonly string[], stored: Row<"portals">): boolean =>
  stored.refreshToken !== null &&
  stored.uninstalledAt === null &&
  stored.scopes.some((scope) => !scopes.includes(scope));

/** What becomes of the portal's tokens when HubSpot gives new ones. */
export const tokenColumns = (secrets: Secrets, portalId: number, tokens: PortalTokens) => ({
  accessToken: secrets.encrypt(tokens.accessToken, { portalId, column: "access_token" }),
  refreshToken: secrets.encrypt(tokens.refreshToken, { portalId, column: "refresh_token" }),
  tokenExpiresAt: sql<Date>`service_now() + make_interval(secs => ${tokens.expiresInSeconds}::float8)`,
  refreshClaimedUntil: null,
  ...ACCEPTED,
});

export async function loadPortal(db: Db, portalId: number): Promise<PortalFacts | null> {
  const row = await db
    .selectFrom("portals")
    .select(["portalId", "hubDomain", "language", "timeZone", "minimumEnrolled", "scopes"])
    .select(["recordTypeId", "recordFinding", "recordsDueAt", "accessFinding", "accessSince", "accessRefusals"])
    .select(sql<boolean>`uninstalled_at is null`.as("installed"))
    .select(sql<boolean>`disconnect_until is not null`.as("disconnecting"))
    .where("portalId", "=", portalId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { accessFinding, accessSince, accessRefusals, ...facts } = row;
  const now = await serviceNow(db);
  // The clock of a sandbox is not exact to the microsecond.
  const recordsDue = facts.recordsDueAt !== null && facts.recordsDueAt <= now + 1000;
  return { ...facts, recordsDue, now, access: refusedAccessOf({ accessFinding, accessSince, accessRefusals }) };
}
