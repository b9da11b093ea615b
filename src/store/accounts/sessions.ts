/** Who is signed in to the console. Only a hash of the cookie's secret is stored. */
import { sql, type Kysely } from "kysely";
import { createHash, randomBytes } from "node:crypto";
import type { FoundSession, SignedInUser } from "../../ports/store/sessions.ts";
import type { Db } from "../postgres/database.ts";
import { toRoles } from "./roles.ts";
import type { Tables } from "../postgres/tables.ts";

const SESSION_HOURS = 12;

/** Answers the secret that goes into the cookie. */
export async function startSession(db: Db, { portalId, userId, userEmail }: SignedInUser): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  await db
    .insertInto("sessions")
    .values({
      token_hash: hashOf(secret),
      portal_id: portalId,
      user_id: userId,
      user_email: userEmail,
      created_at: sql`clock_timestamp()`,
      expires_at: sql`clock_timestamp() + make_interval(hours => ${SESSION_HOURS})`,
    })
    .execute();
  return secret;
}

/**
 * Null when the secret is unknown, the session is over, or the portal has removed the app; and where the person is no member:
 * they may have been removed, or have left, while they were signing in.
 */
export async function findSession(db: Db, secret: string): Promise<FoundSession | null> {
  const row = await db
    .selectFrom("sessions")
    .innerJoin("portals", "portals.portal_id", "sessions.portal_id")
    .innerJoin("members", (join) =>
      join.onRef("members.portal_id", "=", "sessions.portal_id").onRef("members.user_id", "=", "sessions.user_id"),
    )
    .select(["sessions.portal_id", "sessions.user_id", "sessions.user_email", "members.roles", "portals.time_zone"])
    .select(sql<boolean>`members.checked_at < clock_timestamp() - interval '1 hour'`.as("check_due"))
    .where("token_hash", "=", hashOf(secret))
    .where("expires_at", ">", sql<Date>`clock_timestamp()`)
    .where("portals.uninstalled_at", "is", null)
    .where("members.left_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const roles = toRoles(row.roles);
  const { portal_id: portalId, user_id: userId, user_email: userEmail, time_zone: timeZone, check_due: checkDue } = row;
  return { portalId, userId, userEmail, roles, timeZone, checkDue };
}

export async function endSession(db: Db, secret: string): Promise<void> {
  await db.deleteFrom("sessions").where("token_hash", "=", hashOf(secret)).execute();
}

/** With the app go its users. */
export async function endSessionsOf(db: Db, portalId: number): Promise<void> {
  await db.deleteFrom("sessions").where("portal_id", "=", portalId).execute();
}

/** The person is signed out of every browser. */
export async function endSessionsOfPerson(db: Kysely<Tables>, portalId: number, userId: number): Promise<void> {
  await db.deleteFrom("sessions").where("portal_id", "=", portalId).where("user_id", "=", userId).execute();
}

const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();
