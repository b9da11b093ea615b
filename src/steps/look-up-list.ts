import type { ListResult } from "../delivery/lifecycle/step-results.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { HubSpot } from "../ports/hubspot.ts";

/** Name and size of the delivery list; a list that is gone ends the delivery once its window closes. */
export async function lookUpList(
  delivery: Delivery,
  { hubspot }: { hubspot: Pick<HubSpot, "list"> },
): Promise<ListResult> {
  const answer = await hubspot.list(delivery.portalId, delivery.inputs.listId);
  if (answer.kind === "ok") return { kind: "found", name: answer.value.name, size: answer.value.size };
  if (answer.kind === "refused" && answer.finding.code === "LIST_NOT_FOUND") return { kind: "missing" };
  // The list only names the delivery and closes its window early: any other trouble must not stop a send.
  return answer.kind === "later" ? answer : { kind: "later", finding: answer.finding };
}
