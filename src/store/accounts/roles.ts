/** Roles as they are stored. */
import type { Role } from "../../ports/store/members.ts";

/** In the order in which people read them. */
export const ROLES = ["viewer", "editor", "approver", "sender", "administrator"] as const satisfies readonly Role[];

/** As stored, without `viewer`, which everyone is. */
export const storedRoles = (roles: readonly Role[]): Role[] =>
  ROLES.filter((role) => role !== "viewer" && roles.includes(role));

export function toRoles(row: readonly string[]): readonly Role[] {
  const roles = ROLES.filter((role) => row.includes(role));
  return roles.length === 0 ? ["viewer"] : roles;
}
