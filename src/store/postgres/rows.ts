/** Rows ↔ deliveries. */
import { outcomeOf, sealOf, type Delivery } from "../../delivery/delivery.ts";
import { mayHaveBeenSent } from "../../delivery/lifecycle/membership.ts";
import { completed } from "../../delivery/inputs.ts";
import { advanceAt } from "../../delivery/lifecycle/next-step.ts";
import type { Row } from "./tables.ts";

export const toDelivery = (row: Row<"deliveries">): Delivery => ({
  id: row.id,
  portalId: row.portalId,
  key: row.key,
  inputs: completed(row.inputs),
  version: row.version,
  openedAt: row.openedAt,
  window: { quietSeconds: row.quietSeconds, ceilingSeconds: row.ceilingSeconds },
  minimum: row.minimum,
  holdsUntil: row.holdsUntil,
  list: row.list,
  enrolled: row.enrolled,
  executions: row.executions,
  covered: row.covered,
  lastEnrolledAt: row.lastEnrolledAt,
  outageEndedAt: row.outageEndedAt,
  timeZone: row.timeZone,
  uploads: row.uploads,
  approval: row.approval,
  changedBack: row.changedBack,
  forecast: row.forecast,
  preview: row.preview,
  state: row.state,
});

/** The columns that change with the life cycle. */
export function changingColumns(delivery: Delivery, now: number) {
  const { version, list, uploads, approval, changedBack, forecast, preview, state } = delivery;
  const asTheyAre = { version, list, approval, changedBack, forecast, preview, state };
  const outcome = outcomeOf(delivery)?.kind ?? null;
  return {
    ...asTheyAre,
    uploads: JSON.stringify(uploads),
    outcome,
    listSize: list.known === "yes" ? list.size : null,
    phase: state.phase,
    sealedAt: instant(sealOf(delivery)?.at ?? null),
    covers: outcome === null || mayHaveBeenSent(outcome),
    advanceAt: instant(advanceAt(delivery, now)),
    readingAt: instant(state.phase === "measuring" ? state.nextReadingAt : null),
  };
}

/** The columns that only an edit of a step changes. */
export const editedColumns = ({ key, inputs, minimum, openedAt, holdsUntil }: Delivery) => ({
  key,
  inputs,
  minimum,
  openedAt: new Date(openedAt),
  holdsUntil: new Date(holdsUntil),
});

export const instant = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
