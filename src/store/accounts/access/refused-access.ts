/** HubSpot refused new tokens for a portal: noted under the portal's lock, with the job that asks again. */
import { sql, type Selectable, type Transaction } from "kysely";
import { afterRefusal, type RefusedAccess } from "../../../delivery/hubspot/portal-access.ts";
import type { Finding } from "../../../delivery/codes.ts";
import type { NotedRefusal } from "../../../ports/credentials.ts";
import { serviceNow } from "../../deliveries/deliveries.ts";
import { addPortalJob } from "../../jobs/jobs.ts";
import { lockPortal } from "../settings.ts";
import type { PortalTable } from "../../postgres/tables/accounts.ts";
import type { Tables } from "../../postgres/tables.ts";
import { removeApp } from "./removal.ts";

type Trx = Transaction<Tables>;

/** The columns while HubSpot gives tokens. */
export const ACCEPTED = { access_finding: null, access_since: null, access_refusals: 0, access_due_at: null } as const;

export function refusedAccessOf(row: Selectable<PortalTable>): RefusedAccess | null {
  const { access_finding: finding, access_since: since, access_refusals: refusals } = row;
  return finding === null || since === null ? null : { finding, since: since.getTime(), refusals };
}

interface Refusal {
  readonly finding: Finding;
  /** HubSpot no longer accepts the access token either. */
  readonly spent: boolean;
  /** Whether the refused tokens are still the portal's: a person may have installed the app meanwhile. */
  readonly isCurrent: (row: Selectable<PortalTable>) => boolean;
}

export async function noteRefusedAccess(
  trx: Trx,
  portalId: number,
  { finding, spent, isCurrent }: Refusal,
): Promise<NotedRefusal> {
  const row = await lockPortal(trx, portalId);
  if (row === undefined || row.uninstalled_at !== null || !isCurrent(row)) return { kind: "outdated" };
  const now = await serviceNow(trx);
  const after = afterRefusal(refusedAccessOf(row), finding, now);
  const { refusals, since } = after;
  const all = after.gone && (await allRefused(trx, since));
  if (after.gone && !all) {
    await removeApp(trx, portalId, { by: null });
    return { kind: "gone", refusals, since };
  }
  const dueAt = new Date(after.dueAt);
  await trx
    .updateTable("portals")
    .set({
      access_finding: JSON.stringify(finding),
      access_since: new Date(since),
      access_refusals: refusals,
      access_due_at: dueAt,
      refresh_claimed_until: null,
      ...(spent && { token_expires_at: sql<Date>`least(token_expires_at, service_now())` }),
    })
    .where("portal_id", "=", portalId)
    .execute();
  await addPortalJob(trx, "access", portalId, dueAt);
  return { kind: all ? "all_refused" : "noted", refusals, since };
}

/** From so many on, all of them at once is no coincidence. */
const SEVERAL = 3;

/** HubSpot's access tokens are good for so long: one that is good for longer was given later. */
const TOKENS_LAST_MINUTES = 30;

/**
 * Of no one portal: where every portal is refused at the same time, customers have not all removed the app. The app's
 * own settings belong to another app, or HubSpot is disturbed; then no installation counts as gone. A portal that has got
 * no tokens since then says nothing: idle ones are asked about once a day.
 */
async function allRefused(trx: Trx, since: number): Promise<boolean> {
  const given = sql`${new Date(since)}::timestamptz + make_interval(mins => ${TOKENS_LAST_MINUTES})`;
  const { rows } = await sql<{ all_refused: boolean }>`
    select count(access_finding) >= ${SEVERAL}
      and not bool_or(access_finding is null and token_expires_at > ${given}) as all_refused
    from portals where uninstalled_at is null and refresh_token is not null`.execute(trx);
  return rows[0]?.all_refused ?? false;
}
