/** Messages as people see them in LINE: a chat with a bubble for each. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import type { LineMessage } from "../../delivery/message.ts";
import { durationText, fill } from "../../wording/wording.ts";
import type { Reader } from "../reader.ts";
import { faultClass, pictureOf, type Canvas } from "./canvas.ts";
import { flexContainer } from "./flex.ts";
import { isPart, partsOf, textOf, type Part } from "./flex-values.ts";
import { imagemap } from "./imagemap.ts";
import { Styles } from "./style-tokens.ts";
import { template } from "./template.ts";

export interface Chat {
  readonly node: VNode;
  /** Address of the sheet that the page has to load for it. */
  readonly styles: string | null;
}

/** `fault`: the property that is wrong; it is marked. */
export function chat(messages: readonly LineMessage[], fault: string | null, reader: Reader): Chat {
  const { preview } = reader.words;
  const canvas: Canvas = {
    styles: new Styles(),
    words: preview,
    fault: fault?.replace(/^message\[/, "messages[") ?? null,
  };
  const bubbles = messages.map((message, index) => balloon(message, `messages[${index}]`, canvas, reader));
  const replies = partsOf(quickReplies(messages.at(-1)));
  const node = html`<div class="line-chat" role="group" aria-label=${preview.title}>
    ${bubbles}
    ${replies.length > 0 && html`<p class="replies">${replies.map((one) => html`<span>${labelOf(one)}</span>`)}</p>`}
  </div>`;
  return { node, styles: canvas.styles.href };
}

const quickReplies = (message: LineMessage | undefined): unknown =>
  isPart(message?.["quickReply"]) ? message["quickReply"]["items"] : [];

const labelOf = ({ action }: Part): string => (isPart(action) ? (textOf(action["label"]) ?? "") : "");

function balloon(message: LineMessage, path: string, canvas: Canvas, reader: Reader): VNode {
  const wide = message["type"] === "flex" || message["type"] === "template" ? "wide" : "";
  return html`<div class=${`balloon ${wide} ${faultClass(path, canvas)}`}>
    ${content(message, path, canvas, reader)}
  </div>`;
}

function content(message: LineMessage, path: string, canvas: Canvas, { language }: Reader): VNode {
  const { words } = canvas;
  switch (message["type"]) {
    case "text":
    case "textV2":
      return html`<p class="says">${textOf(message["text"]) ?? ""}</p>`;
    case "image":
      return pictureOf({ url: message["originalContentUrl"], classes: "large", kind: "image" }, canvas);
    case "video":
      return pictureOf({ url: message["originalContentUrl"], classes: "large", kind: "video" }, canvas);
    case "audio":
      return html`<p class="says">
        ▶ ${words.audio} ${durationText(Number(message["duration"] ?? 0) / 1000, language)}
      </p>`;
    case "sticker": {
      const figures = { packageId: String(message["packageId"]), stickerId: String(message["stickerId"]) };
      return html`<p class="placeholder sticker">${fill(words.sticker, figures)}</p>`;
    }
    case "location":
      return html`<p class="says">
        <strong>📍 ${textOf(message["title"])}</strong><br />${textOf(message["address"])}
      </p>`;
    case "coupon":
      return html`<p class="placeholder">${words.coupon} ${textOf(message["couponId"])}</p>`;
    case "imagemap":
      return imagemap(message, canvas);
    case "template":
      return template(message, canvas);
    case "flex":
      return flexContainer(message["contents"], `${path}.contents`, canvas);
    default:
      return html`<p class="placeholder">${String(message["type"])}</p>`;
  }
}
