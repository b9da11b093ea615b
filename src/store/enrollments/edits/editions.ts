/** Notes which version of a step took part in which delivery. */
import { sql } from "kysely";
import type { Inputs } from "../../../delivery/inputs.ts";
import { SERVICE_NOW, type Trx } from "../../postgres/database.ts";
import type { KnownDeliveries, KnownEdition, Source } from "./known-deliveries.ts";

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
  const edition = { deliveryId, portalId, step, variant, key, number };
  const seenAt = new Date(now);
  const row = { ...edition, lane, inputs, seenAt, replacedAt: replaced ? seenAt : null };
  await trx.insertInto("editions").values(row).execute();
  known.editions = [...known.editions, { ...edition, seenAt: now, replaced }];
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
export const replaceEditions = (trx: Trx, known: KnownDeliveries, { portalId, step }: Step, deliveryId: string) =>
  mark(trx, known, { portalId, step, deliveryId }, true);

/** The step is part of the delivery again, by a version that it had there. */
export const takeUp = (trx: Trx, known: KnownDeliveries, { portalId, step, variant }: Source, deliveryId: string) =>
  mark(trx, known, { portalId, step, variant, deliveryId }, false);

type Step = Pick<Source, "portalId" | "step">;

/** Those that are marked so already stay as they are. */
async function mark(
  trx: Trx,
  known: KnownDeliveries,
  which: Step & { readonly deliveryId: string; readonly variant?: string },
  replaced: boolean,
): Promise<void> {
  await trx
    .updateTable("editions")
    .set({ replacedAt: replaced ? SERVICE_NOW : null })
    .where(({ and }) => and(which))
    .where("replacedAt", replaced ? "is" : "is not", null)
    .execute();
  const { deliveryId, step, variant } = which;
  known.editions = known.editions.map((one) =>
    one.deliveryId === deliveryId && one.step === step && one.variant === (variant ?? one.variant)
      ? { ...one, replaced }
      : one,
  );
}

/** In this delivery all of these versions count as the step's old ones; those that it has there stay as they are. */
export async function copyEditions(
  trx: Trx,
  { portalId, from, to, step, now }: { portalId: number; from: string; to: string; step: string; now: number },
): Promise<void> {
  await sql`
    insert into editions (portal_id, delivery_id, step, variant, lane, key, inputs, number, seen_at, replaced_at)
    select portal_id, ${to}, step, variant, lane, key, inputs, number, seen_at, coalesce(replaced_at, ${new Date(now)})
    from editions where portal_id = ${portalId} and delivery_id = ${from} and step = ${step}
    on conflict do nothing`.execute(trx);
}

/** What the steps that are left ask for: the newest first. */
export async function currentInputs(trx: Trx, portalId: number, deliveryId: string): Promise<readonly Inputs[]> {
  const rows = await trx
    .selectFrom("editions")
    .select("inputs")
    .where(({ and }) => and({ portalId, deliveryId }))
    .where("replacedAt", "is", null)
    .orderBy("number", "desc")
    .execute();
  return rows.map(({ inputs }) => inputs);
}
