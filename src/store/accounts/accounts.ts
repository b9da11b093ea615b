/** HubSpot accounts that have installed the app. */
import { sql, type Selectable } from "kysely";
import type { Installation } from "../../ports/hubspot.ts";
import type { PortalFacts, SavedInstallation } from "../../ports/store/accounts.ts";
import { ACCEPTED, refusedAccessOf } from "./access/refused-access.ts";
import type { Db } from "../postgres/database.ts";
import { checkRecordsNow } from "../deliveries/records.ts";
import type { Secrets } from "../postgres/secrets.ts";
import { lockPortal } from "./settings.ts";
import { welcomeMember } from "./members.ts";
import type { PortalTable } from "../postgres/tables/accounts.ts";

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
