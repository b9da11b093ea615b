/** What the look at its list, and the seal, make of a delivery that collects. Pure, as all that follows a step. */
import { backOffSeconds } from "../back-off.ts";
import { changed, type Change, type DeliveryEvent } from "../change.ts";
import { finding } from "../../codes.ts";
import type { SealReason } from "../../delivery.ts";
import { forecastNow } from "../../targeting/estimate.ts";
import type { In } from "../../phases.ts";
import type { ListResult } from "../step-results.ts";
import { stillArriving } from "../window.ts";

export function afterListLookUp(delivery: In<"collecting">, result: ListResult, now: number): Change {
  if (result.kind === "later") {
    const asked = delivery.list.known === "no" ? delivery.list.asked + 1 : 1;
    const askAt = now + 1000 * backOffSeconds(asked, 15, 600, result.retryAfterSeconds);
    return changed(
      { ...delivery, list: { known: "no", askAt, asked } },
      { event: "list_looked_up", finding: result.finding },
    );
  }
  if (result.kind === "missing") {
    const gone = finding("LIST_NOT_FOUND", { list: delivery.inputs.listId });
    return changed({ ...delivery, list: { known: "missing" } }, { event: "list_looked_up", finding: gone });
  }
  const { name, size } = result;
  return changed(
    { ...delivery, list: { known: "yes", name, size } },
    { event: "list_looked_up", details: { name, size } },
  );
}

export function afterSeal(delivery: In<"collecting">, reason: SealReason, now: number): Change {
  const { enrolled, executions } = delivery;
  const cutOff = reason === "ceiling" && stillArriving(delivery, now);
  const noted: DeliveryEvent[] = cutOff
    ? [{ event: "noted", finding: finding("CEILING_WHILE_ARRIVING", { enrolled }) }]
    : [];
  const seal = { at: now, reason, enrolled };
  return changed(
    { ...delivery, forecast: forecastNow(delivery), state: { phase: "sealed", seal, wait: null } },
    { event: "sealed", details: { reason, enrolled, executions } },
    ...noted,
  );
}
