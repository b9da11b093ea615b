/** What is stored about one contact: shown, and erased. */
import { sql } from "kysely";
import type { ContactData, Privacy } from "../../ports/store/privacy.ts";
import type { Db, Operations, Trx } from "../postgres/database.ts";
import { addJob } from "../jobs/jobs.ts";

export const privacy: Operations<Privacy> = {
  async contactData(db, portalId, contactId) {
    const executions = await db
      .selectFrom("enrollments")
      .select(["deliveryId", "callbackId", "executionId", "covered", "receivedAt", "releasedAt"])
      .where(isOf(portalId, contactId))
      .orderBy("receivedAt")
      .execute();
    const recipients = await db
      .selectFrom("recipients")
      .select(["deliveryId", "purpose", "lineUserId", "valid"])
      .where(({ and }) => and({ portalId, objectId: contactId }))
      .execute();
    return { portalId, contactId, executions, recipients, examples: await examplesOf(db, portalId, contactId) };
  },
  /**
   * Executions that are still held keep their callback, without which nothing could release them, and lose the record. LINE
   * user IDs go at once where no file has been counted yet; those that are being uploaded go with the upload.
   */
  forgetContact: (db, portalId, contactId) =>
    db.transaction().execute(async (trx) => {
      await forgetRecipient(trx, portalId, contactId);
      // Executions before deliveries, as the release locks them.
      await sql`
        update enrollments set object_id = 'forgotten-' || md5(callback_id)
        where ${isOf(portalId, contactId)} and released_at is null`.execute(trx);
      await sql`
        with gone as (
          delete from enrollments
          where ${isOf(portalId, contactId)} and released_at is not null
          returning delivery_id
        ), counts as (
          select delivery_id, count(*) as deleted_count from gone group by 1
        )
        update deliveries d set deleted_count = d.deleted_count + c.deleted_count
        from counts c where d.portal_id = ${portalId} and d.id = c.delivery_id`.execute(trx);
      await sql`
        update timeline t set finding = t.finding #- '{figures,examples}'
        where t.portal_id = ${portalId} and ${names(contactId)}`.execute(trx);
    }),
};

/** As written by `recipientCounts`: `614: Uabc, 615: –`. Ids of records are digits, so that no pattern hides in one. */
const names = (contactId: string) => sql<boolean>`
  t.finding #> '{figures,examples}' is not null and ', ' || (t.finding #>> '{figures,examples}') like ${`%, ${contactId.replaceAll(/[%_\\]/g, "")}: %`}`;

async function examplesOf(db: Db, portalId: number, contactId: string): Promise<ContactData["examples"]> {
  const { rows } = await sql<ContactData["examples"][number]>`
    select t.delivery_id, t.at, t.finding #>> '{figures,examples}' as text
    from timeline t where t.portal_id = ${portalId} and ${names(contactId)}
    order by t.at`.execute(db);
  return rows;
}

/** By delivery and record, as the index has them: by the record alone, every execution there is would be read. */
const isOf = (portalId: number, contactId: string) => sql<boolean>`
  portal_id = ${portalId} and object_id = ${contactId} and delivery_id = any(array(select id from deliveries where portal_id = ${portalId}))`;

/** A step that counts the IDs at this moment finds the delivery changed and counts again. */
async function forgetRecipient(trx: Trx, portalId: number, contactId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update deliveries set version = version + 1, advance_at = service_now()
    where portal_id = ${portalId} and phase in ('collecting', 'sealed')
      and exists (
        select from recipients r where r.portal_id = ${portalId} and r.delivery_id = id and r.object_id = ${contactId})
    returning id`.execute(trx);
  for (const { id } of rows) {
    await sql`
      delete from recipients
      where portal_id = ${portalId} and delivery_id = ${id} and object_id = ${contactId}`.execute(trx);
    await addJob(trx, "advance", { portalId, id }, null);
  }
}
