/** A portal's settings and who may do what in it. Every query names the portal it is for. */
import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import type { WindowDefaults } from "../delivery/open-delivery.ts";
import type { Installation } from "../ports/hubspot.ts";
import type { KnownSettings, Member, PortalSettings, Role, RoleChange } from "../ports/settings.ts";
import type { Db } from "./database.ts";
import type { MemberTable, PortalTable, Tables } from "./tables.ts";

export async function loadSettings(
  db: Db,
  portalId: number,
  serviceDefaults: WindowDefaults,
): Promise<KnownSettings | null> {
  const row = await db.selectFrom("portals").selectAll().where("portal_id", "=", portalId).executeTakeFirst();
  return row === undefined ? null : { ...toSettings(row), serviceDefaults };
}

const toSettings = (row: Selectable<PortalTable>): PortalSettings => ({
  quietSeconds: row.quiet_seconds,
  ceilingSeconds: row.ceiling_seconds,
  minimumEnrolled: row.minimum_enrolled,
  quietHours: row.quiet_hours,
  language: row.language,
  timeZone: row.time_zone,
  newMemberRole: row.new_member_role,
});

/** The row is locked: what was before is what nobody has changed meanwhile. */
export function changeSettings(db: Db, portalId: number, change: Partial<PortalSettings>) {
  return db.transaction().execute(async (trx) => {
    const row = await lockPortal(trx, portalId);
    if (row === undefined) return null;
    const before = toSettings(row);
    const after = { ...before, ...change };
    await trx
      .updateTable("portals")
      .set({
        quiet_seconds: after.quietSeconds,
        ceiling_seconds: after.ceilingSeconds,
        minimum_enrolled: after.minimumEnrolled,
        quiet_hours: after.quietHours === null ? null : JSON.stringify(after.quietHours),
        language: after.language,
        time_zone: after.timeZone,
        new_member_role: after.newMemberRole,
      })
      .where("portal_id", "=", portalId)
      .execute();
    return { before, after };
  });
}

/** The portal as it is until the transaction ends; undefined where it never installed the app. */
export const lockPortal = (trx: Transaction<Tables>, portalId: number) =>
  trx.selectFrom("portals").selectAll().where("portal_id", "=", portalId).forUpdate().executeTakeFirst();

/**
 * Whoever signs in is a member from then on. Where nobody may give roles (the app is new here), they may; the caller
 * holds the portal's row.
 */
export async function welcomeMember(
  trx: Kysely<Tables>,
  { portalId, userId, userEmail }: Pick<Installation, "portalId" | "userId" | "userEmail">,
): Promise<void> {
  const role = sql<Role>`(select case
    when exists (select from members where portal_id = ${portalId} and role = 'sender') then new_member_role
    else 'sender' end from portals where portal_id = ${portalId})`;
  const signedIn = { user_email: userEmail, signed_in_at: sql<Date>`clock_timestamp()` };
  await trx
    .insertInto("members")
    .values({ portal_id: portalId, user_id: userId, role, ...signedIn })
    .onConflict((conflict) => conflict.columns(["portal_id", "user_id"]).doUpdateSet(signedIn))
    .execute();
}

export async function listMembers(db: Db, portalId: number): Promise<Member[]> {
  const rows = await db
    .selectFrom("members")
    .selectAll()
    .where("portal_id", "=", portalId)
    .orderBy("user_email")
    .orderBy("user_id")
    .execute();
  return rows.map(toMember);
}

const toMember = (row: Selectable<MemberTable>): Member => ({
  id: row.id,
  userId: row.user_id,
  userEmail: row.user_email,
  role: row.role,
  signedInAt: row.signed_in_at.getTime(),
});

/** Whoever has not signed in yet may do what new people may. */
export async function roleOf(db: Db, portalId: number, userId: number): Promise<Role> {
  const row = await db
    .selectFrom("portals")
    .leftJoin("members", (join) =>
      join.onRef("members.portal_id", "=", "portals.portal_id").on("members.user_id", "=", userId),
    )
    .select(["members.role", "portals.new_member_role"])
    .where("portals.portal_id", "=", portalId)
    .executeTakeFirst();
  return row?.role ?? row?.new_member_role ?? "viewer";
}

/** The portal's row is locked: two senders who take the role from each other at once do not both succeed. */
export function changeRole(db: Db, portalId: number, memberId: string, role: Role): Promise<RoleChange> {
  return db.transaction().execute(async (trx) => {
    await lockPortal(trx, portalId);
    const members = await trx.selectFrom("members").selectAll().where("portal_id", "=", portalId).execute();
    const row = members.find(({ id }) => id === memberId);
    if (row === undefined) return { kind: "missing" };
    const others = members.some((one) => one.role === "sender" && one.id !== memberId);
    if (role !== "sender" && !others) return { kind: "last_sender" };
    await trx
      .updateTable("members")
      .set({ role })
      .where("portal_id", "=", portalId)
      .where("id", "=", memberId)
      .execute();
    return { kind: "ok", member: { ...toMember(row), role }, before: row.role };
  });
}

/** With the app goes what is known of people; whoever installs it again may give roles again. */
export async function deleteMembersOf(db: Db, portalId: number): Promise<void> {
  await db.deleteFrom("members").where("portal_id", "=", portalId).execute();
}
