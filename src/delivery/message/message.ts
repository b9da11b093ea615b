/** Saved message or text → LINE messages; finds personal tokens, which a narrowcast cannot fill in. */
import type { MessageChoice } from "../inputs.ts";
import { GRAPHEMES } from "./message-rules.ts";

/** One of LINE's message objects; LINE checks its inside. */
export type LineMessage = Readonly<Record<string, unknown>>;

/** The messages to send; null when the saved message does not exist (any more). */
export function messagesOf(choice: MessageChoice, saved: readonly LineMessage[] | null): readonly LineMessage[] | null {
  return choice.kind === "text" ? [{ type: "text", text: choice.text }] : saved;
}

/**
 * Never drawn, wherever it stands: control characters, the zero-width space and its like, the byte order mark, the soft
 * hyphen. Joiners and variation selectors stay: they change emoji and letters.
 */
const UNSEEN = /[\p{Cc}--[\t\n]]|\u00AD|\u034F|\u180E|\u200B|\u200E|\u200F|[\u2060-\u2064]|\uFEFF/gv;

/** The line ends of Unicode: https://www.unicode.org/reports/tr14/ (mandatory breaks). */
const LINE_END = /\r\n|\r|\v|\f|\u0085|\u2028|\u2029/g;

/** A text as its readers see it: two that differ only in what no reader can notice come out the same. */
export const asRead = (text: string): string =>
  text
    .replace(LINE_END, "\n")
    .replace(UNSEEN, "")
    .normalize("NFC")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();

/** LINE counts UTF-16 code units: https://developers.line.biz/en/docs/messaging-api/text-character-count/ */
export const measure = (text: string): number => text.length;

/**
 * HubSpot's tokens (`{{ contact.firstname }}`) and its template statements (`{% if … %}`). An opening without an end counts
 * too: everyone would see it. One narrowcast body goes to all recipients, so nothing can stand in for a name.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message
 */
const TOKEN = /\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{\{[^\n]{0,40}/;

/** The first personal token in a text, as it is written there. */
export function personalToken(text: string): string | null {
  return TOKEN.exec(text)?.[0] ?? null;
}

/** The first personal token in any text of the messages, alternative texts and buttons included. */
export function personalTokenIn(messages: readonly LineMessage[]): string | null {
  return firstAmong(messages, personalToken);
}

/** A character that people see may be many code units (families of emoji), hardly ever more than these on average. */
const UNITS_A_CHARACTER = 8;

/** One line for lists and pages: the first words that a reader sees. */
export function excerpt(messages: readonly LineMessage[], longest = 80): string {
  const words = messages.map(wordsOf).find((text) => text !== "") ?? kindsOf(messages);
  // Dropdowns show fifty of them: no more of a text of 5,000 characters is looked at than can be shown.
  const beginning = words.slice(0, (longest + 1) * UNITS_A_CHARACTER);
  const oneLine = beginning.replace(/\s+/g, " ").trim();
  const ends = firstEnds(oneLine, longest + 1);
  if (ends.length <= longest) return beginning.length === words.length ? oneLine : `${oneLine}…`;
  return `${oneLine.slice(0, ends[longest - 2] ?? 0)}…`;
}

/** Where the first characters end. */
function firstEnds(text: string, count: number): readonly number[] {
  const ends: number[] = [];
  for (const { index, segment } of GRAPHEMES.segment(text)) {
    if (ends.push(index + segment.length) === count) break;
  }
  return ends;
}

function wordsOf({ text, altText }: LineMessage): string {
  if (typeof text === "string") return text;
  return typeof altText === "string" ? altText : "";
}

const kindsOf = (messages: readonly LineMessage[]): string =>
  messages.map(({ type }) => `[${typeof type === "string" ? type : "?"}]`).join(" ");

function firstAmong(value: unknown, find: (text: string) => string | null): string | null {
  if (typeof value === "string") return find(value);
  if (typeof value !== "object" || value === null) return null;
  for (const inner of Object.values(value)) {
    const found = firstAmong(inner, find);
    if (found !== null) return found;
  }
  return null;
}
