/** Rows ↔ domain. */
import type { Selectable } from "kysely";
import type { Delivery } from "../../delivery/delivery.ts";
import { outcomeOf, sealOf } from "../../delivery/delivery.ts";
import { mayHaveBeenSent } from "../../delivery/lifecycle/membership.ts";
import { completed } from "../../delivery/inputs.ts";
import { advanceAt } from "../../delivery/lifecycle/next-step.ts";
import type { DeliveryTable } from "./tables/deliveries.ts";

export function toDelivery(row: Selectable<DeliveryTable>): Delivery {
  return {
    id: row.id,
    portalId: row.portal_id,
    key: row.key,
    inputs: completed(row.inputs),
    version: row.version,
    openedAt: row.opened_at.getTime(),
    window: { quietSeconds: row.quiet_seconds, ceilingSeconds: row.ceiling_seconds },
    minimum: row.minimum,
    holdsUntil: row.holds_until.getTime(),
    list: row.list,
    enrolled: row.enrolled,
    executions: row.executions,
    covered: row.covered,
    lastEnrolledAt: row.last_enrolled_at.getTime(),
    outageEndedAt: row.outage_ended_at?.getTime() ?? null,
    timeZone: row.time_zone,
    uploads: row.uploads,
    approval: row.approval,
    changedBack: row.changed_back,
    forecast: row.forecast,
    preview: row.preview,
    state: row.state,
  };
}

/** The columns that change with the life cycle. */
export function changingColumns(delivery: Delivery, now: number) {
  const { list, state } = delivery;
  const outcome = outcomeOf(delivery)?.kind ?? null;
  const advance = advanceAt(delivery, now);
  return {
    version: delivery.version,
    list: JSON.stringify(list),
    uploads: JSON.stringify(delivery.uploads),
    approval: delivery.approval === null ? null : JSON.stringify(delivery.approval),
    forecast: delivery.forecast === null ? null : JSON.stringify(delivery.forecast),
    changed_back: delivery.changedBack === null ? null : JSON.stringify(delivery.changedBack),
    preview: delivery.preview === null ? null : JSON.stringify(delivery.preview),
    list_size: list.known === "yes" ? list.size : null,
    phase: state.phase,
    state: JSON.stringify(state),
    sealed_at: instant(sealOf(delivery)?.at ?? null),
    outcome,
    covers: outcome === null || mayHaveBeenSent(outcome),
    advance_at: instant(advance),
    reading_at: instant(state.phase === "measuring" ? state.nextReadingAt : null),
  };
}

/** The columns that only an edit of a step changes. */
export const editedColumns = ({ key, inputs, minimum, openedAt, holdsUntil }: Delivery) => ({
  key,
  inputs: JSON.stringify(inputs),
  minimum,
  opened_at: new Date(openedAt),
  holds_until: new Date(holdsUntil),
});

const instant = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
