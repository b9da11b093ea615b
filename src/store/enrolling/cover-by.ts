/** A person said no to a second send of a step: its executions get the outcome of the first one. */
import { sql, type Transaction } from "kysely";
import type { Delivery } from "../../delivery/delivery.ts";
import { addJob } from "../jobs.ts";
import type { Tables } from "../tables.ts";
import { copyEditions } from "./editions.ts";

/**
 * `delivery` is locked and was just cancelled. Its executions are covered by the earlier one from now on, and so is what
 * arrives with its versions inside the cooldown. Where the earlier one has an outcome already, it is released once more.
 */
export async function coverBy(trx: Transaction<Tables>, { id, portalId }: Delivery, earlier: string): Promise<void> {
  const there = await trx
    .selectFrom("deliveries")
    .select("outcome")
    .where("id", "=", earlier)
    .where("portal_id", "=", portalId)
    .where("covers", "=", true)
    .forUpdate()
    .executeTakeFirst();
  // It was cancelled or failed since: there is no outcome of a send to tell.
  if (there === undefined) return;
  const { numAffectedRows = 0n } = await sql`
    update enrollments set delivery_id = ${earlier}, covered = true
    where portal_id = ${portalId} and delivery_id = ${id} and released_at is null`.execute(trx);
  const moved = Number(numAffectedRows);
  await trx
    .updateTable("deliveries")
    .set((of) => ({
      executions: of("executions", "+", moved),
      covered: of("covered", "+", moved),
      released_at: null,
    }))
    .where("id", "=", earlier)
    .where("portal_id", "=", portalId)
    .execute();
  await trx
    .updateTable("deliveries")
    .set((of) => ({ executions: of("executions", "-", moved) }))
    .where("id", "=", id)
    .where("portal_id", "=", portalId)
    .execute();
  await copyEditions(trx, { portalId, from: id, to: earlier });
  await sql`
    insert into timeline (portal_id, delivery_id, number, at, event, phase, details)
    select d.portal_id, d.id, (select max(number) + 1 from timeline t where t.delivery_id = d.id), service_now(),
      'handed_over', d.phase, jsonb_build_object('executions', ${moved}::int, 'delivery', ${earlier}::text)
    from deliveries d where d.portal_id = ${portalId} and d.id = ${id}`.execute(trx);
  if (there.outcome !== null) await addJob(trx, "release", earlier, null);
}
