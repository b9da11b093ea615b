/** What a delivery sends, and what a person copies of it into a new message. */
import { narrowcastOf, type Delivery } from "../../delivery/delivery.ts";
import { messagesOf, type LineMessage } from "../../delivery/message/message.ts";
import type { MessageContent } from "../../ports/store/saved-messages.ts";
import { calledName } from "../../i18n/record-properties.ts";
import { isUuid } from "../web/schemas.ts";
import type { ConsolePorts } from "../request/ports.ts";

type Stored = Pick<ConsolePorts, "store">;

/** As they went to LINE; before, a saved message as it is now: whatever it says when the window closes goes out. */
export async function messagesOfDelivery(
  delivery: Delivery,
  { store }: Stored,
): Promise<readonly LineMessage[] | null> {
  const narrowcast = narrowcastOf(delivery);
  if (narrowcast !== null)
    return (JSON.parse(narrowcast.body) as { messages?: readonly LineMessage[] }).messages ?? null;
  const { message } = delivery.inputs;
  const saved = message.kind === "saved" ? await store.savedMessage(delivery.portalId, message.messageId) : null;
  return messagesOf(message, saved?.messages ?? null);
}

/** The content of a copy: as it was written, without the UTM parameters that a send adds. Null where it is not known. */
export async function copyOf(portalId: number, deliveryId: unknown, ports: Stored): Promise<MessageContent | null> {
  if (!isUuid(deliveryId)) return null;
  const view = await ports.store.viewDelivery(portalId, deliveryId);
  if (view === null) return null;
  const { message } = view.delivery.inputs;
  const saved = message.kind === "saved" ? await ports.store.savedMessage(portalId, message.messageId) : null;
  if (saved !== null) return saved;
  const messages = messagesOf(message, null) ?? (await messagesOfDelivery(view.delivery, ports));
  return messages === null ? null : { name: calledName(view.delivery), messages, utm: null };
}
