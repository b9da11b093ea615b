/** A saved message as people edit it: up to five bubbles, each a text or LINE's own JSON. */
import type { LineMessage } from "../delivery/message.ts";
import { MOST_MESSAGES } from "../delivery/message-check.ts";
import { UTM_NAMES, type Utm } from "../delivery/utm.ts";
import type { SavedMessage } from "../ports/store.ts";
import type { PageWords } from "../wording/page-en.ts";
import { fill } from "../wording/wording.ts";

export const BUBBLES: readonly string[] = Array.from({ length: MOST_MESSAGES }, (_, index) => `bubble${index + 1}`);

export interface MessageForm {
  readonly name: string;
  readonly bubbles: readonly string[];
  readonly utm: Utm;
  readonly problem: string | null;
  /** Index of the bubble that the problem is about; null when it is about the whole. */
  readonly wrongBubble: number | null;
  /** The property that is wrong, as LINE writes it; null when none is named. */
  readonly fault: string | null;
}

const NO_UTM: Utm = { source: "", medium: "", campaign: "", content: "", term: "" };

export const EMPTY_FORM: MessageForm = {
  name: "",
  bubbles: [],
  utm: NO_UTM,
  problem: null,
  wrongBubble: null,
  fault: null,
};

export function formOf({ name, messages, utm }: SavedMessage): MessageForm {
  return { ...EMPTY_FORM, name, bubbles: messages.map(bubbleOf), utm: utm ?? NO_UTM };
}

/** A plain text is shown as it is read; everything richer as JSON. */
function bubbleOf(message: LineMessage): string {
  const { type, text, ...rest } = message;
  const plain = type === "text" && typeof text === "string" && Object.keys(rest).length === 0 && !isJson(text);
  return plain ? text : JSON.stringify(message, null, 2);
}

const isJson = (text: string): boolean => text.trimStart().startsWith("{");

/** What a browser sent, line ends as LINE counts them. */
export function readForm(body: Readonly<Record<string, unknown>>): MessageForm {
  const text = (name: string) => (typeof body[name] === "string" ? body[name].replaceAll("\r\n", "\n") : "");
  const utm = Object.fromEntries(UTM_NAMES.map((name) => [name, text(`utm_${name}`).trim()])) as Utm;
  return { ...EMPTY_FORM, name: text("name"), bubbles: BUBBLES.map(text), utm };
}

export type FormMessages =
  | { readonly kind: "ok"; readonly messages: readonly LineMessage[] }
  | { readonly kind: "wrong"; readonly bubble: number; readonly sentence: string };

/** The bubbles as LINE's messages; empty ones are left out. */
export function messagesIn({ name, bubbles }: MessageForm, words: PageWords): FormMessages {
  const messages: LineMessage[] = [];
  for (const [index, bubble] of bubbles.entries()) {
    if (bubble.trim() === "") continue;
    const read = isJson(bubble) ? parsed(bubble) : { kind: "ok" as const, message: { type: "text", text: bubble } };
    if (read.kind === "wrong") {
      const figures = { number: String(index + 1), ...read.place };
      return { kind: "wrong", bubble: index, sentence: fill(words.messages[read.problem], figures) };
    }
    messages.push(asMessage(read.message, name));
  }
  return { kind: "ok", messages };
}

/**
 * LINE's Flex Message Simulator hands out a bubble or carousel without the message around it; the name of the saved
 * message then stands in notifications. https://developers.line.biz/flex-simulator/
 */
function asMessage(object: LineMessage, name: string): LineMessage {
  const isContainer = object["type"] === "bubble" || object["type"] === "carousel";
  return isContainer ? { type: "flex", altText: name.trim(), contents: object } : object;
}

type NotJson = "notJson" | "notJsonAt" | "notJsonEnd";

type Parsed =
  | { readonly kind: "ok"; readonly message: LineMessage }
  | { readonly kind: "wrong"; readonly problem: NotJson; readonly place: Readonly<Record<string, string>> };

function parsed(bubble: string): Parsed {
  try {
    return { kind: "ok", message: JSON.parse(bubble) as LineMessage };
  } catch (error) {
    return { kind: "wrong", ...notJson(bubble, error instanceof Error ? error.message : "") };
  }
}

/** The engine says where in English only, and not of every fault. */
function notJson(bubble: string, message: string): Omit<Extract<Parsed, { kind: "wrong" }>, "kind"> {
  const place = /position (?<position>\d+) \(line (?<line>\d+) column (?<column>\d+)\)/.exec(message)?.groups;
  const ended = message.includes("end of JSON") || Number(place?.["position"]) >= bubble.trimEnd().length;
  if (ended) return { problem: "notJsonEnd", place: {} };
  const { line, column } = place ?? {};
  if (line === undefined || column === undefined) return { problem: "notJson", place: {} };
  return { problem: "notJsonAt", place: { line, column } };
}

/** `messages[1].text` is the second bubble that is not empty. */
export function bubbleAt(field: string, bubbles: readonly string[]): number | null {
  const [, index] = /^messages?\[(\d+)\]/.exec(field) ?? [];
  if (index === undefined) return null;
  return filledBubbles(bubbles)[Number(index)] ?? null;
}

/** Where in the form each message is. */
export const filledBubbles = (bubbles: readonly string[]): readonly number[] =>
  bubbles.flatMap((bubble, at) => (bubble.trim() === "" ? [] : [at]));
