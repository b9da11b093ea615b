/** The deliveries of a batch while it is stored: what an edit makes of them. */
import type { Change } from "../../../delivery/lifecycle/change.ts";
import type { Finding } from "../../../delivery/codes.ts";
import { isIn, type Delivery, type In } from "../../../delivery/delivery.ts";
import { afterEdit } from "../../../delivery/lifecycle/edits/after-edit.ts";
import type { Inputs } from "../../../delivery/inputs.ts";
import { withQuietHours, type WindowDefaults } from "../../../delivery/lifecycle/open-delivery.ts";
import { countedFrom } from "../../../delivery/lifecycle/send-time.ts";
import { storeChange, type OnChange } from "../../deliveries/deliveries.ts";
import { invariant } from "../../postgres/invariant.ts";
import type { Trx } from "../../postgres/database.ts";
import type { KnownDeliveries, Source } from "./known-deliveries.ts";
import { fitIdsToMode } from "./move-step.ts";
import { settingsOfAccount } from "../open-for-key.ts";
import type { Target } from "../insert.ts";

export type Place = ({ readonly kind: "target" } & Target) | { readonly kind: "refused"; readonly finding: Finding };

export interface Placing {
  readonly trx: Trx;
  readonly known: KnownDeliveries;
  readonly defaults: WindowDefaults;
  readonly now: number;
  /** What was made of which delivery: reported after the commit. */
  readonly changes: Parameters<OnChange>[];
  /** Where a step went that has left a delivery, by `placeName`. */
  readonly moved: Map<string, string>;
}

export const placeName = (deliveryId: string, step: string): string => `${deliveryId} ${step}`;

/** As it is after the whole batch: a later source may have taken the step elsewhere, or changed the delivery. */
export function settledPlace({ known, moved }: Placing, found: Place, step: string): Place {
  if (found.kind !== "target") return found;
  let { id } = found.delivery;
  for (let next = moved.get(placeName(id, step)); next !== undefined; next = moved.get(placeName(id, step))) id = next;
  return { ...found, delivery: deliveryOf(known, id) };
}

/** With the portal's quiet hours where the action says nothing. */
export async function settled({ trx }: Placing, { inputs, portalId }: Source): Promise<Inputs> {
  const { quietHours } = await settingsOfAccount(trx, portalId, inputs.channelId).executeTakeFirstOrThrow();
  return withQuietHours(inputs, quietHours);
}

/** The window means this version from now on. */
export async function edit(placing: Placing, source: Source, id: string): Promise<void> {
  const { trx, known } = placing;
  const { key, portalId, workflowId } = source;
  const { minimum } = await settingsOfAccount(trx, portalId, source.inputs.channelId).executeTakeFirstOrThrow();
  const before = collectingOf(known, id);
  const inputs = countedFrom(await settled(placing, source), placing.now, before.inputs.sendAt);
  await apply(placing, id, (delivery) => afterEdit(delivery, { key, inputs }, minimum, workflowId));
  const after = collectingOf(known, id);
  if (before.inputs.targetingMode !== after.inputs.targetingMode) await fitIdsToMode(trx, after);
}

export const apply = (placing: Placing, id: string, decide: (delivery: In<"collecting">) => Change): Promise<void> =>
  store(placing, id, decide(collectingOf(placing.known, id)));

export async function store({ trx, known, now, changes }: Placing, id: string, change: Change): Promise<void> {
  const row = invariant(known.rows.get(id), `delivery ${id} was not loaded`);
  const before = row.delivery;
  if (change.delivery === before && change.events.length === 0) return;
  const delivery = await storeChange(trx, before, change, { now, lineChannelId: row.lineChannelId });
  known.rows.set(id, { ...row, delivery });
  changes.push([before, { ...change, delivery }]);
}

export const deliveryOf = ({ rows }: KnownDeliveries, id: string): Delivery =>
  invariant(rows.get(id), `delivery ${id} was not loaded`).delivery;

export function collectingOf(known: KnownDeliveries, id: string): In<"collecting"> {
  const delivery = deliveryOf(known, id);
  if (!isIn(delivery, "collecting")) throw new Error(`delivery ${id} does not collect any more`);
  return delivery;
}

export const targetOf = (known: KnownDeliveries, id: string, covered: boolean): Place => ({
  kind: "target",
  delivery: deliveryOf(known, id),
  covered,
});
