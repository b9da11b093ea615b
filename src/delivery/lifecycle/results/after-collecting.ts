/** What the look at its list, and the seal, make of a delivery that collects. Pure, as all that follows a step. */
import type { Answer } from "../../answer.ts";
import { backOffSeconds } from "../back-off.ts";
import { changed, noted, type Change } from "../change.ts";
import { finding } from "../../codes.ts";
import type { DeliveryList, In, SealReason } from "../../delivery.ts";
import { forecastNow } from "../../targeting/estimate.ts";
import { stillArriving } from "../window.ts";

type Known = Extract<DeliveryList, { known: "yes" }>;

/** The list only names the delivery and closes its window early: no trouble with it stops a send, unless it is gone. */
export function afterListLookUp(
  delivery: In<"collecting">,
  answer: Answer<Pick<Known, "name" | "size">>,
  now: number,
): Change {
  if (answer.kind === "ok") {
    const { name, size } = answer.value;
    return changed(
      { ...delivery, list: { known: "yes", name, size } },
      { event: "list_looked_up", details: { name, size } },
    );
  }
  const event = { event: "list_looked_up", finding: answer.finding } as const;
  if (answer.kind === "refused" && answer.finding.code === "LIST_NOT_FOUND") {
    return changed({ ...delivery, list: { known: "missing" } }, event);
  }
  const asked = delivery.list.known === "no" ? delivery.list.asked + 1 : 1;
  const askAt = now + 1000 * backOffSeconds(asked, 15, 600, answer.retryAfterSeconds);
  return changed({ ...delivery, list: { known: "no", askAt, asked } }, event);
}

export function afterSeal(delivery: In<"collecting">, reason: SealReason, now: number): Change {
  const { enrolled, executions } = delivery;
  const cutOff = reason === "ceiling" && stillArriving(delivery, now);
  const seal = { at: now, reason, enrolled };
  return changed(
    { ...delivery, forecast: forecastNow(delivery), state: { phase: "sealed", seal, wait: null } },
    { event: "sealed", details: { reason, enrolled, executions } },
    ...(cutOff ? [noted(finding("CEILING_WHILE_ARRIVING", { enrolled }))] : []),
  );
}
