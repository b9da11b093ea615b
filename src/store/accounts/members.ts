/** Users of a HubSpot account who have signed in, and what they may do. */
import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import type { Installation } from "../../ports/hubspot.ts";
import type { Member, Role, RoleChange } from "../../ports/store/members.ts";
import type { Db } from "../postgres/database.ts";
import type { Tables } from "../postgres/tables.ts";
import type { MemberTable } from "../postgres/tables/accounts.ts";
import { ROLES, storedRoles, toRoles } from "./roles.ts";
import { endSessionsOfPerson } from "./sessions.ts";
import { lockPortal } from "./settings.ts";

const NOW = sql<Date>`clock_timestamp()`;

/**
 * A person who signs in is a member from then on, with the roles of an earlier installation if there was one. The first of
 * all may do everything. The caller holds the portal's row.
 */
export async function welcomeMember(
  trx: Kysely<Tables>,
  { portalId, userId, userEmail }: Pick<Installation, "portalId" | "userId" | "userEmail">,
): Promise<void> {
  const roles = sql<string[]>`(select case
    when not exists (select from members where portal_id = ${portalId}) then ${storedRoles(ROLES)}::text[]
    when new_member_role = 'viewer' then '{}'
    else array[new_member_role] end from portals where portal_id = ${portalId})`;
  const signedIn = { user_email: userEmail, signed_in_at: NOW, checked_at: NOW, left_at: null };
  await trx
    .insertInto("members")
    .values({ portal_id: portalId, user_id: userId, roles, ...signedIn })
    .onConflict((conflict) => conflict.columns(["portal_id", "user_id"]).doUpdateSet(signedIn))
    .execute();
}

const present = (db: Kysely<Tables>, portalId: number) =>
  db.selectFrom("members").selectAll().where("portal_id", "=", portalId).where("left_at", "is", null);

export async function listMembers(db: Db, portalId: number): Promise<Member[]> {
  const rows = await present(db, portalId).orderBy("user_email").orderBy("user_id").execute();
  return rows.map(toMember);
}

const toMember = (row: Selectable<MemberTable>): Member => ({
  id: row.id,
  userId: row.user_id,
  userEmail: row.user_email,
  roles: toRoles(row.roles),
  signedInAt: row.signed_in_at.getTime(),
});

/** A person who has not signed in yet may do what new people may. */
export async function rolesOf(db: Db, portalId: number, userId: number): Promise<readonly Role[]> {
  const row = await db
    .selectFrom("portals")
    .leftJoin("members", (join) =>
      join
        .onRef("members.portal_id", "=", "portals.portal_id")
        .on("members.user_id", "=", userId)
        .on("members.left_at", "is", null),
    )
    .select(["members.roles", "portals.new_member_role"])
    .where("portals.portal_id", "=", portalId)
    .executeTakeFirst();
  return toRoles(row?.roles ?? [row?.new_member_role ?? "viewer"]);
}

export const changeRoles = (db: Db, portalId: number, memberId: string, roles: readonly Role[]): Promise<RoleChange> =>
  withMember(db, { portalId, memberId, staysAdministrator: roles.includes("administrator") }, async (trx, row) => {
    await trx
      .updateTable("members")
      .set({ roles: storedRoles(roles) })
      .where("portal_id", "=", portalId)
      .where("id", "=", memberId)
      .execute();
    return { ...row, roles: storedRoles(roles) };
  });

export const removeMember = (db: Db, portalId: number, memberId: string): Promise<RoleChange> =>
  withMember(db, { portalId, memberId, staysAdministrator: false }, async (trx, row) => {
    await trx.deleteFrom("members").where("portal_id", "=", portalId).where("id", "=", memberId).execute();
    await endSessionsOfPerson(trx, portalId, row.user_id);
    return row;
  });

interface Wanted {
  readonly portalId: number;
  readonly memberId: string;
  readonly staysAdministrator: boolean;
}

type MemberRow = Selectable<MemberTable>;

/** The portal's row is locked: two administrators who take the role from each other at once do not both succeed. */
function withMember(
  db: Db,
  { portalId, memberId, staysAdministrator }: Wanted,
  change: (trx: Transaction<Tables>, row: MemberRow) => Promise<MemberRow>,
): Promise<RoleChange> {
  return db.transaction().execute(async (trx) => {
    await lockPortal(trx, portalId);
    const members = await present(trx, portalId).execute();
    const row = members.find(({ id }) => id === memberId);
    if (row === undefined) return { kind: "missing" };
    const administrators = members.filter(({ roles }) => roles.includes("administrator"));
    const isLast = administrators.length === 1 && administrators[0] === row;
    if (isLast && !staysAdministrator) return { kind: "last_administrator" };
    return { kind: "ok", member: toMember(await change(trx, row)), before: toRoles(row.roles) };
  });
}

/** True for one caller an hour, across all processes. */
export async function claimMembershipCheck(db: Db, portalId: number, userId: number): Promise<boolean> {
  const claimed = await db
    .updateTable("members")
    .set({ checked_at: NOW })
    .where("portal_id", "=", portalId)
    .where("user_id", "=", userId)
    .where(sql<boolean>`checked_at < clock_timestamp() - interval '1 hour'`)
    .executeTakeFirst();
  return claimed.numUpdatedRows > 0n;
}

/** The person is no longer in the HubSpot account; their roles stay for a return. */
export async function personLeft(db: Db, portalId: number, userId: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable("members")
      .set({ user_email: "", left_at: sql<Date>`service_now()` })
      .where("portal_id", "=", portalId)
      .where("user_id", "=", userId)
      .execute();
    await endSessionsOfPerson(trx, portalId, userId);
  });
}

/** With the app goes what is known of people, but for their roles: a person who comes back may do what they could. */
export async function forgetPeople(db: Db, portalId: number): Promise<void> {
  await db
    .updateTable("members")
    .set({ user_email: "", left_at: sql<Date>`service_now()` })
    .where("portal_id", "=", portalId)
    .execute();
}
