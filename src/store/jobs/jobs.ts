/** Jobs are added by SQL inside the transaction that changes the state they continue. */
import { sql } from "kysely";
import type { DeliverySubject, JobName, JobSubject, PortalJobName } from "../../ports/jobs.ts";
import type { DeliveryRef } from "../../ports/store/deliveries.ts";
import type { Db, Trx } from "../postgres/database.ts";

/**
 * At most one waiting job per kind and delivery; a second call moves it. Jobs of one kind and delivery run one after
 * the other. `at`: service time, null for now.
 */
export const addJob = (trx: Trx, name: JobName, { portalId, id }: DeliveryRef, at: Date | null): Promise<void> =>
  add(trx, name, { portalId, deliveryId: id }, at);

/** The same for a portal. */
export const addPortalJob = (trx: Trx, name: PortalJobName, portalId: number, at: Date | null): Promise<void> =>
  add(trx, name, { portalId }, at);

async function add(trx: Trx, name: JobName | PortalJobName, subject: JobSubject, at: Date | null): Promise<void> {
  const runAt = sql`coalesce(wall_time(${at}::timestamptz), now())`;
  await sql`select enqueue(${name}, ${JSON.stringify(subject)}::json, ${runAt})`.execute(trx);
}

/** As 0.1.0 added jobs: one may wait, or be added by a process that still runs. */
export type EarlierSubject = Omit<DeliverySubject, "portalId">;

/** 0, which is no portal, where there is no such delivery any more. */
export async function portalOf(db: Db, { deliveryId }: EarlierSubject): Promise<number> {
  const row = await db.selectFrom("deliveries").select("portalId").where("id", "=", deliveryId).executeTakeFirst();
  return row?.portalId ?? 0;
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
