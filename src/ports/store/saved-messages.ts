/** Messages that a portal has saved for its workflows. */
import type { LineMessage } from "../../delivery/message/message.ts";
import type { Utm } from "../../delivery/message/links.ts";

export interface SavedMessage {
  readonly id: string;
  readonly portalId: number;
  readonly name: string;
  readonly messages: readonly LineMessage[];
  /** Added to links when the message goes out; null when nothing is to be added. */
  readonly utm: Utm | null;
  readonly updatedAt: number;
  /** HubSpot's user id of who last changed what is sent; null where no person did it. */
  readonly changedBy: number | null;
}

export type MessageContent = Pick<SavedMessage, "name" | "messages" | "utm">;

/** Every operation is about one portal. */
export interface SavedMessages {
  savedMessages(portalId: number): Promise<readonly SavedMessage[]>;
  savedMessage(portalId: number, id: string): Promise<SavedMessage | null>;
  /** What the portal has saved, without the message `except`; `bytes` as JSON in UTF-8. */
  savedMessagesSize(
    portalId: number,
    except: string | null,
  ): Promise<{ readonly count: number; readonly bytes: number }>;
  /** `by`: HubSpot's user id of who does it. */
  createSavedMessage(portalId: number, content: MessageContent, by?: number): Promise<SavedMessage>;
  /** Null when there is no such message. A new name alone, or the same once more, leaves `changedBy` as it was. */
  changeSavedMessage(portalId: number, id: string, content: MessageContent, by?: number): Promise<SavedMessage | null>;
  deleteSavedMessage(portalId: number, id: string): Promise<boolean>;
}
