/** Whom a send leaves out, and whether it may be about few people although LINE would make it. */
import type { Finding } from "../../delivery/codes.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { leftOutOf, mayBeBelow, meantFor, type LeftOut } from "../../delivery/targeting/may-be-below.ts";
import type { Audience } from "../../ports/line.ts";
import type { DeliveredSend, Sends } from "../../ports/store/sends.ts";
import { includedIn, readyUpload, uploadsMissing } from "./sending-request.ts";
import { DAY_MS } from "../../delivery/durations.ts";

/** What is still to be uploaded counts as no one: when it is at LINE, this is asked again. */
export function whoIsLeftOut(
  { inputs, uploads }: Delivery,
  audiences: readonly Audience[],
  reached: readonly DeliveredSend[],
): LeftOut {
  const excluded = audiences.filter(({ id }) => inputs.excludeAudienceIds.includes(id));
  const list = readyUpload(uploads, "suppressed");
  const enrolledOnly = inputs.targetingMode === "narrow_to_enrolled";
  const enrolledToo = uploads.find((upload) => upload.suppressedEnrolled !== undefined)?.suppressedEnrolled;
  return leftOutOf(inputs, {
    excluded,
    suppressed: (enrolledOnly ? enrolledToo : undefined) ?? list?.ids ?? 0,
    reached,
  });
}

interface Facts {
  /** Usable IDs of the enrolled contacts; null in a mode that needs none. */
  readonly enrolledIds: number | null;
  readonly audiences: readonly Audience[];
  readonly leftOut: LeftOut;
  readonly now: number;
}

/** A send is compared with those of so long ago: LINE refreshes the numbers of a send for 14 days. */
const COMPARED_MS = 14 * DAY_MS;

/** Null where nothing speaks for asking a person. */
export async function doubtAboutFew(
  delivery: Delivery,
  { enrolledIds, audiences, leftOut, now }: Facts,
  store: Pick<Sends, "similarSends">,
): Promise<Finding | null> {
  const { id: deliveryId, portalId, inputs, uploads } = delivery;
  const like = { portalId, channelId: inputs.channelId, deliveryId, meantFor: meantFor(inputs) };
  const others = uploadsMissing(delivery) ? [] : await store.similarSends({ ...like, since: now - COMPARED_MS });
  const included = includedIn(audiences, inputs);
  const kept = readyUpload(uploads, "enrolled")?.kept ?? enrolledIds;
  return mayBeBelow({ inputs, included, enrolledIds: kept, leftOut, others });
}
