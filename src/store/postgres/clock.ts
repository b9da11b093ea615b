/** Service time of the sandbox: runs faster or skips ahead, and waiting jobs move with it. */
import { sql } from "kysely";
import type { Db } from "./database.ts";

/** All in milliseconds; at wall instant `origin` service time was `base`, and it runs `speed` times as fast. */
export interface ServiceClock {
  readonly origin: number;
  readonly base: number;
  readonly speed: number;
}

/** Jobs that wait for an instant of service time, with the column that says which. */
const WAITING = [
  { job: "advance", subject: "deliveryId", table: "deliveries", id: "id", at: "advance_at" },
  { job: "reading", subject: "deliveryId", table: "deliveries", id: "id", at: "reading_at" },
  { job: "release", subject: "deliveryId", table: "deliveries", id: "id", at: "release_at" },
  { job: "records", subject: "portalId", table: "portals", id: "portal_id", at: "records_due_at" },
  { job: "access", subject: "portalId", table: "portals", id: "portal_id", at: "access_due_at" },
] as const;

export async function setClock(db: Db, { origin, base, speed }: ServiceClock): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`
      insert into clock (origin, base, speed) values (${new Date(origin)}, ${new Date(base)}, ${speed})
      on conflict (only_row) do update set origin = excluded.origin, base = excluded.base, speed = excluded.speed`.execute(
      trx,
    );
    for (const { job, subject, table, id, at } of WAITING)
      await sql`
        select enqueue(${job}, json_build_object(${subject}::text, ${sql.ref(id)}), wall_time(${sql.ref(at)}))
        from ${sql.table(table)} where ${sql.ref(at)} is not null`.execute(trx);
  });
}
