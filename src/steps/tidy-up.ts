/** Erases LINE user IDs that LINE has by now, and the audiences of a delivery that is over. */
import { afterDeletion } from "../delivery/lifecycle/results/after-upload.ts";
import { channelOf, outcomeOf, type Delivery } from "../delivery/delivery.ts";
import { idsAreAtLine, type Upload } from "../delivery/upload.ts";
import type { Line } from "../ports/line.ts";
import type { Deliveries, DeliveryRef, Recipients } from "../ports/store/deliveries.ts";
import { retryLater } from "./retry-later.ts";

interface TidyPorts {
  readonly store: Pick<Deliveries, "delivery" | "record"> & Pick<Recipients, "deleteRecipients">;
  readonly line: Pick<Line, "deleteAudience" | "findUpload">;
}

export async function tidyUp(of: DeliveryRef, { store, line }: TidyPorts): Promise<void> {
  const snapshot = await store.delivery(of);
  if (snapshot === null) return;
  const { delivery } = snapshot;
  const over = outcomeOf(delivery) !== null;
  if (over || idsAreAtLine(delivery)) await store.deleteRecipients(of);
  if (!over) return;
  for (const upload of delivery.uploads) {
    if (upload.state === "deleted") continue;
    await deleteUpload(delivery, upload, line);
    await store.record(of, (fresh) => afterDeletion(fresh, upload.purpose));
  }
}

/** What is refused for good (the channel is gone, say) stays: LINE deletes it by itself after 180 days. */
async function deleteUpload(delivery: Delivery, upload: Upload, line: TidyPorts["line"]): Promise<void> {
  const { audienceId, begun, name } = upload;
  const channel = channelOf(delivery);
  const found = audienceId === null && begun ? await line.findUpload(channel, name) : null;
  if (found?.kind === "later") throw retryLater(`audience ${name}`, found);
  const id = audienceId ?? (found?.kind === "ok" ? found.value?.id : undefined);
  if (id === undefined) return;
  const answer = await line.deleteAudience(channel, id);
  if (answer.kind === "later") throw retryLater(`audience ${id}`, answer);
}
