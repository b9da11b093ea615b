/** What an account requires before every send, as it is stored with the portal. */
import type { Selectable } from "kysely";
import { NO_POLICIES, type Policies } from "../../delivery/lifecycle/policies.ts";
import type { Db } from "../postgres/database.ts";
import type { PortalTable } from "../postgres/tables/accounts.ts";

export const POLICY_COLUMNS = [
  "portals.always_approve",
  "portals.approve_above",
  "portals.approve_above_factor",
  "portals.separate_approver",
  "portals.one_send_in_days",
] as const;

type PolicyRow = Pick<
  Selectable<PortalTable>,
  "always_approve" | "approve_above" | "approve_above_factor" | "separate_approver" | "one_send_in_days"
>;

export const toPolicies = (row: PolicyRow): Policies => ({
  alwaysApprove: row.always_approve,
  approveAbove: row.approve_above,
  approveAboveFactor: row.approve_above_factor,
  separateApprover: row.separate_approver,
  oneSendInDays: row.one_send_in_days,
});

export const policyColumns = (policies: Policies): PolicyRow => ({
  always_approve: policies.alwaysApprove,
  approve_above: policies.approveAbove,
  approve_above_factor: policies.approveAboveFactor,
  separate_approver: policies.separateApprover,
  one_send_in_days: policies.oneSendInDays,
});

/** None for a portal that is not known. */
export async function loadPolicies(db: Db, portalId: number): Promise<Policies> {
  const row = await db
    .selectFrom("portals")
    .select(POLICY_COLUMNS)
    .where("portal_id", "=", portalId)
    .executeTakeFirst();
  return row === undefined ? NO_POLICIES : toPolicies(row);
}
