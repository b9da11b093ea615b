/** The release's side of the store: which executions are still held, which were let go, and when none is left. */
import { sql } from "kysely";
import type { DeliveryRef } from "../../ports/store/deliveries.ts";
import type { Enrollments, HeldEnrollment } from "../../ports/store/enrollments.ts";
import type { Operations } from "../postgres/database.ts";
import { addJob } from "../jobs/jobs.ts";
import { listed } from "../postgres/listed.ts";
import { instant } from "../postgres/rows.ts";

/**
 * Whether HubSpot takes a completion that overtakes our own answer to the execution is not documented; it may then hold
 * the record for the whole hold. No execution is released before the answer has surely arrived.
 */
const ANSWER_ON_ITS_WAY = sql<Date>`service_now() - interval '2 seconds'`;

/** No execution arrived before the delivery was opened, by a clock that may have been set back: earlier weeks are left out. */
const itsWeeks = ({ portalId, id }: DeliveryRef) => sql<boolean>`
  week >= (select week_of(opened_at) - 7 from deliveries where portal_id = ${portalId} and id = ${id})`;

export const release: Operations<Omit<Enrollments, "enroll">> = {
  async held(db, { portalId, id }, { limit, after }) {
    const { rows } = await sql<HeldEnrollment>`
      select callback_id, object_id, covered from held_enrollments(
        ${portalId}, ${id}, ${after?.objectId ?? ""}, ${after?.callbackId ?? ""}, ${ANSWER_ON_ITS_WAY}, ${limit})`.execute(
      db,
    );
    return rows;
  },
  async markReleased(db, of, completed, gone) {
    const { portalId, id } = of;
    await sql`
      with released as (
        update enrollments set released_at = service_now(), hold_lost = callback_id = any(${gone}::text[])
        where portal_id = ${portalId} and callback_id = any(${listed([...completed, ...gone])}) and ${itsWeeks(of)}
          -- By callback: without statistics of the delivery all of its executions would be read. No index can tell this.
          and (delivery_id = ${id}) is true and released_at is null
        returning hold_lost
      )
      update deliveries d set released_count = d.released_count + c.executions, holds_lost = d.holds_lost + c.lost,
        release_wait = null, release_at = null
      from (select count(*) as executions, count(*) filter (where hold_lost) as lost from released) c
      where d.portal_id = ${portalId} and d.id = ${id} and c.executions > 0`.execute(db);
  },
  async finishRelease(db, of) {
    const { portalId, id } = of;
    const { rows } = await sql<{ held: boolean }>`
      with still as (
        select exists (
          select from enrollments
          where portal_id = ${portalId} and delivery_id = ${id} and ${itsWeeks(of)} and released_at is null
        ) as held
      ), done as (
        update deliveries set released_at = service_now(), release_wait = null, release_at = null
        where portal_id = ${portalId} and id = ${id} and released_at is null and outcome is not null and not (select held from still)
      )
      select held from still`.execute(db);
    return rows[0]?.held === false;
  },
  putOffRelease: (db, of, why, seconds) =>
    db.transaction().execute(async (trx) => {
      const releaseAt = sql<Date>`service_now() + make_interval(secs => ${seconds}::float8)`;
      const row = await trx
        .updateTable("deliveries")
        .set({ releaseWait: why, releaseAt })
        .where("portalId", "=", of.portalId)
        .where("id", "=", of.id)
        .where("releasedAt", "is", null)
        .returning("releaseAt")
        .executeTakeFirst();
      if (row !== undefined) await addJob(trx, "release", of, instant(row.releaseAt));
    }),
};
