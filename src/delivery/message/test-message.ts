/** A message as testers get it: marked, so that no one takes it for the campaign. */
import { MAX_TEXT_LENGTH, MAX_MESSAGES } from "./message-check.ts";
import type { LineMessage } from "./message.ts";

const MARK = "[Test] ";

/**
 * A bubble in front says that it is a test. Where all five are in use the first text with room for it says so, and where
 * there is none the sender's name, which every kind of message has.
 */
export function markedAsTest(messages: readonly LineMessage[], name: string): readonly LineMessage[] {
  if (messages.length < MAX_MESSAGES) return [{ type: "text", text: `Test · ${name}` }, ...messages];
  const marked = messages.findIndex(hasRoom);
  if (marked < 0) return messages.map(fromTest);
  return messages.map((message, index) => (index === marked ? withMark(message) : message));
}

const hasRoom = ({ text }: LineMessage): boolean =>
  typeof text === "string" && text.length + MARK.length <= MAX_TEXT_LENGTH;

/** LINE finds its emojis by their place in the text. */
function withMark(message: LineMessage): LineMessage {
  const { text, emojis } = message;
  const marked = { ...message, text: `${MARK}${String(text)}` };
  if (!Array.isArray(emojis)) return marked;
  const moved = (emojis as readonly { readonly index: number }[]).map((emoji) => ({
    ...emoji,
    index: emoji.index + MARK.length,
  }));
  return { ...marked, emojis: moved };
}

/** https://developers.line.biz/en/reference/messaging-api/#icon-nickname-switch */
const fromTest = (message: LineMessage): LineMessage => ({
  ...message,
  sender: { ...(message["sender"] as object | undefined), name: "Test" },
});
