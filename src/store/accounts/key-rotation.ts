/**
 * All stored secrets under the first key. Runs while the service does: what changes meanwhile was written under the first
 * key anyway. Cut short, it goes on where it stopped; run again, it finds nothing to do.
 */
import { sql } from "kysely";
import type { Db } from "../postgres/database.ts";
import type { Secrets } from "../postgres/secrets.ts";

/** Each column that holds a secret; a test compares this with the database's columns. */
export const SECRET_COLUMNS = [
  { table: "portals", column: "access_token", id: "portal_id" },
  { table: "portals", column: "refresh_token", id: "portal_id" },
  { table: "channels", column: "channel_secret", id: "id" },
] as const;

type SecretColumn = (typeof SECRET_COLUMNS)[number];

export interface Rotation {
  readonly rewrapped: number;
  /** Changed by the service between reading and writing, which left them under the first key. */
  readonly overtaken: number;
}

export async function rotateKeys(db: Db, secrets: Secrets): Promise<Rotation> {
  let [rewrapped, overtaken] = [0, 0];
  for (const column of SECRET_COLUMNS) {
    for (const row of await outdated(db, column, secrets)) {
      if (await rewrapOne(db, column, row, secrets)) rewrapped += 1;
      else overtaken += 1;
    }
  }
  return { rewrapped, overtaken };
}

/** How many secrets are not under the first key. */
export async function countOutdated(db: Db, secrets: Secrets): Promise<number> {
  const found = await Promise.all(SECRET_COLUMNS.map((column) => outdated(db, column, secrets)));
  return found.flat().length;
}

interface Row {
  readonly id: string;
  readonly portalId: number;
  readonly secret: Buffer;
}

async function outdated(
  db: Db,
  { table, column, id }: SecretColumn,
  { currentPrefix }: Secrets,
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select ${sql.ref(id)}::text as id, portal_id, ${sql.ref(column)} as secret from ${sql.table(table)}
    where substring(${sql.ref(column)} from 1 for ${currentPrefix.length}) <> ${currentPrefix}
    order by ${sql.ref(id)}`.execute(db);
  return rows;
}

/** False when another secret has been written meanwhile. */
async function rewrapOne(db: Db, { table, column, id }: SecretColumn, row: Row, secrets: Secrets): Promise<boolean> {
  const fresh = secrets.rewrap(row.secret);
  if (fresh === null) return false;
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${fresh}
    where portal_id = ${row.portalId} and ${sql.ref(id)}::text = ${row.id} and ${sql.ref(column)} = ${row.secret}`.execute(
    db,
  );
  return (numAffectedRows ?? 0n) > 0n;
}
