/** Notes which version of a step took part in which delivery. */
import { sql, type Transaction } from "kysely";
import type { Inputs } from "../../../delivery/inputs.ts";
import type { Tables } from "../../postgres/tables.ts";
import type { KnownDeliveries, KnownEdition, Source } from "./known-deliveries.ts";

type Trx = Transaction<Tables>;

/** `replaced`: it arrived after a newer one, and changes nothing. */
export async function noteEdition(
  trx: Trx,
  known: KnownDeliveries,
  source: Source,
  deliveryId: string,
  { now, replaced = false }: { readonly now: number; readonly replaced?: boolean },
): Promise<void> {
  const { portalId, step, variant, lane, key, inputs } = source;
  if (editionOf(known, source, deliveryId) !== undefined) return;
  const there = known.editions.filter((one) => one.deliveryId === deliveryId);
  const number = Math.max(0, ...there.map((one) => one.number)) + 1;
  if (!replaced && step !== "") await replaceEditions(trx, known, source, deliveryId);
  const seen_at = new Date(now);
  await trx
    .insertInto("editions")
    .values({
      portal_id: portalId,
      delivery_id: deliveryId,
      step,
      variant,
      lane,
      key,
      inputs: JSON.stringify(inputs),
      number,
      seen_at,
      replaced_at: replaced ? seen_at : null,
    })
    .execute();
  known.editions = [...known.editions, { deliveryId, portalId, step, variant, key, number, seenAt: now, replaced }];
}

export const editionOf = (
  { editions }: KnownDeliveries,
  { step, variant }: Pick<Source, "step" | "variant">,
  deliveryId: string,
): KnownEdition | undefined =>
  editions.find((one) => one.deliveryId === deliveryId && one.step === step && one.variant === variant);

/** The step has asked for this before, and each time a newer version took its place. */
export function wasReplaced({ editions }: KnownDeliveries, { portalId, step, key }: Source): boolean {
  const once = editions.filter((one) => one.portalId === portalId && one.step === step && one.key === key);
  return step !== "" && once.length > 0 && once.every(({ replaced }) => replaced);
}

/** The step has a newer version in this delivery, or leaves it. */
export async function replaceEditions(
  trx: Trx,
  known: KnownDeliveries,
  { portalId, step }: Pick<Source, "portalId" | "step">,
  deliveryId: string,
): Promise<void> {
  await trx
    .updateTable("editions")
    .set({ replaced_at: sql`service_now()` })
    .where("portal_id", "=", portalId)
    .where("delivery_id", "=", deliveryId)
    .where("step", "=", step)
    .where("replaced_at", "is", null)
    .execute();
  known.editions = known.editions.map((one) =>
    one.deliveryId === deliveryId && one.step === step ? { ...one, replaced: true } : one,
  );
}

/** The step is part of the delivery again, by a version that it had there. */
export async function takeUp(
  trx: Trx,
  known: KnownDeliveries,
  { portalId, step, variant }: Pick<Source, "portalId" | "step" | "variant">,
  deliveryId: string,
): Promise<void> {
  await trx
    .updateTable("editions")
    .set({ replaced_at: null })
    .where("portal_id", "=", portalId)
    .where("delivery_id", "=", deliveryId)
    .where("step", "=", step)
    .where("variant", "=", variant)
    .execute();
  known.editions = known.editions.map((one) =>
    one.deliveryId === deliveryId && one.step === step && one.variant === variant ? { ...one, replaced: false } : one,
  );
}

/** In this delivery all of these versions count as the step's old ones; those that it has there stay as they are. */
export async function copyEditions(
  trx: Trx,
  { portalId, from, to, step }: { portalId: number; from: string; to: string; step: string },
): Promise<void> {
  await sql`
    insert into editions (portal_id, delivery_id, step, variant, lane, key, inputs, number, seen_at, replaced_at)
    select portal_id, ${to}, step, variant, lane, key, inputs, number, seen_at, coalesce(replaced_at, service_now())
    from editions where portal_id = ${portalId} and delivery_id = ${from} and step = ${step}
    on conflict do nothing`.execute(trx);
}

/** What the steps that are left ask for: the newest first. */
export async function currentInputs(trx: Trx, portalId: number, deliveryId: string): Promise<readonly Inputs[]> {
  const rows = await trx
    .selectFrom("editions")
    .select("inputs")
    .where("portal_id", "=", portalId)
    .where("delivery_id", "=", deliveryId)
    .where("replaced_at", "is", null)
    .orderBy("number", "desc")
    .execute();
  return rows.map(({ inputs }) => inputs);
}
