/** UTM parameters on the links of a saved message, so that its visits show in web analytics. */
import type { LineMessage } from "./message.ts";

/** Empty values are left out. https://support.google.com/analytics/answer/10917952 */
export type Utm = Readonly<Record<"source" | "medium" | "campaign" | "content" | "term", string>>;

export const UTM_NAMES = ["source", "medium", "campaign", "content", "term"] as const;

export interface SavedContent {
  readonly messages: readonly LineMessage[];
  readonly utm: Utm | null;
}

/** What goes out of a saved message: the parameters are on every link that a person follows. May be longer than LINE takes. */
export function messagesToSend({ messages, utm }: SavedContent): readonly LineMessage[] {
  const added = UTM_NAMES.flatMap((name) => (utm?.[name] ? [[`utm_${name}`, utm[name]] as const] : []));
  if (added.length === 0) return messages;
  const tagged = (url: string) => tag(url, added);
  return messages.map((message) => tagText(tagWithin(message, tagged) as LineMessage, tagged));
}

type Tag = (url: string) => string;

/**
 * Of an address that a person follows: `uri` and `desktop` of an action, `linkUri` of an imagemap's area or a video's end.
 * Pictures and films, which LINE fetches, have other names.
 */
const isFollowed = (name: string, type: unknown): boolean =>
  (name === "uri" && type === "uri") || name === "linkUri" || name === "desktop";

function tagWithin(value: unknown, tagged: Tag): unknown {
  if (Array.isArray(value)) return value.map((inner) => tagWithin(inner, tagged));
  if (typeof value !== "object" || value === null) return value;
  const { type } = value as { type?: unknown };
  const entries = Object.entries(value).map(([name, inner]) => {
    const changed = typeof inner === "string" && isFollowed(name, type) ? tagged(inner) : tagWithin(inner, tagged);
    return [name, changed] as const;
  });
  return Object.fromEntries(entries);
}

/** LINE finds its emojis by their place in the text, which moves when an address before them grows. */
function tagText(message: LineMessage, tagged: Tag): LineMessage {
  const { type, text, emojis } = message;
  if ((type !== "text" && type !== "textV2") || typeof text !== "string") return message;
  const places = placesOf(emojis);
  const grown: Grown[] = [];
  let written = "";
  let from = 0;
  for (const { at, link } of linksIn(withoutEmojis(text, places), type === "textV2")) {
    const longer = tagged(link);
    written += text.slice(from, at) + longer;
    from = at + link.length;
    grown.push({ end: from, by: longer.length - link.length });
  }
  if (from === 0) return message;
  const moved = movedPlaces(places, grown);
  const result = { ...message, text: written + text.slice(from) };
  return Array.isArray(emojis) ? { ...result, emojis: emojis.map((one: unknown) => atPlace(one, moved)) } : result;
}

/** A link that ends here and has become so much longer. */
interface Grown {
  readonly end: number;
  readonly by: number;
}

/** Each place with where it is now. Both lists are walked once, in the order of the text. */
function movedPlaces(places: ReadonlySet<number>, grown: readonly Grown[]): ReadonlyMap<number, number> {
  const moved = new Map<number, number>();
  const links = grown.values();
  let link = links.next();
  let by = 0;
  for (const place of [...places].sort((one, other) => one - other)) {
    for (; link.done !== true && link.value.end <= place; link = links.next()) by += link.value.by;
    moved.set(place, place + by);
  }
  return moved;
}

type Placed = Readonly<Record<string, unknown>> & { readonly index: number };

const isPlaced = (emoji: unknown): emoji is Placed =>
  typeof emoji === "object" && emoji !== null && "index" in emoji && typeof emoji.index === "number";

const placesOf = (emojis: unknown): ReadonlySet<number> =>
  new Set(Array.isArray(emojis) ? emojis.filter(isPlaced).map(({ index }) => index) : []);

const atPlace = (emoji: unknown, moved: ReadonlyMap<number, number>): unknown =>
  isPlaced(emoji) ? { ...emoji, index: moved.get(emoji.index) ?? emoji.index } : emoji;

/** An emoji's "$" would look like a part of the address before it. */
const withoutEmojis = (text: string, places: ReadonlySet<number>): string =>
  text.replaceAll("$", (sign, at: number) => (places.has(at) ? " " : sign));

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

/**
 * A full stop or a closing bracket after an address ends the sentence, not the address; `Tea_(drink)` stays whole. The
 * brackets are counted once: people paste texts of any length.
 */
function withoutEnding(link: string): string {
  const unopened = { ")": excess(link, ")", "("), "]": excess(link, "]", "[") };
  let end = link.length;
  for (; end > 0; end -= 1) {
    const last = link.charAt(end - 1);
    if (last === ")" || last === "]") {
      if (unopened[last] <= 0) break;
      unopened[last] -= 1;
    } else if (!".,!?;:'".includes(last)) break;
  }
  return link.slice(0, end);
}

const excess = (text: string, one: string, other: string): number => text.split(one).length - text.split(other).length;

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

/**
 * Whether a message has something to follow, without which LINE counts no clicks; false only where there is surely none.
 * https://developers.line.biz/en/reference/messaging-api/#uri-action
 */
export const hasLinks = (messages: readonly LineMessage[]): boolean =>
  messages.some((message) => follows(message) || namesAddress(message));

function follows(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(follows);
  const { type } = value as { type?: unknown };
  return Object.entries(value).some(([name, inner]) => isFollowed(name, type) || follows(inner));
}

/** LINE makes links of addresses in a text, also of those without "https://". */
const ADDRESS = /[a-z0-9-]\.[a-z]{2}|:\/\//i;

const namesAddress = ({ type, text }: LineMessage): boolean =>
  (type === "text" || type === "textV2") && typeof text === "string" && ADDRESS.test(text);
