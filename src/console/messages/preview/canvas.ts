/** What every part of a preview needs. */
import type { PageWords } from "../../../i18n/wording.ts";
import type { Pictures } from "./pictures.ts";
import type { Styles } from "./style-tokens.ts";
import { html, type VNode } from "../../web/elements.ts";

export interface Canvas {
  readonly styles: Styles;
  readonly pictures: Pictures;
  readonly words: PageWords["preview"];
  /** The property that is wrong, such as `messages[0].contents.body`; null when nothing is. */
  readonly fault: string | null;
}

/** Where a component has others within it. */
const DEEPER = /^\.altText$|^\.contents[.[]|^\.(?:header|hero|body|footer)(?:\.|$)/;

/** Marks the innermost component that the wrong property belongs to. */
export function faultClass(path: string, { fault }: Canvas): string {
  if (fault === null || !fault.startsWith(path)) return "";
  return DEEPER.test(fault.slice(path.length)) ? "" : "faulty";
}

export interface Pictured {
  /** Of the picture, or of the still that a video shows before it plays. */
  readonly url: unknown;
  readonly classes: string;
  readonly kind: "image" | "video";
  /** Cut to fill its place; otherwise all of it is there. */
  readonly cover?: boolean;
}

/** Its place is the same before and after it is loaded. */
export function pictureOf({ url, classes, kind, cover = false }: Pictured, { words, pictures }: Canvas): VNode {
  const host = typeof url === "string" ? (URL.parse(url)?.host ?? "") : "";
  const name = `${words[kind]} ${host}`;
  const source = pictures.load(url);
  if (source === null) {
    return html`<span class=${`picture ${kind} ${classes}`} role="img" aria-label=${name}>
      <span aria-hidden="true">${kind === "video" ? "▶" : "▧"} ${host}</span>
    </span>`;
  }
  return html`<span class=${`picture ${kind} ${cover ? "cover" : ""} ${classes}`}>
    <img src=${source} alt=${name} referrerpolicy="no-referrer" loading="lazy" decoding="async" />
    ${kind === "video" && html`<span class="play" aria-hidden="true">▶</span>`}
  </span>`;
}
