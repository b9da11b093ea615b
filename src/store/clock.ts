/** Service time of the sandbox: runs faster or skips ahead, and waiting jobs move with it. */
import { sql } from "kysely";
import type { Db } from "./database.ts";

/** All in milliseconds; at wall instant `origin` service time was `base`, and it runs `speed` times as fast. */
export interface ServiceClock {
  readonly origin: number;
  readonly base: number;
  readonly speed: number;
}

export async function setClock(db: Db, { origin, base, speed }: ServiceClock): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`
      insert into clock (origin, base, speed) values (${new Date(origin)}, ${new Date(base)}, ${speed})
      on conflict (only_row) do update set origin = excluded.origin, base = excluded.base, speed = excluded.speed`.execute(
      trx,
    );
    await sql`
      select graphile_worker.add_job('advance', json_build_object('deliveryId', id), queue_name => 'advance:' || id,
        run_at => wall_time(advance_at), max_attempts => 1000, job_key => 'advance:' || id)
      from deliveries where advance_at is not null`.execute(trx);
    await sql`
      select graphile_worker.add_job('reading', json_build_object('deliveryId', id), queue_name => 'reading:' || id,
        run_at => wall_time(reading_at), max_attempts => 1000, job_key => 'reading:' || id)
      from deliveries where reading_at is not null`.execute(trx);
    await sql`
      select graphile_worker.add_job('records', json_build_object('portalId', portal_id),
        queue_name => 'records:' || portal_id, run_at => wall_time(records_due_at), max_attempts => 1000,
        job_key => 'records:' || portal_id)
      from portals where records_due_at is not null and uninstalled_at is null`.execute(trx);
    await sql`
      select graphile_worker.add_job('release', json_build_object('deliveryId', id), queue_name => 'release:' || id,
        run_at => wall_time(release_at), max_attempts => 1000, job_key => 'release:' || id)
      from deliveries where release_at is not null`.execute(trx);
    await sql`
      select graphile_worker.add_job('access', json_build_object('portalId', portal_id),
        queue_name => 'access:' || portal_id, run_at => wall_time(access_due_at), max_attempts => 1000,
        job_key => 'access:' || portal_id)
      from portals where access_due_at is not null`.execute(trx);
  });
}
