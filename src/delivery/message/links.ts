/**
 * Whether a message has something to follow: LINE counts clicks on links only.
 * https://developers.line.biz/en/reference/messaging-api/#uri-action
 */
import type { LineMessage } from "./message.ts";

/** False only where there is surely none. */
export const hasLinks = (messages: readonly LineMessage[]): boolean =>
  messages.some((message) => follows(message) || namesAddress(message));

/** `uri` of an action, `linkUri` of an imagemap's area or a video's end; pictures and films have other names. */
function follows(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(follows);
  const { type } = value as { type?: unknown };
  return Object.entries(value).some(
    ([name, inner]) => (name === "uri" && type === "uri") || name === "linkUri" || follows(inner),
  );
}

/** LINE makes links of addresses in a text, also of those without "https://". */
const ADDRESS = /[a-z0-9-]\.[a-z]{2}|:\/\//i;

const namesAddress = ({ type, text }: LineMessage): boolean =>
  (type === "text" || type === "textV2") && typeof text === "string" && ADDRESS.test(text);
