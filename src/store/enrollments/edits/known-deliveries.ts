/** What the deliveries in question are, and which versions of which steps took part in them; locked, and kept up to date. */
import { sql } from "kysely";
import { laneOfKey, variantOf } from "../../../delivery/lifecycle/delivery-key.ts";
import { outcomeOf, sealOf, type Delivery } from "../../../delivery/delivery.ts";
import type { GuardFacts, SeenDelivery } from "../../../delivery/lifecycle/edits/destination.ts";
import type { Inputs } from "../../../delivery/inputs.ts";
import { mayHaveBeenSent } from "../../../delivery/lifecycle/membership.ts";
import { stepOf } from "../../../delivery/execution.ts";
import type { Arrival } from "../../../ports/store/enrollments.ts";
import { toDelivery } from "../../postgres/rows.ts";
import type { Trx } from "../../postgres/database.ts";
import type { Row } from "../../postgres/tables.ts";

/** Arrivals of one step with the same inputs: they go to the same place. */
export interface Source {
  readonly portalId: number;
  readonly key: string;
  readonly lane: string;
  readonly step: string;
  readonly variant: string;
  readonly workflowId: string | null;
  readonly inputs: Inputs;
  readonly arrivals: readonly Arrival[];
}

export function sourcesOf(arrivals: readonly Arrival[]): readonly Source[] {
  const groups = Map.groupBy(arrivals, ({ execution, inputs, key }) =>
    [key, variantOf(inputs), stepOf(execution)].join(" "),
  );
  return [...groups.values()].map((group) => {
    const [{ execution, inputs, key }] = group as [Arrival];
    const { portalId, workflowId } = execution;
    const [step, variant] = [stepOf(execution), variantOf(inputs)];
    return { portalId, key, lane: laneOfKey(key), step, variant, workflowId, inputs, arrivals: group };
  });
}

interface Loaded extends Pick<Row<"deliveries">, "workflowIds" | "lineChannelId"> {
  readonly delivery: Delivery;
}

export interface KnownEdition extends Omit<Row<"editions">, "lane" | "inputs" | "replacedAt"> {
  readonly replaced: boolean;
}

export interface KnownDeliveries {
  readonly rows: Map<string, Loaded>;
  editions: readonly KnownEdition[];
}

/** A step that was edited more often inside its cooldown is looked for by its last versions alone. */
const LAST_VERSIONS = 20;

/** Locks the deliveries in the order of their keys, as the ordinary way does: two batches never wait for each other in a circle. */
export async function loadKnown(trx: Trx, portalId: number, sources: readonly Source[]): Promise<KnownDeliveries> {
  const { rows: candidates } = await sql<{ deliveryId: string }>`
    with asked as (
      select * from unnest(
        ${sources.map(({ key }) => key)}::text[], ${sources.map(({ lane }) => lane)}::text[],
        ${sources.map(({ step }) => step)}::text[]
      ) as a (key, lane, step)
    )
    select newest.delivery_id from asked a cross join lateral (
      select d.id as delivery_id from deliveries d where d.portal_id = ${portalId} and d.key = a.key and d.covers
      order by d.opened_at desc limit 1
    ) newest
    union
    select last.delivery_id from asked a cross join lateral (
      select e.delivery_id from editions e where e.portal_id = ${portalId} and e.step = a.step and e.lane = a.lane
        and e.step <> '' order by e.seen_at desc limit ${LAST_VERSIONS}
    ) last
    union
    select once.delivery_id from asked a cross join lateral (
      select e.delivery_id from editions e where e.portal_id = ${portalId} and e.step = a.step and e.lane = a.lane
        and e.step <> '' and e.key = a.key order by e.seen_at desc limit 2
    ) once`.execute(trx);
  const ids = candidates.map(({ deliveryId }) => deliveryId);
  const known: KnownDeliveries = { rows: new Map(), editions: [] };
  if (ids.length === 0) return known;
  const { rows } = await sql<Row<"deliveries">>`
    select * from deliveries where portal_id = ${portalId} and id = any(${ids}::uuid[]) and covers
    order by key collate "C", id for update`.execute(trx);
  for (const row of rows) noteRow(known, row);
  known.editions = await loadEditions(trx, portalId, ids);
  return known;
}

export function noteRow({ rows }: KnownDeliveries, row: Row<"deliveries">): void {
  const { id, workflowIds, lineChannelId } = row;
  rows.set(id, { delivery: toDelivery(row), workflowIds, lineChannelId });
}

const loadEditions = (trx: Trx, portalId: number, ids: readonly string[]): Promise<KnownEdition[]> =>
  trx
    .selectFrom("editions")
    .select(["deliveryId", "portalId", "step", "variant", "key", "number", "seenAt"])
    .select(sql<boolean>`replaced_at is not null`.as("replaced"))
    .where("portalId", "=", portalId)
    .where("deliveryId", "in", ids)
    .execute();

/** What decides where arrivals of this source go. */
export function factsFor(known: KnownDeliveries, { portalId, key, step }: Source): GuardFacts {
  const own =
    step === "" ? [] : known.editions.filter((edition) => edition.step === step && edition.portalId === portalId);
  const current = new Set(own.filter(({ replaced }) => !replaced).map(({ deliveryId }) => deliveryId));
  const once = new Set(own.filter((edition) => edition.key === key).map(({ deliveryId }) => deliveryId));
  const covering = [...known.rows.values()].filter((row) => row.delivery.portalId === portalId && covers(row.delivery));
  const mine = newest(covering.filter(({ delivery }) => current.has(delivery.id) && sameLane(delivery.key, key)));
  return {
    byKey: seen(newest(covering.filter(({ delivery }) => delivery.key === key))),
    ofStep: mine === null ? null : { ...seen(mine), shared: isShared(known, mine, step) },
    underOldKey: seen(newest(covering.filter(({ delivery: { id } }) => current.has(id) && once.has(id)))),
    seenBefore: once.size > 0,
  };
}

const sameLane = (one: string, other: string): boolean => laneOfKey(one) === laneOfKey(other);

const covers = (delivery: Delivery): boolean => {
  const outcome = outcomeOf(delivery);
  return outcome === null || mayHaveBeenSent(outcome.kind);
};

function newest(rows: readonly Loaded[]): Loaded | null {
  const [first] = rows.toSorted(
    (one, other) => other.delivery.openedAt - one.delivery.openedAt || (one.delivery.id < other.delivery.id ? -1 : 1),
  );
  return first ?? null;
}

function seen(row: Loaded): SeenDelivery;
function seen(row: Loaded | null): SeenDelivery | null;
function seen(row: Loaded | null): SeenDelivery | null {
  if (row === null) return null;
  const { delivery } = row;
  return {
    id: delivery.id,
    key: delivery.key,
    phase: delivery.state.phase,
    outcome: outcomeOf(delivery)?.kind ?? null,
    sealedAt: sealOf(delivery)?.at ?? null,
  };
}

/** Executions without a step count by their workflow. */
function isShared({ editions }: KnownDeliveries, { delivery, workflowIds }: Loaded, step: string): boolean {
  const others = editions.some((one) => one.deliveryId === delivery.id && one.step !== step && !one.replaced);
  return others || workflowIds.some((id) => !step.startsWith(`${id}:`));
}
