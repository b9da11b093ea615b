/** UTM parameters on the links of a saved message, so that its visits show in web analytics. */
import type { LineMessage } from "./message.ts";

/** Empty values are left out. https://support.google.com/analytics/answer/10917952 */
export type Utm = Readonly<Record<"source" | "medium" | "campaign" | "content" | "term", string>>;

export const UTM_NAMES = ["source", "medium", "campaign", "content", "term"] as const;

/** What goes out of a saved message. */
export const messagesToSend = ({ messages, utm }: { messages: readonly LineMessage[]; utm: Utm | null }) =>
  withUtm(messages, utm);

/** The messages with the parameters on every link that a person follows. The result may be longer than LINE takes. */
export function withUtm(messages: readonly LineMessage[], utm: Utm | null): readonly LineMessage[] {
  const added = UTM_NAMES.flatMap((name) => (utm?.[name] ? [[`utm_${name}`, utm[name]] as const] : []));
  if (added.length === 0) return messages;
  const tagged = (url: string) => tag(url, added);
  return messages.map((message) => tagText(tagWithin(message, tagged) as LineMessage, tagged));
}

type Tag = (url: string) => string;

/** Addresses that a person follows; pictures and films are fetched by LINE and stay as they are. */
function tagWithin(value: unknown, tagged: Tag): unknown {
  if (Array.isArray(value)) return value.map((inner) => tagWithin(inner, tagged));
  if (typeof value !== "object" || value === null) return value;
  const { type } = value as { type?: unknown };
  const followed = (name: string) => (name === "uri" && type === "uri") || name === "linkUri" || name === "desktop";
  const entries = Object.entries(value).map(([name, inner]) => {
    const changed = typeof inner === "string" && followed(name) ? tagged(inner) : tagWithin(inner, tagged);
    return [name, changed] as const;
  });
  return Object.fromEntries(entries);
}

/** LINE finds its emojis by their place in the text, which moves when an address before them grows. */
function tagText(message: LineMessage, tagged: Tag): LineMessage {
  const { type, text, emojis } = message;
  if ((type !== "text" && type !== "textV2") || typeof text !== "string") return message;
  const places = placesOf(emojis);
  const grown: { readonly end: number; readonly by: number }[] = [];
  let written = "";
  let from = 0;
  for (const { at, link } of linksIn(withoutEmojis(text, places), type === "textV2")) {
    const longer = tagged(link);
    written += text.slice(from, at) + longer;
    from = at + link.length;
    grown.push({ end: from, by: longer.length - link.length });
  }
  if (from === 0) return message;
  const moved = (index: number) => grown.reduce((sum, { end, by }) => (end <= index ? sum + by : sum), index);
  const result = { ...message, text: written + text.slice(from) };
  return Array.isArray(emojis) ? { ...result, emojis: emojis.map((one: unknown) => atPlace(one, moved)) } : result;
}

type Placed = Readonly<Record<string, unknown>> & { readonly index: number };

const isPlaced = (emoji: unknown): emoji is Placed =>
  typeof emoji === "object" && emoji !== null && "index" in emoji && typeof emoji.index === "number";

const placesOf = (emojis: unknown): readonly number[] =>
  Array.isArray(emojis) ? emojis.filter(isPlaced).map(({ index }) => index) : [];

const atPlace = (emoji: unknown, moved: (index: number) => number): unknown =>
  isPlaced(emoji) ? { ...emoji, index: moved(emoji.index) } : emoji;

/** An emoji's "$" would look like a part of the address before it. */
const withoutEmojis = (text: string, places: readonly number[]): string =>
  places.reduce((rest, at) => (rest[at] === "$" ? `${rest.slice(0, at)} ${rest.slice(at + 1)}` : rest), text);

const LINK = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi;
const CLEAR_END = /^(?:$|[\s\p{P}\p{S}])/u;
const UNCLEAR_END = /^[{|^\\`]/;
/** In a `textV2` one brace begins a placeholder, two stand for a brace. */
const PLACEHOLDER = /^\{(?!\{)/;

interface Link {
  readonly at: number;
  readonly link: string;
}

/** Where it is not clear where an address ends, as in `https://tea.example/をどうぞ`, it stays as it is. */
function linksIn(text: string, hasPlaceholders: boolean): readonly Link[] {
  return [...text.matchAll(LINK)].flatMap(({ index: at, 0: found }) => {
    const next = text.slice(at + found.length);
    const clear = (CLEAR_END.test(next) && !UNCLEAR_END.test(next)) || (hasPlaceholders && PLACEHOLDER.test(next));
    const link = withoutEnding(found);
    return clear && URL.canParse(link) ? [{ at, link }] : [];
  });
}

/** A full stop or a closing bracket after an address ends the sentence, not the address; `Tea_(drink)` stays whole. */
function withoutEnding(link: string): string {
  const count = (character: string) => link.split(character).length;
  const odd =
    /[.,!?;:']$/.test(link) ||
    (link.endsWith(")") && count(")") > count("(")) ||
    (link.endsWith("]") && count("]") > count("["));
  return odd ? withoutEnding(link.slice(0, -1)) : link;
}

/**
 * LINE's own addresses open something in LINE and may carry a text that a parameter would become part of.
 * https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/
 */
const NOT_OURS = /^https?:\/\/line\.me\//i;

/** Written into the text of the address: a parser would change its other parts. What is tagged already stays. */
function tag(url: string, added: readonly (readonly [string, string])[]): string {
  if (!/^https?:\/\//i.test(url) || NOT_OURS.test(url)) return url;
  const [, address = url, fragment = ""] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  const missing = added.filter(([name]) => !new RegExp(`[?&]${name}=`).test(address));
  if (missing.length === 0) return url;
  const query = missing.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  const joint = !address.includes("?") ? "?" : /[?&]$/.test(address) ? "" : "&";
  return `${address}${joint}${query}${fragment}`;
}
