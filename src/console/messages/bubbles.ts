/** What was written into the form's bubbles → LINE's messages, or what is wrong and where it is marked. */
import { messagesInValue, needsNotificationText, readPasted } from "../../delivery/message/pasted.ts";
import { excerpt, type LineMessage } from "../../delivery/message/message.ts";
import { MAX_MESSAGES } from "../../delivery/message/message-check.ts";
import { fill, type PageWords } from "../../i18n/wording.ts";
import { bubbleOf, filledBubbles, NO_BUBBLE, type Bubble, type MessageForm } from "./form.ts";

export interface FormMessages {
  /** As it was written, with the first problem if there is one. What was pasted for several bubbles is in several. */
  readonly form: MessageForm;
  /** What can be shown of it: nothing where a bubble cannot be read or there are too many. */
  readonly messages: readonly LineMessage[];
}

interface Part {
  readonly bubble: Bubble;
  readonly message: LineMessage;
}

interface Problem {
  readonly name: keyof PageWords["bubbleFaults"];
  readonly figures?: Readonly<Record<string, string>>;
}

/** The bubbles as LINE's messages; empty ones are left out. */
export function messagesIn(form: MessageForm, words: PageWords): FormMessages {
  const parts: (readonly Part[])[] = [];
  for (const at of filledBubbles(form.bubbles)) {
    const read = partsOf(form.bubbles[at] ?? NO_BUBBLE);
    if ("name" in read) return { form: marked(form, at, read, words), messages: [] };
    parts.push(read);
  }
  const all = parts.flat();
  if (all.length > MAX_MESSAGES) return { form: tooMany(form, parts, words), messages: [] };
  // What needs no more room stays where and as it was typed.
  const apart = all.length === parts.length ? form : { ...form, bubbles: all.map(({ bubble }) => bubble) };
  return withNotificationTexts(apart, all, words);
}

function marked(form: MessageForm, at: number, { name, figures = {} }: Problem, words: PageWords): MessageForm {
  const problem = fill(words.bubbleFaults[name], { number: String(at + 1), ...figures });
  return { ...form, problem, wrongBubble: at };
}

function partsOf(bubble: Bubble): readonly Part[] | Problem {
  const { content, notification } = bubble;
  const pasted = readPasted(content);
  if (pasted.kind === "words") return [{ bubble, message: { type: "text", text: content } }];
  if (pasted.kind === "unreadable") return notJson(content, pasted.why);
  const messages = messagesInValue(pasted.value);
  if (messages === null) return { name: "noMessage" };
  const [message, ...more] = messages;
  if (message !== undefined && more.length === 0) return [{ bubble, message }];
  // A text that was typed beside several is for those that have none.
  return messages.map((each) => {
    const own = bubbleOf(each);
    const typed = needsNotificationText(each) && own.notification === "" ? notification : own.notification;
    return { bubble: { ...own, notification: typed }, message: each };
  });
}

/** Said at the bubble with which they become too many. */
function tooMany(form: MessageForm, parts: readonly (readonly Part[])[], words: PageWords): MessageForm {
  const upTo = (index: number) => parts.slice(0, index + 1).flat().length;
  const index = parts.findIndex((_, at) => upTo(at) > MAX_MESSAGES);
  const figures = { count: String(parts.flat().length), most: String(MAX_MESSAGES) };
  return marked(form, filledBubbles(form.bubbles)[index] ?? 0, { name: "tooMany", figures }, words);
}

/** The engine says where in English only, and not of every fault. */
function notJson(content: string, why: string): Problem {
  const place = /position (?<position>\d+) \(line (?<line>\d+) column (?<column>\d+)\)/.exec(why)?.groups;
  const { position = "", line, column } = place ?? {};
  const found = /token '(.)'/u.exec(why)?.[1] ?? content.charAt(Number(position));
  if (/[“”„＂]/.test(found)) return { name: "curlyQuotes" };
  if (why.includes("end of JSON") || Number(position) >= content.trimEnd().length) return { name: "notJsonEnd" };
  if (line === undefined || column === undefined) return { name: "notJson" };
  return { name: "notJsonAt", figures: { line, column } };
}

/** What stands in the notification is written into the message; the first that is missing or said twice is a problem. */
function withNotificationTexts(form: MessageForm, parts: readonly Part[], words: PageWords): FormMessages {
  const read = parts.map(notified);
  const wrong = read.findIndex(({ problem }) => problem !== null);
  const problem = read[wrong]?.problem ?? null;
  const messages = read.map(({ message }) => message);
  if (problem === null) return { form, messages };
  const at = filledBubbles(form.bubbles)[wrong] ?? 0;
  return { form: { ...marked(form, at, problem, words), fault: `messages[${wrong}].altText` }, messages };
}

function notified({ bubble, message }: Part): { readonly message: LineMessage; readonly problem: Problem | null } {
  if (!needsNotificationText(message)) return { message, problem: null };
  const { notification } = bubble;
  const { altText } = message;
  const written = typeof altText === "string" ? altText.trim() !== "" : altText != null;
  if (notification.trim() === "") return { message, problem: written ? null : { name: "noNotification" } };
  if (!written || altText === notification) return { message: { ...message, altText: notification }, problem: null };
  const figures = { text: excerpt([{ text: notification }]), code: excerpt([message]) };
  return { message, problem: { name: "twoNotifications", figures } };
}
