/** A saved message as people edit it: up to five bubbles, each a text or LINE's own JSON. */
import type { Finding } from "../../delivery/codes.ts";
import { renumbered } from "../../delivery/message/line-refusal.ts";
import { needsNotificationText } from "../../delivery/message/pasted.ts";
import type { LineMessage } from "../../delivery/message/message.ts";
import { MAX_MESSAGES } from "../../delivery/message/message-check.ts";
import { UTM_NAMES, type Utm } from "../../delivery/message/links.ts";
import type { MessageContent, SavedMessage } from "../../ports/store/saved-messages.ts";
import { WRITTEN } from "../web/fields.ts";

export interface MessageForm {
  readonly name: string;
  readonly bubbles: readonly Bubble[];
  readonly utm: Utm;
  /** Which state of the saved message it began with; empty for a new one. */
  readonly version: string;
  readonly problem: string | null;
  /** Index of the bubble that the problem is about; null when it is about the whole. */
  readonly wrongBubble: number | null;
  /** The property that is wrong, as LINE writes it; null when none is named. */
  readonly fault: string | null;
}

export interface Bubble {
  /** Words for people, or LINE's JSON without the text of the notification. */
  readonly content: string;
  /** What a Flex Message and the like show in the notification and in the list of chats. */
  readonly notification: string;
}

export const NO_BUBBLE: Bubble = { content: "", notification: "" };

const NO_UTM: Utm = { source: "", medium: "", campaign: "", content: "", term: "" };

const NO_FAULT = { problem: null, wrongBubble: null, fault: null };

export const EMPTY_FORM: MessageForm = { name: "", bubbles: [], utm: NO_UTM, version: "", ...NO_FAULT };

export function formOf({ name, messages, utm }: MessageContent): MessageForm {
  return { ...EMPTY_FORM, name, bubbles: messages.map(bubbleOf), utm: utm ?? NO_UTM };
}

/** Of a saved message as it is now. */
export const openedForm = (message: SavedMessage): MessageForm => ({ ...formOf(message), version: versionOf(message) });

export const versionOf = ({ updatedAt }: SavedMessage): string => String(updatedAt);

/** A plain text is shown as it is read; everything richer as JSON, with the text of its notification beside it. */
export function bubbleOf(message: LineMessage): Bubble {
  const { type, text } = message;
  if (type === "text" && typeof text === "string" && Object.keys(message).length === 2)
    return { content: text, notification: "" };
  const { altText, ...rest } = message;
  const beside = needsNotificationText(message) && typeof altText === "string";
  const content = JSON.stringify(beside ? rest : message, null, 2);
  return { content, notification: beside ? altText : "" };
}

/** The names of a bubble's fields in the form. */
export const BUBBLES: readonly Bubble[] = Array.from({ length: MAX_MESSAGES }, (_, index) => ({
  content: `bubble${index + 1}`,
  notification: `notification${index + 1}`,
}));

/** Line ends as LINE counts them. */
const LINES = WRITTEN.replace(/\r\n/g, "\n").default("");

/** What a browser sent. */
export function readForm(body: Readonly<Record<string, unknown>>): MessageForm {
  const text = (name: string) => LINES.validate(body[name]).value as string;
  const utm = Object.fromEntries(UTM_NAMES.map((name) => [name, text(`utm_${name}`).trim()])) as Utm;
  const bubbles = BUBBLES.map(({ content, notification }) => ({
    content: text(content),
    notification: text(notification),
  }));
  return { ...EMPTY_FORM, name: text("name"), bubbles, utm, version: text("version") };
}

/** The form with what is wrong, at its bubble where it is in one. `fault`: down to the property, as LINE writes it. */
export const faulty = (form: MessageForm, problem: string, field: string, fault = field): MessageForm => ({
  ...form,
  problem,
  wrongBubble: bubbleAt(field, form.bubbles),
  fault,
});

/** `messages[1].text` is the second bubble that is not empty. */
export function bubbleAt(field: string, bubbles: readonly Bubble[]): number | null {
  const [, index] = /^messages?\[(\d+)\]/.exec(field) ?? [];
  if (index === undefined) return null;
  return filledBubbles(bubbles)[Number(index)] ?? null;
}

/** Empty bubbles are not sent, but they have a number in the form. */
export const numberedAsForm = (finding: Finding, { bubbles }: MessageForm): Finding =>
  renumbered(finding, (bubble) => filledBubbles(bubbles)[bubble] ?? bubble);

/** Where in the form each message is. */
export const filledBubbles = (bubbles: readonly Bubble[]): readonly number[] =>
  bubbles.flatMap(({ content }, at) => (content.trim() === "" ? [] : [at]));
