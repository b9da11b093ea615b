/** Jobs are added by SQL inside the transaction that changes the state they continue. */
import { sql, type Transaction } from "kysely";
import type { JobName, JobSubject, PortalJobName } from "../../ports/jobs.ts";
import type { Db } from "../postgres/database.ts";
import type { Tables } from "../postgres/tables.ts";

/**
 * At most one waiting job per kind and delivery; a second call moves it. Jobs of one kind and delivery run one after
 * the other. `at`: service time, null for now.
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
  await sql`
    select enqueue(${name}, ${JSON.stringify(subject)}::json, coalesce(wall_time(${at}::timestamptz), now()))`.execute(
    trx,
  );
}

/** For a job that is at work: it runs once more so many seconds after its end. One that was added since keeps its time. */
export async function addAgain(
  db: Db,
  name: JobName | PortalJobName,
  subject: JobSubject,
  { afterSeconds, tries }: { readonly afterSeconds: number; readonly tries: number },
): Promise<void> {
  await sql`
    select enqueue(${name}, ${JSON.stringify({ ...subject, tries })}::json,
      now() + make_interval(secs => ${afterSeconds}::float8), 'preserve_run_at')`.execute(db);
}
