/** What every part of a preview needs. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import type { PageWords } from "../../wording/page-en.ts";
import type { Styles } from "./style-tokens.ts";

export interface Canvas {
  readonly styles: Styles;
  readonly words: PageWords["preview"];
  /** The property that is wrong, such as `messages[0].contents.body`; null when nothing is. */
  readonly fault: string | null;
}

/** Where a component has others within it. */
const DEEPER = /^\.contents[.[]|^\.(?:header|hero|body|footer)(?:\.|$)/;

/** Marks the innermost component that the wrong property belongs to. */
export function faultClass(path: string, { fault }: Canvas): string {
  if (fault === null || !fault.startsWith(path)) return "";
  return DEEPER.test(fault.slice(path.length)) ? "" : "faulty";
}

/** Pictures of other sites are not loaded here: a place for them, and where they come from. */
export function pictureOf(
  { url, classes, kind }: { readonly url: unknown; readonly classes: string; readonly kind: "image" | "video" },
  { words }: Canvas,
): VNode {
  const host = typeof url === "string" ? (URL.parse(url)?.host ?? "") : "";
  return html`<span class=${`picture ${kind} ${classes}`} role="img" aria-label=${`${words[kind]} ${host}`}>
    <span aria-hidden="true">${kind === "video" ? "▶" : "▧"} ${host}</span>
  </span>`;
}
