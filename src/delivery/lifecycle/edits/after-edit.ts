/** What an edit of a step makes of a delivery. Pure. */
import { changed, noted, unchanged, type Change, type DeliveryEvent, type TimelineEvent } from "../change.ts";
import { finding } from "../../codes.ts";
import { isWaiting, type Delivery, type In } from "../../delivery.ts";
import { firstEstimate } from "../../targeting/estimate.ts";
import type { Inputs } from "../../inputs.ts";
import { minimumFor } from "../open-delivery.ts";
import { sendAtOf } from "../send-time.ts";
import { decideBy } from "../window.ts";
import { inputChanges } from "./input-changes.ts";

/** How the action is filled in now, and the key it has for it. */
interface Edition {
  readonly key: string;
  /** With the portal's quiet hours where the action says nothing. */
  readonly inputs: Inputs;
}

/**
 * The window means the newest version from now on. Once one execution asked for approval it stays asked for: the window may
 * be shared with a step that does not ask.
 */
export function afterEdit(
  delivery: In<"collecting">,
  { key, inputs: asked }: Edition,
  portalMinimum: number,
  workflowId: string | null,
): Change {
  const inputs = { ...asked, requireApproval: asked.requireApproval || delivery.inputs.requireApproval };
  const changes = editEvents(delivery.inputs, inputs, workflowId);
  const edited = key !== delivery.key;
  if (!edited && changes.length === 0) return unchanged(delivery);
  // Who receives what, and what a person decided about it, stays as it was.
  if (!edited && changes.every(({ details }) => details?.["input"] === "deliveryName"))
    return changed({ ...delivery, inputs }, ...changes);
  const after = {
    ...delivery,
    key,
    inputs,
    minimum: minimumFor(inputs, portalMinimum),
    approval: null,
    // How many people receive it was said of the version before.
    forecast: null,
    state: { ...delivery.state, estimate: firstEstimate(delivery.openedAt) },
    changedBack: edited ? null : delivery.changedBack,
  };
  return changed(after, ...changes, ...tooLate(after));
}

/** One entry for each input, so that the timeline can say old and new. */
function changeEvents(event: TimelineEvent, before: Inputs, after: Inputs, details = {}): readonly DeliveryEvent[] {
  return inputChanges(before, after).map((change) => ({ event, details: { ...change, ...details } }));
}

export const editEvents = (before: Inputs, after: Inputs, workflowId: string | null): readonly DeliveryEvent[] =>
  changeEvents("edited", before, after, { workflowId });

/** The step has had another delivery: a person who decides about this one reads what is different. */
export const afterOpening = (delivery: Delivery, { inputs: before }: Pick<Delivery, "inputs">): Change =>
  changed(delivery, ...changeEvents("changed_since", before, delivery.inputs));

/** HubSpot holds the first executions only so long: a later send time would come too late for their outcome. */
function tooLate(delivery: Delivery): readonly DeliveryEvent[] {
  const sendAt = sendAtOf(delivery);
  if (sendAt === null || sendAt < decideBy(delivery)) return [];
  return [noted(finding("SEND_AT_AFTER_HOLDS"))];
}

/** An execution came with a version that had been replaced: one entry, however many follow. */
export function afterChangeBack(
  delivery: In<"collecting">,
  old: Inputs,
  workflowId: string | null,
  now: number,
): Change {
  if (delivery.changedBack !== null) return unchanged(delivery);
  return changed(
    { ...delivery, changedBack: { at: now } },
    { event: "changed_back", finding: finding("CHANGED_BACK") },
    ...changeEvents("changed_back", delivery.inputs, old, { workflowId }),
  );
}

/**
 * A newer version of the step came after the window had closed: it becomes a delivery of its own, which waits for a person.
 * A yes that was given to this one no longer counts; it is asked for once more.
 */
export function afterLaterEdit(delivery: Delivery, newer: Inputs, workflowId: string | null): Change {
  if (!isWaiting(delivery)) return unchanged(delivery);
  const news = changeEvents("edited_later", delivery.inputs, newer, { workflowId });
  if (delivery.approval === null) return changed(delivery, ...news);
  return changed({ ...delivery, approval: null, state: { ...delivery.state, wait: null } }, ...news, {
    event: "approval_withdrawn",
    details: { by: delivery.approval.by },
  });
}
