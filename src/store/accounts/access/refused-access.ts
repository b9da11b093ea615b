/** HubSpot refused new tokens for a portal: noted under the portal's lock, with the job that asks again. */
import { sql } from "kysely";
import { afterRefusal, type RefusedAccess } from "../../../delivery/hubspot/portal-access.ts";
import { CODES, type Finding } from "../../../delivery/codes.ts";
import type { NotedRefusal } from "../../../ports/credentials.ts";
import { serviceNow } from "../../postgres/clock.ts";
import { beginAlert } from "../../alerts/change-alerts.ts";
import { addPortalJob } from "../../jobs/jobs.ts";
import type { Trx } from "../../postgres/database.ts";
import type { Row } from "../../postgres/tables.ts";
import { updatePortal } from "../../postgres/portal-row.ts";
import { removeApp } from "./removal.ts";

type Noted = Pick<Row<"portals">, "accessFinding" | "accessSince" | "accessRefusals">;

export const refusedAccessOf = ({ accessFinding, accessSince, accessRefusals }: Noted): RefusedAccess | null =>
  accessFinding === null || accessSince === null
    ? null
    : { finding: accessFinding, since: accessSince, refusals: accessRefusals };

/** The portal's row is locked. `spent`: HubSpot no longer accepts the access token either. */
export async function noteRefusedAccess(
  trx: Trx,
  row: Row<"portals">,
  { finding, spent }: { readonly finding: Finding; readonly spent: boolean },
): Promise<NotedRefusal> {
  const { portalId } = row;
  const now = await serviceNow(trx);
  const after = afterRefusal(refusedAccessOf(row), finding, now);
  const { refusals, since } = after;
  const all = after.gone && (await allRefused(trx, since));
  if (after.gone && !all) {
    await removeApp(trx, portalId, { by: null });
    return { kind: "gone", refusals, since };
  }
  const dueAt = new Date(after.dueAt);
  await updatePortal(trx, portalId)
    .set({
      accessFinding: finding,
      accessSince: new Date(since),
      accessRefusals: refusals,
      accessDueAt: dueAt,
      refreshClaimedUntil: null,
      ...(spent && { tokenExpiresAt: sql<Date>`least(token_expires_at, service_now())` }),
    })
    .execute();
  await addPortalJob(trx, "access", portalId, dueAt);
  // Where the app itself is refused, only the operator can do something.
  if (CODES[finding.code].actor === "portal_admin")
    await beginAlert(trx, portalId, { kind: "connection_lost", subject: "hubspot", finding });
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
  const { rows } = await sql<{ allRefused: boolean }>`
    select count(access_finding) >= ${SEVERAL}
      and not bool_or(access_finding is null and token_expires_at > ${given}) as all_refused
    from portals where uninstalled_at is null and refresh_token is not null`.execute(trx);
  return rows[0]?.allRefused ?? false;
}
