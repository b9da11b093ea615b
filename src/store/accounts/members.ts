/** Users of a HubSpot account who have signed in, and what they may do. */
import { sql } from "kysely";
import type { Member, Members, Role, RoleChange } from "../../ports/store/members.ts";
import type { SignedInUser } from "../../ports/store/sessions.ts";
import { SERVICE_NOW, type Db, type Operations, type Trx } from "../postgres/database.ts";
import { ROLES, storedRoles, toRoles } from "./roles.ts";
import { sessions } from "./sessions.ts";
import { invariant } from "../postgres/invariant.ts";
import { lockPortal } from "../postgres/portal-row.ts";

const NOW = sql<Date>`now()`;

/**
 * A person who signs in is a member from then on, with the roles of an earlier installation if there was one. The first of
 * all may do everything. The caller holds the portal's row.
 */
export async function welcomeMember(trx: Trx, { portalId, userId, userEmail }: SignedInUser): Promise<void> {
  const { rows } = await sql<{ roles: Role[] }>`
    select case when not exists (select from members where portal_id = ${portalId}) then ${storedRoles(ROLES)}::text[]
      when new_member_role = 'viewer' then '{}'
      else array[new_member_role] end as roles
    from portals where portal_id = ${portalId}`.execute(trx);
  const { roles } = invariant(rows[0], "a member without a portal");
  const signedIn = { userEmail, signedInAt: NOW, checkedAt: NOW, leftAt: null };
  await trx
    .insertInto("members")
    .values({ portalId, userId, roles, ...signedIn })
    .onConflict((conflict) =>
      conflict.columns(["portalId", "userId"]).doUpdateSet(({ ref }) => ({
        ...signedIn,
        signedInAt: ref("excluded.signedInAt"),
        checkedAt: ref("excluded.checkedAt"),
      })),
    )
    .execute();
}

async function presentMembers(db: Db, portalId: number): Promise<readonly Member[]> {
  const rows = await db
    .selectFrom("members")
    .select(["id", "userId", "userEmail", "roles", "signedInAt", "mailLanguage"])
    .where("portalId", "=", portalId)
    .where("leftAt", "is", null)
    .orderBy("userEmail")
    .orderBy("userId")
    .execute();
  return rows.map((row) => ({ ...row, roles: toRoles(row.roles) }));
}

/** With the app goes what is known of people, but for their roles: a person who returns may do what they could. */
export const forgetPeople = (trx: Trx, portalId: number) =>
  trx.updateTable("members").set({ userEmail: "", leftAt: SERVICE_NOW }).where("portalId", "=", portalId);

export const members: Operations<Members> = {
  members: presentMembers,
  /** A person who has not signed in yet may do what new people may. */
  async rolesOf(db, portalId, userId) {
    const { rows } = await sql<{ roles: string[] }>`
      select coalesce(m.roles, array[p.new_member_role]) as roles from portals p
      left join members m on m.portal_id = p.portal_id and m.user_id = ${userId} and m.left_at is null
      where p.portal_id = ${portalId}`.execute(db);
    return toRoles(rows[0]?.roles ?? []);
  },
  changeRoles: (db, portalId, memberId, roles) =>
    withMember(db, { portalId, memberId, staysAdministrator: roles.includes("administrator") }, async (trx, member) => {
      const stored = storedRoles(roles);
      await trx
        .updateTable("members")
        .set({ roles: stored })
        .where(({ and }) => and({ portalId, id: memberId }))
        .execute();
      return { ...member, roles: toRoles(stored) };
    }),
  removeMember: (db, portalId, memberId) =>
    withMember(db, { portalId, memberId, staysAdministrator: false }, async (trx, member) => {
      await trx.deleteFrom("members").where("portalId", "=", portalId).where("id", "=", memberId).execute();
      await trx
        .deleteFrom("alertChoices")
        .where(({ and }) => and({ portalId, userId: member.userId }))
        .execute();
      await sessions.endSessionsOfPerson(trx, portalId, member.userId);
      return member;
    }),
  async claimMembershipCheck(db, portalId, userId) {
    const claimed = await db
      .updateTable("members")
      .set({ checkedAt: NOW })
      .where(({ and }) => and({ portalId, userId }))
      .where(sql<boolean>`checked_at < now() - interval '1 hour'`)
      .executeTakeFirst();
    return claimed.numUpdatedRows > 0n;
  },
  personLeft: (db, portalId, userId) =>
    db.transaction().execute(async (trx) => {
      await forgetPeople(trx, portalId).where("userId", "=", userId).execute();
      await sessions.endSessionsOfPerson(trx, portalId, userId);
    }),
};

interface Wanted {
  readonly portalId: number;
  readonly memberId: string;
  readonly staysAdministrator: boolean;
}

/** The portal's row is locked: two administrators who take the role from each other at once do not both succeed. */
function withMember(
  db: Db,
  { portalId, memberId, staysAdministrator }: Wanted,
  change: (trx: Trx, member: Member) => Promise<Member>,
): Promise<RoleChange> {
  return db.transaction().execute(async (trx) => {
    await lockPortal(trx, portalId);
    const present = await presentMembers(trx, portalId);
    const member = present.find(({ id }) => id === memberId);
    if (member === undefined) return { kind: "missing" };
    const administrators = present.filter(({ roles }) => roles.includes("administrator"));
    const isLast = administrators.length === 1 && administrators[0] === member;
    if (isLast && !staysAdministrator) return { kind: "last_administrator" };
    return { kind: "ok", member: await change(trx, member), before: member.roles };
  });
}
