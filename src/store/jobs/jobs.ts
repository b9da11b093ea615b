/** Jobs are added by SQL inside the transaction that changes the state they continue. */
import { sql, type Transaction } from "kysely";
import type { JobName, JobSubject, PortalJobName } from "../../ports/jobs.ts";
import type { Db } from "../postgres/database.ts";
import type { Tables } from "../postgres/tables.ts";

/** High enough that the back-off, not the count, decides; housekeeping looks after what stands still anyway. */
const MAX_ATTEMPTS = 1000;

/**
 * At most one waiting job per kind and delivery; a second call moves it. Jobs of one kind and delivery run one after
 * the other (queue name). `at`: service time, null for now.
 */
export const addJob = (trx: Transaction<Tables>, name: JobName, deliveryId: string, at: Date | null): Promise<void> =>
  add(trx, name, { deliveryId }, at);

/** The same for a portal. */
export const addPortalJob = (
  trx: Transaction<Tables>,
  name: PortalJobName,
  portalId: number,
  at: Date | null,
): Promise<void> => add(trx, name, { portalId }, at);

async function add(
  trx: Transaction<Tables>,
  name: JobName | PortalJobName,
  subject: JobSubject,
  at: Date | null,
): Promise<void> {
  const key = keyOf(name, subject);
  await sql`
    select graphile_worker.add_job(
      ${name}, ${JSON.stringify(subject)}::json, queue_name => ${key},
      run_at => case when ${at}::timestamptz is null then now() else wall_time(${at}::timestamptz) end,
      max_attempts => ${MAX_ATTEMPTS}::int, job_key => ${key})`.execute(trx);
}

const keyOf = (name: JobName | PortalJobName, subject: JobSubject): string =>
  `${name}:${"portalId" in subject ? subject.portalId : subject.deliveryId}`;

/**
 * For a job that is at work: it runs once more so many seconds after its end. One that was added meanwhile keeps its time.
 */
export async function addAgain(
  db: Db,
  name: JobName | PortalJobName,
  subject: JobSubject,
  { afterSeconds, tries }: { readonly afterSeconds: number; readonly tries: number },
): Promise<void> {
  const key = keyOf(name, subject);
  await sql`
    select graphile_worker.add_job(
      ${name}, ${JSON.stringify({ ...subject, tries })}::json, queue_name => ${key},
      run_at => now() + make_interval(secs => ${afterSeconds}::float8), max_attempts => ${MAX_ATTEMPTS}::int,
      job_key => ${key}, job_key_mode => 'preserve_run_at')`.execute(db);
}
