/** An edited step leaves a window that it shares, or for one that collects with its new key already. */
import { afterConclusion } from "../../../delivery/lifecycle/results/after-conclusion.ts";
import { changed } from "../../../delivery/lifecycle/change.ts";
import { finding } from "../../../delivery/codes.ts";
import type { Delivery } from "../../../delivery/delivery.ts";
import { editEvents } from "../../../delivery/lifecycle/edits/after-edit.ts";
import type { Inputs } from "../../../delivery/inputs.ts";
import { addJob } from "../../jobs/jobs.ts";
import { invariant } from "../../postgres/invariant.ts";
import { copyEditions, currentInputs, noteEdition, replaceEditions } from "./editions.ts";
import { noteRow, type Source } from "./known-deliveries.ts";
import { fitIdsToMode, moveStep } from "./move-step.ts";
import { openForKey } from "../open-for-key.ts";
import { apply, collectingOf, edit, placeName, settled, targetOf, type Place, type Placing } from "./windows.ts";

/** With all of its executions, for another open window or a new one. */
export async function leave(
  placing: Placing,
  source: Source,
  { from, to }: { readonly from: string; readonly to: string | null },
): Promise<Place | null> {
  const { trx, known, now, defaults } = placing;
  const { portalId, step, workflowId } = source;
  const before = collectingOf(known, from);
  let id = to;
  if (id === null) {
    const opened = await openForKey(trx, invariant(source.arrivals[0], "a source without executions"), defaults, {
      mayAsk: true,
      window: before,
    });
    if (opened === null) return null;
    if ("code" in opened) return { kind: "refused", finding: opened };
    noteRow(known, opened);
    id = opened.id;
  }
  await replaceEditions(trx, known, source, from);
  await copyEditions(trx, { portalId, from, to: id, step, now });
  known.editions = [
    ...known.editions,
    ...known.editions
      .filter((one) => one.deliveryId === from && one.step === step)
      .map((one) => ({ ...one, deliveryId: invariant(id, "a step left for no delivery"), replaced: true })),
  ];
  await noteEdition(trx, known, source, id, { now });
  // It may have left this one before, in the same batch: the way ends here now, and does not go round in a circle.
  placing.moved.delete(placeName(id, step));
  placing.moved.set(placeName(from, step), id);
  const { moved, left } = await moveStep(trx, { portalId, step, workflowId, from, to: id });
  await arrive(placing, source, { id, before, moved });
  await depart(placing, { from, to: id, moved, left, workflowId });
  for (const each of [from, id]) await addJob(trx, "advance", { portalId, id: each }, null);
  return targetOf(known, id, false);
}

/** The executions that move are held only as long as HubSpot was answered before. */
async function arrive(
  placing: Placing,
  source: Source,
  { id, before, moved }: { readonly id: string; readonly before: Delivery; readonly moved: number },
): Promise<void> {
  const { trx, known } = placing;
  const { workflowId } = source;
  const news = editEvents(before.inputs, await settled(placing, source), workflowId);
  await apply(placing, id, (delivery) =>
    changed(
      {
        ...delivery,
        openedAt: Math.min(delivery.openedAt, before.openedAt),
        holdsUntil: Math.min(delivery.holdsUntil, before.holdsUntil),
      },
      ...news,
      { event: "joined_by_step", details: { workflowId, executions: moved, delivery: before.id } },
    ),
  );
  await edit(placing, source, id);
  await fitIdsToMode(trx, collectingOf(known, id));
}

/** The other steps' window goes on with what they ask for; one that no execution is left in is over. */
async function depart(
  placing: Placing,
  move: { from: string; to: string; moved: number; left: number; workflowId: string | null },
): Promise<void> {
  const { trx, now, known } = placing;
  const { from, to, moved, left, workflowId } = move;
  const { portalId } = collectingOf(known, from);
  const remaining = await currentInputs(trx, portalId, from);
  await apply(placing, from, (delivery) => {
    const inputs = ofRemaining(delivery.inputs, remaining);
    const went = changed(
      { ...delivery, inputs },
      { event: "left_by_step", details: { workflowId, executions: moved, delivery: to } },
      ...editEvents(delivery.inputs, inputs, null),
    );
    // Others of this batch may be on their way into it.
    if (left > 0 || remaining.length > 0) return went;
    const why = finding("JOINED_ANOTHER_DELIVERY", { delivery: to });
    const ended = afterConclusion(went.delivery, { kind: "cancelled", finding: why }, now);
    return changed(ended.delivery, ...went.events, ...ended.events);
  });
}

/** Without the settings of the step that left. */
function ofRemaining(before: Inputs, [newest, ...others]: readonly Inputs[]): Inputs {
  if (newest === undefined) return before;
  const requireApproval = [newest, ...others].some((each) => each.requireApproval);
  return { ...newest, quietHours: newest.quietHours ?? before.quietHours, requireApproval };
}
