/** A portal's settings and who may do what in it. Every query names the portal it is for. */
import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import type { WindowDefaults } from "../../delivery/lifecycle/open-delivery.ts";
import type { Installation } from "../../ports/hubspot.ts";
import type { Member, Role, RoleChange } from "../../ports/store/members.ts";
import type { KnownSettings, PortalSettings } from "../../ports/store/settings.ts";
import type { Db } from "../postgres/database.ts";
import { policyColumns, toPolicies } from "./policies.ts";
import { ROLES, storedRoles, toRoles } from "./roles.ts";
import { endSessionsOfPerson } from "./sessions.ts";
import type { MemberTable, PortalTable, Tables } from "../postgres/tables.ts";

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
  ...toPolicies(row),
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
        ...policyColumns(after),
      })
      .where("portal_id", "=", portalId)
      .execute();
    return { before, after };
  });
}

/** The portal as it is until the transaction ends; undefined where it never installed the app. */
export const lockPortal = (trx: Transaction<Tables>, portalId: number) =>
  trx.selectFrom("portals").selectAll().where("portal_id", "=", portalId).forUpdate().executeTakeFirst();

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
  const signedIn = { user_email: userEmail, signed_in_at: NOW, asked_at: NOW, gone_at: null };
  await trx
    .insertInto("members")
    .values({ portal_id: portalId, user_id: userId, roles, ...signedIn })
    .onConflict((conflict) => conflict.columns(["portal_id", "user_id"]).doUpdateSet(signedIn))
    .execute();
}

const present = (db: Kysely<Tables>, portalId: number) =>
  db.selectFrom("members").selectAll().where("portal_id", "=", portalId).where("gone_at", "is", null);

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
        .on("members.gone_at", "is", null),
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
    .set({ asked_at: NOW })
    .where("portal_id", "=", portalId)
    .where("user_id", "=", userId)
    .where(sql<boolean>`asked_at < clock_timestamp() - interval '1 hour'`)
    .executeTakeFirst();
  return claimed.numUpdatedRows > 0n;
}

/** The person is no longer in the HubSpot account; their roles stay for a return. */
export async function personLeft(db: Db, portalId: number, userId: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable("members")
      .set({ user_email: "", gone_at: sql<Date>`service_now()` })
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
    .set({ user_email: "", gone_at: sql<Date>`service_now()` })
    .where("portal_id", "=", portalId)
    .execute();
}
