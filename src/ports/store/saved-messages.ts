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

/** A message that can still be brought back. */
export interface DeletedMessage extends Pick<SavedMessage, "id" | "name"> {
  readonly deletedAt: number;
}

/** What a message went out with, or was to. */
export interface MessageUse {
  readonly deliveryId: string;
  readonly listName: string;
  readonly openedAt: number;
  /** LINE was not asked to send it yet. */
  readonly isUnsent: boolean;
  readonly workflowIds: readonly string[];
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
  /** The newest deliveries of the last 30 days with this message, at most five, the newest first. */
  messageUses(portalId: number, id: string): Promise<readonly MessageUse[]>;
  /** It can be brought back for 30 days; until then, only `deletedMessages` and `savedMessageName` know of it. */
  deleteSavedMessage(portalId: number, id: string): Promise<boolean>;
  /** The last deleted first, at most 20. */
  deletedMessages(portalId: number): Promise<readonly DeletedMessage[]>;
  /** As it was when it was deleted; null when there is no such message, or it is not deleted. */
  restoreSavedMessage(portalId: number, id: string): Promise<SavedMessage | null>;
  /** Of a deleted one too; null when no one knows it any more. */
  savedMessageName(portalId: number, id: string): Promise<string | null>;
}
