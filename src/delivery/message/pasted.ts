/**
 * Code that was pasted where people write a text. Sent as a text, everyone would receive its braces and quotation marks;
 * so it is distinguished from words, and where there is room for it, taken for the messages that it describes.
 */
import type { LineMessage } from "./message.ts";
import { isObject } from "./message-rules.ts";

type Pasted =
  /** For people to read: everything that is not plainly code, such as `[Important] …`, `{name}`, `2026` or `"quoted"`. */
  | { readonly kind: "words" }
  /** A JSON object or array, or several objects that were copied out of an array. */
  | { readonly kind: "value"; readonly value: unknown }
  /** Plainly code, but no JSON. `why` is the engine's sentence; places in it count in the text as it was given. */
  | { readonly kind: "unreadable"; readonly why: string };

/** What editors, chats and browsers put around code: white space, invisible characters, the marks of a code block. */
const BEFORE = /^[\s\p{Cf}]*(?:`+(?:json\w*|javascript|js)?[\s\p{Cf}]*)?/iu;
const BEHIND = /[\s\p{Cf}`]/u;

/** Blanks instead of what stands before the code, so that places in it stay what they are. */
function bare(text: string): string {
  const before = BEFORE.exec(text)?.[0] ?? "";
  let end = text.length;
  while (end > before.length && BEHIND.test(text.charAt(end - 1))) end -= 1;
  return before.replace(/[^\n]/g, " ") + text.slice(before.length, end);
}

const PLAINLY_CODE = [
  // An object that begins with a quoted name; also with typographic quotation marks, escaped, or cut off.
  /^"?[[\s]*\{\s*\\?["'“”„‘’＂]\w{1,40}\\?["'“”„‘’＂]\s*:/,
  // A message object in JavaScript.
  /^[[\s]*\{\s*type\s*:\s*["'`“‘]/,
  // The inside of one, or of a request.
  /^"(?:type|messages)"\s*:\s*["[{]/,
  // The examples of LINE's reference are commands.
  /^\$?\s*curl\s[\s\S]*\bapi\.line\.me\//,
] as const;

export function readPasted(text: string): Pasted {
  const code = bare(text);
  const visible = code.trimStart();
  const first = visible.charAt(0);
  const whole = first === "{" || first === "[" ? parsed(code) : null;
  if (whole?.kind === "value") return whole;
  const several = first === "{" ? parsed(`[${code.endsWith(",") ? code.slice(0, -1) : code}]`) : null;
  if (several?.kind === "value") return several;
  const plainly = PLAINLY_CODE.some((pattern) => pattern.test(visible));
  return plainly ? { kind: "unreadable", why: whole?.why ?? "" } : { kind: "words" };
}

export const isCode = (text: string): boolean => readPasted(text).kind !== "words";

function parsed(code: string): Exclude<Pasted, { kind: "words" }> {
  try {
    return { kind: "value", value: JSON.parse(code) as unknown };
  } catch (error) {
    return { kind: "unreadable", why: error instanceof Error ? error.message : "" };
  }
}

/**
 * The messages in a pasted value: a message object, a list of them, the body of a request, or a Flex container as LINE's
 * Flex Message Simulator hands it out (https://developers.line.biz/flex-simulator/), then without its notification text.
 * Null where it is, or has among them, none of these.
 */
export function messagesInValue(value: unknown): readonly LineMessage[] | null {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : (messagesInBody(value) ?? [value]);
  return list.length > 0 && list.every(isMessage) ? list.map(asMessage) : null;
}

const messagesInBody = (value: unknown): readonly unknown[] | null =>
  isObject(value) && value["type"] === undefined && Array.isArray(value["messages"]) ? value["messages"] : null;

const isMessage = (value: unknown): value is LineMessage => isObject(value) && typeof value["type"] === "string";

const asMessage = (message: LineMessage): LineMessage =>
  message["type"] === "bubble" || message["type"] === "carousel" ? { type: "flex", contents: message } : message;

/** Kinds that show nothing in a notification and in the list of chats unless they say in words what they are. */
const NOTIFIED_IN_WORDS: readonly unknown[] = ["flex", "template", "imagemap"];

export const needsNotificationText = ({ type }: LineMessage): boolean => NOTIFIED_IN_WORDS.includes(type);
