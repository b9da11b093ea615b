/** Erases LINE user IDs that LINE has by now, and the audiences of a delivery that is over. */
import { afterDeletion } from "../delivery/lifecycle/results/after-upload.ts";
import { outcomeOf, type Delivery } from "../delivery/delivery.ts";
import { idsAreAtLine, type Upload } from "../delivery/upload.ts";
import type { Line } from "../ports/line.ts";
import type { Deliveries, Recipients } from "../ports/store/deliveries.ts";
import { RetryLater } from "./retry-later.ts";

interface TidyPorts {
  readonly store: Pick<Deliveries, "delivery" | "record"> & Pick<Recipients, "deleteRecipients">;
  readonly line: Pick<Line, "deleteAudience" | "findUpload">;
}

export async function tidyUp(id: string, { store, line }: TidyPorts): Promise<void> {
  const snapshot = await store.delivery(id);
  if (snapshot === null) return;
  const { delivery } = snapshot;
  const over = outcomeOf(delivery) !== null;
  if (over || idsAreAtLine(delivery)) await store.deleteRecipients(id);
  if (!over) return;
  for (const upload of delivery.uploads) {
    if (upload.state === "deleted") continue;
    await deleteUpload(delivery, upload, line);
    await store.record(id, (fresh) => afterDeletion(fresh, upload.purpose));
  }
}

async function deleteUpload(
  { portalId, inputs }: Delivery,
  { audienceId, begun, name }: Upload,
  line: TidyPorts["line"],
): Promise<void> {
  const channel = { portalId, channelId: inputs.channelId };
  const known = audienceId ?? (begun ? await foundByName(channel, name, line) : null);
  if (known === null) return;
  const answer = await line.deleteAudience(channel, known);
  if (answer.kind === "later")
    throw new RetryLater(`audience ${known}: ${answer.finding.code}`, answer.retryAfterSeconds ?? null);
  // Refused for good (the channel is gone, say): LINE deletes it by itself after 180 days.
}

async function foundByName(
  channel: { portalId: number; channelId: string },
  name: string,
  line: TidyPorts["line"],
): Promise<string | null> {
  const found = await line.findUpload(channel, name);
  if (found.kind === "ok") return found.value?.id ?? null;
  if (found.kind === "later")
    throw new RetryLater(`audience ${name}: ${found.finding.code}`, found.retryAfterSeconds ?? null);
  return null;
}
