/** Who is signed in to the console. Only a hash of the cookie's secret is stored. */
import { sql } from "kysely";
import { createHash, randomBytes } from "node:crypto";
import type { Sessions } from "../../ports/store/sessions.ts";
import { workflowsNotStarted } from "../deliveries/not-started.ts";
import { serviceNow } from "../postgres/clock.ts";
import type { Operations } from "../postgres/database.ts";
import { toRoles } from "./roles.ts";

const SESSION_HOURS = 12;

export const sessions: Operations<Sessions> = {
  async startSession(db, { portalId, userId, userEmail }) {
    const secret = `${portalId}.${randomBytes(32).toString("base64url")}`;
    const createdAt = sql<Date>`clock_timestamp()`;
    const expiresAt = sql<Date>`clock_timestamp() + make_interval(hours => ${SESSION_HOURS})`;
    const row = { tokenHash: hashOf(secret), portalId, userId, userEmail, createdAt, expiresAt };
    await db.insertInto("sessions").values(row).execute();
    return secret;
  },
  /**
   * Null when the secret is unknown, the session is over, or the portal has removed the app; and where the person is no
   * member: they may have been removed, or have left, while they were signing in.
   */
  async session(db, secret) {
    const now = await serviceNow(db);
    const row = await db
      .selectFrom("sessions")
      .innerJoin("portals", "portals.portalId", "sessions.portalId")
      .innerJoin("members", (join) =>
        join.onRef("members.portalId", "=", "sessions.portalId").onRef("members.userId", "=", "sessions.userId"),
      )
      .select(["sessions.portalId", "sessions.userId", "sessions.userEmail", "members.roles", "portals.timeZone"])
      .select(sql<boolean>`members.checked_at < clock_timestamp() - interval '1 hour'`.as("checkDue"))
      .select(workflowsNotStarted(portalIn(secret), now).as("workflowsNotStarted"))
      .where("sessions.portalId", "=", portalIn(secret))
      .where("tokenHash", "=", hashOf(secret))
      .where(sql<boolean>`expires_at > clock_timestamp()`)
      .where("portals.uninstalledAt", "is", null)
      .where("members.leftAt", "is", null)
      .executeTakeFirst();
    return row === undefined ? null : { ...row, roles: toRoles(row.roles) };
  },
  async endSession(db, secret) {
    const ended = db.deleteFrom("sessions").where("portalId", "=", portalIn(secret));
    await ended.where("tokenHash", "=", hashOf(secret)).execute();
  },
  async endSessionsOfPerson(db, portalId, userId) {
    await db.deleteFrom("sessions").where("portalId", "=", portalId).where("userId", "=", userId).execute();
  },
};

/** What a person makes up is the secret of no portal. */
const portalIn = (secret: string): number => (/^\d{1,15}\./.test(secret) ? Number.parseInt(secret, 10) : 0);

const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();
