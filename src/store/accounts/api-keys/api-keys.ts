/** Keys with which programs call the API on behalf of a portal. */
import { sql } from "kysely";
import { DAY_MS, HOUR_MS } from "../../../delivery/durations.ts";
import type { ApiKey, ApiKeys, FoundApiKey } from "../../../ports/store/access/api-keys.ts";
import { serviceNow } from "../../postgres/clock.ts";
import type { Db, Operations, Trx } from "../../postgres/database.ts";
import { invariant } from "../../postgres/invariant.ts";
import { lockPortal } from "../../postgres/portal-row.ts";
import type { Row } from "../../postgres/tables.ts";
import { storedRoles, toRoles } from "../roles.ts";
import { createToken, hashOf, readToken } from "./token.ts";

/** More than a portal has programs. */
const MAX_KEYS = 50;
/** With those that are revoked, which are there to be looked up. */
const MAX_LISTED = 200;

export const apiKeys: Operations<ApiKeys> = {
  async apiKeys(db, portalId) {
    const now = await serviceNow(db);
    const rows = await keysOf(db, portalId)
      .orderBy(sql`revoked_at is not null or expires_at <= ${new Date(now)}::timestamptz`)
      .orderBy(sql`lower(name)`)
      .orderBy("madeAt", "desc")
      .limit(MAX_LISTED)
      .execute();
    return { now, keys: rows.map(toKey) };
  },
  makeApiKey: (db, portalId, by, { name, roles, days }) =>
    inPortal(db, portalId, async (trx, now) => {
      const { count, isTaken } = await others(trx, portalId, name);
      if (isTaken) return { kind: "name_taken" };
      if (count >= MAX_KEYS) return { kind: "too_many" };
      const secret = newSecret({ portalId, by, days, now });
      const row = { portalId, name, roles: storedRoles(roles), ...secret.columns };
      const { id } = await trx.insertInto("apiKeys").values(row).returning("id").executeTakeFirstOrThrow();
      return { kind: "ok", key: await keyOf(trx, portalId, id), token: secret.token };
    }),
  rotateApiKey: (db, portalId, by, id, { days, graceHours, rotations }) =>
    inPortal(db, portalId, async (trx, now) => {
      const row = await live(trx, portalId, id).selectAll().executeTakeFirst();
      if (row === undefined) return { kind: "missing" };
      if (rotations !== null && rotations !== row.rotations) return { kind: "rotated_before" };
      const secret = newSecret({ portalId, by, days, now });
      const change = { ...secret.columns, ...formerColumns(row, graceHours, now), rotations: row.rotations + 1 };
      await trx.updateTable("apiKeys").set(change).where("portalId", "=", portalId).where("id", "=", id).execute();
      return { kind: "ok", key: await keyOf(trx, portalId, id), token: secret.token };
    }),
  async revokeApiKey(db, portalId, id) {
    const revoked = await db
      .updateTable("apiKeys")
      .set({ revokedAt: new Date(await serviceNow(db)) })
      .where(({ and }) => and({ portalId, id }))
      .where("revokedAt", "is", null)
      .executeTakeFirst();
    return revoked.numUpdatedRows > 0n ? keyOf(db, portalId, id) : null;
  },
  async apiKey(db, token) {
    const sent = readToken(token);
    if (sent === null) return { kind: "unknown" };
    const now = await serviceNow(db);
    const row = await db
      .selectFrom("apiKeys")
      .innerJoin("portals", "portals.portalId", "apiKeys.portalId")
      .selectAll("apiKeys")
      .select("portals.timeZone")
      .where("apiKeys.portalId", "=", sent.portalId)
      .where(({ or }) => or({ tokenHash: sent.hash, formerHash: sent.hash }))
      .where("portals.uninstalledAt", "is", null)
      .executeTakeFirst();
    return row === undefined ? { kind: "unknown" } : found(row, sent.hash, now);
  },
  async noteApiKeyUse(db, portalId, id) {
    const now = await serviceNow(db);
    await db
      .updateTable("apiKeys")
      .set({ lastUsedAt: new Date(now) })
      .where(({ and }) => and({ portalId, id }))
      .where(sql<boolean>`coalesce(last_used_at, '-infinity') <= ${new Date(now - HOUR_MS)}::timestamptz`)
      .execute();
  },
};

/** With the portal's row locked: two who make a key at once count each other's. */
const inPortal = <T>(db: Db, portalId: number, work: (trx: Trx, now: number) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (trx) => {
    invariant(await lockPortal(trx, portalId), "a key without a portal");
    return work(trx, await serviceNow(trx));
  });

/** A person who is no longer in the account is not named. */
const keysOf = (db: Db, portalId: number) =>
  db
    .selectFrom("apiKeys")
    .leftJoin("members", (join) =>
      join
        .onRef("members.portalId", "=", "apiKeys.portalId")
        .onRef("members.userId", "=", "apiKeys.madeBy")
        .on("members.leftAt", "is", null),
    )
    .select(["apiKeys.id", "name", "apiKeys.roles", "madeAt", "expiresAt", "lastUsedAt", "revokedAt"])
    .select(["formerUntil", "rotations", "members.userEmail as madeBy"])
    .where("apiKeys.portalId", "=", portalId);

const keyOf = async (db: Db, portalId: number, id: string): Promise<ApiKey> =>
  toKey(await keysOf(db, portalId).where("apiKeys.id", "=", id).executeTakeFirstOrThrow());

const live = (trx: Trx, portalId: number, id: string) =>
  trx.selectFrom("apiKeys").where("portalId", "=", portalId).where("id", "=", id).where("revokedAt", "is", null);

const others = (trx: Trx, portalId: number, name: string) =>
  trx
    .selectFrom("apiKeys")
    .select(sql<number>`count(*)::int`.as("count"))
    .select(sql<boolean>`coalesce(bool_or(lower(name) = lower(${name}::text)), false)`.as("isTaken"))
    .where("portalId", "=", portalId)
    .where("revokedAt", "is", null)
    .executeTakeFirstOrThrow();

const toKey = <R extends { readonly roles: readonly string[] }>(row: R) => ({ ...row, roles: toRoles(row.roles) });

interface Asked {
  readonly portalId: number;
  readonly by: number;
  readonly days: number;
  readonly now: number;
}

function newSecret({ portalId, by, days, now }: Asked) {
  const token = createToken(portalId);
  const instants = { madeAt: new Date(now), expiresAt: new Date(now + days * DAY_MS) };
  return { token, columns: { tokenHash: hashOf(token), madeBy: by, ...instants } };
}

/** A secret that is over does not come back. */
function formerColumns({ tokenHash, expiresAt }: Row<"apiKeys">, graceHours: number, now: number) {
  const until = Math.min(expiresAt, now + graceHours * HOUR_MS);
  return { formerHash: tokenHash, formerUntil: new Date(until) };
}

function found(row: Row<"apiKeys"> & { readonly timeZone: string }, hash: Buffer, now: number): FoundApiKey {
  const isFormer = !row.tokenHash.equals(hash);
  if (row.revokedAt !== null) return { kind: "revoked" };
  if (isFormer && (row.formerUntil ?? 0) <= now) return { kind: "replaced" };
  if (row.expiresAt <= now) return { kind: "expired" };
  const { id, portalId, name, madeBy, lastUsedAt, timeZone } = row;
  const person = { portalId, userId: madeBy, userEmail: `API key ${name}`, roles: toRoles(row.roles), timeZone };
  return { kind: "ok", session: { ...person, keyId: id, useDue: (lastUsedAt ?? 0) <= now - HOUR_MS } };
}
