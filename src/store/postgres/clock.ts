/** Service time of the sandbox: runs faster or skips ahead, and waiting jobs move with it. */
import { sql } from "kysely";
import type { Db } from "./database.ts";

/**
 * In milliseconds since 1970. Asked after a row is locked, so that a step never sees a clock older than the facts; and not
 * where rows of a portal are read, which may be on another server.
 */
export async function serviceNow(db: Db): Promise<number> {
  const { rows } = await sql<{ now: number }>`select service_now() as now`.execute(db);
  return rows[0]?.now ?? Number.NaN;
}

/** All in milliseconds; at wall instant `origin` service time was `base`, and it runs `speed` times as fast. */
export interface ServiceClock {
  readonly origin: number;
  readonly base: number;
  readonly speed: number;
}

const OF_DELIVERY = sql`jsonb_build_object('portalId', portal_id, 'deliveryId', id)`;
const OF_PORTAL = sql`jsonb_build_object('portalId', portal_id)`;

/** Jobs that wait for an instant of service time, with the column that says which. */
const WAITING = [
  { job: "advance", subject: OF_DELIVERY, table: "deliveries", at: "advance_at" },
  { job: "reading", subject: OF_DELIVERY, table: "deliveries", at: "reading_at" },
  { job: "release", subject: OF_DELIVERY, table: "deliveries", at: "release_at" },
  { job: "records", subject: OF_PORTAL, table: "portals", at: "records_due_at" },
  { job: "access", subject: OF_PORTAL, table: "portals", at: "access_due_at" },
  { job: "mails", subject: OF_PORTAL, table: "notifications", at: "due_at" },
] as const;

export async function setClock(db: Db, { origin, base, speed }: ServiceClock): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`
      insert into clock (origin, base, speed) values (${new Date(origin)}, ${new Date(base)}, ${speed})
      on conflict (only_row) do update set origin = excluded.origin, base = excluded.base, speed = excluded.speed`.execute(
      trx,
    );
    for (const { job, subject, table, at } of WAITING) {
      const { rows } = await sql`
        select ${subject} as subject, ${sql.ref(at)}::text as at from ${sql.table(table)}
        where ${sql.ref(at)} is not null
        -- Of several with one job, the first counts.
        order by ${sql.ref(at)} desc`.execute(trx);
      await sql`
        select enqueue(${job}, w.subject, wall_time(w.at))
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (subject json, at timestamptz)`.execute(trx);
    }
  });
}
