/** Jobs are added by SQL inside the transaction that changes the state they continue. */
import { sql, type Transaction } from "kysely";
import type { JobName } from "../ports/jobs.ts";
import type { Db } from "./database.ts";
import type { Tables } from "./tables.ts";

/** High enough that the back-off, not the count, decides; housekeeping looks after what stands still anyway. */
const MAX_ATTEMPTS = 1000;

/**
 * At most one waiting job per kind and delivery; a second call moves it. Jobs of one kind and delivery run one after
 * the other (queue name). `at`: service time, null for now.
 */
export async function addJob(
  trx: Transaction<Tables>,
  name: JobName,
  deliveryId: string,
  at: Date | null,
): Promise<void> {
  const key = `${name}:${deliveryId}`;
  await sql`
    select graphile_worker.add_job(
      ${name}, json_build_object('deliveryId', ${deliveryId}::text), queue_name => ${key},
      run_at => case when ${at}::timestamptz is null then now() else wall_time(${at}::timestamptz) end,
      max_attempts => ${MAX_ATTEMPTS}::int, job_key => ${key})`.execute(trx);
}

/**
 * For a job that is at work: it runs once more so many seconds after its end. One that was added meanwhile keeps its time.
 */
export async function addAgain(
  db: Db,
  name: JobName,
  deliveryId: string,
  { afterSeconds, tries }: { readonly afterSeconds: number; readonly tries: number },
): Promise<void> {
  const key = `${name}:${deliveryId}`;
  await sql`
    select graphile_worker.add_job(
      ${name}, json_build_object('deliveryId', ${deliveryId}::text, 'tries', ${tries}::int), queue_name => ${key},
      run_at => now() + make_interval(secs => ${afterSeconds}::float8), max_attempts => ${MAX_ATTEMPTS}::int,
      job_key => ${key}, job_key_mode => 'preserve_run_at')`.execute(db);
}
