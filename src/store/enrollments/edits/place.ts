/** Finds each source its delivery, and makes of the deliveries what an edit of a step asks for. */
import type { Finding } from "../../../delivery/codes.ts";
import type { Delivery } from "../../../delivery/delivery.ts";
import { afterChangeBack, afterLaterEdit, afterOpening } from "../../../delivery/lifecycle/edits/after-edit.ts";
import { destinationOf, type Destination } from "../../../delivery/lifecycle/edits/destination.ts";
import { willAsk } from "../../../delivery/lifecycle/edits/earlier-send.ts";
import { inputChanges } from "../../../delivery/lifecycle/edits/input-changes.ts";
import { sendAtPassed } from "../../../delivery/lifecycle/open-delivery.ts";
import { noteRefusedLater } from "../../deliveries/deliveries.ts";
import { invariant } from "../../postgres/invariant.ts";
import { editionOf, noteEdition, takeUp, wasReplaced } from "./editions.ts";
import { factsFor, noteRow, type KnownDeliveries, type Source } from "./known-deliveries.ts";
import { leave } from "./leave.ts";
import { earlierDeliveries } from "./other-deliveries.ts";
import { openForKey, settingsOfAccount } from "../open-for-key.ts";
import {
  apply,
  collectingOf,
  deliveryOf,
  edit,
  settled,
  store,
  targetOf,
  type Place,
  type Placing,
} from "./windows.ts";

/** Null when another process has opened the window in between; its insert held us up until it was committed. */
export async function place(placing: Placing, source: Source): Promise<Place | null> {
  const { known, now } = placing;
  const facts = factsFor(known, source);
  const destination = destinationOf(facts, { key: source.key, resendAfter: source.inputs.resendAfter }, now);
  if (destination.do === "open") {
    const opened = await open(placing, source, facts.ofStep?.id ?? null);
    const before = facts.byKey ?? facts.ofStep;
    if (opened?.kind === "refused" && opened.finding.code === "SEND_AT_PASSED" && before !== null) {
      await noteRefusedLater(placing.trx, deliveryOf(known, before.id), opened.finding, now);
    }
    return opened;
  }
  if (destination.do === "cover") {
    // A step that has not been part of this delivery is from now on: an edit of it would be a second send too.
    if (source.step !== "" && editionsIn(known, source, destination.id).length === 0) {
      await noteEdition(placing.trx, known, source, destination.id, { now });
    }
    return targetOf(known, destination.id, true);
  }
  return intoWindow(placing, source, destination);
}

const editionsIn = ({ editions }: KnownDeliveries, { step }: Source, id: string) =>
  editions.filter((one) => one.deliveryId === id && one.step === step);

async function intoWindow(
  placing: Placing,
  source: Source,
  destination: Exclude<Destination, { do: "open" | "cover" }>,
): Promise<Place | null> {
  const { trx, known, now } = placing;
  const id = destination.do === "leave" ? destination.from : destination.id;
  const seen = editionOf(known, source, id);
  if (destination.do === "join" && seen !== undefined) {
    const isLeft = source.step !== "" && editionsIn(known, source, id).every(({ replaced }) => replaced);
    if (seen.replaced && isLeft) await takeUp(trx, known, source, id);
    return targetOf(known, id, false);
  }
  const inputs = await settled(placing, source);
  if (destination.do === "change_back") {
    await noteEdition(trx, known, source, id, { now, replaced: true });
    await apply(placing, id, (delivery) => afterChangeBack(delivery, inputs, source.workflowId, now));
    return targetOf(known, id, false);
  }
  const refused = await refusal(placing, source, collectingOf(known, id));
  if (refused !== null) return { kind: "refused", finding: refused };
  if (destination.do === "leave") return leave(placing, source, destination);
  await noteEdition(trx, known, source, id, { now });
  await edit(placing, source, id);
  return targetOf(known, id, false);
}

/** A new version with a send time that has passed would be sent at once: it is refused, as where it would open a delivery. */
async function refusal(
  { trx, now }: Placing,
  { inputs, portalId }: Source,
  delivery: Delivery,
): Promise<Finding | null> {
  if (inputChanges(delivery.inputs, { ...delivery.inputs, sendAt: inputs.sendAt }).length === 0) return null;
  const { timeZone } = await settingsOfAccount(trx, portalId, inputs.channelId).executeTakeFirstOrThrow();
  return sendAtPassed({ inputs, timeZone, openedAt: delivery.openedAt }, now);
}

async function open(placing: Placing, source: Source, earlier: string | null): Promise<Place | null> {
  const { trx, known, defaults, now } = placing;
  const [arrival] = source.arrivals;
  const replaced = wasReplaced(known, source);
  // It will wait for a person, who gets the time for it.
  const mayAsk = replaced || willAsk(await earlierDeliveries(trx, source), now);
  const opened = await openForKey(trx, invariant(arrival, "a source without executions"), defaults, { mayAsk });
  if (opened === null) return null;
  if ("code" in opened) return { kind: "refused", finding: opened };
  noteRow(known, opened);
  await noteEdition(trx, known, source, opened.id, { now });
  // HubSpot repeats executions for days: the version that had been replaced does not win again by itself.
  if (replaced) {
    await apply(placing, opened.id, (delivery) => afterChangeBack(delivery, delivery.inputs, source.workflowId, now));
  }
  if (earlier !== null) {
    const newer = await settled(placing, source);
    await store(placing, opened.id, afterOpening(deliveryOf(known, opened.id), deliveryOf(known, earlier)));
    await store(placing, earlier, afterLaterEdit(deliveryOf(known, earlier), newer, source.workflowId));
  }
  return targetOf(known, opened.id, false);
}
