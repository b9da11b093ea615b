/** What HubSpot received, execution by execution. */
import { PORTAL_ID } from "../../../simulators/demo-world.ts";
import { shown } from "../../../src/delivery/numbers/hidden.ts";
import { at, FIFTY, type Check, type DeliveryRow, type Evidence, type Narrowcast } from "./evidence.ts";

/** Fewer people than may be shown are reported as none. */
const reported = ({ recipients, failures }: Narrowcast, delivery: DeliveryRow): number =>
  shown(recipients - failures, "final", delivery.few_allowed ? FIFTY : undefined).value;

/** Every execution is released, with the outcome that LINE states too. */
export function checkExecutions({ stage, narrowcasts, deliveries }: Evidence, check: Check): void {
  const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  for (const execution of stage.world.hubspot.control.executions(PORTAL_ID)) {
    const { callbackId, state, outputFields, endedAt } = execution;
    const given = stage.past.dropped.has(callbackId) || stage.past.uninstalled;
    check(
      "every_execution_released",
      state === "SUCCESS" || state === "FAIL_CONTINUE" || given,
      () => `${callbackId} is ${state}`,
    );
    check(
      "released_once",
      execution.completions <= 1,
      () => `${callbackId} was completed ${execution.completions} times`,
    );
    const { outcome, deliveryId = "", successCount } = outputFields;
    if (outcome === undefined || (state !== "SUCCESS" && state !== "FAIL_CONTINUE")) continue;
    const delivery = byId.get(deliveryId);
    if (delivery === undefined) continue;
    const sent = narrowcasts.find(({ retryKey }) => retryKey === delivery.retry_key);
    check(
      "outputs_have_the_outcome",
      outcome === delivery.outcome,
      () => `${callbackId} received ${outcome}, ${deliveryId} is ${delivery.outcome}`,
    );
    if (outcome === "delivered" && sent !== undefined)
      check(
        "released_after_the_result",
        sent.completedAt <= (endedAt ?? 0),
        () => `${callbackId} received ${outcome} at ${at(endedAt)}; LINE was done at ${at(sent.completedAt)}`,
      );
    const truth =
      outcome === "delivered"
        ? sent?.phase === "succeeded" && Number(successCount) === reported(sent, delivery)
        : outcome === "uncertain" || sent === undefined || sent.phase === "failed";
    check(
      "outputs_match_line",
      truth,
      () =>
        `${callbackId} received ${outcome} (${successCount}); LINE: ${JSON.stringify(sent && { ...sent, body: undefined })}`,
    );
  }
}

/** HubSpot holds no execution that we do not know. */
export async function checkAcknowledged({ stage, database }: Evidence, check: Check): Promise<void> {
  const rows = await database.query<{ callback_id: string }>("select callback_id from enrollments");
  const known = new Set(rows.map(({ callback_id: callbackId }) => callbackId));
  for (const { callbackId, heldUntil } of stage.world.hubspot.control.executions(PORTAL_ID))
    if (heldUntil !== undefined)
      check("acknowledged_is_stored", known.has(callbackId), () => `${callbackId} was answered and is not stored`);
}
